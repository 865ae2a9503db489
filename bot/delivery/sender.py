"""Sends what waits in the outbox: per chat in order, the urgent first, at Telegram's pace."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.delivery.pace import Pace
from bot.store.protocol import Transaction
from bot.store.rows import Queued
from bot.store.writer import Writer
from bot.telegram.send import Messenger, Sent, breath_key

AT_ONCE: Final = 24
TRIES_MAX: Final = 8
IDLE_SECONDS: Final = 1.0


class Sender:
    """Keeps up to `AT_ONCE` requests under way, one a chat."""

    def __init__(self, writer: Writer, messenger: Messenger, now: Callable[[], float]) -> None:
        self._writer = writer
        self._messenger = messenger
        self._now = now
        self._pace = Pace()
        self._busy: dict[int, asyncio.Task[None]] = {}
        self.wake = asyncio.Event()

    async def run(self) -> None:
        """Send until cancelled."""
        try:
            while True:
                self.wake.clear()
                delay = await self._round()
                try:
                    await asyncio.wait_for(self.wake.wait(), delay)
                except TimeoutError:
                    continue
        finally:
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _round(self) -> float:
        """Start what may go now; seconds until it is worth looking again."""
        busy, now = set(self._busy), self._now()
        room = AT_ONCE - len(busy)
        if room <= 0:
            return IDLE_SECONDS
        ready = await self._writer.run(lambda work: work.sendable(now, room, busy))
        delay = IDLE_SECONDS
        for queued in ready:
            wait = self._pace.wait(queued.chat, queued.label, self._now())
            if wait > 0:
                delay = min(delay, wait)
                continue
            self._busy[queued.chat] = asyncio.create_task(self._one(queued))
        self._pace.forget(self._now())
        return delay

    async def _one(self, queued: Queued) -> None:
        job = json.loads(queued.payload)

        def known(work: Transaction) -> tuple[int, str | None]:
            person = work.person(queued.chat)
            file = work.file_id(breath_key(job)) if job["do"] == "breath" else None
            return (person.keyboard if person else 0), file

        try:
            keyboard, file = await self._writer.run(known)
            sent = await self._messenger.send(queued.chat, job, keyboard, file)
            if sent.why == "retry_after":
                self._pace.hold(sent.wait, self._now())
            await self._writer.run(lambda work: self._record(work, queued, sent))
        finally:
            self._busy.pop(queued.chat, None)
            self.wake.set()

    def _record(self, work: Transaction, queued: Queued, sent: Sent) -> None:
        now = self._now()
        if sent.how == "later" and queued.tries < TRIES_MAX:
            work.send_later(queued.seq, now + sent.wait * 2 ** min(queued.tries, 5))
            return
        if sent.how == "blocked":
            work.drop_all(queued.chat, sent.why)
            work.cancel_timers(queued.chat)
        else:
            work.sent(queued.seq, sent.message, now)
        person = work.person(queued.chat)
        if person and sent.how == "blocked":
            work.save_person(replace(person, blocked=True))
        elif person and sent.keyboard is not None:
            work.save_person(replace(person, keyboard=sent.message if sent.keyboard else 0))
        if sent.file:
            work.save_file_id(*sent.file)
