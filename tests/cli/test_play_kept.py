"""`mooring flows play --session`: the place is kept, and the words stay with the person."""

import copy
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.cli.kit import PLAIN, Folder, press_ctrl_c

WORDS = "my secret about Kim"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "place.json"


def play(flows: Folder, place: Path, typed: str = "") -> Result:
    return flows.run("play", "sample", "--session", place, "--fast", typed=typed)


def test_the_place_is_kept_and_gone_on_from(flows: Folder, place: Path) -> None:
    first = play(flows, place, "2\n")
    assert first.exit_code == 0
    assert f"kept in {place}." in first.stdout.replace("\n", "")
    second = play(flows, place, "3\n")
    assert "How is it now?" not in second.stdout
    assert "How strong?" in second.stdout
    third = play(flows, place, "b\n")
    assert third.stdout.index("What is it like?") < third.stdout.index("How strong?")
    assert "Thank you." in play(flows, place, "1\n").stdout


def test_ctrl_c_keeps_the_place_too(flows: Folder, place: Path) -> None:
    child = flows.play("sample", "--session", place)
    try:
        child.expect_exact("you> ")
        child.sendline("2")
        child.expect_exact("How strong?")
        child.expect_exact("you> ")
        press_ctrl_c(child)
        child.expect_exact("Your place is kept")
    finally:
        child.close()
    assert "How strong?" in play(flows, place).stdout


def test_a_pause_is_gone_on_from(flows: Folder, place: Path) -> None:
    assert "Paused." in play(flows, place, "p\n").stdout
    again = play(flows, place, "2\n").stdout
    assert "How is it now?" in again
    assert "How strong?" in again


def test_only_the_person_can_read_the_file(flows: Folder, place: Path) -> None:
    play(flows, place, "2\n")
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_an_edit_of_the_structure_strands_nobody(flows: Folder, place: Path) -> None:
    play(flows, place, "2\n3\n")
    flows.edit("start/sample.yaml", "  say_more:", "  tell:")
    flows.edit("start/sample.yaml", "go: say_more", "go: tell")
    flows.edit("start/sample.yaml", "What is it like?", "What else?")
    again = play(flows, place, "words\n")
    assert "What is it like?" in again.stdout
    assert "(the flow ended: done)" in again.stdout


def test_an_edit_of_the_words_reaches_the_one_who_goes_on(flows: Folder, place: Path) -> None:
    play(flows, place, "2\n")
    flows.edit("start/sample.yaml", "How strong?", "How strong is it?")
    assert "How strong is it?" in play(flows, place).stdout


@pytest.mark.parametrize("how", ["gone", "broken"])
def test_a_flow_that_is_gone_or_broken_can_be_finished(
    flows: Folder, place: Path, how: str
) -> None:
    play(flows, place, "2\n3\n")
    flows.write("start/plain.yaml", PLAIN)
    if how == "gone":
        (flows.root / "start/sample.yaml").unlink()
    else:
        flows.write("start/sample.yaml", "flow: [")
    again = play(flows, place, "b\n3\nwords\n")
    assert "(the flow ended: done)" in again.stdout


def test_someone_inside_a_called_flow_goes_on_there_whatever_is_edited(
    flows: Folder, place: Path
) -> None:
    labels = 'labels: {0: "not at all", 3: "very"}\n    next: bye'
    inner = PLAIN.replace("plain", "inner").replace("start: bye", "start: rate")
    rate = '  rate:\n    ask: scale\n    text: "In here?"\n    save: u\n    ' + labels
    head = "vars: {u: {type: scale, min: 0, max: 3, keep: history}}\nsteps:\n"
    inner = inner.replace("steps:\n", f"{head}{rate}\n")
    flows.write("start/inner.yaml", inner)
    call = "    next: call\n  call: {call: inner, next: mood}\n"
    flows.edit("start/sample.yaml", "    next: mood\n", call)
    assert flows.run("check").exit_code == 0, flows.run("check").stdout
    assert "In here?" in play(flows, place).stdout
    flows.edit("start/inner.yaml", "rate", "rated")
    flows.edit("start/sample.yaml", "  call:", "  calling:")
    flows.edit("start/sample.yaml", "next: call\n", "next: calling\n")
    again = play(flows, place, "2\n2\n0\n")
    assert "3 = very" in again.stdout
    assert again.stdout.index("In here?") < again.stdout.index("How is it now?")
    assert "(the flow ended: done)" in again.stdout


def test_a_finished_conversation_leaves_no_place_and_no_words(flows: Folder, place: Path) -> None:
    play(flows, place, "2\n3\n")
    play(flows, place, f"{WORDS}\n")
    assert not place.exists() or "sample" not in place.read_text(encoding="utf-8")
    assert "How is it now?" in play(flows, place).stdout, "the next time begins anew"


def test_a_file_that_can_not_be_written_is_known_before_the_conversation(
    flows: Folder, tmp_path: Path
) -> None:
    result = play(flows, tmp_path / "no" / "such" / "place.json", "2\n")
    assert result.exit_code in {0, 2}
    assert "place.json" in result.output


