"""A rolling restart under load: processes of the release before and of this one, side by side.

`python -m tests.delivery.rolling --from COMMIT` takes the code of an older commit of this
repository for the old processes, on a database that they made. Without it the new ones are those
of a release to come, with a migration more (`tests/store/next_release.py`); with `--format` they
also write conversations that the old ones can't read. People talk all the time. The release step
runs, then one process after the other is told to end (SIGTERM) and comes back new; with
`--kills` some are killed meanwhile.
"""

import argparse
import asyncio
import contextlib
import random
import shutil
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.delivery import kit
from tests.delivery.crowd import PATIENCE, PROCESSES, TALKERS, Balancer, Crowd, Herd, look
from tests.delivery.hook import port
from tests.delivery.kill import Talker, judge
from tests.delivery.kit import ROOT, Bench, Process, Release, serving
from tests.store.server import Server, server

NEXT: Final = Release(words=("--next",))
NEXT_FORMAT: Final = Release(words=("--next", "--format"))


WARM: Final = 50
"""Once so much has been handled, the load is what it will be."""


@dataclass
class Rolled(Crowd):
    """What one seed came to."""

    migrated: float = 0.0
    """Seconds of the release step."""
    stall: float = 0.0
    """The longest time, while that ran, in which nothing was handled."""
    stall_beside: float = 0.0
    """The same while a process started that only looked: what the machine's load makes of it."""
    pending: bool = False
    """Whether there was anything to do for it."""
    side_by_side_seconds: float = 0.0
    """How long both releases worked."""
    left: int = 0
    """How often an old process left an update to a newer one."""
    unclean: int = 0
    """Processes that did not end well when they were told to."""


class Lasting(Talker):
    """Begins one exercise after the other until all processes are new."""

    def __init__(self, *given: object, rolled: asyncio.Event, hasty: bool) -> None:
        super().__init__(*given, hasty=hasty)  # type: ignore[arg-type]
        self._rolled = rolled

    async def talk(self) -> None:
        self.runs = 0
        while not self.runs or not self._rolled.is_set():
            self.runs += 1
            await self._through(self.runs)


async def play(
    seed: int,
    running: Server,
    old: Release,
    new: Release,
    *,
    kills: int = 0,
    processes: int = PROCESSES,
    talkers: int = TALKERS,
) -> Rolled:
    """One seed, from the first start of the old to the last goodbye."""
    dice, count = random.Random(seed), Rolled(seed)  # noqa: S311
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(running.database(empty=True))
        front, *ports = [stack.enter_context(port()) for _ in range(processes + 1)]
        await stack.enter_async_context(Balancer(ports).listening(front))
        bench = await stack.enter_async_context(serving(folder, url))
        kept = bench.server.core.requests
        bench.server.core.requests = deque(kept)  # all of them, however long it takes
        herd = Herd(
            [
                Process(bench, folder / f"log{n}", port=one, behind=front, release=old)
                for n, one in enumerate(ports)
            ],
            url,
        )
        stack.push_async_callback(herd.kill)
        await herd.start()
        await herd.someone_sends()
        rolled = asyncio.Event()
        talking = [
            Lasting(bench.person(f"P{n}"), 0, seed * 100 + n, rolled=rolled, hasty=n % 3 == 0)
            for n in range(talkers)
        ]
        tasks = [asyncio.create_task(one.talk()) for one in talking]
        try:
            async with asyncio.timeout(PATIENCE):
                await _roll(bench, herd, new, dice, count, kills=kills)
                rolled.set()
                await asyncio.gather(*tasks)
                await bench.settled()
        except TimeoutError:
            count.problems.append(f"not through in time\n{bench.state()}\n{herd.logged()}")
        finally:
            for task in tasks:
                task.cancel()
            await herd.kill()
        count.left = sum(one.logged().count('"left_to_newer"') for one in herd.processes)
        judge(bench, talking, count)
        look(bench, count)
        if count.unclean:
            count.problems.append(f"{count.unclean} did not end well\n{herd.logged()}")
    return count


