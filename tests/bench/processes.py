"""`python -m tests.bench.processes`: turns a second on SQLite, and on PostgreSQL by processes.

Updates of many people wait in the inbox; each process has the worker, the turn and the sealed
store of the real bot, and nothing else. All begin at once and the clock stops when nothing waits
any more. Both databases are on this machine's disk and flush at every commit.
"""

import argparse
import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from bot.crypto import Keyring
from bot.delivery import guard
from bot.delivery.revisions import Revisions
from bot.delivery.turn import Turn
from bot.delivery.worker import Worker
from bot.flow.serving import USUAL
from bot.flow.workspace import open_workspace
from bot.store.postgres import PostgresStore
from bot.store.protocol import Store
from bot.store.rows import Incoming
from bot.store.sealed import SealedStore
from bot.store.sqlite import SqliteStore
from bot.store.writer import Writer
from tests.bench.rounds import Spread
from tests.delivery.kit import flows_in
from tests.keykit import KEYS
from tests.store.server import Server, server

COUNTS: Final = (1, 2, 4)
IDLE_SECONDS: Final = 1.0
"""After so long without one, a process takes it that nothing waits any more."""
LOOK_SECONDS: Final = 0.02
"""How often a process looks that found none which another doesn't have."""
SAID: Final = ("/start flow_many_questions", "the first words", "7", "more words", "left", "words",
               "a, b", "words again", "five", "six", "seven")  # fmt: skip
"""What each of them writes."""


def on_server(place: str) -> bool:
    """Whether it is the address of a server."""
    return place.startswith("postgresql:")


def opened(place: str, ring: Keyring) -> Store:
    """A file or a server."""
    if on_server(place):
        return SealedStore(PostgresStore(SecretStr(place)), ring)
    return SealedStore(SqliteStore(Path(place)), ring)


def fill(place: str, people: int) -> None:
    """Let everybody's words wait."""
    store = opened(place, KEYS)
    for number, words in enumerate(SAID):
        with store.transaction() as work:
            work.receive(
                _update(number * people + chat, chat, words) for chat in range(1, people + 1)
            )
    store.close()


def _update(number: int, chat: int, words: str) -> Incoming:
    person = {"id": chat, "is_bot": False, "first_name": "Ada", "language_code": "en"}
    message = {"message_id": number, "date": 1_767_268_800, "text": words, "from": person,
               "chat": {"id": chat, "type": "private", "first_name": "Ada"}}  # fmt: skip
    body = json.dumps({"update_id": number + 1, "message": message}).encode()
    return Incoming(f"tg:{number + 1}", chat, body, 0.0)


async def handle(place: str, flows: Path) -> None:
    """One process: begin when told, and say how many updates it took."""
    library = open_workspace(flows).library(USUAL)
    guard.ready()
    writer = Writer(opened(place, KEYS))
    meet = Revisions(library).meet if on_server(place) else None
    worker = Worker(writer, Turn(lambda: library), time.time, lambda: None, meet)
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    count, last = 0, time.perf_counter()
    while time.perf_counter() - last < IDLE_SECONDS:
        if done := await worker.once():
            count, last = count + done, time.perf_counter()
        else:
            await asyncio.sleep(LOOK_SECONDS)
    print(count, last, flush=True)  # noqa: T201
    await writer.close()


def measure(place: str, flows: Path, processes: int) -> float:
    """Turns a second."""
    command = [sys.executable, "-m", "tests.bench.processes", "--handle", place, str(flows)]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(processes)
    ]
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    total, end = 0, began
    for one in running:
        count, last = one.communicate()[0].split()
        total, end = total + int(count), max(end, float(last))
    return total / (end - began)


def rounds(
    people: int, times: int, running: Server, say: Callable[[str], None] = lambda _: None
) -> Mapping[str, list[float]]:
    """Turns a second of every row, round by round."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        flows = flows_in(Path(folder))
        for number in range(times):
            say(f"Round {number + 1} of {times}")
            file = str(Path(folder) / f"{number}.db")
            fill(file, people)
            found.setdefault("SQLite, 1 process", []).append(measure(file, flows, 1))
            for count in COUNTS:
                with running.database() as url:
                    place = url.get_secret_value()
                    fill(place, people)
                    name = f"PostgreSQL, {count} process{'es' if count > 1 else ''}"
                    found.setdefault(name, []).append(measure(place, flows, count))
    return found


def show(console: Console, people: int, times: int) -> None:
    """Measure and print."""
    with console.status("Starting a server") as status, careful_server() as running:
        found = rounds(people, times, running, status.update)
    first = next(iter(found.values()))
    table = Table(title=f"Turns of {people} people, {times} rounds, load {os.getloadavg()[0]:.1f}: "
                  "median (least to most)")  # fmt: skip
    for heading in ("", "turns/s", "beside SQLite"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, rates in found.items():
        beside = Spread.of([mine / other for mine, other in zip(rates, first, strict=True)])
        rate = Spread.of(rates)
        table.add_row(
            name,
            f"{rate.median:,.0f} ({rate.low:,.0f} to {rate.high:,.0f})",
            f"{beside.median:.2f} ({beside.low:.2f} to {beside.high:.2f})",
        )
    console.print(table)


@contextlib.contextmanager
def careful_server() -> Iterator[Server]:
    """A server that flushes, as one with people's data does."""
    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder) / "postgres", careful=True) as running,
    ):
        yield running


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.processes", description=__doc__)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--handle", nargs=2, metavar=("PLACE", "FLOWS"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.handle:
        asyncio.run(handle(given.handle[0], Path(given.handle[1])))
        return
    show(Console(highlight=False), given.people, given.rounds)


if __name__ == "__main__":
    main()
