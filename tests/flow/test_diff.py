"""What an edit does: to words, to structure, to people in the middle of the flow."""

import copy
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from bot.dialogue import engine
from bot.flow.compile import compile_flow
from bot.flow.diff import compare
from bot.flow.document import FlowFile
from bot.flow.revision import content_hash, structure_hash
from bot.model import Context, Event, EventKind, Session
from tests.cli.kit import SAMPLE
from tests.flowkit import CALLEE, compiled, flow_files, flow_of, library_of

OLD = FlowFile.model_validate(yaml.safe_load(SAMPLE))


def edited(**changes: Any) -> FlowFile:
    """The sample with other heads, or other keys of a step: `bye={"say": "Bye."}`."""
    file = copy.deepcopy(yaml.safe_load(SAMPLE))
    for key, value in changes.items():
        if key in file["steps"]:
            file["steps"][key] |= value
        else:
            file[key] = value
    return FlowFile.model_validate(file)


def session(step: str, flow: FlowFile = OLD, came: EventKind = "other") -> Session:
    """Someone who stands on a step, after one event."""
    library = library_of(compile_flow(flow))
    begun, _ = engine.start(library, flow.flow, Context(), step=step)
    return engine.advance(library, begun, Event(came))[0]


@settings(max_examples=50, deadline=None)
@given(flow_files())
def test_a_flow_is_the_same_as_itself(file: dict[str, Any]) -> None:
    flow = FlowFile.model_validate(file)
    change = compare(flow, flow)
    assert change.kind == "same"
    assert change.before == change.after == content_hash(flow)
    assert (change.words, change.steps, change.other) == ((), (), ())


@settings(max_examples=100, deadline=None)
@given(flow_files(), flow_files())
def test_the_kind_of_a_change_is_what_the_hashes_say_and_it_is_named(
    one: dict[str, Any], two: dict[str, Any]
) -> None:
    old, new = FlowFile.model_validate(one), FlowFile.model_validate(two)
    change = compare(old, new)
    if content_hash(old) == content_hash(new):
        assert change.kind == "same"
        return
    moved = structure_hash(old) != structure_hash(new)
    assert change.kind == ("structure" if moved else "wording")
    assert bool(change.steps) == moved, "only steps differ in these flows"
    assert change.steps or change.words
    back = compare(new, old)
    assert {key for key, _, _ in back.words} == {key for key, _, _ in change.words}
    assert {step for step, _ in back.steps} == {step for step, _ in change.steps}


def test_new_words_are_shown_before_and_after_by_their_name() -> None:
    change = compare(OLD, edited(bye={"say": "Thanks."}))
    assert change.kind == "wording"
    assert change.words == (("bye/say.0", "Thank you.", "Thanks."),)
    assert change.steps == ()


def test_a_message_more_or_less_is_words_with_one_side_empty() -> None:
    two = edited(bye={"say": ["Thank you.", "Bye."]})
    assert compare(OLD, two).kind == "wording"
    assert compare(OLD, two).words == (("bye/say.1", "", "Bye."),)
    assert compare(two, OLD).words == (("bye/say.1", "Bye.", ""),)


def test_steps_that_came_went_and_changed_are_named() -> None:
    file = copy.deepcopy(yaml.safe_load(SAMPLE))
    del file["steps"]["say_more"]
    file["steps"]["rate"]["next"] = "late"
    file["steps"]["late"] = {"say": "Late.", "next": "bye"}
    change = compare(OLD, FlowFile.model_validate(file))
    assert change.kind == "structure"
    assert change.steps == (("rate", "changed"), ("say_more", "removed"), ("late", "added"))


@pytest.mark.parametrize(
    ("changes", "kind", "other"),
    [
        ({"minutes": 5}, "wording", ("minutes",)),
        ({"source": "Someone", "not_for": []}, "wording", ("source", "not_for")),
        ({"therapist_only": True}, "wording", ("therapist_only",)),
        ({"rhythm": "weekly"}, "wording", ("rhythm",)),
        ({"measure": {"before": "urge", "after": "urge"}}, "wording", ("measure",)),
        ({"language": "de"}, "wording", ("language",)),
        ({"progress": False}, "wording", ("progress",)),
        ({"title": "Another"}, "wording", ()),
        ({"expires": "1d"}, "structure", ("expires",)),
        ({"start": "mood"}, "structure", ("start",)),
        ({"vars": {}}, "structure", ("vars",)),
        ({"reviewed": {"by": "Dr Lee"}}, "same", ()),
    ],
)
def test_everything_else_that_changed_is_named(
    changes: dict[str, Any], kind: str, other: tuple[str, ...]
) -> None:
    change = compare(OLD, edited(**changes))
    assert (change.kind, change.other) == (kind, other)


def test_a_flow_that_came_or_went_has_one_revision() -> None:
    came, went = compare(None, OLD), compare(OLD, None)
    assert (came.kind, came.before, came.after) == ("new", "", content_hash(OLD))
    assert (went.kind, went.before, went.after) == ("removed", content_hash(OLD), "")
    with pytest.raises(ValueError, match="nothing to compare"):
        compare(None, None)


def test_people_are_counted_by_the_step_they_stand_on() -> None:
    people = [session("mood"), session("rate"), session("mood", came="pause")]
    for new in (OLD, edited(bye={"say": "Thanks."}), edited(start="mood"), None):
        assert compare(OLD, new, people).standing == {"mood": 2, "rate": 1}


def test_people_who_are_done_or_on_another_revision_or_flow_are_not_counted() -> None:
    elsewhere = FlowFile.model_validate(CALLEE)
    people = [
        session("bye"),
        session("mood", came="stop"),
        session("mood", edited(start="mood")),
        session("s0", elsewhere),
    ]
    assert compare(OLD, OLD, people).standing == {}
    assert compare(None, OLD, [session("mood")]).standing == {}


def test_someone_inside_a_called_flow_stands_in_both() -> None:
    caller = flow_of('steps: {s0: {call: callee, next: bye}, bye: {say: "Bye.", end: done}}')
    inside, _ = engine.start(library_of(caller, compiled(CALLEE)), "sample", Context())
    assert compare(caller.file, caller.file, [inside]).standing == {"s0": 1}
    callee = FlowFile.model_validate(CALLEE)
    assert compare(callee, callee, [inside]).standing == {"s0": 1}
