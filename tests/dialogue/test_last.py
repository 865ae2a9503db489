"""A flow can hold what was so when the person last did it; the engine is told, and asks nobody."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from bot.delivery.turn import Turn
from bot.dialogue import engine
from bot.effects import Say
from bot.flow.serving import EVERYTHING
from bot.flow.workspace import open_workspace
from bot.model import Context, Event, Session, Value
from bot.people.lasts import Lasts
from bot.store.rows import Answer
from tests.flowkit import FLOWS, flow_of, library_of
from tests.people.kit import SAM, Chat, texts

STEPS: Final = """
vars:
  mood: {type: scale, min: 0, max: 10, keep: history}
  before: {type: scale, min: 0, max: 10, last: mood}
start: ask
steps:
  ask: {ask: scale, text: "How is it?", save: mood, next: tell}
  tell:
    branch:
      - {if: "answered.before && before < mood", go: higher}
      - {if: "answered.before", go: other}
      - {go: first}
  higher: {say: "From {before} to {mood}.", end: done}
  other: {say: "It was {before}.", end: done}
  first: {say: "The first time.", end: done}
"""
LIBRARY: Final = library_of(flow_of(STEPS))


def done(last: dict[str, Any], answer: str = "7") -> str:
    session, _ = engine.start(LIBRARY, "sample", Context(last=last))
    _, effects = engine.advance(LIBRARY, session, Event("tap", answer))
    return [one.text for one in effects if isinstance(one, Say)][-1]


def test_it_is_there_from_the_second_time_on() -> None:
    assert done({}) == "The first time."
    assert done({"sample/mood": 4}) == "From 4 to 7."
    assert done({"sample/mood": 9}) == "It was 9."


@pytest.mark.parametrize("value", [11, -1, "4", 4.5, True, ["4"], None])
def test_what_no_longer_fits_counts_as_never_answered(value: Any) -> None:
    assert done({"sample/mood": value}) == "The first time."


def test_another_flows_answer_of_the_same_name_is_not_it() -> None:
    assert done({"other/mood": 4}) == "The first time."


def test_the_session_holds_it_so_that_nothing_is_looked_up_later() -> None:
    session, _ = engine.start(LIBRARY, "sample", Context(last={"sample/mood": 4}))
    read = Session.from_json(session.to_json())
    assert read.frame.vars == {"before": 4}
    _, effects = engine.advance(LIBRARY, read, Event("tap", "7"))
    assert Say("From 4 to 7.") in effects


def test_it_is_not_kept_again() -> None:
    session, _ = engine.start(LIBRARY, "sample", Context(last={"sample/mood": 4}))
    session, _ = engine.advance(LIBRARY, session, Event("tap", "7"))
    assert [(one.name, one.value) for one in session.kept] == [("mood", 7)]


def test_a_flow_that_is_led_into_holds_its_own() -> None:
    outer = "start: go\nsteps: {go: {call: sample, next: bye}, bye: {end: done}}"
    library = library_of(flow_of(STEPS), flow_of(outer, flow="outer"))
    session, _ = engine.start(library, "outer", Context(last={"sample/mood": 4}))
    assert session.frame.vars == {"before": 4}


def test_a_whole_number_is_a_number_too() -> None:
    text = STEPS.replace("type: scale", "type: number").replace("ask: scale", "ask: number")
    library = library_of(flow_of(text.replace("before < mood", "before < mood + 0.5")))
    session, _ = engine.start(library, "sample", Context(last={"sample/mood": 4}))
    assert session.frame.vars == {"before": 4.0}
    assert isinstance(session.frame.vars["before"], float)


def test_nothing_is_looked_up_for_a_flow_that_does_not_ask() -> None:
    asked: list[tuple[str, str]] = []

    def look_up(flow: str, name: str) -> Answer | None:
        asked.append((flow, name))
        return None

    plain = library_of(flow_of("start: bye\nsteps: {bye: {end: done}}"))
    engine.start(plain, "sample", Context(last=Lasts(look_up)))
    assert asked == []
    engine.start(LIBRARY, "sample", Context(last=Lasts(look_up)))
    assert asked == [("sample", "mood")]


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[Chat]:
    library = open_workspace(FLOWS).library(EVERYTHING)
    # Questionnaires begin together with a therapist; here everyone may.
    for flow in [one for one in library if one.file.therapist_only]:
        library.add(replace(flow, file=flow.file.model_copy(update={"therapist_only": False})))
    chat = Chat(Turn(lambda: library), tmp_path / "m.db")
    yield chat
    chat.store.close()


def measured(chat: Chat, answer: int) -> list[str]:
    """The whole of a questionnaire, and everything that was said."""
    said = chat.presses("flow:measure-mood")
    words = texts(said)
    for _ in range(4):
        said = chat.says(str(answer))
        words += texts(said)
    chat.says("/stop")
    return words


def test_a_person_sees_their_last_score_and_nobody_elses(chat: Chat) -> None:
    with chat.store.transaction() as work:
        foreign = Answer(SAM + 1, "1:0", "measure-mood", "total", b"11", "history", 1.0)
        work.keep([foreign])
    assert not any("Last time" in one for one in measured(chat, 1))
    chat.now += 30 * 86400
    assert any("Last time it was 4." in one for one in measured(chat, 2))
    chat.now += 30 * 86400
    assert any("Last time it was 8." in one for one in measured(chat, 0))


def test_damaged_history_is_no_score(chat: Chat) -> None:
    def look_up(flow: str, name: str) -> Answer:
        return Answer(SAM, "1:0", flow, name, json.dumps({"odd": 1}).encode(), "history", 1.0)

    last: dict[str, Value] | Lasts = Lasts(look_up)
    session, _ = engine.start(LIBRARY, "sample", Context(last=last))
    assert session.frame.vars == {}
