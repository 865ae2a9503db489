"""One thread for everything that touches the store, so that turns never meet."""

import asyncio
import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Final, TypeVar

from bot.log import logger
from bot.store.protocol import (
    Store,
    StoreConflictError,
    StoreDamagedError,
    StoreError,
    StoreLostError,
    StoreNewerError,
    Transaction,
)
from bot.watch import UNWATCHED, Part, Watch

Result = TypeVar("Result")

PAUSE_SECONDS: Final = 2.0


class Writer:
    """Runs units of work, one after the other, away from the event loop.

    Args:
        store: What they work on.
        pause: Seconds until `insist` tries again.
        watch: Is told how long each took.
    """

    def __init__(
        self, store: Store, pause: float = PAUSE_SECONDS, watch: Watch = UNWATCHED
    ) -> None:
        self._store = store
        self._pause = pause
        self._watch = watch
        self._part: Part = "other"
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")

    def named(self, part: Part) -> "Writer":
        """The same, with the same thread, for one part of the bot."""
        one = copy.copy(self)
        one._part = part  # noqa: SLF001  (its own kind)
        return one

    async def run(self, work: Callable[[Transaction], Result]) -> Result:
        """Run `work` in a transaction; it is durable when this returns. When another process was
        in the way, `work` is run anew, once.

        Raises:
            StoreError: The store could not do it; nothing of it happened.
        """
        loop, asked = asyncio.get_running_loop(), perf_counter()
        return await loop.run_in_executor(self._thread, self._one, work, asked)

    async def insist(self, work: Callable[[Transaction], Result]) -> Result:
        """Like `run`, again and again until it works: a full or locked disk is waited out.

        The log says so when it begins and when it is over. `work` is run anew each time.

        Raises:
            StoreDamagedError: Waiting would not help.
            StoreLostError: The same, for this store.
            StoreNewerError: The same, for this program.
        """
        tries = 0
        while True:
            try:
                result = await self.run(work)
            except (StoreDamagedError, StoreLostError, StoreNewerError):
                raise
            except StoreConflictError:
                continue
            except StoreError as error:
                if not tries:
                    logger.error("store_failed", error=str(error))
                tries += 1
                await asyncio.sleep(self._pause)
            else:
                if tries:
                    logger.warning("store_recovered", tries=tries)
                return result

    def _one(self, work: Callable[[Transaction], Result], asked: float | None = None) -> Result:
        try:
            return self._once(work, perf_counter() if asked is None else asked)
        except StoreConflictError:
            # The other one is through by now. Or what went together was refused: then the next
            # writes one by one, and has to be this, or what comes in would be refused for ever.
            logger.warning("store_conflict")
            return self._once(work, perf_counter())

    def _once(self, work: Callable[[Transaction], Result], asked: float) -> Result:
        began = perf_counter()
        try:
            with self._store.transaction() as transaction:
                return work(transaction)
        except StoreError as error:
            self._watch.store_failed(self._part, type(error).__name__)
            raise
        finally:
            self._watch.transaction(self._part, began - asked, perf_counter() - began)

    async def close(self) -> None:
        """Finish what is in hand and let go of the store."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._store.close)
        self._thread.shutdown()

    async def finish(self) -> None:
        """Finish what is in hand; another has the store, too, and will let go of it."""
        await asyncio.to_thread(self._thread.shutdown)
