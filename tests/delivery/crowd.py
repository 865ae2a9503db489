"""The kill harness for several processes on PostgreSQL.

`python -m tests.delivery.crowd --seeds 10 [--restarts]` runs many seeds and prints the counts.
Three processes take updates by webhook, through a balancer that knows no chats; one of them
sends. They are killed with SIGKILL in turn, the one that sends most often, and started again.
With `--restarts` the database is ended in the middle of what it does, too.
"""

import argparse
import asyncio
import contextlib
import itertools
import random
import tempfile
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from pydantic import SecretStr

from bot.store.postgres_seat import SENDING
from tests.delivery import kit
from tests.delivery.hook import HERE, Courier, port
from tests.delivery.kill import Count, Talker, judge
from tests.delivery.kit import Bench, Process, serving
from tests.store.server import Server, server

PATIENCE: Final = 900.0
PROCESSES: Final = 3
TALKERS: Final = 6
RESUMED: Final = 10.0
"""Within so many seconds somebody sends again."""
HOLDER: Final = (
    "select application_name from pg_stat_activity where pid in (select pid from pg_locks where "
    "locktype = 'advisory' and granted and classid = 0 and objid = %s and database = "
    "(select oid from pg_database where datname = current_database()))"
)


@dataclass
class Crowd(Count):
    """What one seed came to."""

    of_the_sender: int = 0
    restarts: int = 0
    longest: float = 0.0
    """Seconds until somebody sent again, at most."""


