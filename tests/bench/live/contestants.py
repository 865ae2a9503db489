"""Each contestant is a process: started, watched by the operating system's counters, ended."""

import asyncio
import contextlib
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil

from bot.flow.serving import WELCOME
from tests.bench.ours import FLOW, FLOWS
from tests.bench.ours import HERE as BENCH

from .crowd import Crowd, Latency
from .fill import chats, fill
from .server import Bot, Server

ROOT: Final = BENCH.parents[1]
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 15.0
MEGABYTE: Final = 1e6


class ContestantError(Exception):
    """A contestant didn't start."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """What is started, and how the table calls it.

    Attributes:
        module: The program, beside this file.
        people: How many are in its database; 0 for one that has none.
        answers: How many answers these have given before.
    """

    name: str
    module: str
    echo: bool = False
    people: int = 0
    answers: int = 0


OURS: Final = "mooring"
FULL: Final = "mooring, 100,000 people"
CONTESTANTS: Final = (
    Contestant(OURS, "mooring_talk", people=100, answers=1000),
    Contestant("aiogram, FSM in memory", "aiogram_talk"),
    Contestant("PTB, conversation, pickle", "ptb_talk"),
    Contestant("PTB, bare echo", "ptb_echo", echo=True),
    Contestant(FULL, "mooring_talk", people=100_000, answers=1_000_000),
)


@dataclass(slots=True)
class Score:
    """What one contestant did, round by round."""

    name: str
    rates: list[float] = field(default_factory=list)
    """Updates a second, everybody at once."""
    cpu: list[float] = field(default_factory=list)
    """CPU seconds of the process for 1,000 of these updates."""
    serving: list[float] = field(default_factory=list)
    """CPU seconds of the server and the crowd in one second of that."""
    calm: list[Latency] = field(default_factory=list)
    """Latencies under light load."""
    ready: list[float] = field(default_factory=list)
    """Seconds from the start of the process to its first request for updates."""
    ready_cpu: list[float] = field(default_factory=list)
    """CPU seconds until then."""
    megabytes: float = 0.0
    """Resident after everything."""

    def forget(self) -> None:
        """Drop what was measured while warming up."""
        for values in (self.rates, self.cpu, self.serving, self.calm):
            values.clear()


class Running:
    """A contestant that runs, and its crowd."""

    def __init__(self, contestant: Contestant, bot: Bot, crowd: Crowd, score: Score) -> None:
        self.contestant = contestant
        self.bot = bot
        self.crowd = crowd
        self.score = score
        self.process: psutil.Process | None = None

    def cpu(self) -> float:
        """CPU seconds of the process so far."""
        assert self.process is not None
        times = self.process.cpu_times()
        return float(times.user + times.system)

    async def load(self) -> None:
        """Everybody at once, one conversation each."""
        cpu, serving, before = self.cpu(), time.process_time(), self.bot.pushed
        seconds = await self.crowd.at_once()
        updates = self.bot.pushed - before
        self.score.rates.append(updates / seconds)
        self.score.cpu.append((self.cpu() - cpu) / updates * 1000)
        self.score.serving.append((time.process_time() - serving) / seconds)

    async def calm(self, a_second: float, people: int) -> None:
        """Light load."""
        self.score.calm += await self.crowd.calmly(a_second, people)

    def weigh(self) -> None:
        """How much memory it holds now."""
        assert self.process is not None
        self.score.megabytes = self.process.memory_info().rss / MEGABYTE


def prepare(contestant: Contestant, folder: Path) -> Path:
    """The folder that a contestant works in, with flows and a database if it has those."""
    place = folder / f"{contestant.module}-{contestant.people}"
    place.mkdir()
    if contestant.people:
        shutil.copytree(FLOWS, place / "flows")
        shutil.copy(BENCH / f"{FLOW}.yaml", place / "flows" / "anxious")
        (place / "flows" / "start" / f"{WELCOME}.yaml").unlink()  # peers welcome nobody either
        fill(place / "data" / "mooring.db", contestant.people, contestant.answers)
    return place


def talking(contestant: Contestant, people: int) -> list[int]:
    """The chats of those who talk to it."""
    return chats(max(contestant.people, people), people)


@contextlib.asynccontextmanager
async def process(
    contestant: Contestant, url: str, token: str, place: Path
) -> AsyncIterator[psutil.Process]:
    """The program of a contestant, against the Bot API server at this address."""
    with (place / "log").open("ab") as out:
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-m", f"tests.bench.live.{contestant.module}", url, token, str(place),
            cwd=place, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=out, stderr=out,
        )  # fmt: skip
    try:
        yield psutil.Process(program.pid)
    finally:
        await _end(program)


@contextlib.asynccontextmanager
async def running(
    contestant: Contestant, server: Server, place: Path, people: int, score: Score | None = None
) -> AsyncIterator[Running]:
    """A contestant from its start to its end.

    Raises:
        ContestantError: It never asked for updates.
    """
    crowd = Crowd(talking(contestant, people), echo=contestant.echo)
    token = f"{len(server.bots) + 1}:bench-{contestant.module}"
    one = Running(
        contestant, server.add(token, crowd.heard), crowd, score or Score(contestant.name)
    )
    crowd.meet(one.bot)
    began = time.perf_counter()
    async with process(contestant, server.url, token, place) as one.process:
        try:
            await asyncio.wait_for(one.bot.polled.wait(), START_SECONDS)
        except TimeoutError:
            end = (place / "log").read_text("utf-8", "replace")[-2000:]
            raise ContestantError(f"{contestant.name} did not start\n{end}") from None
        one.score.ready.append(one.bot.first_poll - began)
        one.score.ready_cpu.append(one.cpu())
        yield one


async def _end(process: asyncio.subprocess.Process) -> None:
    """As an operator does it, and if that is not enough, without asking."""
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
