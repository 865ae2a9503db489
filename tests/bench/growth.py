"""`python -m tests.bench.growth`: what a turn costs as more and more people are kept.

Databases of growing size stand side by side, and in each round some of the people of each hold a
conversation, one update after the other, each in a unit of work of its own: the real turn on the
real sealed store, with everything durable. The ratio of the largest to the smallest is taken
within each round. Then the jobs that go by themselves are done once on the largest.
"""

import argparse
import contextlib
import gc
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.abc import PQGen
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from bot.delivery import guard
from bot.delivery.revisions import Revisions
from bot.delivery.turn import Turn
from bot.flow.library import Library
from bot.flow.serving import USUAL
from bot.flow.workspace import open_workspace
from bot.store.postgres import PostgresStore
from bot.store.postgres_words import placed
from bot.store.protocol import Store, Transaction
from bot.store.rows import Incoming
from bot.store.sealed import SealedStore
from bot.store.sqlite import SqliteStore
from tests.bench import chores, multitude
from tests.bench.multitude import NOW
from tests.bench.processes import SAID, careful_server
from tests.bench.rounds import Spread
from tests.delivery.kit import flows_in
from tests.keykit import KEYS
from tests.store.server import CARELESS, Server

SIZES: Final = (1_000, 10_000, 100_000)
WARM: Final = 3
"""Who talk before it is measured."""
FLAT: Final = 1.3
SLOWEST_MS: Final = 20.0


class Clock:
    """Seconds that were waited for a PostgreSQL server: each statement and each commit."""

    def __init__(self) -> None:
        self.seconds = 0.0
        wait = psycopg.Connection.wait

        def timed(connection: psycopg.Connection[Any], gen: PQGen[Any], *rest: Any) -> Any:
            began = time.perf_counter()
            try:
                return wait(connection, gen, *rest)
            finally:
                self.seconds += time.perf_counter() - began

        psycopg.Connection.wait = timed  # type: ignore[method-assign, assignment]

    def lap(self) -> float:
        """Milliseconds since it was asked last."""
        passed, self.seconds = self.seconds * 1000, 0.0
        return passed


@dataclass
class Size:
    """One database, and what was measured in it: milliseconds, by round."""

    people: int
    store: Store
    chats: list[int]
    filled: float
    place: SecretStr = field(default_factory=lambda: SecretStr(""))
    turns: list[list[float]] = field(default_factory=list)
    asked: list[list[float]] = field(default_factory=list)
    taken: list[list[float]] = field(default_factory=list)
    sent: list[list[float]] = field(default_factory=list)

    def all(self, name: str) -> list[float]:
        """Those of all rounds, the least first."""
        return sorted(one for each in getattr(self, name) for one in each)


class Talking:
    """Lets people talk, as the worker and the sender of the bot would.

    Args:
        library: The flows.
        clock: How long the database took.
    """

    def __init__(self, library: Library, clock: Clock) -> None:
        self._turn = Turn(lambda: library)
        self._meet = Revisions(library).meet
        self._clock = clock
        self._count = 0

    def round(self, size: Size, chats: Sequence[int]) -> None:
        """A conversation of each of them, all at the same time."""
        for kept in (size.turns, size.asked, size.taken, size.sent):
            kept.append([])
        gc.collect()
        for words in SAID:
            for chat in random.sample(chats, len(chats)):
                self._one(size, chat, words)

    def _one(self, size: Size, chat: int, words: str) -> None:
        self._count += 1
        came = _update(self._count, chat, words)
        self._clock.lap()
        with size.store.transaction() as work:
            work.receive([came])
        size.taken[-1].append(self._clock.lap())
        began = time.perf_counter()
        with size.store.transaction() as work:
            self._handle(work)
        size.turns[-1].append((time.perf_counter() - began) * 1000)
        size.asked[-1].append(self._clock.lap())
        with size.store.transaction() as work:
            sending = work.sendable(NOW, 24, [])
            for one in sending:
                work.person(one.chat)
        with size.store.transaction() as work:
            for one in sending:
                work.sent(one.seq, 1, NOW)
            work.drop_all(chat, "sent")
        size.sent[-1].append(self._clock.lap())

    def _handle(self, work: Transaction) -> None:
        work.ring(NOW, 50)
        [update] = work.pending(NOW, 50)
        with work.savepoint():
            self._meet(work, update.chat)
            taken = self._turn.take(work, update, NOW)
        assert not taken.faults


def _update(number: int, chat: int, words: str) -> Incoming:
    person = {"id": chat, "is_bot": False, "first_name": "Ada", "language_code": "en"}
    message = {"message_id": number, "date": int(NOW), "text": words, "from": person,
               "chat": {"id": chat, "type": "private", "first_name": "Ada"}}  # fmt: skip
    body = json.dumps({"update_id": number, "message": message}).encode()
    return Incoming(f"tg:1{number:09}", chat, body, NOW)


def postgres_size(running: Server, stack: contextlib.ExitStack, people: int, talk: int) -> Size:
    """A database on the server, filled."""
    url = stack.enter_context(running.database(empty=True))
    store = SealedStore(PostgresStore(url), KEYS)
    stack.callback(store.close)
    chats = multitude.talkers(people, talk)
    began = time.perf_counter()
    with psycopg.connect(url.get_secret_value(), autocommit=True) as connection:
        multitude.fill_postgres(connection, people)

        def change(query: str, values: Sequence[Any]) -> None:
            connection.execute(placed(query), values)

        multitude.wake(change, multitude.awake(chats, people))
    multitude.settle(store, multitude.awake(chats, people))
    return Size(people, store, chats, time.perf_counter() - began, url)


