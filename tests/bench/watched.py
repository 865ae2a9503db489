"""`python -m tests.bench.watched`: what counting costs, and what a page costs.

The same updates are handled and answered twice in each round, once by a bot that counts and once
by one that forgets, in turns; the worker, the turn, the sealed SQLite store and the sender are the
real ones, and Telegram answers at once. The figure to compare is the ratio of processor time
within a round: it depends least on what else the machine does.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from prometheus_client import generate_latest

from bot.delivery import guard
from bot.delivery.sender import Sender
from bot.delivery.turn import Turn
from bot.delivery.worker import Worker
from bot.flow.library import Library
from bot.flow.serving import USUAL
from bot.flow.workspace import open_workspace
from bot.metrics import Metrics
from bot.store.rows import Outgoing, Priority
from bot.store.sqlite import SqliteStore
from bot.store.writer import Writer
from bot.telegram.send import Sent
from bot.watch import UNWATCHED, Watch
from tests.bench.processes import fill, opened
from tests.delivery.kit import flows_in
from tests.keykit import KEYS

HASTE: Final = 1e6
"""How much faster than Telegram's the pace runs."""
BACKLOG: Final = 100_000


class Took(NamedTuple):
    """What one run took."""

    updates: int
    seconds: float
    cpu: float


class Telegram:
    """Takes everything at once."""

    async def send(self, _chat: int, job: Any, _keyboard: int, _file: str | None) -> Sent:
        return Sent("sent", 1, job.get("question") or None)


async def run(file: str, library: Library, watch: Watch) -> Took:
    """Handle and answer all that waits."""
    writer = Writer(opened(file, KEYS), watch=watch)
    telegram: Any = Telegram()
    tick = lambda: time.perf_counter() * HASTE  # noqa: E731
    sender = Sender(writer, telegram, time.time, tick, watch=watch)
    worker = Worker(writer, Turn(lambda: library), time.time, sender.wake.set, None, watch)
    sending = asyncio.create_task(sender.run())
    began, cpu, count = time.perf_counter(), time.process_time(), 0
    while done := await worker.once():
        count += done
    while any(line.count for line in (await writer.run(_waiting)).outbox.values()):
        await asyncio.sleep(0.005)
    took = Took(count, time.perf_counter() - began, time.process_time() - cpu)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    await writer.close()
    return took


def _waiting(work: Any) -> Any:
    return work.waiting()


def compare(people: int, times: int) -> None:
    """Print both, and their ratio."""
    found: dict[str, list[Took]] = {"forgets": [], "counts": []}
    with tempfile.TemporaryDirectory() as folder:
        library = open_workspace(flows_in(Path(folder))).library(USUAL)
        guard.ready()
        for number in range(times + 1):  # the first is for warming up
            names = ["forgets", "counts"] if number % 2 else ["counts", "forgets"]
            for name in names:
                file = str(Path(folder) / f"{name}{number}.db")
                fill(file, people)
                watch = Metrics("sqlite") if name == "counts" else UNWATCHED
                took = asyncio.run(run(file, library, watch))
                if number:
                    found[name].append(took)
    for name, all_of in found.items():
        rates = [one.updates / one.seconds for one in all_of]
        cpus = [1e6 * one.cpu / one.updates for one in all_of]
        print(f"{name:8} {_spread(rates)} updates/s, {_spread(cpus)} µs of processor an update")  # noqa: T201
    pairs = list(zip(found["counts"], found["forgets"], strict=True))
    wall = [one.seconds / other.seconds for one, other in pairs]
    cpu = [one.cpu / other.cpu for one, other in pairs]
    print(f"counts / forgets: time {_spread(wall, 3)}, processor {_spread(cpu, 3)}")  # noqa: T201


def page() -> None:
    """Print what a page costs, and looking up what waits behind a long queue."""
    metrics = Metrics("sqlite")
    writing = [_milliseconds(lambda: generate_latest(metrics.registry)) for _ in range(30)]
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "m.db")
        with store.transaction() as work:
            work.send(
                Outgoing(chat, Priority.REMINDER, 0, b"x" * 300, "send") for chat in range(BACKLOG)
            )
        with store.transaction() as work:
            looking = [_milliseconds(work.waiting) for _ in range(30)]
        store.close()
    print(f"a page: {_spread(writing, 1)} ms to write; {_spread(looking, 1)} ms to look "  # noqa: T201
          f"behind {BACKLOG:,} messages")  # fmt: skip


def _milliseconds(what: Any) -> float:
    began = time.perf_counter()
    what()
    return 1000 * (time.perf_counter() - began)


def _spread(values: Sequence[float], digits: int = 0) -> str:
    middle, least, most = statistics.median(values), min(values), max(values)
    return f"{middle:.{digits}f} ({least:.{digits}f} to {most:.{digits}f})"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.watched", description=__doc__)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args(arguments)
    compare(given.people, given.rounds)
    page()


if __name__ == "__main__":
    main()
