from collections.abc import AsyncIterator

import pytest

from bot.preview.server import PreviewServer
from bot.preview.world import Account
from tests.preview.kit import Peer, peer


@pytest.fixture
async def bot() -> AsyncIterator[Peer]:
    async with peer() as one:
        yield one


@pytest.fixture
def ada(bot: Peer) -> Account:
    return bot.person()


@pytest.fixture
async def server() -> AsyncIterator[PreviewServer]:
    async with PreviewServer() as one:
        yield one
