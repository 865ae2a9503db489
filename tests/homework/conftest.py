"""A person in conversation, with homework of their own and from a therapist."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.delivery.turn import Turn
from bot.flow.library import Library
from bot.flow.workspace import open_workspace
from tests.flowkit import FLOWS
from tests.people.kit import Chat


@pytest.fixture(scope="session")
def library() -> Library:
    return open_workspace(FLOWS).library()


@pytest.fixture
def chat(library: Library, tmp_path: Path) -> Iterator[Chat]:
    chat = Chat(Turn(lambda: library), tmp_path / "mooring.db")
    chat.settled(country="US", zone="America/New_York")
    yield chat
    chat.store.close()
