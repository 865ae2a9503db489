"""A Bot API server that notes what comes when, processes that send, and what is to be sent."""

import asyncio
import contextlib
import json
import os
import re
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import psutil
import psycopg
from pydantic import SecretStr

from bot.store.postgres import PostgresStore
from bot.store.postgres_seat import SENDING
from bot.store.rows import Outgoing, Person, Priority
from bot.store.sealed import SealedStore
from tests.bench.live.server import Bot, Connection, Json, Server
from tests.bench.senders import jobs
from tests.bench.senders.process import DESIGNS, SEAT, TOKEN
from tests.delivery.crowd import HOLDER
from tests.keykit import KEYS

ROOT: Final = Path(__file__).parents[3]
PROCESSES: Final = 3
PATIENCE: Final = 60.0
FAST: Final = 1e6
COUNTED: Final = ("sendMessage", "editMessageReplyMarkup")
"""Requests that Telegram's pace is about."""
_IN_HAND: Final = "select args ->> 'chat' from procrastinate_jobs where status = 'doing'"


class Heard(NamedTuple):
    """A request that came."""

    at: float
    method: str
    chat: int
    text: str


class Strict(Bot):
    """Notes every request, answers after a while, and may ask everybody to wait."""

    def __init__(self, token: str) -> None:
        super().__init__(token, lambda _chat, _message: None)
        self.seen: list[Heard] = []
        self.refused: list[float] = []
        self.delay = 0.0
        self.closed_until = 0.0

    def request(self, connection: Connection, method: str, given: Json) -> None:
        """Take or refuse a request."""
        now = time.time()
        if method in {*COUNTED, "answerCallbackQuery"} and now < self.closed_until:
            self.refused.append(now)
            wait = int(self.closed_until - now) + 1
            connection.answer(None, 429, f"Too Many Requests: retry after {wait}", retry_after=wait)
            return
        chat = int(given.get("chat_id", 0))
        self.seen.append(Heard(now, method, chat, str(given.get("text", ""))))
        if self.delay:
            again = super().request
            asyncio.get_running_loop().call_later(self.delay, again, connection, method, given)
        else:
            super().request(connection, method, given)

    def texts(self) -> list[Heard]:
        """Messages that came, in order."""
        return [one for one in self.seen if one.method == "sendMessage"]


class Feed:
    """Writes what is to be sent, as turns do: to one chat a commit, or many."""

    def __init__(self, design: str, url: SecretStr) -> None:
        self._store = SealedStore((PostgresStore if design == SEAT else jobs.JobsStore)(url), KEYS)
        self.counts: defaultdict[int, int] = defaultdict(int)
        self.committed: dict[tuple[int, str], float] = {}

    def people(self, chats: Iterable[int]) -> None:
        with self._store.transaction() as work:
            for chat in chats:
                work.save_person(Person(chat))

    def reply(self, chats: Iterable[int]) -> None:
        """What follows a tap: four jobs, of which two are messages."""
        self._write([job for chat in chats for job in self._reply(chat)])

    def say(self, chats: Iterable[int]) -> None:
        """One message each."""
        self._write([self._text(chat, question=False) for chat in chats])

    def close(self) -> None:
        self._store.close()

    def _reply(self, chat: int) -> list[Outgoing]:
        toast = {"do": "toast", "query": "1", "text": ""}
        strip = {"do": "strip", "message": 0}
        ask = self._text(chat, question=False), self._text(chat, question=True)
        return [_out(chat, toast, "toast"), _out(chat, strip, "strip"), *ask]

    def _text(self, chat: int, *, question: bool) -> Outgoing:
        text = f"{chat}:{self.counts[chat]}"
        self.counts[chat] += 1
        rows = [[["Yes", "1:1:yes"], ["No", "1:1:no"]]] if question else []
        job = {"do": "send", "text": text, "rows": rows, "silent": False, "question": question}
        return _out(chat, job, "send")

    def _write(self, messages: Sequence[Outgoing]) -> None:
        with self._store.transaction() as work:
            work.send(messages)
        now = time.time()
        for one in messages:
            if one.label == "send":
                self.committed[one.chat, json.loads(one.payload)["text"]] = now


def _out(chat: int, job: dict[str, Any], label: str) -> Outgoing:
    return Outgoing(chat, Priority.REPLY, 0.0, json.dumps(job).encode(), label)


