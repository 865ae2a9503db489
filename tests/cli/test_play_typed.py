"""`mooring flows play`: what it is asked, what it shows, whatever is in a text."""

import subprocess
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.kit import MOORING, PLAIN, SECONDS, Folder, folder, quiet

LINES = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]))
LONG = "Supercalifragilistic" * 200
TEXTS = (
    LONG,
    "word " * 800,
    "العربية بجانب English",
    "\u202eabc\u202c \u2066x\u2069 \u200f",
    "😀👨‍👩‍👧‍👦🏳️‍🌈 e\u0301\u0301\u0301",
    "日本語の長い文" * 100,
    "two\nlines\n\n\nand\ttabs",
    "\u2028\u2029\x85",
    "[b]bold[/i] :key: [/] \\[x] {{name}}",
    "",
)


def plain(flows: Folder, text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    quoted = quoted.replace("\t", "\\t").replace("\x85", "\\N")
    flows.write("start/plain.yaml", PLAIN.replace("That was all.", quoted or " "))


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_no_text_is_too_long_or_too_strange_for_the_screen(flows: Folder, text: str) -> None:
    plain(flows, text)
    result = flows.run("play", "plain")
    assert result.exit_code == 0
    assert "(the flow ended: done)" in result.stdout
    if text.isascii() and "{" not in text and len(text) < 100:
        for line in text.split("\n"):
            assert line.split("\t")[0] in result.stdout


@pytest.mark.parametrize("typed", [text for text in TEXTS if "\n" not in text])
def test_nothing_that_is_typed_is_too_strange(flows: Folder, typed: str) -> None:
    wrote = (
        'next: [{if: "answered.need", go: wrote}, {go: bye}]\n  wrote:\n    say: "Wrote: {need}."'
    )
    flows.edit("start/sample.yaml", "next: bye\n  bye", f"{wrote}\n    end: done\n  bye")
    result = flows.run("play", "sample", "--step", "say_more", "--fast", typed=typed + "\n")
    assert result.exit_code == 0
    assert "What is it like?" in result.stdout
    if 0 < len(typed) < 40 and typed.isascii():
        assert f"Wrote: {typed}." in result.stdout


@settings(max_examples=60, deadline=None)
@given(typed=st.lists(LINES, max_size=8))
def test_any_lines_can_be_typed(tmp_path_factory: pytest.TempPathFactory, typed: list[str]) -> None:
    flows = folder(tmp_path_factory.mktemp("typed"))
    result = flows.run("play", "sample", "--fast", typed="\n".join(typed))
    assert result.exit_code == 0


def test_bytes_that_are_no_text_are_no_traceback(flows: Folder) -> None:
    place = flows.root.parent / "place.json"
    line = [str(MOORING), "flows", "play", "--flows", str(flows.root), "sample"]
    line += ["--session", str(place)]
    raw = b"2\n3\n\xe9\xff\nmore\n"
    ran = subprocess.run(
        line, input=raw, capture_output=True, timeout=SECONDS, check=False, env=quiet()
    )
    assert b"Traceback" not in ran.stderr
    assert ran.returncode == 0


def test_fast_waits_for_nothing(flows: Folder) -> None:
    flows.edit("start/sample.yaml", "{in: 1s, out: 1s}", "{in: 60s, out: 60s, rounds: 30}")
    flows.edit("start/sample.yaml", '    text: "Along with me."\n    next: rate', "    next: wait")
    wait = '  wait: {wait: 60d, text: "Long.", next: rate}\n'
    flows.edit("start/sample.yaml", "  rate:\n", f"{wait}  rate:\n")
    before = time.monotonic()
    result = flows.run("play", "sample", "--fast", typed="1\n1\n")
    assert time.monotonic() - before < SECONDS
    assert "Long." in result.stdout
    assert "(the flow ended: done)" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["smaple"], 'did you mean "sample"?'),
        (["nothing-like-it"], "see mooring flows list"),
        (["sample", "--step", "moood"], 'did you mean "mood"?'),
        (["sample", "--step", ""], "hello"),
        (["sample", "--lang", "xx"], "xx"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(
    flows: Folder, arguments: list[str], says: str
) -> None:
    result = flows.run("play", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_flow_with_errors_is_not_played(flows: Folder) -> None:
    flows.edit("start/sample.yaml", "urge >= 2", "ugre >= 2")
    result = flows.run("play", "sample")
    assert result.exit_code == 2
    assert "sample" in result.stderr


def test_without_words_or_flows_there_is_a_message(flows: Folder) -> None:
    (flows.root / "start/sample.yaml").unlink()
    assert "there are no flows here; see mooring flows check" in flows.run("play").stderr
    (flows.root / "phrases.yaml").unlink()
    result = flows.run("play")
    assert result.exit_code == 2
    assert "phrases.yaml has errors" in result.stderr


def test_the_end_of_input_in_the_list_quits(flows: Folder) -> None:
    result = flows.run("play", typed="")
    assert result.exit_code == 0
    assert "A sample" in result.stdout


def test_whoever_plays_can_have_a_name_or_none(flows: Folder) -> None:
    assert "Hello, Ada." in flows.run("play", "sample", "--name", "Ada", typed="").stdout
    assert "Hello,." in flows.run("play", "sample", "--name", "", typed="").stdout
    strange = "[b]{need} :key:[/i]"
    assert f"Hello, {strange}." in flows.run("play", "sample", "--name", strange, typed="").stdout
