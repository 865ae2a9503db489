"""The JSON Schemas that editors complete and underline from."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from bot.flow.document import FlowFile
from bot.flow.programme import FOLDER, ProgrammeFile
from bot.flow.schema import FILES, schema_text
from bot.flow.source import read_file
from bot.flow.transcript import TranscriptFile
from tests.cli.kit import SAMPLE, SAMPLE_TESTS
from tests.flowkit import FLOWS, flow_files

FLOW: Final = Draft202012Validator(json.loads(schema_text("flow.schema.json")))
TEST: Final = Draft202012Validator(json.loads(schema_text("test.schema.json")))
PROGRAMME: Final = Draft202012Validator(json.loads(schema_text("programme.schema.json")))
SHIPPED: Final = sorted(FLOWS.glob("*/*.yaml"))
Edit = Callable[[dict[str, Any]], object]


def named(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_schema_is_a_schema_and_the_committed_file_is_current(name: str) -> None:
    Draft202012Validator.check_schema(json.loads(schema_text(name)))
    assert (FLOWS / name).read_text(encoding="utf-8") == schema_text(name)


@pytest.mark.parametrize("path", SHIPPED, ids=named)
def test_every_file_that_is_shipped_fits(path: Path) -> None:
    data = read_file(path).data
    schema = TEST if path.name.endswith(".test.yaml") else FLOW
    if path.parent.name == FOLDER:
        schema = PROGRAMME
    assert [error.message for error in schema.iter_errors(data)] == []


@settings(max_examples=60, deadline=None)
@given(flow_files())
def test_a_flow_that_can_be_read_fits(file: dict[str, Any]) -> None:
    FlowFile.model_validate(file)
    assert [error.message for error in FLOW.iter_errors(file)] == []


def step(name: str, **changes: Any) -> Edit:
    return lambda flow: flow["steps"][name].update(changes)


def without(name: str, key: str) -> Edit:
    return lambda flow: flow["steps"][name].pop(key)


def new(name: str, written: Any) -> Edit:
    return lambda flow: flow["steps"].update({name: written})


BROKEN_FLOWS: Final[dict[str, Edit]] = {
    "no start": lambda flow: flow.pop("start"),
    "no steps": lambda flow: flow.update(steps={}),
    "a key nobody knows": lambda flow: flow.update(autor="me"),
    "a newer format": lambda flow: flow.update(format=2),
    "minutes in words": lambda flow: flow.update(minutes="five"),
    "no minutes at all": lambda flow: flow.update(minutes=0),
    "a pack nobody knows": lambda flow: flow.update(pack="sart"),
    "a long title": lambda flow: flow.update(title="x" * 41),
    "not_for as words": lambda flow: flow.update(not_for="current danger"),
    "an id in capitals": lambda flow: flow.update(flow="Sample"),
    "expires in weeks": lambda flow: flow.update(expires="2w"),
    "a rhythm nobody knows": lambda flow: flow.update(rhythm="hourly"),
    "a language in words": lambda flow: flow.update(language="English"),
    "a review on no day": lambda flow: flow.update(reviewed={"on": "yesterday"}),
    "a variable without a type": lambda flow: flow["vars"].update(x={"min": 0}),
    "a type nobody knows": lambda flow: flow["vars"].update(x={"type": "string"}),
    "keep for ever": lambda flow: flow["vars"].update(x={"type": "int", "keep": "ever"}),
    "a variable in capitals": lambda flow: flow["vars"].update(Urge={"type": "int"}),
    "a step with a space in its name": new("the end", {"end": "done"}),
    "a step that is words": new("more", "Hello."),
    "a step that does nothing": new("more", {"next": "bye"}),
    "a step that does two things": new("more", {"say": "A", "wait": "1m", "next": "bye"}),
    "a message without a way on": without("hello", "next"),
    "an empty message": step("hello", say=""),
    "seven messages": step("hello", say=["One."] * 7),
    "a way on in capitals": step("hello", next="Mood"),
    "rules without go": step("hello", next=[{"if": "urge > 1"}]),
    "no rules": step("hello", next=[]),
    "a question of no kind": step("mood", ask="chioce"),
    "a question without words": without("mood", "text"),
    "a choice without options": without("mood", "options"),
    "an option without a label": step("mood", options=[{"id": "a"}]),
    "an option with a number for an id": step("mood", options=[{"id": 1, "label": "A"}]),
    "options for a scale": step("rate", options=[{"id": "a", "label": "A"}]),
    "three reminders": step("rate", remind=[{"after": "1h", "text": "Hi"}] * 3),
    "a reminder without words": step("rate", remind={"after": "1h"}),
    "a skip without a label": step("rate", skip={"go": "bye"}),
    "required in words": step("rate", required="yes"),
    "a breath in minutes and seconds": step("breathe", pace={"in": "1m30s"}),
    "thirty-one rounds": step("breathe", pace={"in": "1s", "rounds": 31}),
    "a wait without words": new("more", {"wait": "5m", "next": "bye"}),
    "a branch without rules": new("more", {"branch": []}),
    "a call with rules": new("more", {"call": "other", "next": [{"go": "bye"}]}),
    "an end with a way on": step("bye", next="hello"),
    "a set that is a number": step("hello", set={"urge": 1}),
}
BROKEN_TESTS: Final[dict[str, Edit]] = {
    "no tests": lambda file: file.update(tests=[]),
    "no flow": lambda file: file.pop("flow"),
    "a test without a name": lambda file: file["tests"][0].pop("name"),
    "a talk without lines": lambda file: file["tests"][0].update(talk=[]),
    "a line nobody knows": lambda file: file["tests"][0].update(talk=[{"says": "Hi"}]),
    "a line with two things": lambda file: file["tests"][0].update(talk=[{"me": "a", "bot": "b"}]),
    "an empty line": lambda file: file["tests"][0].update(talk=[{}]),
    "time in words": lambda file: file["tests"][0].update(talk=[{"pass": "a while"}]),
    "something nobody can do": lambda file: file["tests"][0].update(talk=[{"do": "jump"}]),
    "an end in capitals": lambda file: file["tests"][0].update(ends="Done"),
    "a person with a number": lambda file: file["tests"][0].update(person={"name": 1}),
}


@pytest.mark.parametrize("how", sorted(BROKEN_FLOWS))
def test_an_editor_underlines_a_flow_with(how: str) -> None:
    flow = yaml.safe_load(SAMPLE)
    assert not list(FLOW.iter_errors(flow))
    broken = copy.deepcopy(flow)
    BROKEN_FLOWS[how](broken)
    with pytest.raises(ValueError, match="validation error"):
        FlowFile.model_validate(broken)
    assert list(FLOW.iter_errors(broken))


@pytest.mark.parametrize("how", sorted(BROKEN_TESTS))
def test_an_editor_underlines_a_test_with(how: str) -> None:
    tests = yaml.safe_load(SAMPLE_TESTS)
    assert not list(TEST.iter_errors(tests))
    broken = copy.deepcopy(tests)
    BROKEN_TESTS[how](broken)
    with pytest.raises(ValueError, match="validation error"):
        TranscriptFile.model_validate(broken)
    assert list(TEST.iter_errors(broken))


BROKEN_PROGRAMMES: Final[dict[str, Edit]] = {
    "no days": lambda file: file.update(days=[]),
    "a day without a reason": lambda file: file["days"][0].pop("why"),
    "an empty reason": lambda file: file["days"][0].update(why=""),
    "a day nought": lambda file: file["days"][0].update(day=0),
    "a day in words": lambda file: file["days"][0].update(day="Monday"),
    "a flow in capitals": lambda file: file["days"][0].update(flow="Breathe"),
    "a key nobody knows": lambda file: file.update(streak=3),
    "nobody it is for": lambda file: file.pop("for_whom"),
}


@pytest.mark.parametrize("how", sorted(BROKEN_PROGRAMMES))
def test_an_editor_underlines_a_programme_with(how: str) -> None:
    programme = read_file(FLOWS / FOLDER / "first-week.yaml").data
    broken = copy.deepcopy(programme)
    BROKEN_PROGRAMMES[how](broken)
    with pytest.raises(ValueError, match="validation error"):
        ProgrammeFile.model_validate(broken)
    assert list(PROGRAMME.iter_errors(broken))


def test_completion_explains_the_keys() -> None:
    schema = json.loads(schema_text("flow.schema.json"))
    assert schema["properties"]["flow"]["description"]
    assert schema["additionalProperties"] is False
    text = json.dumps(schema)
    assert '"null"' not in text, "a key that may be left out is never written as null"


def test_what_the_first_line_of_a_flow_names_is_the_schema_beside_it() -> None:
    for path in SHIPPED:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        if first.startswith("# yaml-language-server"):
            assert (path.parent / first.split("$schema=")[1].strip()).resolve().is_file(), path
