"""Sends what waits in the outbox: per chat in order, the urgent first, at Telegram's pace."""

import asyncio
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final, NamedTuple

from bot.delivery.erasing import FAREWELL
from bot.delivery.pace import FREE, Pace
from bot.log import logger
from bot.store.protocol import StoreError, Transaction
from bot.store.rows import Queued
from bot.store.writer import Writer
from bot.telegram.render import Job
from bot.telegram.send import UNKNOWN, UNREADABLE, Messenger, Sent, breath_key
from bot.watch import UNWATCHED, Became, Watch

AT_ONCE: Final = 24
TRIES_MAX: Final = 3000
"""About a day of tries, as long as Telegram itself keeps what it can't deliver."""
UNKNOWN_TRIES_MAX: Final = 10
"""Three minutes, within which a newer process takes over that knows the job."""
TOAST_TRIES_MAX: Final = 3
"""Telegram forgets a press after a minute; later there is nothing left to answer."""
LONGEST_PAUSE: Final = 30.0
IDLE_SECONDS: Final = 1.0
GRACE_SECONDS: Final = 5.0
"""Hosts kill a process about ten seconds after they asked it to stop."""
RECORD_SECONDS: Final = 2.0
"""So long, at the end, for recording what went; the next start would send it again."""
RETRY_SECONDS: Final = 0.05
"""How often, at the end, it asks for chats that another process works on."""
HARMLESS: Final = FREE | {"strip", "buttons"}
"""Jobs that change nothing when they are done once more."""
RUN_MAX: Final = 4


class Run(NamedTuple):
    """What is sent to a chat before it is recorded: harmless jobs, then one message at most.

    After a crash all of it may be sent again, and that is one repeated message, as promised.
    """

    chat: int
    jobs: Sequence[Queued]
    keyboard: int
    file: str | None


class Done(NamedTuple):
    """What became of a run, job by job, as far as it went; who has to wait since, until when."""

    chat: int
    went: Sequence[tuple[Queued, Sent]]
    held: Mapping[int, float]


