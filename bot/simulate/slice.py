"""An evening of some hundred people with the whole real bot, on a clock that jumps.

The poller, the inbox, the turns, the sender, its pace, the store and the Bot API server of the
preview are the real ones; only the sockets are left out, and the seconds that a request or the
store takes are given. So it can be seen whether `bot.simulate.lines` says the same of the same
evening.
"""

import asyncio
import random
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from telegram.ext import ExtBot

from bot.delivery.pace import CHANGES, FREE
from bot.delivery.worker import Worker
from bot.flow.library import Library
from bot.preview import people
from bot.preview.clock import Clock
from bot.preview.core import Core
from bot.preview.direct import Direct
from bot.preview.kinds import Upload
from bot.preview.samples import png
from bot.preview.world import Account, World
from bot.simulate.careless import Careless
from bot.simulate.costs import Costs
from bot.simulate.delays import Delays
from bot.simulate.still import StillLoop
from bot.simulate.walks import MORNING, RISK, Beat, Said, Walk, remind, settle
from bot.simulate.walks import Job as Queues
from bot.simulate.watched import Costly, Log, WatchedMessenger, WatchedSender, WatchedTurn
from bot.store.protocol import Store
from bot.store.rows import Priority
from bot.telegram.poll import Poller
from bot.telegram.send import breath_key

STORM: Final = 600.0
"""The reminders are due so many seconds after the beginning."""
EVENING: Final = 1200.0
"""For so long people begin exercises."""
LONG: Final = 4 * 3600.0


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
        self._writer = Costly(store, self._log.cost)
        request = Direct(self._core, latency)
        bot: ExtBot[None] = ExtBot(
            self.world.token, request=request, get_updates_request=Direct(self._core, latency)
        )
        turn = WatchedTurn(lambda: library)
        turn.log = self._log
        messenger = WatchedMessenger(bot, {})
        messenger.log = self._log
        self._sender = WatchedSender(self._writer, messenger, self.now, loop.time)
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