async def _roll(
    bench: Bench, herd: Herd, new: Release, dice: random.Random, count: Rolled, *, kills: int
) -> None:
    """The release step, and then one process after the other."""
    while await asyncio.to_thread(_handled, bench) < WARM:
        await asyncio.sleep(0.1)
    await _migrate(bench, new, count)
    order = dice.sample(herd.processes, len(herd.processes))
    began = time.monotonic()
    for number, one in enumerate(order):
        await asyncio.sleep(dice.random())
        if count.kills < kills and number:
            await _kill(herd, dice.choice(order[:number]), count)  # a new one
        sends = await herd.holder() is one
        if count.kills < kills and dice.random() < 0.5:
            await one.kill()  # the old one did not end in time
            count.kills += 1
        else:
            count.unclean += await one.stop() != 0
        if sends:
            count.of_the_sender += 1
            count.longest = max(count.longest, await herd.someone_sends())
        one.release = new
        await one.start()
        if number == len(order) - 2:
            await asyncio.sleep(1)
    count.side_by_side_seconds = time.monotonic() - began
    await asyncio.sleep(1)


async def _kill(herd: Herd, one: Process, count: Rolled) -> None:
    sends = await herd.holder() is one
    await one.kill()
    count.kills += 1
    if sends:
        count.of_the_sender += 1
        count.longest = max(count.longest, await herd.someone_sends())
    await one.start()


async def _migrate(bench: Bench, new: Release, count: Rolled) -> None:
    """The release step, while the old ones work; beside it, what only looks."""
    code, _, _, count.stall_beside = await _stalled(bench, new, "--check")
    count.pending = code == 1
    code, said, count.migrated, count.stall = await _stalled(bench, new)
    if code:
        count.problems.append(f"the release step failed: {said}")


async def _stalled(bench: Bench, new: Release, *words: str) -> tuple[int | None, str, float, float]:
    """Its exit code, what it said, how long it took, and for how long nothing was handled."""
    line, root, environment = new.command(bench, "db", "migrate", *words)
    began, stall = time.monotonic(), 0.0
    process = await asyncio.create_subprocess_exec(
        *line, cwd=root, env=environment, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    ended = asyncio.create_task(process.communicate())
    handled, last = _handled(bench), time.monotonic()
    while not ended.done():
        await asyncio.wait([ended], timeout=0.01)
        now = await asyncio.to_thread(_handled, bench)
        if now != handled:
            handled, last = now, time.monotonic()
        stall = max(stall, time.monotonic() - last)
    said, _ = ended.result()
    return process.returncode, said.decode(), time.monotonic() - began, stall


def _handled(bench: Bench) -> int:
    [(number,)] = bench.rows("select count(*) from inbox where state <> 'pending'")
    return int(number)


@contextlib.contextmanager
def release_of(commit: str) -> Iterator[Release]:
    """The program as it was at a commit, with its own flows."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "old"
        root.mkdir()
        archive = subprocess.run(
            ["git", "archive", commit], cwd=ROOT, check=True, stdout=subprocess.PIPE
        )
        subprocess.run(["tar", "-x"], cwd=root, input=archive.stdout, check=True)
        flows = Path(folder) / "flows"
        shutil.copytree(root / "tests" / "delivery" / "flows", flows)
        for one in ("phrases.yaml", "care.yaml"):
            shutil.copy(root / "flows" / one, flows / one)
        yield Release(root, flows)


async def _many(given: argparse.Namespace, running: Server, old: Release, new: Release) -> bool:
    failed = False
    for seed in range(given.first, given.first + given.seeds):
        count = await play(seed, running, old, new, kills=given.kills, processes=given.processes)
        wrong = bool(count.problems or count.lost or count.doubled)
        print("FAILED" if wrong else "ok", count, flush=True)  # noqa: T201
        failed = failed or wrong
    return failed


def main() -> None:
    """Run some seeds and say what they came to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="commit", help="the old release: a commit")
    parser.add_argument("--format", action="store_true", help="the new one writes a newer format")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--kills", type=int, default=0, help="kill so many processes meanwhile")
    parser.add_argument("--processes", type=int, default=PROCESSES)
    given = parser.parse_args()
    vars(kit)["PATIENCE"] = PATIENCE  # starts are many, and machines are shared
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        running = stack.enter_context(server(Path(folder) / "postgres"))
        old, new = Release(), NEXT_FORMAT if given.format else NEXT
        if given.commit:
            old, new = stack.enter_context(release_of(given.commit)), Release()
        raise SystemExit(asyncio.run(_many(given, running, old, new)))


if __name__ == "__main__":
    main()
