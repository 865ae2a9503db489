"""Words that show risk are answered with help in the very next message, from every state."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.delivery import guard
from bot.delivery.turn import Turn
from bot.dialogue.talk import Came
from bot.flow.workspace import open_workspace
from safety import Finding
from tests.flowkit import FLOWS
from tests.people.kit import Chat, texts

RISK = "i want to kill myself tonight"
LINE = "988"


@pytest.fixture(scope="module")
def turn() -> Turn:
    library = open_workspace(FLOWS).library()
    return Turn(lambda: library)


@pytest.fixture
def chat(turn: Turn, tmp_path: Path) -> Iterator[Chat]:
    chat = Chat(turn, tmp_path / "m.db")
    chat.settled(country="US")
    yield chat
    chat.store.close()


IDS = sorted(path.stem for path in FLOWS.glob("*/*.yaml") if "." not in path.stem)


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


def test_when_screening_fails_help_is_shown() -> None:
    def broken(*_: object) -> list[Finding]:
        raise RuntimeError

    assert guard.look(Came("text", "good morning"), "en", broken).interrupt


@pytest.mark.parametrize("words", ["", "good morning", "I'm dead tired but fine"])
def test_ordinary_words_are_left_alone(words: str) -> None:
    assert not guard.look(Came("text", words), "en").findings
