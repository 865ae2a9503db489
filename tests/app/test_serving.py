"""What people are offered and can begin, as the operator decided, in the real app."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import App
from bot.delivery.turn import Turn
from bot.flow.serving import Serving
from bot.flow.workspace import open_workspace
from bot.settings import Settings
from tests.flowkit import FLOWS
from tests.keykit import KEYS
from tests.people.kit import Chat, buttons, texts

MEASURE = "flow:measure-mood"


def chat_with(serving: Serving, path: Path) -> Chat:
    library = open_workspace(FLOWS).library(serving)
    return Chat(Turn(lambda: library), path)


@pytest.fixture
def usual(tmp_path: Path) -> Iterator[Chat]:
    chat = chat_with(Settings().serving, tmp_path / "m.db")
    yield chat
    chat.store.close()


@pytest.fixture
def reviewed(tmp_path: Path) -> Iterator[Chat]:
    chat = chat_with(Serving(reviewed_only=True), tmp_path / "r.db")
    yield chat
    chat.store.close()


def test_the_app_holds_questionnaires_back_unless_it_is_told_otherwise(tmp_path: Path) -> None:
    token, url = "123456:token-of-a-test-token-of-a-test-abc", "http://127.0.0.1:9"
    app = App(token, url, tmp_path / "m.db", FLOWS, keys=KEYS)
    assert app.library.current("measure-mood") is None
    told = App(token, url, tmp_path / "m.db", FLOWS, serving=Serving(measures=True), keys=KEYS)
    assert told.library.current("measure-mood") is not None


@pytest.mark.parametrize(
    "way", ["press", "/start flow_measure-mood", "/start flow_measure_attachment"]
)
def test_a_questionnaire_that_is_off_can_not_be_begun(usual: Chat, way: str) -> None:
    said = usual.presses(MEASURE) if way == "press" else usual.says(way)
    assert "problems" not in json.dumps(said)
    assert "statements" not in json.dumps(said)
    assert not any(data.split(":")[2:3] == ["o"] for data in buttons(said).values())


def test_no_pack_is_in_the_menu_that_has_nothing_to_begin(reviewed: Chat) -> None:
    shown = buttons(reviewed.says("/menu"))
    assert "help" in shown.values()
    assert not [one for one in shown.values() if one.startswith(("menu", "flow:"))]


@pytest.mark.parametrize("flow", ["daily-checkin", "ground-54321", "protest-pause"])
def test_what_nobody_has_read_can_not_be_begun(reviewed: Chat, flow: str) -> None:
    said = [*reviewed.presses(f"flow:{flow}"), *reviewed.says(f"/start flow_{flow}")]
    assert not any(data.split(":")[2:3] == ["o"] for data in buttons(said).values())


def test_help_and_all_that_follows_words_of_risk_are_there_unread(reviewed: Chat) -> None:
    reviewed.settled(country="US")
    said = reviewed.says("i want to kill myself tonight")
    assert "988" in texts(said)[0]
    assert any(data.split(":")[2:3] == ["o"] for data in buttons(said).values())
    assert "988" in texts(reviewed.says("/help"))[0]
