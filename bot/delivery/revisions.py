"""Revisions of flows that conversations began on: kept in the store, known to each process."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from bot.flow.compile import compile_flow
from bot.flow.flow import Flow
from bot.flow.library import Library
from bot.flow.revision import dump, restore
from bot.store.protocol import Transaction
from bot.store.writer import Writer

KEEP_SECONDS: Final = 3600.0


class Revisions:
    """Keeps what is served here, and learns what was served elsewhere or before.

    Args:
        library: What is served here.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def start(self, work: Transaction) -> None:
        """Bring back the revisions that sessions are pinned to, and keep today's."""
        for _, _, body in work.revisions():
            self._bring_back(body)
        keep(work, self._library.newest())
        work.forget_revisions((flow.id, flow.structure) for flow in self._library.newest())

    def meet(self, work: Transaction, chat: int) -> None:
        """Know the revisions of a conversation that began in a process with other flows."""
        for flow, structure in work.pins(chat):
            if self._library.pinned(flow, structure) is None:
                body = work.revision(flow, structure)
                if body is not None:
                    self._bring_back(body)

    async def keep_on(self, writer: Writer) -> None:
        """Say again and again what is served here, or other processes would forget it."""
        while True:
            await asyncio.sleep(KEEP_SECONDS)
            await writer.insist(lambda work: keep(work, list(self._library.newest())))

    def _bring_back(self, body: bytes) -> None:
        with suppress(ValueError):
            flow = compile_flow(restore(body.decode()))
            if self._library.pinned(flow.id, flow.structure) is None:
                self._library.retain(flow)


def keep(work: Transaction, flows: Iterable[Flow]) -> None:
    """Keep these for whoever stands in them after a restart."""
    for flow in flows:
        work.keep_revision(flow.id, flow.structure, dump(flow.file).encode())
