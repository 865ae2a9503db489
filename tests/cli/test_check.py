"""`mooring flows check`: what is wrong, where, and how to mend it, for people and for CI."""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from bot.flow.findings import CODES
from tests.cli.kit import MOORING, PLAIN, Folder
from tests.flowkit import FLOWS

LINE = re.compile(r"^(\S.*?):(\d+):(\d+) (F\d{3}) (.+); (.+)$")


def findings(flows: Folder, *files: str | Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(flows.run("check", "--json", *files).stdout)
    return found


def test_what_is_shipped_has_nothing_to_mend() -> None:
    result = CliRunner().invoke(main, ["flows", "check", "--flows", str(FLOWS)])
    assert result.exit_code == 0, result.output


def test_nothing_to_mend_exits_with_0_and_says_so(flows: Folder) -> None:
    result = flows.run("check")
    assert result.exit_code == 0
    assert "nothing to mend" in result.stdout
    assert "Not yet read by a clinician: 1" in result.stdout


def test_something_to_mend_exits_with_1_and_names_file_line_column_code_and_mend(
    flows: Folder,
) -> None:
    flows.edit("start/sample.yaml", "    next: rate\n  breathe", "    next: raet\n  breathe")
    result = flows.run("check")
    assert result.exit_code == 1
    lines = [line for line in result.stdout.splitlines() if LINE.match(line)]
    assert lines == [
        'flows/start/sample.yaml:23:11 F015 there is no step "raet"; did you mean "rate"?'
    ]


def test_the_place_named_is_where_the_mistake_stands(flows: Folder) -> None:
    flows.edit("start/sample.yaml", "urge >= 2", "ugre >= 2")
    [found] = [one for one in findings(flows) if one["code"] == "F030"]
    text = (flows.root / "start/sample.yaml").read_text(encoding="utf-8").splitlines()
    assert text[found["line"] - 1][found["column"] - 1 :].startswith("ugre")


def test_a_file_with_two_mistakes_gets_both(flows: Folder) -> None:
    flows.edit("start/sample.yaml", "next: rate\n  rate", "next: raet\n  rate")
    flows.edit("start/sample.yaml", "minutes: 1\n", "")
    assert findings(flows)
    flows.edit("start/sample.yaml", "source: Our own", "sauce: Our own")
    assert {one["code"] for one in findings(flows)} >= {"F010", "F011"}


def test_json_is_the_same_findings_complete(flows: Folder) -> None:
    flows.edit("start/sample.yaml", "urge >= 2", "ugre >= 2")
    flows.edit("start/sample.yaml", 'say: "Hello,', 'say: "“Ça va”, you should relax. Hello,')
    found = findings(flows)
    text = [line for line in flows.run("check").stdout.splitlines() if LINE.match(line)]
    assert text == [
        "{file}:{line}:{column} {code} {message}; {mend}".format_map(one) for one in found
    ]
    for one in found:
        assert set(one) == {"file", "line", "column", "code", "message", "mend", "severity"}
        assert one["severity"] == CODES[one["code"]][1]
        assert one["message"]
        assert one["mend"]


def test_json_of_nothing_is_an_empty_list(flows: Folder) -> None:
    result = flows.run("check", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_a_warning_fails_the_check_too(flows: Folder) -> None:
    flows.edit("start/sample.yaml", "Thank you.", "You should thank yourself.")
    assert {one["severity"] for one in findings(flows)} == {"warning"}
    assert flows.run("check").exit_code == 1


def test_files_show_only_what_is_wrong_in_them(flows: Folder) -> None:
    flows.edit("start/sample.yaml", "urge >= 2", "ugre >= 2")
    plain = flows.write("start/plain.yaml", PLAIN.replace("minutes: 1\n", ""))
    sample = flows.root / "start/sample.yaml"
    assert {one["file"] for one in findings(flows)} == {
        "flows/start/plain.yaml",
        "flows/start/sample.yaml",
    }
    assert {one["file"] for one in findings(flows, plain)} == {"flows/start/plain.yaml"}
    assert {one["file"] for one in findings(flows, sample)} == {"flows/start/sample.yaml"}
    assert flows.run("check", flows.root / "phrases.yaml").exit_code == 0


def test_files_can_be_named_from_where_one_stands(
    flows: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    flows.edit("start/sample.yaml", "urge >= 2", "ugre >= 2")
    for place, root, file in (
        (flows.root.parent, "flows", "flows/start/sample.yaml"),
        (flows.root, ".", "start/sample.yaml"),
        (flows.root / "start", "..", "sample.yaml"),
    ):
        monkeypatch.chdir(place)
        line = ["flows", "check", "--json", "--flows", root, file]
        result = CliRunner().invoke(main, line, catch_exceptions=False)
        assert [one["code"] for one in json.loads(result.stdout)][:1] == ["F030"], root


@pytest.mark.parametrize("name", ["../elsewhere.yaml", "start", "start/smaple.yaml"])
def test_what_is_no_file_of_the_folder_is_not_called_right(flows: Folder, name: str) -> None:
    flows.write("../elsewhere.yaml", "flow: [")
    result = flows.run("check", flows.root / name)
    assert result.exit_code == 2
    assert name.removeprefix("../") in result.stderr


@pytest.mark.parametrize("name", ["start/plain.yml", "plain.yaml", "start/more/plain.yaml"])
def test_a_flow_where_none_is_looked_for_is_not_passed_over(flows: Folder, name: str) -> None:
    flows.write(name, PLAIN)
    result = flows.run("check")
    assert result.exit_code == 1
    assert f"flows/{name}:1:1 F027 " in result.stdout


def test_the_folder_can_come_from_the_environment(
    flows: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOORING_FLOWS_DIR", str(flows.root))
    result = CliRunner().invoke(main, ["flows", "check"], catch_exceptions=False)
    assert result.stdout.startswith("1 flows, nothing to mend")


def test_explain_shows_the_page_of_a_code_and_no_other(flows: Folder) -> None:
    pages = "# Flows\n\n## Findings\n\n### F013 step never reached\n\nLead a step to it.\n"
    flows.write("README.md", pages + "\n### F014 does nothing\n\nNot this.\n\n## End\n")
    for code in ("F013", "f013"):
        result = flows.run("check", "--explain", code)
        assert result.exit_code == 0
        assert result.stdout == "### F013 step never reached\n\nLead a step to it.\n"
    assert flows.run("check", "--explain", "F014").stdout.endswith("Not this.\n")


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_can_be_explained(code: str) -> None:
    line = ["flows", "check", "--flows", str(FLOWS), "--explain", code]
    result = CliRunner().invoke(main, line, catch_exceptions=False)
    assert result.exit_code == 0
    assert code in result.stdout


def test_a_code_is_explained_in_a_folder_without_a_readme(flows: Folder) -> None:
    result = flows.run("check", "--explain", "F013")
    assert result.exit_code == 0
    assert "step never reached" in result.stdout


@pytest.mark.parametrize("code", ["F999", "nonsense", "", "F01"])
def test_an_unknown_code_is_refused_by_name(flows: Folder, code: str) -> None:
    result = flows.run("check", "--explain", code)
    assert result.exit_code == 2
    assert f"there is no {code.upper()}" in result.output


def test_a_folder_without_flows_is_no_mistake(flows: Folder) -> None:
    shutil.rmtree(flows.root / "start")
    result = flows.run("check")
    assert (result.exit_code, result.stdout[:7]) == (0, "0 flows")


def test_an_empty_folder_lacks_the_words_and_the_rules(tmp_path: Path) -> None:
    empty = Folder(tmp_path / "flows")
    empty.root.mkdir()
    assert [(one["file"], one["code"]) for one in findings(empty)] == [
        ("flows/care.yaml", "F001"),
        ("flows/phrases.yaml", "F001"),
    ]
    assert empty.run("check").exit_code == 1


def test_a_missing_folder_is_a_wrong_use(tmp_path: Path) -> None:
    result = Folder(tmp_path / "nowhere").run("check")
    assert result.exit_code == 2
    assert "nowhere" in result.output


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("phrases.yaml", None, "F001"),
        ("phrases.yaml", b"", "F004"),
        ("phrases.yaml", b'skip: "Skip\n', "F005"),
        ("phrases.yaml", b"\xff\xfe", "F002"),
        ("phrases.yaml", b'skip: "Skip"\n', "F011"),
        ("phrases.yaml", b"- skip\n", "F012"),
        ("care.yaml", None, "F001"),
        ("care.yaml", b"", "F004"),
        ("care.yaml", b"message_characters: [\n", "F005"),
        ("care.yaml", b"message_characters: 300\n", "F011"),
        ("care.yaml", b"message_charakters: 300\n", "F010"),
    ],
)
def test_broken_words_or_rules_are_found_in_their_file(
    flows: Folder, name: str, text: bytes | None, code: str
) -> None:
    if text is None:
        (flows.root / name).unlink()
    else:
        flows.write(name, text)
    found = findings(flows)
    assert code in {one["code"] for one in found}
    assert {one["file"] for one in found} == {f"flows/{name}"}
    assert flows.run("check").exit_code == 1


def test_a_phrase_that_the_program_never_says_is_found_with_the_one_meant(flows: Folder) -> None:
    flows.edit("phrases.yaml", "\nskip:", "\nskipp:")
    [unknown, missing] = findings(flows)
    assert unknown["mend"] == 'did you mean "skip"?'
    assert missing["message"] == 'the phrase "skip" is missing'


@pytest.mark.parametrize(
    "name", ["start/brackets [x].yaml", "start/[red]:key:.yaml", "start/ü.yaml"]
)
def test_a_file_of_any_name_is_named_as_it_is(flows: Folder, name: str) -> None:
    flows.write(name, PLAIN)
    result = flows.run("check")
    assert result.exit_code == 1
    assert f"flows/{name}:1:" in result.stdout


def test_words_of_the_file_are_shown_as_they_are_written(flows: Folder) -> None:
    flows.edit("start/sample.yaml", "urge >= 2", ":key: [b]{/red]")
    assert "this can't be read: :key: [b]{/red]" in flows.run("check").stdout


@pytest.mark.parametrize("verb", ["say", "ask", "pace", "wait", "branch", "set", "call"])
def test_a_mistake_beside_the_verb_is_found_where_it_stands(flows: Folder, verb: str) -> None:
    steps = {
        "say": '{say: "One.",\n    next: Not A Name}',
        "ask": '{ask: text, text: "One?",\n    next: Not A Name}',
        "pace": "{pace: {in: 1s},\n    next: Not A Name}",
        "wait": '{wait: 1m, text: "One.",\n    next: Not A Name}',
        "branch": "{branch: [{go: bye}],\n    set: Not A Name}",
        "set": '{set: {urge: "1"},\n    next: Not A Name}',
        "call": "{call: plain,\n    next: Not A Name}",
    }
    flows.write("start/plain.yaml", PLAIN.replace("  bye:", f"  one: {steps[verb]}\n  bye:"))
    [found] = [one for one in findings(flows) if one["file"] == "flows/start/plain.yaml"]
    assert (found["line"], found["code"]) == (12, "F012")
    assert "Not A Name" in found["message"] or "keys and values" in found["mend"]


def test_the_whole_command_says_the_same_as_a_process(flows: Folder) -> None:
    assert flows.process("check").returncode == 0
    flows.edit("start/sample.yaml", "urge >= 2", "ugre >= 2")
    whole = flows.process("check")
    assert whole.returncode == 1
    assert whole.stdout == flows.run("check").stdout
    assert whole.stderr == ""
    assert os.access(MOORING, os.X_OK)


def test_a_flow_can_be_named_by_its_id(flows: Folder) -> None:
    flows.edit("start/sample.yaml", "urge >= 2", "ugre >= 2")
    flows.write("start/plain.yaml", PLAIN)
    assert {one["file"] for one in findings(flows, "sample")} == {"flows/start/sample.yaml"}
    assert flows.run("check", "plain").exit_code == 0
    wrong = flows.run("check", "smaple")
    assert wrong.exit_code == 2
    assert 'did you mean "sample"?' in wrong.stderr


def test_work_for_translators_is_noted_and_fails_nothing(flows: Folder) -> None:
    flows.run("translate update", "es")
    flows.edit(
        "locale/es/LC_MESSAGES/flows.po",
        'msgid "Thank you."\nmsgstr ""',
        'msgid "Thank you."\nmsgstr "Gracias."',
    )
    result = flows.run("check")
    assert result.exit_code == 0
    assert re.search(r"\d+ notes for translators: mooring flows translate check", result.stdout)
    assert {one["severity"] for one in findings(flows)} == {"note"}


def test_a_flow_too_broken_to_have_an_id_is_checked_by_its_name(flows: Folder) -> None:
    flows.edit("start/sample.yaml", "minutes: 1\n", "")
    result = flows.run("check", "sample")
    assert result.exit_code == 1
    assert "F011" in result.output