def sqlite_size(folder: Path, stack: contextlib.ExitStack, people: int, talk: int) -> Size:
    """A file, filled."""
    inner = SqliteStore(folder / f"{people}.db")
    store = SealedStore(inner, KEYS)
    stack.callback(store.close)
    chats = multitude.talkers(people, talk)
    began = time.perf_counter()
    with inner.transaction() as work:
        do = work._do
        multitude.fill_sqlite(do, people)
        multitude.wake(do, multitude.awake(chats, people))
    multitude.settle(store, multitude.awake(chats, people))
    return Size(people, store, chats, time.perf_counter() - began)


@contextlib.contextmanager
def filling_server(careful: Server) -> Iterator[None]:
    """While it lasts nothing is flushed, and then all of it."""
    with careful.asking() as connection:
        for name in CARELESS:
            connection.execute(f"alter system set {name} = off")
        connection.execute("select pg_reload_conf()")
        yield
        for name in CARELESS:
            connection.execute(f"alter system reset {name}")
        connection.execute("select pg_reload_conf()")
        connection.execute("checkpoint")


def measure(
    sizes: Sequence[Size], talking: Talking, rounds: int, say: Callable[[str], None]
) -> None:
    """Let some people of each talk, in turns, other ones in each round."""
    for size in sizes:  # statements are prepared, and Python has seen all of it
        talking.round(size, size.chats[-WARM:])
        for kept in (size.turns, size.asked, size.taken, size.sent):
            kept.clear()
    for number in range(rounds):
        for size in sizes:
            say(f"Round {number + 1} of {rounds}, {size.people:,} people")
            talking.round(size, size.chats[number:-WARM:rounds])


def show(console: Console, what: str, sizes: Sequence[Size], *, server: bool) -> None:
    """The table, and whether it is flat."""
    table = Table(title=f"{what}: milliseconds of a turn as more is kept, load "
                  f"{os.getloadavg()[0]:.1f}")  # fmt: skip
    heads = ["people", "answers", "filled in s", "turn p50", "turn p99"]
    heads += ["database p50", "database p99", "taking in", "sending"] if server else []
    for heading in heads:
        table.add_column(heading, justify="right")
    for size in sizes:
        row = [f"{size.people:,}", f"{size.people * multitude.ANSWERS:,}", f"{size.filled:.0f}"]
        row += _two(size.all("turns"))
        if server:
            row += _two(size.all("asked"))
            row += [f"{statistics.median(size.all(name)):.2f}" for name in ("taken", "sent")]
        table.add_row(*row)
    console.print(table)
    for name, words in (("turns", "whole turn"), ("asked", "database time")):
        if name == "turns" or server:
            ratio = Spread.of([
                statistics.median(last) / statistics.median(first)
                for first, last in zip(getattr(sizes[0], name), getattr(sizes[-1], name),
                                       strict=True)
            ])  # fmt: skip
            verdict = "reached" if ratio.median <= FLAT else "missed"
            console.print(
                f"{words}, {sizes[-1].people:,} beside {sizes[0].people:,} people: "
                f"{ratio.median:.2f} ({ratio.low:.2f} to {ratio.high:.2f}); flat within {FLAT}: "
                f"{verdict}"
            )
    if server:
        worst = _at(sizes[-1].all("asked"), 0.99)
        verdict = "reached" if worst < SLOWEST_MS else "missed"
        console.print(f"p99 of the database time under {SLOWEST_MS:g} ms: {verdict}")


def _two(values: Sequence[float]) -> list[str]:
    return [f"{_at(values, part):.2f}" for part in (0.5, 0.99)]


def _at(values: Sequence[float], part: float) -> float:
    return values[min(int(len(values) * part), len(values) - 1)]


def run(console: Console, sizes: Sequence[int], rounds: int, talk: int, *, plans: bool) -> None:
    """Fill, measure and print: a server's databases, then files."""
    clock = Clock()
    guard.ready()
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        library = open_workspace(flows_in(folder)).library(USUAL)
        talking = Talking(library, clock)
        running = stack.enter_context(careful_server())
        with console.status("Filling") as status:
            with filling_server(running):
                large = [postgres_size(running, stack, one, rounds * talk + WARM) for one in sizes]
            measure(large, talking, rounds, status.update)
        show(console, "PostgreSQL", large, server=True)
        chores.show(console, large[-1].place, plans=plans)
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        with console.status("Filling files") as status:
            files = [sqlite_size(Path(name), stack, one, rounds * talk + WARM) for one in sizes]
            measure(files, talking, rounds, status.update)
        show(console, "SQLite", files, server=False)


def up_to(people: int) -> list[int]:
    """Sizes from 1,000 in steps of ten up to so many people."""
    found = [SIZES[0]]
    while found[-1] * 10 < people:
        found.append(found[-1] * 10)
    return found if people <= found[-1] else [*found, people]


def options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--people", type=int, default=SIZES[-1],
                        help="in the largest database, up to 1000000")  # fmt: skip
    parser.add_argument("--growth-rounds", type=int, default=5, help="turns of each database")
    parser.add_argument("--talk", type=int, default=8, help="who talk in each of them")
    parser.add_argument("--plans", action="store_true", help="show how the server finds things")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    options(parser)
    given = parser.parse_args()
    console = Console(highlight=False, width=max(Console().width, 120))
    run(console, up_to(given.people), given.growth_rounds, given.talk, plans=given.plans)


if __name__ == "__main__":
    main()
