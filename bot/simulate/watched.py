"""Parts of the real bot that tell what becomes of each message, and take their time by the loop."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from bot.delivery.batch import Taken
from bot.delivery.pace import CHANGES, FREE
from bot.delivery.sender import Done, Sender
from bot.delivery.turn import Turn
from bot.simulate.costs import Costs
from bot.simulate.lines import fresh
from bot.store.protocol import Store, Transaction
from bot.store.rows import Pending, Priority
from bot.store.writer import Writer
from bot.telegram.render import Job
from bot.telegram.send import Messenger, Sent

Result = TypeVar("Result")


class Costly(Writer):
    """One thing at a time, and each takes its time by the clock of the loop."""

    def __init__(self, store: Store, cost: Callable[[], float]) -> None:
        super().__init__(store, pause=0)
        self._cost = cost
        self._one_at_a_time = asyncio.Lock()

    async def run(self, work: Callable[[Transaction], Result]) -> Result:
        """Run it, and let pass what it takes."""
        async with self._one_at_a_time:
            self._cost()
            result = self._one(work, time.perf_counter())
            await asyncio.sleep(self._cost())
            return result


class Log:
    """Where each message in the outbox comes from, and how long it took."""

    def __init__(self, now: Callable[[], float], costs: Costs) -> None:
        self._now = now
        self._costs = costs
        self._cause: dict[int, tuple[float, str]] = {}
        self.came: dict[int, float] = {}
        """When each update was sent, by its number."""
        self.delays = fresh()
        self.jobs = 0
        self.turns = self.rings = 0
        self._news: dict[int, asyncio.Event] = {}
        self.arrived: dict[int, int] = {}
        self._paid = (0, 0, 0)
        self._answered: dict[int, deque[float]] = {}

    def cost(self) -> float:
        """Seconds for what was done since this was last asked."""
        done = (self.turns, self.rings, self.jobs)
        turns, rings, jobs = (now - then for now, then in zip(done, self._paid, strict=True))
        self._paid = done
        costs = self._costs
        return turns * costs.turn + rings * costs.ring + jobs * costs.send

    def queued(self, work: Transaction, update: Pending, data: Mapping[str, Any]) -> None:
        """A turn is over."""
        timer = data.get("timer")
        since = data["due"] if timer else self.came[data["update_id"]]
        kind = "reply" if timer is None else "pacing" if timer == "step" else "reminder"
        self.rings += timer is not None
        self.turns += timer is None
        for one in work.queue(update.chat, float("inf"), 1000):
            crisis = one.priority == Priority.CRISIS and one.label not in FREE
            self._cause.setdefault(one.seq, (since, "crisis" if crisis else kind))

    def answered(self, chat: int) -> None:
        """Telegram has answered a request for this chat; it is recorded later."""
        self._answered.setdefault(chat, deque()).append(self._now())

    def sent(self, done: Done) -> None:
        """What has arrived is recorded."""
        for queued, sent in done.went:
            at = self._answered[done.chat].popleft() if self._answered[done.chat] else self._now()
            cause = self._cause.pop(queued.seq, None)  # recorded twice at the very end
            if cause is None or sent.how != "sent" or queued.label in FREE:
                continue
            self.jobs += 1
            since, kind = cause
            if queued.label not in CHANGES:
                self.delays[kind].add(at - since, 1)
                self.arrived[done.chat] = self.arrived.get(done.chat, 0) + 1
                self.news(done.chat).set()

    def news(self, chat: int) -> asyncio.Event:
        """Set when something new is in a chat."""
        return self._news.setdefault(chat, asyncio.Event())


class WatchedTurn(Turn):
    """Tells what came of each update."""

    log: Log

    def take(self, work: Transaction, update: Pending, now: float) -> Taken:
        """Let an update take effect."""
        data = json.loads(update.payload)
        taken = super().take(work, update, now)
        self.log.queued(work, update, data)
        return taken


class WatchedMessenger(Messenger):
    """Tells when Telegram answers."""

    log: Log

    async def send(self, chat: int, job: Job, keyboard: int, file_id: str | None) -> Sent:
        """Carry out one job."""
        sent = await super().send(chat, job, keyboard, file_id)
        self.log.answered(chat)
        return sent


class WatchedSender(Sender):
    """Tells what arrives."""

    log: Log

    def _record(self, work: Transaction, done: Iterable[Done]) -> set[int]:
        there = list(done)
        recorded = super()._record(work, there)
        for one in there:
            self.log.sent(one)
        return recorded
