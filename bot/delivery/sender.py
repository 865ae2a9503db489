"""Sends what waits in the outbox: per chat in order, the urgent first, at Telegram's pace."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.delivery.pace import Pace
from bot.log import logger
from bot.store.protocol import StoreError, Transaction
from bot.store.rows import Queued
from bot.store.writer import Writer
from bot.telegram.render import Job
from bot.telegram.send import Messenger, Sent, breath_key

AT_ONCE: Final = 24
TRIES_MAX: Final = 3000
"""About a day of tries, as long as Telegram itself keeps what it can't deliver."""
TOAST_TRIES_MAX: Final = 3
"""Telegram forgets a press after a minute; later there is nothing left to answer."""
LONGEST_PAUSE: Final = 30.0
IDLE_SECONDS: Final = 1.0
GRACE_SECONDS: Final = 5.0
"""Hosts kill a process about ten seconds after they asked it to stop."""


class Sender:
    """Keeps up to `AT_ONCE` requests under way, one a chat.

    Args:
        writer: The store.
        messenger: Carries out one job.
        now: The time in seconds since 1970, which says what is due.
        tick: Seconds that never jump, for the pace.
    """

    def __init__(
        self,
        writer: Writer,
        messenger: Messenger,
        now: Callable[[], float],
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self._writer = writer
        self._messenger = messenger
        self._now = now
        self._tick = tick
        self._pace = Pace()
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._broken: StoreError | None = None
        self.wake = asyncio.Event()

    async def run(self) -> None:
        """Send until cancelled.

        Raises:
            StoreDamagedError: What is sent could not be recorded any more.
        """
        try:
            while self._broken is None:
                self.wake.clear()
                delay = await self._round()
                try:
                    async with asyncio.timeout(delay):  # wait_for may swallow a cancellation
                        await self.wake.wait()
                except TimeoutError:
                    continue
            raise self._broken
        finally:
            await self._finish()

    async def _finish(self) -> None:
        """Let what is under way be recorded, but not for as long as a disk is full."""
        tasks = list(self._busy.values())
        if tasks:
            await asyncio.wait(tasks, timeout=GRACE_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _round(self) -> float:
        """Start what may go now; seconds until it is worth looking again."""
        busy, now = set(self._busy), self._now()
        room = AT_ONCE - len(busy)
        if room <= 0:
            return IDLE_SECONDS
        # Chats at their limit must not crowd out those behind them.
        limit = room + len(self._pace.waiting(self._tick()))
        ready = await self._writer.insist(lambda work: work.sendable(now, limit, busy))
        delay = IDLE_SECONDS
        for queued in ready:
            if len(self._busy) >= AT_ONCE:
                break
            wait = self._pace.wait(queued.chat, queued.label, self._tick())
            if wait > 0:
                delay = min(delay, wait)
                continue
            self._busy[queued.chat] = asyncio.create_task(self._one(queued))
        self._pace.forget(self._tick())
        return delay

    async def _one(self, queued: Queued) -> None:
        job = _job(queued)

        def known(work: Transaction) -> tuple[int, str | None]:
            person = work.person(queued.chat)
            file = work.file_id(breath_key(job)) if job["do"] == "breath" else None
            return (person.keyboard if person else 0), file

        try:
            keyboard, file = await self._writer.insist(known)
            sent = await self._messenger.send(queued.chat, job, keyboard, file)
            if sent.why == "retry_after":
                self._pace.hold(queued.chat, sent.wait, self._tick())
            # It is out: until that is recorded the chat stays busy, or it would go out again.
            await self._writer.insist(lambda work: self._record(work, queued, sent))
        except StoreError as error:
            self._broken = error
        finally:
            self._busy.pop(queued.chat, None)
            self.wake.set()

    def _record(self, work: Transaction, queued: Queued, sent: Sent) -> None:
        now = self._now()
        if sent.how == "later" and queued.tries < _tries_max(queued):
            doubled = 1 if sent.why == "retry_after" else 2 ** min(queued.tries, 5)
            pause = sent.wait * doubled
            longest = max(LONGEST_PAUSE, sent.wait)
            work.send_later(queued.seq, now + min(pause, longest))
            return
        if sent.how == "blocked":
            work.drop_all(queued.chat, sent.why)
            work.cancel_timers(queued.chat)
        elif sent.how == "sent":
            work.sent(queued.seq, sent.message, now)
        else:
            logger.error("message_dropped", code=sent.why, kind=queued.label, tries=queued.tries)
            work.drop(queued.seq, sent.why)
        person = work.person(queued.chat)
        if person and sent.how == "blocked":
            work.save_person(replace(person, blocked=True))
        elif person and sent.keyboard is not None:
            work.save_person(replace(person, keyboard=sent.message if sent.keyboard else 0))
        if sent.file:
            work.save_file_id(*sent.file)


def _job(queued: Queued) -> Job:
    """What to do; what can't be read is nothing to do, or it would be tried for ever."""
    try:
        job: Job = json.loads(queued.payload)
        if job["do"] == "breath":
            breath_key(job)
    except (ValueError, LookupError, TypeError):
        return {"do": "unreadable"}
    return job


def _tries_max(queued: Queued) -> int:
    return TOAST_TRIES_MAX if queued.label == "toast" else TRIES_MAX
