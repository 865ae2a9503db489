"""One thread for everything that touches the store, so that turns never meet."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.store.protocol import Store, Transaction

Result = TypeVar("Result")


class Writer:
    """Runs units of work, one after the other, away from the event loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")

    async def run(self, work: Callable[[Transaction], Result]) -> Result:
        """Run `work` in a transaction; it is durable when this returns.

        Raises:
            StoreError: The store could not do it; nothing of it happened.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._one, work)

    def _one(self, work: Callable[[Transaction], Result]) -> Result:
        with self._store.transaction() as transaction:
            return work(transaction)

    async def close(self) -> None:
        """Finish what is in hand and let go of the store."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._store.close)
        self._thread.shutdown()
