"""`mooring flows review`: what nobody has read, what changed since, and recording a review."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.flow.document import FlowFile
from bot.flow.revision import content_hash
from bot.flow.workspace import open_workspace
from tests.cli.kit import PLAIN, SAMPLE, Folder
from tests.cli.test_diff import git

PLAN = """\
programme: plan  # a small one
format: 1
title: Plan
summary: One day.
for_whom: For anyone.
pack: start
rhythm: Once.
days:
  - {day: 1, flow: sample, why: "To try it out."}
"""
BY = ("--by", "Dr Lee", "--on", "2026-11-30")


def rows(flows: Folder, *options: str) -> dict[str, dict[str, Any]]:
    listed = json.loads(flows.run("review", "--json", *options).stdout)
    return {row.get("flow") or row["programme"]: row for row in listed}


def content(flows: Folder, name: str = "sample") -> str:
    entry = open_workspace(flows.root).flow(name)
    assert entry is not None
    assert isinstance(entry.flow, FlowFile)
    return content_hash(entry.flow)


@pytest.fixture
def repo(flows: Folder) -> Folder:
    """The folder with a programme, in a repository."""
    flows.write("programmes/plan.yaml", PLAN)
    git(flows, "init", "--quiet", "--initial-branch=main")
    git(flows, "add", "--all")
    git(flows, "commit", "--quiet", "--message=One")
    return flows


def test_everything_is_listed_until_somebody_has_read_it(repo: Folder) -> None:
    assert {name: row["review"] for name, row in rows(repo).items()} == {
        "sample": "unread", "plan": "unread",
    }  # fmt: skip
    lines = repo.run("review").stdout.splitlines()
    assert lines == [
        "Read by nobody yet (2):",
        "  start: sample",
        "  programmes: plan",
        "0 of 2 read as they are now.",
    ]
    assert repo.run("review", "sample", "plan", *BY).exit_code == 0
    assert rows(repo) == {}
    assert repo.run("review").stdout == "2 of 2 read as they are now.\n"


def test_a_source_that_nobody_has_looked_up_stays_listed_when_the_words_are_read(
    repo: Folder,
) -> None:
    assert rows(repo)["sample"]["source to check"] is None
    text = (repo.root / "start/sample.yaml").read_text(encoding="utf-8")
    source = next(line for line in text.splitlines() if line.startswith("source:"))
    repo.write("start/sample.yaml", text.replace(source, 'source: "Grey 1999 [to check: year]"'))
    assert rows(repo)["sample"]["source to check"] == "Grey 1999 [to check: year]"
    assert repo.run("review", "sample", "plan", *BY).exit_code == 0
    assert repo.run("review").stdout.splitlines() == [
        "Sources to check before citing (1):",
        "  sample: Grey 1999 [to check: year]",
        "2 of 2 read as they are now.",
    ]


def test_where_unread_words_can_do_most_harm_comes_first(flows: Folder) -> None:
    for pack in ("anxious", "fearful", "safety"):
        name = f"a-{pack}"
        flows.write(
            f"{pack}/{name}.yaml",
            PLAIN.replace("plain", name).replace("pack: start", f"pack: {pack}"),
        )
    listed = flows.run("review").stdout.splitlines()
    assert [line.split(":")[0].strip() for line in listed[1:5]] == [
        "safety", "fearful", "start", "anxious",
    ]  # fmt: skip


def test_a_review_is_one_line_of_the_file_and_counts_at_once(repo: Folder) -> None:
    said = repo.run("review", "sample", *BY).stdout
    assert said == (
        f"{repo.root / 'start/sample.yaml'}: read by Dr Lee on 2026-11-30 ({content(repo)})\n"
    )
    text = (repo.root / "start/sample.yaml").read_text(encoding="utf-8")
    line = f'reviewed: {{by: "Dr Lee", on: "2026-11-30", hash: "{content(repo)}"}}\n'
    assert text == SAMPLE.replace("start: hello\n", f"{line}start: hello\n")
    assert repo.run("check").exit_code == 0
    assert [row["review"] for row in rows(repo, "sample").values()] == ["read"]


def test_a_programme_is_reviewed_like_a_flow(repo: Folder) -> None:
    repo.run("review", "plan", *BY)
    text = (repo.root / "programmes/plan.yaml").read_text(encoding="utf-8")
    assert text.startswith("programme: plan  # a small one\n")
    repo.edit("programmes/plan.yaml", "To try it out.", "To see how it goes.")
    row = rows(repo)["plan"]
    assert row["review"] == "changed"
    text = "1.sample/why"
    before, after = "To try it out.", "To see how it goes."
    assert row["changed"]["texts"] == [{"text": text, "before": before, "after": after}]


def test_what_changed_since_is_shown_word_for_word(repo: Folder) -> None:
    repo.run("review", "sample", "plan", *BY)
    git(repo, "commit", "--all", "--quiet", "--message=Read")
    repo.edit("start/sample.yaml", "Thank you.", "Thanks a lot.")
    repo.edit("start/sample.yaml", "pace: {in: 1s, out: 1s}", "pace: {in: 2s, out: 1s}")
    repo.edit("programmes/plan.yaml", "day: 1", "day: 2")
    git(repo, "commit", "--all", "--quiet", "--message=Edited")
    row = rows(repo)["sample"]
    assert (row["by"], row["on"], row["review"]) == ("Dr Lee", "2026-11-30", "changed")
    assert row["changed"] == {
        "steps": {"breathe": "changed"},
        "texts": [{"text": "bye/say.0", "before": "Thank you.", "after": "Thanks a lot."}],
        "other": [],
    }
    lines = repo.run("review", "sample").stdout.splitlines()
    assert lines == [
        "sample: changed since Dr Lee read it on 2026-11-30",
        "  step breathe: changed",
        "  text bye/say.0",
        "    - Thank you.",
        "    + Thanks a lot.",
        "0 of 1 read as they are now.",
    ]
    assert rows(repo)["plan"]["changed"]["other"] == ["days"]


def test_without_git_the_steps_can_not_be_shown_and_it_says_so(flows: Folder) -> None:
    flows.run("review", "sample", *BY)
    flows.edit("start/sample.yaml", "Thank you.", "Thanks.")
    shown = flows.run("review").stdout
    assert "changed since Dr Lee" in shown
    assert "is in no commit here" in shown


def test_a_flow_with_errors_is_not_reviewed_and_nor_is_any_beside_it(flows: Folder) -> None:
    flows.write("start/plain.yaml", PLAIN.replace("end: done", "next: nowhere"))
    before = (flows.root / "start/sample.yaml").read_bytes()
    result = flows.run("review", "sample", "plain", *BY)
    assert result.exit_code == 2
    assert "plain has errors; mend them first, see mooring flows check" in result.stderr
    assert (flows.root / "start/sample.yaml").read_bytes() == before


def test_a_warning_is_no_error(flows: Folder) -> None:
    flows.edit("start/sample.yaml", "Thank you.", "You should go now.")
    assert flows.run("review", "sample", *BY).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--by", "Dr Lee"), "name the flows that were read"),
        (("sample", "--by", "  "), "--by takes a name of 1 to 80 characters"),
        (("sample", "--by", "x" * 81), "--by takes a name of 1 to 80 characters"),
        (("sample", "--by", "Lee\nhash: x"), "--by takes a name of 1 to 80 characters"),
        (("sample", "--by", "Lee", "--on", "yesterday"), "--on"),
        (("smaple", "--by", "Lee"), 'did you mean "sample"?'),
        (("nothing-like-it",), "see mooring flows list"),
    ],
)
def test_what_can_not_be_meant_is_refused(
    flows: Folder, arguments: tuple[str, ...], says: str
) -> None:
    before = (flows.root / "start/sample.yaml").read_bytes()
    result = flows.run("review", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert (flows.root / "start/sample.yaml").read_bytes() == before


def test_without_a_day_it_is_today_in_the_form_the_checker_wants(flows: Folder) -> None:
    flows.run("review", "sample", "--by", "Lee")
    assert flows.run("check").exit_code == 0
    assert len(rows(flows, "sample")["sample"]["on"]) == 10


def test_the_file_keeps_its_marks_and_lines(flows: Folder, tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf" + SAMPLE.encode().replace(b"\n", b"\r\n")
    path = flows.write("start/sample.yaml", raw)
    flows.run("review", "sample", *BY)
    after = path.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf")
    assert after.count(b"\n") == after.count(b"\r\n") == raw.count(b"\n") + 1
