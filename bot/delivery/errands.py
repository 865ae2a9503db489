"""What an operator asked for while the bot works on its file, which only one process may change.

A request is an empty file in a folder beside the database, called by the number of the chat. It is
taken away when what it asks for is done.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bot.delivery.erasing import erase
from bot.flow.library import Library
from bot.log import logger
from bot.store.classified import HOUSE
from bot.store.writer import Writer

LOOK_SECONDS: Final = 3.0


def folder_of(database: Path) -> Path:
    """Where requests to erase somebody are left."""
    return database.with_name("erase")


class Errands:
    """Looks for requests and carries them out.

    Args:
        writer: The store.
        library: Gives the last words.
        now: The time in seconds since 1970.
        after: Called when there is something to send.
    """

    def __init__(
        self,
        writer: Writer,
        library: Callable[[], Library],
        now: Callable[[], float],
        after: Callable[[], None],
    ) -> None:
        self._writer = writer
        self._library = library
        self._now = now
        self._after = after

    async def run(self, database: Path) -> None:
        """Look beside the database until cancelled."""
        folder = folder_of(database)
        while True:
            for request in await asyncio.to_thread(_requests, folder):
                await self._one(request)
            await asyncio.sleep(LOOK_SECONDS)

    async def _one(self, request: Path) -> None:
        chat, library, now = int(request.name), self._library(), self._now()
        await self._writer.insist(lambda work: erase(work, library, chat, now))
        await asyncio.to_thread(request.unlink, missing_ok=True)
        logger.info("erased_on_request")
        self._after()


def _requests(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    named = [one for one in folder.iterdir() if one.name.isascii() and one.name.isdecimal()]
    return [one for one in named if int(one.name) != HOUSE]  # nobody: the bot's own key
