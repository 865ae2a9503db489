"""Is the process alive, and can it work: for platforms that ask and people who watch."""

import asyncio
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.store.protocol import StoreError, Transaction
from bot.store.writer import Writer

STORE_SECONDS: Final = 2.0
ALIVE: Final = "Mooring is alive"


class Health:
    """Answers `/health` and `/ready`.

    Attributes:
        phase: `starting`, `running` or `stopping`.
        parts: What has to run, by name.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._asking: asyncio.Task[str] | None = None
        self.phase = "starting"
        self.parts: Mapping[str, asyncio.Future[None]] = {}

    async def alive(self, request: Request) -> Response:
        """200 for as long as the process can answer at all."""
        return PlainTextResponse(ALIVE)

    async def ready(self, request: Request) -> Response:
        """200 if everything works, else 503 and why not."""
        why = await self.trouble()
        return PlainTextResponse(why or "ready", 503 if why else 200)

    async def trouble(self) -> str:
        """What is in the way of work; empty if nothing is."""
        if self.phase == "starting":
            return "starting: Telegram has not answered yet"
        if self.phase == "stopping":
            return "stopping"
        ended = [name for name, part in self.parts.items() if part.done()]
        if ended:
            return f"the {ended[0]} has ended; the log says why"
        return await self._store()

    async def _store(self) -> str:
        """One question to the store at a time, however many ask us."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        done, _ = await asyncio.wait([self._asking], timeout=STORE_SECONDS)
        if not done:
            return f"the store has not answered for {STORE_SECONDS:g} seconds"
        return self._asking.result()

    async def _ask(self) -> str:
        try:
            await self._writer.run(_nothing)
        except StoreError:
            return "the store can't be used; the log says why"
        return ""


def _nothing(work: Transaction) -> None:
    """A transaction that only takes the store and lets go of it."""
