"""What only one process of a bot may do, done while this process has the seat.

Telegram's budget is one for a bot, so one process sends, however many take updates. When it ends
or hangs, one that waits takes over, within `PAUSE_SECONDS` of the seat being free.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Final, Protocol

from bot.log import logger
from bot.store.protocol import Store, StoreAwayError, StoreError, StoreLostError, Transaction
from bot.store.writer import Writer
from bot.watch import UNWATCHED, Watch

PAUSE_SECONDS: Final = 1.0
SIGN_SECONDS: Final = 2.0
"""How often the holder of the seat gives a sign of life; it has to be well within the silence
after which the database takes the seat away."""

Parts = Mapping[str, Coroutine[None, None, None]]


class Seat(Protocol):
    """A place for one process."""

    def take(self) -> Store | None:
        """The store of whoever has the seat, or None while another process has it.

        Raises:
            StoreAwayError: Nobody can tell now.
        """

    def leave(self) -> None:
        """Wait for it no more."""


class Duty:
    """Waits for the seat, and then does what it is for.

    Args:
        seat: The place.
        parts: What to do with the store of the seat, each until cancelled.
        watch: Is told how long the store takes.
    """

    def __init__(
        self, seat: Seat, parts: Callable[[Writer], Parts], watch: Watch = UNWATCHED
    ) -> None:
        self._seat = seat
        self._watch = watch
        self._parts = parts
        self._away = False
        self.seated = False
        """Whether this process has it now."""

    async def run(self) -> None:
        """Wait and serve until cancelled.

        Raises:
            Exception: What a part raised, unless the seat was lost.
        """
        try:
            while True:
                store = await self._take()
                if store is None:
                    await asyncio.sleep(PAUSE_SECONDS)
                else:
                    await self._serve(Writer(store, watch=self._watch))
        finally:
            await asyncio.to_thread(self._seat.leave)

    async def _take(self) -> Store | None:
        asking = asyncio.ensure_future(asyncio.to_thread(self._seat.take))
        try:
            store = await asyncio.shield(asking)
        except asyncio.CancelledError:
            with suppress(StoreError):  # what a thread is about to get must not be left lying
                late = await asking
                if late is not None:
                    late.close()
            raise
        except StoreAwayError as error:
            if not self._away:
                logger.error("store_failed", error=str(error))
            self._away = True
            return None
        self._away = False
        return store

    async def _serve(self, writer: Writer) -> None:
        logger.info("duty_begins")
        self.seated = True
        parts = {**self._parts(writer), "sign": _signs(writer)}
        tasks = [asyncio.create_task(one, name=name) for name, one in parts.items()]
        try:
            with suppress(StoreLostError):
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for one in done:
                    one.result()
            logger.warning("duty_lost")
        finally:
            self.seated = False
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await writer.close()


async def _signs(writer: Writer) -> None:
    while True:
        await writer.run(_nothing)
        await asyncio.sleep(SIGN_SECONDS)


def _nothing(work: Transaction) -> None:
    """A transaction that only shows that we are there."""