@pytest.mark.parametrize("name", ["[b]x[red].json", ":key:.json", "ü .json"])
def test_the_file_is_named_as_it_is(flows: Folder, tmp_path: Path, name: str) -> None:
    result = play(flows, tmp_path / name, "2\n")
    assert f"kept in {tmp_path / name}." in result.stdout.replace("\n", "")
    assert (tmp_path / name).is_file()


def test_words_with_strange_characters_are_kept_whole(flows: Folder, place: Path) -> None:
    flows.edit("start/sample.yaml", "next: bye\n  bye", "next: rate\n  bye")
    play(flows, place, "2\n3\n\u202eabc \u2028 😀 \x85 {need} العربية\n")
    assert "How strong?" in play(flows, place).stdout
    session = json.loads(json.loads(place.read_text(encoding="utf-8"))["session"])
    assert session[1][0][3]["need"] == "\u202eabc \u2028 😀 \x85 {need} العربية"


@pytest.mark.parametrize(
    "text",
    [
        "",
        WORDS,
        f'"{WORDS}"',
        f'["{WORDS}"]',
        f'{{"session": "{WORDS}", "flows": []}}',
        f'{{"session": "[\\"{WORDS}\\"]", "flows": []}}',
        f'{{"session": ["{WORDS}"], "flows": []}}',
        f'{{"session": "[1, [], \\"active\\", 0, 0, [], 0, null, [], [], null]", "w": "{WORDS}"}}',
        '{"session": "[1, [], \\"active\\", 0, 0, [], 0, null, [], [], null]", "flows": []}',
        "[" * 100_000,
        '{"session": "' + "[" * 100_000 + '", "flows": []}',
    ],
    ids=range(11),
)
def test_a_damaged_file_is_refused_by_name_without_its_words(
    flows: Folder, place: Path, text: str
) -> None:
    place.write_text(text, encoding="utf-8")
    result = play(flows, place, "2\n")
    assert result.exit_code == 2
    assert f"{place} holds no conversation; name another file, or delete it" in result.stderr
    assert WORDS not in result.output
    assert place.read_text(encoding="utf-8") == text, "it is not written over"


def test_a_file_that_is_no_text_is_refused(flows: Folder, place: Path) -> None:
    place.write_bytes(b"\xff\xfe" + WORDS.encode())
    result = play(flows, place)
    assert result.exit_code == 2
    assert WORDS not in result.output


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything in plain data."""
    if path:
        yield path
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(value, (*path, key))


def damaged(data: Any, path: tuple[Any, ...], value: object) -> Any:
    other = copy.deepcopy(data)
    around = other
    for key in path[:-1]:
        around = around[key]
    around[path[-1]] = value
    return other


@pytest.mark.parametrize("value", [None, "x", -1, 10**30, [], [[]], {}], ids=repr)
def test_whatever_is_damaged_in_a_session_there_is_no_traceback(
    flows: Folder, place: Path, value: object
) -> None:
    play(flows, place, f"2\n3\n{WORDS}")
    play(flows, place, "b\n3\nb\n")
    whole = json.loads(place.read_text(encoding="utf-8"))
    session = json.loads(whole["session"])
    session[5], session[9] = ["good"], [["sample", "urge", 2, "history", False]]
    failed: dict[str, list[tuple[Any, ...]]] = {}
    for path in leaves(session):
        broken = json.dumps(damaged(session, path, value))
        place.write_text(json.dumps({**whole, "session": broken}), encoding="utf-8")
        try:
            assert play(flows, place, "b\n3\nwords\nx\n").exit_code in {0, 2}
        except Exception as error:  # noqa: BLE001
            failed.setdefault(type(error).__name__, []).append(path)
    assert not failed


@pytest.mark.parametrize("damage", ["start: hello", '"next":"bye"', '"steps":{', '"format":1'])
def test_a_kept_revision_that_is_damaged_is_refused(
    flows: Folder, place: Path, damage: str
) -> None:
    play(flows, place, "2\n3\n")
    whole = json.loads(place.read_text(encoding="utf-8"))
    whole["flows"] = [str(one).replace(damage, damage[::-1]) for one in whole["flows"]]
    place.write_text(json.dumps(whole), encoding="utf-8")
    assert play(flows, place, "words\n").exit_code in {0, 2}


def test_nothing_a_person_wrote_is_in_a_traceback_of_the_whole_command(
    flows: Folder, place: Path
) -> None:
    play(flows, place, "2\n3\n")
    whole = json.loads(place.read_text(encoding="utf-8"))
    session = json.loads(whole["session"])
    session[1][0][3] = {"need": WORDS, "urge": {WORDS: [WORDS]}}
    session[1][0][2] = [WORDS]
    place.write_text(json.dumps({**whole, "session": json.dumps(session)}), encoding="utf-8")
    ran = flows.process("play", "--session", place)
    assert WORDS not in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
