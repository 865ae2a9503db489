"""`python -m tests.bench.senders`: one sender with the seat, and jobs of procrastinate, measured.

In one run, on one PostgreSQL server that flushes, each trial of one design right after that of the
other. `--only kills` runs one of: drain, paced, light, kills, told.
"""

import argparse
import asyncio
import os
import statistics
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final

import procrastinate
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from bot.delivery import duty
from bot.store import postgres_seat
from tests.bench.processes import careful_server
from tests.bench.senders import jobs, trials
from tests.bench.senders.process import DESIGNS, JOBS, SEAT
from tests.bench.senders.trials import Scores

Trial = Callable[[str, SecretStr, Scores], Coroutine[Any, Any, None]]
SUMMED: Final = ("lost", "breaches", "repeats")
HIGHEST: Final = ("most_of_one",)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.senders", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--only", choices=("drain", "paced", "light", "kills", "told"))
    given = parser.parse_args()
    console = Console(highlight=False, width=140)
    console.print(f"load at the start: {os.getloadavg()[0]:.1f}")
    scores = {design: Scores() for design in DESIGNS}
    with careful_server() as running:
        for design, trial in _plan(given.rounds, given.kills, given.only):
            with running.database() as url:
                _one(design, trial, url, scores[design], console)
    _show(console, scores)
    console.print(f"load at the end: {os.getloadavg()[0]:.1f}")
    _parts(console)


def _one(design: str, trial: Trial, url: SecretStr, scores: Scores, console: Console) -> None:
    began = time.monotonic()
    try:
        asyncio.run(trial(design, url, scores))
        console.print(f"{design}: {time.monotonic() - began:.0f} s")
    except TimeoutError:
        console.print(f"{design}: not through in time", style="bold")


def _plan(rounds: int, kills: int, only: str | None) -> list[tuple[str, Trial]]:
    quick: dict[str, Trial] = {
        "drain": lambda design, url, scores: trials.drain(design, url, scores, 40, 5),
        "paced": lambda design, url, scores: trials.paced(design, url, scores, 150),
        "light": lambda design, url, scores: trials.light(design, url, scores, 100),
    }
    plan = [
        (design, trial)
        for name, trial in quick.items()
        if only in {None, name}
        for _ in range(rounds if name == "drain" else 1)
        for design in DESIGNS
    ]
    slow: dict[str, list[Trial]] = {
        "kills": [lambda design, url, scores: trials.kills(design, url, scores, kills)],
        "told": [
            lambda design, url, scores: trials.told(design, url, scores, kill=False),
            lambda design, url, scores: trials.told(design, url, scores, kill=True),
        ],
    }
    for name, listed in slow.items():
        if only in {None, name}:
            plan += [(design, trial) for trial in listed for design in (SEAT, JOBS)]
    return plan


def _show(console: Console, scores: dict[str, Scores]) -> None:
    table = Table("", *scores)
    names = list(dict.fromkeys(name for one in scores.values() for name in one.figures))
    for name in names:
        cells = [_cell(name, one.figures.get(name, [])) for one in scores.values()]
        table.add_row(name.replace("_", " "), *cells)
    console.print(table)


def _cell(name: str, values: list[float]) -> str:
    if not values:
        return ""
    if name in SUMMED:
        return f"{sum(values):.0f}"
    if name in HIGHEST:
        return f"{max(values):.0f}"
    middle = f"{statistics.median(values):,.2f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):,.2f} to {max(values):,.2f})"


def _parts(console: Console) -> None:
    """How much there is to each: lines with something in them."""
    ours = _lines(duty.__file__) + _lines(postgres_seat.__file__)
    here = Path(jobs.__file__).parent
    theirs = _lines(jobs.__file__) + _lines(here / "budget.sql")
    library = Path(procrastinate.__file__).parent
    code = sum(_lines(one) for one in library.glob("*.py"))
    schema = (library / "sql" / "schema.sql").read_text("utf-8").lower()
    made = {kind: schema.count(f"create {kind} ") for kind in ("table", "function", "trigger")}
    console.print(
        f"lines: {SEAT} {ours} beside the sender of SQLite; {JOBS} {theirs} instead of it, on "
        f"{code} of the library and " + ", ".join(f"{n} {kind}s" for kind, n in made.items())
    )


def _lines(path: Path | str | None) -> int:
    assert path is not None
    return sum(bool(line.strip()) for line in Path(path).read_text("utf-8").splitlines())


if __name__ == "__main__":
    main()
