"""An evening of some hundred people with the whole real bot, on a clock that jumps.

The poller, the inbox, the turns, the sender, its pace, the store and the Bot API server of the
preview are the real ones; only the sockets are left out, and the seconds that a request or the
store takes are given. So it can be seen whether `bot.simulate.lines` says the same of the same
evening.
"""

import asyncio
import json
import random
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

from bot.delivery.batch import Taken
from bot.delivery.pace import CHANGES, FREE
from bot.delivery.sender import Done, Sender
from bot.delivery.turn import Turn
from bot.delivery.worker import Worker
from bot.flow.library import Library
from bot.preview import people
from bot.preview.clock import Clock
from bot.preview.core import Core
from bot.preview.kinds import Upload
from bot.preview.samples import png
from bot.preview.world import Account, World
from bot.simulate.careless import Careless
from bot.simulate.costs import Costs
from bot.simulate.delays import Delays
from bot.simulate.lines import fresh
from bot.simulate.still import StillLoop
from bot.simulate.walks import MORNING, RISK, Beat, Said, Walk, remind, settle
from bot.simulate.walks import Job as Queues
from bot.store.protocol import Store, Transaction
from bot.store.rows import Pending, Priority
from bot.store.writer import Writer
from bot.telegram.poll import Poller
from bot.telegram.render import Job
from bot.telegram.send import Messenger, Sent, breath_key

STORM: Final = 600.0
"""The reminders are due so many seconds after the beginning."""
EVENING: Final = 1200.0
"""For so long people begin exercises."""
LONG: Final = 4 * 3600.0
Result = TypeVar("Result")


class Evening(NamedTuple):
    """Who is there.

    Attributes:
        exercises: How many begin an exercise, at moments by chance.
        reminded: How many others are reminded, all in the same second.
        risk: How many write words of risk, while reminders are sent.
        seed: Of chance.
    """

    exercises: int = 240
    reminded: int = 600
    risk: int = 12
    seed: int = 1


class Felt(NamedTuple):
    """How long each kind took, and how many jobs were sent."""

    delays: Mapping[str, Delays]
    jobs: float
    refused: int
    """How often Telegram said that this was too fast."""


class _Costly(Writer):
    """One thing at a time, and each takes its time by the clock of the loop."""

    def __init__(self, store: Store, cost: Callable[[], float]) -> None:
        super().__init__(store, pause=0)
        self._cost = cost
        self._one_at_a_time = asyncio.Lock()

    async def run(self, work: Callable[[Transaction], Result]) -> Result:
        async with self._one_at_a_time:
            self._cost()
            result = self._one(work, time.perf_counter())
            await asyncio.sleep(self._cost())
            return result


class _Local(BaseRequest):
    """Requests to the server by a call; the answer takes its time."""

    def __init__(self, core: Core, latency: float) -> None:
        self._core = core
        self._latency = latency

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        given: dict[str, Any] = dict(request_data.json_parameters) if request_data else {}
        name = url.rsplit("/", 1)[1]
        answer = await self._core.answer(name, given, {})
        if name != "getUpdates":
            await asyncio.sleep(self._latency)
        return answer.status, json.dumps(answer.body).encode()


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


class _Turn(Turn):
    """Tells what came of each update."""

    log: Log

    def take(self, work: Transaction, update: Pending, now: float) -> Taken:
        data = json.loads(update.payload)
        taken = super().take(work, update, now)
        self.log.queued(work, update, data)
        return taken


class _Messenger(Messenger):
    """Tells when Telegram answers."""

    log: Log

    async def send(self, chat: int, job: Job, keyboard: int, file_id: str | None) -> Sent:
        sent = await super().send(chat, job, keyboard, file_id)
        self.log.answered(chat)
        return sent


class _Sender(Sender):
    """Tells what arrives."""

    log: Log

    def _record(self, work: Transaction, done: Iterable[Done]) -> set[int]:
        there = list(done)
        recorded = super()._record(work, there)
        for one in there:
            self.log.sent(one)
        return recorded


def play(
    library: Library, walks: Sequence[Walk], costs: Costs, latency: float, evening: Evening
) -> Felt:
    """Let an evening happen.

    Args:
        library: The flows.
        walks: What people do, see `bot.simulate.walks`.
        costs: What the store takes.
        latency: Seconds of one request to Telegram.
        evening: Who is there.
    """
    loop = StillLoop()
    try:
        with tempfile.TemporaryDirectory() as folder:
            store = Careless(Path(folder) / "slice.db")
            try:
                stage = _Stage(loop, store, library, costs, latency)
                return loop.run_until_complete(stage.play(walks, evening))
            finally:
                store.close()
    finally:
        loop.close()


