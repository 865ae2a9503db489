"""What is shown over time says in the file what it is called and which way is the better one."""

import pytest

from bot.flow.document import FlowFile
from bot.flow.workspace import open_workspace
from tests.flowkit import FLOWS

FILES = [entry.flow for entry in open_workspace(FLOWS).entries if entry.flow]
PAIRS = [file for file in FILES if file.measure]
MORE = {"secure", "comfort", "confidence"}
LESS = {"level", "urge", "distress"}


@pytest.mark.parametrize("file", PAIRS, ids=lambda file: file.flow)
def test_a_pair_of_ratings_has_a_name_and_a_direction(file: FlowFile) -> None:
    assert file.measure
    assert "better" in file.measure.model_fields_set
    assert file.vars[file.measure.before].title
    assert file.measure.before in MORE | LESS
    assert (file.measure.better == "more") == (file.measure.before in MORE)


def test_other_numbers_over_time_have_a_name() -> None:
    named = {
        (file.flow, name)
        for file in FILES
        for name, var in file.vars.items()
        if var.title and var.keep == "history"
        if not (file.measure and file.measure.before == name)
    }
    assert named == {
        ("daily-checkin", "mood"),
        ("measure-attachment", "avoidance"),
        ("measure-attachment", "anxiety"),
        ("measure-mood", "gad2"),
        ("measure-mood", "phq2"),
        ("measure-mood", "total"),
    }