class Herd:
    """The processes of one design on one database."""

    def __init__(self, design: str, url: SecretStr, api: str, speed: float) -> None:
        self.design = design
        self.url = url
        self._command = [sys.executable, "-m", "tests.bench.senders.process", design,
                         url.get_secret_value(), api, str(speed)]  # fmt: skip
        self.running: list[asyncio.subprocess.Process] = []

    async def start(self, count: int = PROCESSES) -> None:
        started = [await self._one() for _ in range(count)]
        for one in started:
            assert one.stdout is not None
            assert await one.stdout.readline() == b"ready\n"
        self.running += started

    async def _one(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *self._command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, env={**os.environ}
        )

    def holder(self) -> asyncio.subprocess.Process:
        """Whose end hurts most: the one that sends, or the one that was started first."""
        if self.design == SEAT:
            with psycopg.connect(self.url.get_secret_value()) as connection:
                row = connection.execute(HOLDER, (SENDING,)).fetchone()
            pid = int(row[0].split()[1]) if row else 0
            return next((one for one in self.running if one.pid == pid), self.running[0])
        return self.running[0]

    async def kill(self, one: asyncio.subprocess.Process) -> None:
        self.running.remove(one)
        one.kill()
        await one.wait()

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        times = [psutil.Process(one.pid).cpu_times() for one in self.running]
        return float(sum(one.user + one.system for one in times))

    async def stop(self) -> None:
        for one in self.running:
            one.terminate()
        for one in self.running:
            try:
                await asyncio.wait_for(one.wait(), 15)
            except TimeoutError:
                one.kill()
                await one.wait()
        self.running.clear()


class Cost(NamedTuple):
    """What a database server has done so far."""

    cpu: float
    commits: int
    wal: int

    def since(self, before: "Cost") -> "Cost":
        """What it did between the two."""
        return Cost(self.cpu - before.cpu, self.commits - before.commits, self.wal - before.wal)


def cost(url: SecretStr) -> Cost:
    """Processor seconds of the server, units of work in this database, bytes of its log."""
    with psycopg.connect(url.get_secret_value(), autocommit=True) as connection:
        connection.execute("select pg_stat_force_next_flush()")
        row = connection.execute(
            "select xact_commit, pg_current_wal_lsn() - '0/0', "
            "(select pg_read_file('postmaster.pid', 0, 20)) from pg_stat_database "
            "where datname = current_database()"
        ).fetchone()
    assert row is not None
    found = re.match(r"\d+", row[2])
    assert found is not None
    server = psutil.Process(int(found[0]))
    times = server.cpu_times()
    cpu = times.user + times.system + times.children_user + times.children_system
    for child in server.children():
        with contextlib.suppress(psutil.NoSuchProcess):
            one = child.cpu_times()
            cpu += one.user + one.system
    return Cost(cpu, int(row[0]), int(row[1]))


class Stage(NamedTuple):
    """Everything that a trial needs."""

    bot: Strict
    herd: Herd
    feed: Feed
    url: SecretStr

    def missing(self) -> int:
        """Messages that were written and did not come."""
        came = {(one.chat, one.text) for one in self.bot.texts()}
        return len(self.feed.committed.keys() - came)

    async def through(self) -> None:
        """Wait until all came and nothing is left in the outbox.

        Raises:
            TimeoutError: They did not.
        """
        async with asyncio.timeout(PATIENCE):
            while self.missing() or await asyncio.to_thread(self._left):
                await asyncio.sleep(0.02)

    def _left(self) -> bool:
        with psycopg.connect(self.url.get_secret_value()) as connection:
            return connection.execute("select 1 from outbox limit 1").fetchone() is not None


@contextlib.asynccontextmanager
async def stage(
    design: str, url: SecretStr, *, speed: float = 1.0, chats: int, processes: int = PROCESSES
) -> AsyncIterator[Stage]:
    """Processes of a design that have begun, and people, on a database of their own."""
    assert design in DESIGNS
    if design != SEAT:
        jobs.install(url)
    async with Server() as server:
        bot = server.bots[TOKEN] = Strict(TOKEN)
        feed = await asyncio.to_thread(Feed, design, url)
        await asyncio.to_thread(feed.people, range(1, chats + 1))
        herd = Herd(design, url, server.url, speed)
        try:
            await herd.start(processes)
            yield Stage(bot, herd, feed, url)
        finally:
            await herd.stop()
            feed.close()


def disorder(seen: Sequence[Heard]) -> tuple[int, int]:
    """How often a message came before an earlier one of its chat, and how many came twice."""
    newest: dict[int, int] = {}
    known: set[str] = set()
    breaches = repeats = 0
    for one in seen:
        number = int(one.text.partition(":")[2])
        if one.text in known:
            repeats += 1
            continue
        known.add(one.text)
        breaches += number != newest.get(one.chat, -1) + 1
        newest[one.chat] = number
    return breaches, repeats


def most_within(times: Sequence[float], seconds: float) -> int:
    """The most of them within so long."""
    first = most = 0
    for last, at in enumerate(times):
        while times[first] <= at - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def quantile(values: Sequence[float], part: float) -> float:
    """A quantile; 0 of nothing."""
    if len(values) < 2:
        return next(iter(values), 0.0)
    return statistics.quantiles(values, n=1000, method="inclusive")[round(part * 1000) - 1]
