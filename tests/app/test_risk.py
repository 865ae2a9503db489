"""Words that show risk are answered with help in the very next message, from every state."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.delivery import guard
from bot.delivery.turn import Turn
from bot.dialogue import engine
from bot.dialogue.talk import Came, Talk
from bot.flow.flow import Pause, Question
from bot.flow.library import Library
from bot.flow.workspace import open_workspace
from bot.model import Context, Event
from safety import Finding
from tests.flowkit import FLOW_FILES, FLOWS
from tests.people.kit import Chat, texts

RISK = "i want to kill myself tonight"
LINE = "988"


@pytest.fixture(scope="module")
def library() -> Library:
    return open_workspace(FLOWS).library()


@pytest.fixture(scope="module")
def turn(library: Library) -> Turn:
    return Turn(lambda: library)


@pytest.fixture
def chat(turn: Turn, tmp_path: Path) -> Iterator[Chat]:
    chat = Chat(turn, tmp_path / "m.db")
    chat.settled(country="US")
    yield chat
    chat.store.close()


IDS = sorted(path.stem for path in FLOW_FILES)


@pytest.mark.parametrize("flow", IDS)
def test_help_is_the_next_message_at_the_first_question_of_every_flow(
    chat: Chat, flow: str
) -> None:
    chat.presses(f"flow:{flow}")
    said = texts(chat.says(RISK))
    assert LINE in said[0]
    assert RISK not in json.dumps(said)


@pytest.mark.parametrize(
    ("key", "kind"), [("text", "message"), ("caption", "message"), ("text", "edited_message")]
)
def test_help_comes_before_any_exercise_too(chat: Chat, key: str, kind: str) -> None:
    assert LINE in texts(chat.says(RISK, key, kind))[0]


@pytest.mark.parametrize(
    "state", ["/settings", "/pause", "/stop", "/menu", "/help", "/crisis", "/start", "/nonsense"]
)
def test_help_is_the_next_message_after_every_command(chat: Chat, state: str) -> None:
    chat.presses("flow:daily-checkin")
    chat.says(state)
    assert LINE in texts(chat.says(RISK))[0]


@pytest.mark.parametrize("asked", ["set:country", "set:zone", "set:lang", "set:quiet"])
def test_help_is_the_next_message_when_a_setting_is_asked_for(chat: Chat, asked: str) -> None:
    chat.says("/settings")
    chat.presses(asked)
    assert LINE in texts(chat.says(RISK))[0]


@pytest.mark.parametrize("flow", IDS)
def test_help_is_the_next_message_at_every_step_of_every_flow_also_at_rest(
    chat: Chat, library: Library, flow: str
) -> None:
    found = library.current(flow)
    assert found is not None
    stops = [name for name, node in found.steps.items() if isinstance(node, Question | Pause)]
    assert stops
    for step in stops:
        active, _ = engine.start(library, flow, Context(int(chat.now)), step=step)
        at_rest, _ = engine.advance(library, active, Event("pause"))
        for session in (active, at_rest):
            chat.stands(Talk(session, 1))
            chat.now += 3601  # or help would be told in short
            assert LINE in texts(chat.says(RISK))[0], step
            assert LINE in texts(chat.says(RISK + "!"))[0], step


def test_every_message_of_the_risk_set_that_interrupts_is_answered_with_help(chat: Chat) -> None:
    rows = (Path(__file__).parents[1] / "safety/risk.tsv").read_text("utf-8").splitlines()
    risky = [row.split("\t")[-1] for row in rows if row and not row.startswith("#")]
    interrupting = [text for text in risky if guard.look(Came("text", text), "en").interrupt]
    assert len(interrupting) > 50
    chat.presses("flow:daily-checkin")
    for text in interrupting:
        chat.now += 3601
        said = texts(chat.says(text))[0]
        assert LINE in said or "911" in said or "findahelpline" in said
        assert text not in said


def test_when_screening_fails_help_is_shown() -> None:
    def broken(*_: object) -> list[Finding]:
        raise RuntimeError

    assert guard.look(Came("text", "good morning"), "en", broken).interrupt


@pytest.mark.parametrize("words", ["", "good morning", "I'm dead tired but fine"])
def test_ordinary_words_are_left_alone(words: str) -> None:
    assert not guard.look(Came("text", words), "en").findings