class _Stage:
    """One bot, and the people who talk to it."""

    def __init__(
        self, loop: StillLoop, store: Store, library: Library, costs: Costs, latency: float
    ) -> None:
        self._loop = loop
        self._store = store
        self.world = World(Clock(self.now))
        self._core = Core(self.world, strict_pace=True)
        self._log = Log(self.now, costs)
        self._writer = _Costly(store, self._log.cost)
        request = _Local(self._core, latency)
        bot: ExtBot[None] = ExtBot(
            self.world.token, request=request, get_updates_request=_Local(self._core, latency)
        )
        turn = _Turn(lambda: library)
        turn.log = self._log
        messenger = _Messenger(bot, {})
        messenger.log = self._log
        self._sender = _Sender(self._writer, messenger, self.now, loop.time)
        self._sender.log = self._log
        self._worker = Worker(self._writer, turn, self.now, self._sender.wake.set)
        self._poller = Poller(bot, self._worker.receive, self.now)

    def now(self) -> float:
        """Seconds since 1970."""
        return MORNING + self._loop.time()

    async def play(self, walks: Sequence[Walk], evening: Evening) -> Felt:
        """All of it, until nobody waits any more."""
        dice = random.Random(evening.seed)  # noqa: S311  (an evening that can be repeated)
        self._know_rhythms(walks)
        accounts = [self.world.add_account("Ada", None, "en") for _ in range(
            evening.exercises + evening.reminded + evening.risk)]  # fmt: skip
        doing, others = accounts[: evening.exercises], accounts[evening.exercises :]
        risk, reminded = others[: evening.risk], others[evening.risk :]
        with self._store.transaction() as work:
            for one in accounts:
                self.world.private_chat(one)
                one.started = True
                settle(work, one.id)
            remind(work, [one.id for one in reminded], MORNING + STORM)
        parts = [self._worker.run(), self._sender.run(), self._poller.run()]
        running = [asyncio.ensure_future(part) for part in parts]
        living = [
            self._live(one, walks[n % len(walks)], dice.uniform(0, EVENING))
            for n, one in enumerate(doing)
        ]
        spread = evening.reminded / 28
        living += [self._live(one, _risk(), STORM + dice.uniform(0, spread)) for one in risk]
        async with asyncio.timeout(LONG):
            await asyncio.gather(*living)
            await asyncio.sleep(max(0.0, STORM + 1 - self._loop.time()))
            while self._outbox():
                await asyncio.sleep(1)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for task in running:
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error
        refused = sum(one.answer.get("error_code") == 429 for one in self._core.requests)
        return Felt(self._log.delays, self._log.jobs, refused)

    def _outbox(self) -> bool:
        with self._store.transaction() as work:
            return bool(work.sendable(self.now(), 1, []))

    def _know_rhythms(self, walks: Sequence[Walk]) -> None:
        """As if each rhythm had been sent before: Telegram has its picture."""
        with self._store.transaction() as work:
            for parts in {parts for walk in walks for parts in walk.rhythms}:
                upload = Upload("breath.gif", png(), "image/gif")
                file = self.world.files.add("animation", upload, {})
                work.save_file_id(breath_key({"parts": parts}), file.file_id)

    async def _live(self, account: Account, walk: Walk, begin: float) -> None:
        """Do what was done in a walk, each answer as long after its question as there."""
        await asyncio.sleep(max(0.0, begin - self._loop.time()))
        seen, before = 0, 0.0
        for beat in walk.beats:
            if beat.said is not None:
                await self._see(account.id, seen)
                await asyncio.sleep(max(0.0, beat.at - before))
                self._do(account, beat.said)
            elif beat.timer != "step":
                break  # hours later
            before = beat.at
            seen += sum(job.label not in FREE | CHANGES for job in beat.jobs)
        await self._see(account.id, seen)

    async def _see(self, chat: int, count: int) -> None:
        """Wait until so many messages are there."""
        while self._log.arrived.get(chat, 0) < count:
            self._log.news(chat).clear()
            await self._log.news(chat).wait()

    def _do(self, account: Account, said: Said) -> None:
        self._log.came[self.world.updates.next_id] = self.now()
        if said.kind == "text":
            people.send_text(self.world, account, said.value)
            return
        chat = self.world.private_chat(account)
        with_buttons = [number for number, note in chat.messages.items() if note.markup]
        people.press(self.world, account, with_buttons[-1], said.value)


def _risk() -> Walk:
    """Words of risk, and no more."""
    jobs = (Queues("send", int(Priority.CRISIS)), Queues("send", int(Priority.REPLY)))
    return Walk("risk", (Beat(0.0, Said("text", RISK), "", jobs),), ())
