"""Handles what waits in the inbox and lets timers ring."""

import asyncio
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Final

from bot.delivery.batch import Batch
from bot.delivery.talks import begin_anew
from bot.delivery.tidy import Tidy
from bot.delivery.turn import Turn
from bot.log import logger
from bot.model import NewerFormatError
from bot.store.protocol import (
    StoreAwayError,
    StoreConflictError,
    StoreDamagedError,
    StoreFullError,
    StoreNewerError,
    Transaction,
)
from bot.store.rows import Incoming, Pending
from bot.store.writer import Writer
from bot.watch import UNWATCHED, Watch

BATCH: Final = 50
RINGS: Final = BATCH // 2
"""So many timers a batch: while thousands are due, half of each is for what people send, or words
of risk would stand behind everybody's reminders."""
TRIES_MAX: Final = 5
NEWER_TRIES: Final = 5
"""So often an update is left to a newer process before it is handled without what that wrote."""
YIELD_SECONDS: Final = 2.0
"""So long an older process leaves to newer ones what was put off: they look every second."""
TICK_SECONDS: Final = 1.0
NOT_ITS_FAULT: Final = (
    StoreFullError, StoreDamagedError, StoreAwayError, StoreConflictError, StoreNewerError,
)  # fmt: skip
"""What keeps an update from being handled without being its fault."""


class Worker:
    """Takes updates in batches: many turns, one commit, each undone alone if it fails.

    Args:
        writer: The store.
        turn: Lets one update take effect.
        now: The time in seconds since 1970.
        after: Called when there may be something to send.
        meet: Called with the chat before each turn, and whether to wait for a newer process,
            see `bot.delivery.revisions.Revisions.meet`.
        watch: Is told what was done.
    """

    def __init__(  # noqa: PLR0913, PLR0917  (its neighbours, and who watches)
        self,
        writer: Writer,
        turn: Turn,
        now: Callable[[], float],
        after: Callable[[], None],
        meet: Callable[..., None] | None = None,
        watch: Watch = UNWATCHED,
    ) -> None:
        self._writer = writer.named("turns")
        self._watch = watch
        self._meet = meet
        self._turn = turn
        self._now = now
        self._after = after
        self._tidy = Tidy()
        self._behind = 0.0
        self.wake = asyncio.Event()

    async def run(self) -> None:
        """Work until cancelled.

        Raises:
            StoreDamagedError: The store can't be trusted any more.
        """
        while True:
            self.wake.clear()
            if await self.once():
                continue
            try:
                async with asyncio.timeout(TICK_SECONDS):  # wait_for may swallow a cancellation
                    await self.wake.wait()
            except TimeoutError:
                continue

    async def receive(self, updates: Sequence[Incoming]) -> None:
        """Keep updates and handle a batch of what waits, with one commit for both.

        When this returns they are in the inbox for good, so Telegram can be told.

        Raises:
            StoreError: Nothing was kept.
        """

        def work(work: Transaction) -> Batch:
            new = work.receive(updates)
            return self._batch(work, Batch(new=new, known=len(updates) - new))

        batch = await self._writer.run(work)
        batch.tell(self._watch)
        self._after()
        self.wake.set()  # what did not fit, and a chat's second update

    async def once(self) -> int:
        """Handle a batch; how many updates that was."""
        batch = await self._writer.insist(lambda work: self._batch(work, Batch()))
        batch.tell(self._watch)
        if batch.count:
            self._after()
        return batch.count

    def _batch(self, work: Transaction, batch: Batch) -> Batch:
        now = self._now()
        self._tidy(work, now)
        batch.rung = work.ring(now, RINGS)
        updates: Sequence[Pending] = work.pending(now - self._behind, BATCH)
        for update in updates:
            self._one(work, update, now, batch)
        batch.count = len(updates)
        return batch

    def _one(
        self, work: Transaction, update: Pending, now: float, batch: Batch, *, wait: bool = True
    ) -> None:
        began = perf_counter()
        try:
            with work.savepoint():
                if not wait:
                    begin_anew(work, update.chat)
                if self._meet:
                    self._meet(work, update.chat, wait=wait)
                taken = self._turn.take(work, update, now)
        except NewerFormatError:
            waited, self._behind = bool(self._behind), YIELD_SECONDS
            # Others as old as this one may have used up the tries within a moment.
            if waited and update.tries >= NEWER_TRIES:  # nobody newer, and help can't wait for ever
                self._one(work, update, now, batch, wait=False)
                return
            logger.warning("left_to_newer", tries=update.tries)
            batch.left += 1
            work.put_off(update.seq, now)
            return
        except NOT_ITS_FAULT:
            raise  # the whole batch is taken again
        except Exception as error:  # noqa: BLE001  (one update must not stop the others)
            logger.error("turn_failed", error=type(error).__name__, tries=update.tries)
            for_good = update.tries + 1 >= TRIES_MAX
            batch.failed.append(for_good)
            if for_good:
                self._give_up(work, update, now, type(error).__name__)
            else:
                work.put_off(update.seq, now + 2**update.tries)
            return
        batch.taken.append((taken, perf_counter() - began))
        for fault in taken.faults:
            logger.error("fault", code=fault.code, where=fault.where)

    def _give_up(self, work: Transaction, update: Pending, now: float, why: str) -> None:
        """Go on without this update, and tell the person so."""
        work.give_up(update.seq, why)
        logger.error("gave_up", error=why, tries=update.tries + 1)
        try:
            with work.savepoint():
                self._turn.apologise(work, update.chat, now)
        except NOT_ITS_FAULT:
            raise
        except Exception as error:  # noqa: BLE001  (the same)
            logger.error("apology_failed", error=type(error).__name__)
