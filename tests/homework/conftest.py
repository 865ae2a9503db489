"""A person in conversation, with homework of their own and from a therapist; and a practice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.delivery.turn import Turn
from bot.flow.library import Library
from bot.flow.workspace import open_workspace
from tests.flowkit import FLOWS
from tests.homework.practice import One, Practice
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


@pytest.fixture
def practice(library: Library, tmp_path: Path) -> Iterator[Practice]:
    one = Practice(library, tmp_path / "mooring.db")
    yield one
    one.store.close()


@pytest.fixture
def ada(practice: Practice) -> One:
    """A therapist."""
    return practice.therapist(5, "Ada")


@pytest.fixture
def sam(practice: Practice) -> One:
    """Somebody who may become a client."""
    return practice.one(7, "Sam")