class Sender:
    """Keeps up to `AT_ONCE` requests under way, one a chat.

    Args:
        writer: The store.
        messenger: Carries out one job.
        now: The time in seconds since 1970, which says what is due.
        tick: Seconds that never jump, for the pace.
        idle: Seconds after which it looks without being woken.
        watch: Is told what became of each try.
    """

    def __init__(  # noqa: PLR0913, PLR0917  (its neighbours, two clocks, and who watches)
        self,
        writer: Writer,
        messenger: Messenger,
        now: Callable[[], float],
        tick: Callable[[], float] = time.monotonic,
        idle: float = IDLE_SECONDS,
        watch: Watch = UNWATCHED,
    ) -> None:
        self._writer = writer.named("sending")
        self._watch = watch
        self._messenger = messenger
        self._now = now
        self._tick = tick
        self._idle = idle
        self._pace = Pace(tick())
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._done: list[Done] = []
        self.wake = asyncio.Event()

    async def run(self) -> None:
        """Send until cancelled.

        Raises:
            StoreDamagedError: What is sent could not be recorded any more.
            StoreLostError: Another process may be sending now.
        """
        now, tick = self._now(), self._tick()
        held = await self._writer.insist(lambda work: work.held_back(now))
        self._pace.recall([(chat, until - now) for chat, until in held], tick)
        self._watch.sends(now=True)
        try:
            while True:
                self.wake.clear()
                delay = await self._round()
                try:
                    async with asyncio.timeout(delay):  # wait_for may swallow a cancellation
                        await self.wake.wait()
                except TimeoutError:
                    continue
        finally:
            self._watch.sends(now=False)
            await self._finish()

    async def _finish(self) -> None:
        """Let what is under way be recorded, but not for as long as a disk is full."""
        tasks = list(self._busy.values())
        if tasks:
            await asyncio.wait(tasks, timeout=GRACE_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(TimeoutError, StoreError):
            async with asyncio.timeout(RECORD_SECONDS):
                while done := tuple(self._done):
                    await self._write(done)
                    await asyncio.sleep(RETRY_SECONDS if self._done else 0)

    async def _write(self, done: Sequence[Done]) -> None:
        self._settle(await self._writer.insist(lambda work: self._record(work, done)))

    async def _round(self) -> float:
        """Record what went, start what may go now; seconds until it is worth looking again.

        Both in one transaction: under load it serves many chats, and one commit is enough.
        """
        now, done, busy = self._now(), tuple(self._done), set(self._busy)
        room = AT_ONCE - self._under_way()
        if room <= 0 and not done:
            return self._idle
        # Chats at their limit must not crowd out those behind them.
        limit = max(room, 0) + len(self._pace.waiting(self._tick()))

        def work(work: Transaction) -> tuple[set[int], list[Run]]:
            recorded = self._record(work, done)
            first = work.sendable(now, limit, busy - recorded)
            return recorded, [_run(work, one, now) for one in first]

        recorded, runs = await self._writer.insist(work)
        self._settle(recorded)
        return self._start(runs)

    def _under_way(self) -> int:
        """Requests that have no answer yet; what only waits to be recorded takes no room."""
        return len(self._busy) - len(self._done)

    def _settle(self, recorded: set[int]) -> None:
        """A chat is busy until what it got is recorded, or that would go out again."""
        self._done = [one for one in self._done if one.chat not in recorded]
        for chat in recorded:
            del self._busy[chat]

    def _start(self, runs: Iterable[Run]) -> float:
        delay = self._idle
        for run in runs:
            if self._under_way() >= AT_ONCE:
                break
            wait = self._pace.wait(run.chat, run.jobs[0].label, self._tick())
            if wait > 0:
                delay = min(delay, wait)
                continue
            self._busy[run.chat] = asyncio.create_task(self._send(run))
        self._pace.forget(self._tick())
        return delay

    async def _send(self, run: Run) -> None:
        """Carry out a run, until something goes wrong or has to wait."""
        went: list[tuple[Queued, Sent]] = []
        held: dict[int, float] = {}
        keyboard = run.keyboard
        try:
            for queued in run.jobs:
                if went and self._pace.wait(run.chat, queued.label, self._tick()) > 0:
                    break
                sent = await self._ask(run, queued, keyboard)
                went.append((queued, sent))
                if sent.why == "retry_after":
                    waiting = self._pace.hold(run.chat, sent.wait, self._tick())
                    held = dict.fromkeys(waiting, self._now() + sent.wait)
                if sent.how != "sent":
                    break
                keyboard = _keyboard(sent, keyboard)
        finally:
            self._done.append(Done(run.chat, went, held))
            self.wake.set()

    async def _ask(self, run: Run, queued: Queued, keyboard: int) -> Sent:
        began = time.perf_counter()
        sent = await self._messenger.send(run.chat, _job(queued), keyboard, run.file)
        waited, took = self._now() - queued.due, time.perf_counter() - began
        self._watch.sent(queued.priority, _became(queued, sent), sent.why, waited, took)
        return sent

    def _record(self, work: Transaction, done: Sequence[Done]) -> set[int]:
        """Write down what went, but for chats that another process works on: waiting for one of
        them, all the others would wait, too. Which chats that was."""
        now = self._now()
        for chat, until in [pair for one in done for pair in one.held.items()]:
            work.hold_back(chat, until, now)
        free = work.free(one.chat for one in done)
        for one in done:
            if one.chat in free:
                for queued, sent in one.went:
                    self._outcome(work, queued, sent, now)
                _remember(work, one)
        return free

    def _outcome(self, work: Transaction, queued: Queued, sent: Sent, now: float) -> None:
        became = _became(queued, sent)
        if became == "later":
            doubled = 1 if sent.why == "retry_after" else 2 ** min(queued.tries, 5)
            pause = sent.wait * doubled
            longest = max(LONGEST_PAUSE, sent.wait)
            work.send_later(queued.seq, now + min(pause, longest))
        elif queued.label == FAREWELL and sent.how != "later":
            work.drop(queued.seq, sent.why)
            work.forget_keys([queued.chat])
        elif became == "blocked":
            work.drop_all(queued.chat, sent.why)
            work.cancel_timers(queued.chat)
        elif became == "sent":
            work.sent(queued.seq, sent.message, now)
        else:
            logger.error("message_dropped", code=sent.why, kind=queued.label, tries=queued.tries)
            work.drop(queued.seq, sent.why)


def _run(work: Transaction, first: Queued, now: float) -> Run:
    """What may go out together with a chat's first message, and what has to be known for it."""
    jobs = [first]
    if first.label in HARMLESS:
        queue = work.queue(first.chat, now, RUN_MAX)
        end = next((n for n, one in enumerate(queue, 1) if one.label not in HARMLESS), RUN_MAX)
        jobs = list(queue[:end]) if queue and queue[0].seq == first.seq else jobs
    last, file = jobs[-1], None
    if last.label == "breath":
        job = _job(last)
        file = work.file_id(breath_key(job)) if job["do"] == "breath" else None
    return Run(first.chat, jobs, work.keyboard(first.chat), file)


def _remember(work: Transaction, done: Done) -> None:
    """Keep what a run taught about a person and about files."""
    changed = any(sent.how == "blocked" or sent.keyboard is not None for _, sent in done.went)
    person = work.person(done.chat) if changed else None
    if person:
        keyboard, blocked = person.keyboard, person.blocked
        for _, sent in done.went:
            keyboard = _keyboard(sent, keyboard)
            blocked = blocked or sent.how == "blocked"
        work.save_person(replace(person, keyboard=keyboard, blocked=blocked))
    for _, sent in done.went:
        if sent.file:
            work.save_file_id(*sent.file)


def _job(queued: Queued) -> Job:
    """What to do; what can't be read is nothing to do, or it would be tried for ever."""
    try:
        job: Job = json.loads(queued.payload)
        if job["do"] == "breath":
            breath_key(job)
    except (ValueError, LookupError, TypeError):
        return {"do": UNREADABLE}
    return job


def _keyboard(sent: Sent, before: int) -> int:
    """The message that carries the buttons of now."""
    if sent.keyboard is None:
        return before
    return sent.message if sent.keyboard else 0


def _became(queued: Queued, sent: Sent) -> Became:
    if sent.how == "later":
        return "later" if queued.tries < _tries_max(queued, sent) else "dropped"
    return sent.how


def _tries_max(queued: Queued, sent: Sent) -> int:
    if sent.why == UNKNOWN:
        return UNKNOWN_TRIES_MAX
    return TOAST_TRIES_MAX if queued.label == "toast" else TRIES_MAX
