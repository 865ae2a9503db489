"""`mooring flows list`, `schema` and `graph`, and the command itself."""

import json
import re

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from bot.flow.schema import FILES
from tests.cli.kit import PLAIN, SAMPLE, Folder
from tests.flowkit import FLOWS


def rows(flows: Folder, *options: str) -> dict[str, dict[str, object]]:
    listed = json.loads(flows.run("list", "--json", *options).stdout)
    return {row["flow"]: row for row in listed}


def test_the_list_says_of_each_flow_how_long_it_takes_and_whether_it_was_read(
    flows: Folder,
) -> None:
    flows.write("start/plain.yaml", PLAIN)
    assert rows(flows)["sample"] == {
        "flow": "sample",
        "pack": "start",
        "minutes": 1,
        "title": "A sample",
        "review": "unread",
        "content": rows(flows)["sample"]["content"],
        "findings": 0,
    }
    text = flows.run("list").stdout
    assert [line.split()[0] for line in text.splitlines()] == ["flow", "plain", "sample"]


def test_a_review_counts_for_the_content_that_was_read_and_no_other(flows: Folder) -> None:
    flows.write("start/plain.yaml", PLAIN)
    content = rows(flows)["sample"]["content"]
    read = f'start: hello\nreviewed: {{by: "Dr Lee", on: "2026-11-01", hash: "{content}"}}\n'
    flows.edit("start/sample.yaml", "start: hello\n", read)
    assert rows(flows)["sample"]["review"] == "read"
    assert rows(flows)["sample"]["content"] == content, "a review is no change of the content"
    assert list(rows(flows, "--unreviewed")) == ["plain"]
    flows.edit("start/sample.yaml", "Thank you.", "Thanks.")
    assert rows(flows)["sample"]["review"] == "changed"
    assert set(rows(flows, "--unreviewed")) == {"plain", "sample"}


def test_a_review_by_nobody_is_no_review(flows: Folder) -> None:
    content = rows(flows)["sample"]["content"]
    nobody = f'start: hello\nreviewed: {{by: "", on: "", hash: "{content}"}}\n'
    flows.edit("start/sample.yaml", "start: hello\n", nobody)
    assert rows(flows)["sample"]["review"] == "unread"


def test_the_list_counts_what_the_checker_finds_and_leaves_out_what_can_not_be_read(
    flows: Folder,
) -> None:
    flows.edit("start/sample.yaml", "urge >= 2", "ugre >= 2")
    flows.write("start/plain.yaml", "flow: [")
    assert rows(flows).keys() == {"sample"}
    assert rows(flows)["sample"]["findings"] == len(
        [one for one in json.loads(flows.run("check", "--json").stdout) if "sample" in one["file"]]
    )


def test_the_ids_in_the_list_are_whole_also_on_a_narrow_screen(flows: Folder) -> None:
    name = "a-name-of-the-greatest-length-that-is-allowed-48"
    flows.write(f"start/{name}.yaml", PLAIN.replace("plain", name))
    assert name in flows.run("list").stdout
    assert name in flows.process("list").stdout


@pytest.mark.parametrize("title", ["[b]Bold[/b] or not", "Close [/it]", "[red]", ":key: words"])
def test_titles_are_shown_as_they_are_written(flows: Folder, title: str) -> None:
    flows.edit("start/sample.yaml", "title: A sample", f'title: "{title}"')
    assert title in " ".join(flows.run("list").stdout.split())
    assert rows(flows)["sample"]["title"] == title


def test_what_is_committed_as_schema_is_current() -> None:
    line = ["flows", "schema", "--check", "--flows", str(FLOWS)]
    result = CliRunner().invoke(main, line, catch_exceptions=False)
    assert (result.exit_code, result.output) == (0, "")


def test_schemas_are_written_where_they_are_missing_or_stale(flows: Folder) -> None:
    assert flows.run("schema", "--check").exit_code == 1
    assert not any((flows.root / name).exists() for name in FILES)
    assert flows.run("schema").exit_code == 0
    assert flows.run("schema", "--check").exit_code == 0
    for name in FILES:
        path = flows.root / name
        current = path.read_bytes()
        flows.write(name, b"\xff" + current)
        result = flows.run("schema", "--check")
        assert result.exit_code == 1
        assert f"{name} is not current; run `mooring flows schema`" in result.stdout
        assert path.read_bytes() == b"\xff" + current, "--check writes nothing"
        assert flows.run("schema").stdout == f"wrote {path}\n"
        assert path.read_bytes() == current


def test_a_graph_shows_every_step_of_a_flow(flows: Folder) -> None:
    result = flows.run("graph", "sample")
    assert result.exit_code == 0
    assert result.stdout.startswith("flowchart TD\n")
    for step in ("hello", "mood", "breathe", "rate", "say_more", "bye"):
        assert f"<b>{step}</b>" in result.stdout


def test_a_flow_with_mistakes_can_be_drawn(flows: Folder) -> None:
    flows.edit("start/sample.yaml", "next: rate\n  rate", "next: raet\n  rate")
    assert "s_breathe --> s_raet" in flows.run("graph", "sample").stdout


@pytest.mark.parametrize(
    ("written", "mend"),
    [("smaple", 'did you mean "sample"?'), ("zzz", "see mooring flows list"), ("", "flows list")],
)
def test_an_unknown_flow_is_answered_with_the_nearest(
    flows: Folder, written: str, mend: str
) -> None:
    result = flows.run("graph", written)
    assert result.exit_code == 2
    assert mend in result.stderr


def commands(group: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for name, command in getattr(group, "commands", {}).items():
        found += [(*path, name), *commands(command, (*path, name))]
    return found


@pytest.mark.parametrize("path", commands(main), ids=" ".join)
def test_every_command_explains_itself_in_a_sentence(path: tuple[str, ...]) -> None:
    long = CliRunner().invoke(main, [*path, "--help"], catch_exceptions=False)
    short = CliRunner().invoke(main, [*path, "-h"], catch_exceptions=False)
    assert long.output == short.output
    assert re.search(r"\n\n  [A-Z].*?\.\n", long.output, re.DOTALL)
    for option in re.findall(
        r"^  (?:-\w, )?(--\w[\w-]*)(.*(?:\n {10,}.*)*)", long.output, re.MULTILINE
    ):
        assert re.search(r"[A-Z]", option[1]), f"{option[0]} is not explained"


def test_the_version_is_that_of_the_package() -> None:
    result = CliRunner().invoke(main, ["--version"], catch_exceptions=False)
    assert re.search(r"\d+\.\d+\.\d+", result.output)


def test_the_sample_of_these_tests_is_right(flows: Folder) -> None:
    assert SAMPLE in (flows.root / "start/sample.yaml").read_text(encoding="utf-8")
    flows.write("start/plain.yaml", PLAIN)
    assert flows.run("check").exit_code == 0
