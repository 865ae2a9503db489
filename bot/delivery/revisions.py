"""Revisions of flows that conversations began on: kept in the store, known to each process."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from bot.flow.compile import compile_flow
from bot.flow.flow import Flow
from bot.flow.library import Library
from bot.flow.revision import dump, restore
from bot.model import NewerFormatError
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
        self._beyond: set[tuple[str, str]] = set()

    def start(self, work: Transaction) -> None:
        """Bring back the revisions that sessions are pinned to, and keep today's."""
        for _, _, body in work.revisions():
            with suppress(ValueError):
                self._bring_back(body)
        keep(work, self._library.newest())
        work.forget_revisions((flow.id, flow.structure) for flow in self._library.newest())

    def meet(self, work: Transaction, chat: int, *, wait: bool = True) -> None:
        """Know the revisions of a conversation that began in a process with other flows.

        Args:
            work: The unit of work.
            chat: Whose conversation.
            wait: Leave it to a newer process if one of them can't be read here; else it goes on
                in the newest revision of that flow that can.

        Raises:
            NewerFormatError: One of them can't be read here.
        """
        for one in work.pins(chat):
            if self._library.pinned(*one) is not None or one in self._beyond:
                continue
            body = work.revision(*one)
            try:
                if body is not None:
                    self._bring_back(body)
            except ValueError:
                if wait:
                    raise NewerFormatError("a revision of a flow can't be read") from None
                self._beyond.add(one)

    async def keep_on(self, writer: Writer) -> None:
        """Say again and again what is served here, or other processes would forget it."""
        while True:
            await asyncio.sleep(KEEP_SECONDS)
            await writer.insist(lambda work: keep(work, list(self._library.newest())))

    def _bring_back(self, body: bytes) -> None:
        flow = compile_flow(restore(body.decode()))
        if self._library.pinned(flow.id, flow.structure) is None:
            self._library.retain(flow)


def keep(work: Transaction, flows: Iterable[Flow]) -> None:
    """Keep these for whoever stands in them after a restart."""
    for flow in flows:
        work.keep_revision(flow.id, flow.structure, dump(flow.file).encode())
