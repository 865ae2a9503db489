"""A review is written into the file, and nothing else of the file moves."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flow.document import FlowFile
from bot.flow.review import record
from bot.flow.revision import content_hash
from bot.flow.shape import parse
from bot.flow.source import read_text
from tests.flowkit import FLOW_FILES, FLOWS

NEW: Final = '{by: "Dr Åsa Lee", on: "2026-11-30", hash: "0123456789ab"}'
WANTED: Final = {"by": "Dr Åsa Lee", "on": "2026-11-30", "hash": "0123456789ab"}
HEAD: Final = "flow: x\ntitle: “é” 🌊\n"


def written(text: str) -> str:
    return record(text, "Dr Åsa Lee", "2026-11-30", "0123456789ab")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('reviewed: {by: "", on: "", hash: ""}\n', f"reviewed: {NEW}\n"),
        (
            'reviewed:   {by: "",  on: "", hash: ""}   # read aloud\n',
            'reviewed:   {by: "Dr Åsa Lee",  on: "2026-11-30", hash: "0123456789ab"}   '
            "# read aloud\n",
        ),
        ("reviewed: {}\n", f"reviewed: {NEW}\n"),
        (
            'reviewed: {by: "Ines"}\n',
            'reviewed: {on: "2026-11-30", hash: "0123456789ab", by: "Dr Åsa Lee"}\n',
        ),
        (
            "reviewed:\n  # who\n  by: Ines Ferrer  # clinician\n  on: '2026-11-02'\n"
            "  hash: abcdefabcdef\n",
            'reviewed:\n  # who\n  by: "Dr Åsa Lee"  # clinician\n  on: "2026-11-30"\n'
            '  hash: "0123456789ab"\n',
        ),
        (
            "reviewed:\r\n    by: Ines\r\n",
            'reviewed:\r\n    on: "2026-11-30"\r\n    hash: "0123456789ab"\r\n'
            '    by: "Dr Åsa Lee"\r\n',
        ),
        ("# Where it begins.\n", f"reviewed: {NEW}\n# Where it begins.\n"),
        ("", f"reviewed: {NEW}\n"),
    ],
    ids=["empty", "spaces and comment", "braces", "one key", "block", "Windows", "none", "bare"],
)
def test_only_the_review_changes(before: str, after: str) -> None:
    rest = "start: a\nsteps: {a: {end: done}}  # the end\n"
    for mark in ("", "\ufeff"):
        assert written(mark + HEAD + before + rest) == mark + HEAD + after + rest
    assert read_text(HEAD + after + rest, "flow").data["reviewed"] == WANTED


@pytest.mark.parametrize("path", FLOW_FILES, ids=lambda path: path.stem)
def test_every_flow_that_is_shipped_can_be_reviewed_and_stays_what_it_was(path: object) -> None:
    text = FLOWS.joinpath(str(path)).read_text(encoding="utf-8")
    before, _ = parse(read_text(text, "flow"), FlowFile)
    after, _ = parse(read_text(written(text), "flow"), FlowFile)
    assert before is not None
    assert after is not None
    assert after.reviewed.model_dump() == WANTED
    assert content_hash(after) == content_hash(before)
    lines = list(zip(text.splitlines(), written(text).splitlines(), strict=True))
    assert sum(old != new for old, new in lines) == 1


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40))
def test_any_name_comes_back_as_it_was_given(name: str) -> None:
    text = record(f'{HEAD}reviewed: {{by: "", on: "", hash: ""}}\nstart: a\n', name, "d", "h")
    assert read_text(text, "flow").data["reviewed"]["by"] == name
