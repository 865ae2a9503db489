"""Words that show risk are answered with help in the very next message, from every state."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.delivery import guard
from bot.delivery.turn import Turn
from bot.dialogue.lifecycle import Came
from bot.flow.workspace import open_workspace
from bot.store.rows import Incoming
from bot.store.sqlite import SqliteStore
from safety import Finding
from tests.flowkit import FLOWS

RISK = "i want to kill myself tonight"
LINES = "112 and findahelpline.com"


@pytest.fixture(scope="module")
def turn() -> Turn:
    library = open_workspace(FLOWS).library()
    return Turn(lambda: library, lambda _person, _library: LINES)


class Chat:
    """One person's updates, taken one after the other."""

    def __init__(self, turn: Turn, path: Path) -> None:
        self._turn, self.store, self._count = turn, SqliteStore(path), 0

    def take(self, **update: Any) -> list[dict[str, Any]]:
        """Take an update; what is then waiting to be sent."""
        self._count += 1
        payload = json.dumps({"update_id": self._count, **update}).encode()
        with self.store.transaction() as work:
            work.receive([Incoming(f"tg:{self._count}", 7, payload, 0.0)])
            self._turn.take(work, work.pending(0, 1)[0], 0.0)
            sent = []
            while waiting := work.sendable(0, 1, []):
                sent.append(json.loads(waiting[0].payload))
                work.sent(waiting[0].seq, 1, 0.0)
        return sent

    def says(self, text: str, key: str = "text", kind: str = "message") -> list[dict[str, Any]]:
        message = {"chat": {"id": 7, "type": "private"}, "from": {"id": 7, "first_name": "Sam"}}
        return self.take(**{kind: {**message, "message_id": 1, key: text}})

    def taps(self, data: str) -> list[dict[str, Any]]:
        query = {"id": "1", "from": {"id": 7, "first_name": "Sam"}, "data": data}
        return self.take(callback_query={**query, "message": {"message_id": 1, "chat": {"id": 7}}})

    def button(self, sent: list[dict[str, Any]], label: str) -> str:
        buttons = [button for job in sent for row in job.get("rows", ()) for button in row]
        return next(str(data) for text, data in buttons if text == label)


def messages(sent: list[dict[str, Any]]) -> list[str]:
    return [job["text"] for job in sent if job["do"] == "send"]


IDS = sorted(path.stem for path in FLOWS.glob("*/*.yaml") if "." not in path.stem)


@pytest.mark.parametrize("flow", IDS)
def test_help_is_the_next_message_at_the_first_question_of_every_flow(
    turn: Turn, tmp_path: Path, flow: str
) -> None:
    chat = Chat(turn, tmp_path / "m.db")
    chat.taps(f"flow:{flow}")
    said = messages(chat.says(RISK))
    assert LINES in said[0]
    assert RISK not in json.dumps(said)
    chat.store.close()


@pytest.mark.parametrize(
    ("key", "kind"), [("text", "message"), ("caption", "message"), ("text", "edited_message")]
)
def test_help_comes_before_any_exercise_too(
    turn: Turn, tmp_path: Path, key: str, kind: str
) -> None:
    chat = Chat(turn, tmp_path / "m.db")
    assert LINES in messages(chat.says(RISK, key, kind))[0]
    chat.store.close()


def test_the_exercise_rests_and_goes_on_by_choice(turn: Turn, tmp_path: Path) -> None:
    chat = Chat(turn, tmp_path / "m.db")
    question = messages(chat.taps("flow:daily-checkin"))[-1]
    paused = chat.says(RISK)
    again = chat.taps(chat.button(paused, "Resume"))
    assert messages(again)[-1] == question
    chat.store.close()


def test_when_screening_fails_help_is_shown() -> None:
    def broken(*_: object) -> list[Finding]:
        raise RuntimeError

    assert guard.shows_risk(Came("text", "good morning"), "en", broken)


@pytest.mark.parametrize("words", ["", "good morning", "I'm dead tired but fine"])
def test_ordinary_words_are_left_alone(words: str) -> None:
    assert not guard.shows_risk(Came("text", words), "en")
