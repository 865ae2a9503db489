"""Two hashes: words change one of them, a conversation that could go differently both."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.flow.document import FlowFile
from bot.flow.revision import content_hash, dump, restore, structure, structure_hash
from bot.flow.source import read_file
from bot.flow.texts import texts_of
from tests.flowkit import FLOW_FILES, HEAD, flow_files

File = dict[str, Any]
Change = Callable[[File], object]


def hashes(file: File) -> tuple[str, str]:
    flow = FlowFile.model_validate(file)
    return content_hash(flow), structure_hash(flow)


def changed(file: File, change: Change) -> File:
    after = copy.deepcopy(file)
    change(after)
    return after


def at(file: File, path: tuple[str | int, ...]) -> tuple[Any, str | int]:
    around: Any = file
    for piece in path[:-1]:
        around = around[piece]
    return around, path[-1]


def rewritten(path: tuple[str | int, ...]) -> Change:
    def change(file: File) -> None:
        around, last = at(file, path)
        around[last] += " More words."

    return change


HEADS: Final[dict[str, Any]] = {
    "title": "Another title",
    "summary": "Another summary.",
    "source": "Someone else",
    "not_for": [],
    "minutes": 9,
    "pack": "skills",
    "measure": {"before": "n", "after": "amount"},
    "rhythm": "daily",
    "therapist_only": True,
    "closing": "You can stop here.",
    "language": "de",
}
ADDED: Final = (
    ("say", "say", ["Two messages.", "In place of one."]),
    ("ask", "retry", "Try it once more."),
    ("number", "unit", "minutes"),
    ("scale", "labels", {0: "not at all"}),
    ("pace", "early", "Go on"),
    ("wait", "early", "Go on"),
)
"""Words that a step with this verb, or a question of this kind, may have."""


def wordings(file: File) -> Iterator[Change]:
    """Changes after which a conversation goes the same way."""
    for text in texts_of(FlowFile.model_validate(file)):
        if text.key not in {"title", "summary"}:
            yield rewritten(text.path)
    for key, value in HEADS.items():
        yield lambda file, key=key, value=value: file.update({key: value})  # type: ignore[misc]
    yield put(("vars", "n"), "title", "How many")
    for name, step in file["steps"].items():
        for verb, key, value in ADDED:
            if verb in step or step.get("ask") == verb:
                yield put(("steps", name), key, value)
        if "pace" in step:
            yield lambda file, name=name: file["steps"][name].pop("text")  # type: ignore[misc]


def put(path: tuple[str, ...], key: str, value: Any) -> Change:
    return lambda file: at(file, (*path, key))[0].update({key: value})


def structures(file: File) -> Iterator[Change]:
    """Changes after which a conversation could go differently."""
    yield lambda file: file.update(expires="9d")
    yield lambda file: file.update(start="bye")
    yield lambda file: file["steps"].update(extra={"end": "done"})
    yield lambda file: file["steps"]["bye"].update(end="finished")
    yield lambda file: file["vars"]["n"].update(max=9)
    yield lambda file: file["vars"]["n"].update(keep="card")
    yield lambda file: file["vars"]["word"].update(sensitive=True)
    yield lambda file: file["vars"]["count"].update(default=7)
    yield lambda file: file["vars"].update(extra={"type": "bool"})
    yield lambda file: file["vars"].pop("clock")
    for name, step in file["steps"].items():
        here = ("steps", name)
        yield put(here, "set", {"count": "count + 99"})
        yield lambda file, name=name: file["steps"].pop(name)  # type: ignore[misc]
        if "next" in step:
            yield put(here, "next", {"done": name} if "call" in step else name)
        if "ask" in step:
            yield from asked(here, step)
        if "wait" in step:
            yield put(here, "wait", "9m")
        if "pace" in step:
            yield put((*here, "pace"), "rounds", 9)
            yield put((*here, "pace"), "hold", "1s")
        if "call" in step:
            yield put(here, "call", "another")


def asked(here: tuple[str, ...], step: File) -> Iterator[Change]:
    yield put(here, "required", value=True)
    yield put(here, "save", "extra")
    yield put(here, "remind", {"after": "9h", "text": "No hurry."})
    yield put(here, "skip", {"label": "No", "go": here[1]})
    if "options" in step:
        yield put(here, "options", step["options"][::-1])
        yield put(here, "options", [*step["options"], {"id": "more", "label": "More"}])
        yield put(here, "options", [{**step["options"][0], "if": "n == 1"}])
        yield put(here, "options", [{**step["options"][0], "id": "other"}, *step["options"][1:]])
    if step["ask"] == "multi":
        yield put(here, "pick", {"max": 1})


@settings(max_examples=120, deadline=None)
@given(flow_files(), st.data())
def test_words_change_the_content_and_never_the_structure(file: File, data: st.DataObject) -> None:
    content, bones = hashes(file)
    after = changed(file, data.draw(st.sampled_from([*wordings(file)])))
    assume(after != file)
    assert hashes(after)[1] == bones
    assert hashes(after)[0] != content


@settings(max_examples=250, deadline=None)
@given(flow_files(), st.data())
def test_a_conversation_that_could_go_differently_has_another_structure(
    file: File, data: st.DataObject
) -> None:
    content, bones = hashes(file)
    after = changed(file, data.draw(st.sampled_from([*structures(file)])))
    assume(after["steps"] and after != file)
    assert hashes(after)[1] != bones
    assert hashes(after)[0] != content


@settings(max_examples=60, deadline=None)
@given(flow_files(), st.randoms(use_true_random=False))
def test_the_order_in_the_file_does_not_matter_where_it_means_nothing(
    file: File, chance: Any
) -> None:
    def shuffled(around: File) -> File:
        keys = list(around)
        chance.shuffle(keys)
        return {key: around[key] for key in keys}

    steps = {name: shuffled(step) for name, step in shuffled(file["steps"]).items()}
    other = shuffled({**file, "steps": steps, "vars": shuffled(file["vars"])})
    assert hashes(other) == hashes(file)


@settings(max_examples=60, deadline=None)
@given(flow_files())
def test_a_hash_is_the_same_after_writing_and_reading(file: File) -> None:
    flow = FlowFile.model_validate(file)
    again = restore(dump(flow))
    assert again == flow
    assert (content_hash(again), structure_hash(again)) == hashes(file)


def test_a_kept_revision_has_the_labels_of_its_scale() -> None:
    question = {"ask": "scale", "text": "How?", "labels": {0: "not", 5: "very"}, "next": "bye"}
    flow = FlowFile.model_validate({**HEAD, "steps": {"s0": question, "bye": {"end": "done"}}})
    assert restore(dump(flow)) == flow


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", "5", "[" * 100_000, '{"flow": "x"}'])
def test_what_is_no_revision_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        restore(text)


@settings(deadline=None)
@given(flow_files())
def test_a_review_changes_neither(file: File) -> None:
    review = {"by": "Dr Lee", "on": "2026-11-30", "hash": "0" * 12}
    assert hashes({**file, "reviewed": review}) == hashes(file)


def test_words_that_may_be_left_out_are_words() -> None:
    """Naming the Skip button of a question that could be skipped anyway changes nothing else."""
    question = {"ask": "text", "text": "What?", "next": "bye"}
    bye = {"end": "done"}
    for extra in ({"skip": "Rather not say"}, {"skip": {"label": "Rather not say"}}):
        named = {**HEAD, "steps": {"s0": {**question, **extra}, "bye": bye}}
        bare = {**HEAD, "steps": {"s0": question, "bye": bye}}
        assert hashes(named)[0] != hashes(bare)[0]
        assert hashes(named)[1] == hashes(bare)[1], extra


def test_one_reminder_is_the_same_alone_or_in_a_list() -> None:
    nudge = {"after": "1h", "text": "No hurry."}
    question = {"ask": "text", "text": "What?", "next": "bye"}
    alone, listed = (
        {**HEAD, "steps": {"s0": {**question, "remind": one}, "bye": {"end": "done"}}}
        for one in (nudge, [nudge])
    )
    assert hashes(alone)[1] == hashes(listed)[1]


@pytest.mark.parametrize(
    "path",
    FLOW_FILES,
    ids=lambda path: path.stem,
)
def test_no_words_of_a_real_flow_are_in_its_structure(path: Any) -> None:
    flow = FlowFile.model_validate(read_file(path).data)
    bones = json.dumps(structure(flow), ensure_ascii=False)
    for text in texts_of(flow):
        if " " in text.text:
            assert json.dumps(text.text, ensure_ascii=False)[1:-1] not in bones
    assert len(content_hash(flow)) == len(structure_hash(flow)) == 12