class Balancer:
    """Passes connections on to one port after the other, and over those where nobody listens."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._turn: Iterator[int] = itertools.cycle(ports)
        self._count = len(ports)
        self._open: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def listening(self, number: int) -> AsyncIterator[None]:
        listener = await asyncio.start_server(self._serve, HERE, number, reuse_address=True)
        try:
            yield
        finally:
            listener.close()
            for task in self._open:
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._pass_on(reader, writer)
        finally:
            self._open.discard(task)
            writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for number in itertools.islice(self._turn, self._count):
            with contextlib.suppress(OSError):
                there, back = await asyncio.open_connection(HERE, number)
                try:
                    ways = [_pump(reader, back), _pump(there, writer)]
                    tasks = [asyncio.ensure_future(one) for one in ways]
                    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                    for one in tasks:
                        one.cancel()
                    await asyncio.gather(*tasks, return_exceptions=True)
                finally:
                    back.close()
                return


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()


class Herd:
    """The processes, and who of them sends."""

    def __init__(self, processes: Sequence[Process], url: SecretStr) -> None:
        self.processes = processes
        self._url = url

    async def start(self) -> None:
        await asyncio.gather(*[one.start() for one in self.processes])

    async def holder(self) -> Process | None:
        """The process that sends, if there is one."""
        with contextlib.suppress(psycopg.Error):
            row = await asyncio.to_thread(self._asked)
            pid = int(row[0].split()[1]) if row else 0
            return next((one for one in self.processes if _pid(one) == pid), None)
        return None

    def _asked(self) -> tuple[str] | None:
        with psycopg.connect(self._url.get_secret_value()) as connection:
            return connection.execute(HOLDER, (SENDING,)).fetchone()

    async def someone_sends(self) -> float:
        """Wait until somebody has the right to send; how many seconds that took."""
        began = time.monotonic()
        while await self.holder() is None:
            await asyncio.sleep(0.02)
        return time.monotonic() - began

    async def kill(self) -> None:
        await asyncio.gather(*[one.kill() for one in self.processes])

    def logged(self) -> str:
        return "\n".join(one.logged()[-1500:] for one in self.processes)


def _pid(one: Process) -> int:
    return one.process.pid if one.process and one.process.returncode is None else -1


async def play(
    seed: int,
    running: Server,
    *,
    kills: int = 8,
    restarts: bool = False,
    processes: int = PROCESSES,
    talkers: int = TALKERS,
    runs: int = 2,
) -> Crowd:
    """One seed, from the first start to the last goodbye."""
    dice = random.Random(seed)  # noqa: S311
    count = Crowd(seed)
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(running.database())
        front, *ports = [stack.enter_context(port()) for _ in range(processes + 1)]
        await stack.enter_async_context(Balancer(ports).listening(front))
        bench = await stack.enter_async_context(serving(folder, url))
        kept = bench.server.core.requests
        bench.server.core.requests = deque(kept)  # all of them, however long it takes
        herd = Herd(
            [
                Process(bench, folder / f"log{number}", port=one, behind=front)
                for number, one in enumerate(ports)
            ],
            url,
        )
        stack.push_async_callback(herd.kill)
        await herd.start()
        await herd.someone_sends()
        talking = [
            Talker(bench.person(f"P{n}"), runs, seed * 100 + n, hasty=n % 3 == 0)
            for n in range(talkers)
        ]
        try:
            async with asyncio.timeout(PATIENCE):
                ending = running if restarts else None
                await _until_through(talking, herd, dice, count, kills, ending)
                await bench.settled()
        except TimeoutError:
            count.problems.append(f"not through in time\n{bench.state()}\n{herd.logged()}")
        finally:
            await herd.kill()
        judge(bench, talking, count)
        look(bench, count)
    return count


async def _until_through(  # noqa: PLR0917  (what a seed is made of)
    talkers: Sequence[Talker],
    herd: Herd,
    dice: random.Random,
    count: Crowd,
    kills: int,
    ending: Server | None,
) -> None:
    """Let everybody talk, and kill and start processes meanwhile, and end the server once."""
    talking = [asyncio.create_task(one.talk()) for one in talkers]
    starting: dict[Process, asyncio.Task[None]] = {}
    try:
        for number in range(kills):
            await asyncio.wait(talking, timeout=dice.random() * 0.8)
            if all(task.done() for task in talking):
                break
            if ending and number == kills // 2:
                await asyncio.gather(*starting.values())
                await _restart(ending, herd, count)
            holder = await herd.holder()
            chosen = holder if holder and dice.random() < 0.6 else dice.choice(herd.processes)
            await asyncio.gather(*starting.values())  # one after the other, not all at once
            starting.clear()
            await chosen.kill()
            count.kills += 1
            if chosen is holder:
                count.of_the_sender += 1
                count.longest = max(count.longest, await herd.someone_sends())
            starting[chosen] = asyncio.create_task(chosen.start())
        await asyncio.gather(*starting.values(), *talking)
    finally:
        for task in [*talking, *starting.values()]:
            task.cancel()


async def _restart(running: Server, herd: Herd, count: Crowd) -> None:
    await asyncio.to_thread(running.restart)
    count.restarts += 1
    count.longest = max(count.longest, await herd.someone_sends())


def look(bench: Bench, count: Crowd) -> None:
    """What is asked of several processes beyond what is asked of one."""
    courier = bench.server.core.webhook
    if isinstance(courier, Courier):
        count.undelivered, count.side_by_side = courier.failed, courier.most
    if count.longest > RESUMED:
        count.problems.append(f"nobody sent for {count.longest:.1f} seconds")


async def _many(seeds: range, running: Server, given: argparse.Namespace) -> list[Crowd]:
    counts = []
    for seed in seeds:
        count = await play(
            seed, running, kills=given.kills, restarts=given.restarts, runs=given.runs
        )
        mark = "ok" if not count.problems and not count.lost + count.doubled else "FAILED"
        print(f"{mark} {count}", flush=True)  # noqa: T201
        counts.append(count)
    return counts


def main() -> None:
    """Run many seeds and say what they came to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--runs", type=int, default=6, help="exercises of each person")
    parser.add_argument("--restarts", action="store_true")
    given = parser.parse_args()
    vars(kit)["PATIENCE"] = PATIENCE  # starts are many, and machines are shared
    seeds = range(given.first, given.first + given.seeds)
    with tempfile.TemporaryDirectory() as folder, server(Path(folder) / "postgres") as running:
        run = _many(seeds, running, given)
        counts = asyncio.run(run)
    words = ("kills", "of_the_sender", "restarts", "answers", "lost", "doubled", "repeats",
             "undelivered")  # fmt: skip
    total = ", ".join(f"{sum(getattr(one, word) for one in counts)} {word}" for word in words)
    longest = max(one.longest for one in counts)
    failed = [one.seed for one in counts if one.problems or one.lost or one.doubled]
    print(f"{total}; sending again within {longest:.1f} s; failed: {failed}")  # noqa: T201
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
