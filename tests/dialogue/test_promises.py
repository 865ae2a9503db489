"""What the engine promises for every flow and every event, tried on generated ones."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue import engine
from bot.effects import Ask, Breathe, Effect, Ended, Fault, Wait
from bot.flow.flow import Flow, Pause, Question
from bot.flow.library import Library
from bot.model import Context, Event, EventKind, Session
from tests.flowkit import CALLEE, compiled, flow_files, library_of

KINDS: tuple[EventKind, ...] = (
    "text", "tap", "done", "skip", "back", "pause", "resume", "stop", "early", "timer", "other",
)  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(["a", "b", "low", "high", "again", "3", "2.5", "19:30", "step", "expire"]),
    st.sampled_from(["remind-1", "remind-2", "", "\x00", "\u202eabc", "9" * 5000]),
    st.text(max_size=20),
)
EVENTS = st.lists(
    st.tuples(st.sampled_from(KINDS), VALUES, st.sampled_from(["now", "old", "none"])), max_size=25
)


def event(session: Session, step: tuple[EventKind, str, str], at: int = 0) -> Event:
    kind, value, age = step
    token = {"now": session.turn, "old": session.turn - 1, "none": None}[age]
    return Event(kind, value, token, Context(at, "en", {"name": "Sam"}, "112"))


def begin(file: dict[str, Any]) -> tuple[Library, Session, tuple[Effect, ...]]:
    library = library_of(compiled(file), compiled(CALLEE))
    session, effects = engine.start(library, "sample", Context(person={"name": "Sam"}))
    return library, session, effects


@settings(max_examples=250)
@given(flow_files(), EVENTS)
def test_any_events_are_taken_and_the_same_twice(
    file: dict[str, Any], steps: list[tuple[EventKind, str, str]]
) -> None:
    library, session, effects = begin(file)
    for number, step in enumerate(steps):
        assert not any(isinstance(effect, Fault) for effect in effects)
        came = event(session, step, at=number * 60)
        after, effects = engine.advance(library, session, came)
        again = engine.advance(library, Session.from_json(session.to_json()), came)
        assert again == (after, effects)
        assert Session.from_json(after.to_json()) == after
        assert (after.status == "ended") == (after.outcome is not None)
        session = after


@settings(max_examples=150)
@given(flow_files(), EVENTS)
def test_from_every_state_one_can_stop_pause_and_go_back(
    file: dict[str, Any], steps: list[tuple[EventKind, str, str]]
) -> None:
    library, session, _ = begin(file)
    for step in steps:
        if session.status == "ended":
            return
        stops(library, session)
        pauses(library, session)
        goes_back(library, session)
        session, _ = engine.advance(library, session, event(session, step))


def stops(library: Library, session: Session) -> None:
    stopped, effects = engine.advance(library, session, event(session, ("stop", "", "none")))
    assert stopped.outcome == "stopped"
    assert sum(isinstance(effect, Ended) for effect in effects) == 1
    assert not any(isinstance(effect, Ask | Breathe | Wait) for effect in effects)


def pauses(library: Library, session: Session) -> None:
    paused, _ = engine.advance(library, session, event(session, ("pause", "", "none")))
    assert paused.status == "paused"
    assert paused.frames == session.frames
    resumed, effects = engine.advance(library, paused, event(paused, ("resume", "", "none")))
    assert resumed.frames == session.frames
    assert resumed.status == "active"
    assert any(isinstance(effect, Ask | Breathe | Wait) for effect in effects)


def goes_back(library: Library, session: Session) -> None:
    back, effects = engine.advance(library, session, event(session, ("back", "", "none")))
    expected = session.history[-1].frames if session.history else session.frames
    assert back.frames == expected
    assert any(isinstance(effect, Ask | Breathe | Wait) for effect in effects)


@settings(max_examples=150)
@given(flow_files(), st.lists(flow_files(), min_size=1, max_size=4), st.integers(0, 5))
def test_a_session_finishes_on_its_revision_whatever_is_edited(
    file: dict[str, Any], edits: list[dict[str, Any]], answered: int
) -> None:
    library, session, _ = begin(file)
    started = session.frames[0].revision
    for _ in range(answered):
        session = forward(library, session)
    for edit in edits:
        library.add(compiled(edit))
    for _ in range(80):
        if session.status == "ended":
            break
        assert session.frames[0].revision == started
        session = forward(library, session)
    assert session.outcome == "done"


def forward(library: Library, session: Session) -> Session:
    """Answer as somebody would who wants to get to the end."""
    if session.status == "ended":
        return session
    flow = library.pinned(session.frame.flow, session.frame.revision)
    assert flow is not None
    came = event(session, answer(flow, session), at=10**6)
    session, effects = engine.advance(library, session, came)
    assert not any(isinstance(effect, Fault) for effect in effects)
    return session


def answer(flow: Flow, session: Session) -> tuple[EventKind, str, str]:
    node = flow.steps[session.frame.step]
    if isinstance(node, Pause):
        return "timer", "step", "now"
    assert isinstance(node, Question)
    words = {"choice": "high", "multi": "a", "scale": "3", "number": "2.5", "time": "19:30"}
    return "text", words.get(node.kind, "some words"), "none"


@settings(max_examples=100)
@given(flow_files(), st.integers(0, 5))
def test_new_words_reach_a_running_session_at_once(file: dict[str, Any], answered: int) -> None:
    library, session, _ = begin(file)
    for _ in range(answered):
        session = forward(library, session)
    goodbye = {"say": "Quite other words.", "end": "done"}
    library.add(compiled({**file, "steps": {**file["steps"], "bye": goodbye}}))
    said: list[str] = []
    ended_before = session.status == "ended"
    for _ in range(80):
        if session.status == "ended":
            break
        flow = library.pinned(session.frame.flow, session.frame.revision)
        assert flow is not None
        came = event(session, answer(flow, session), at=10**6)
        session, effects = engine.advance(library, session, came)
        said += [getattr(effect, "text", "") for effect in effects]
    assert session.status == "ended"
    assert ended_before or "Quite other words." in said


def test_a_session_is_a_value() -> None:
    library = library_of(compiled(CALLEE))
    session, _ = engine.start(library, "callee", Context())
    kept = session._replace()
    engine.advance(library, session, event(session, ("tap", "2", "now")))
    assert session == kept
