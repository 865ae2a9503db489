"""The table of the running bots, beside what is hoped for."""

import statistics
from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.table import Table

from tests.bench.rounds import Spread

from .contestants import FULL, Score
from .crowd import Latency

FASTER: Final = {"aiogram, FSM in memory": 1.5, "PTB, conversation, pickle": 4.5}
"""How many times as fast as a peer we want to be."""
FULL_SPEED: Final = 0.85
LATE_MS: Final = 15.0
MEGABYTES: Final = 110.0
READY_SECONDS: Final = 2.5
SERVER_BUSY: Final = 0.7
"""A server that works more of the time than this may be what is measured."""


def show(console: Console, scores: Sequence[Score], load: float) -> None:
    """Print all of it; the first score is ours."""
    _speed(console, scores)
    _rest(console, scores)
    _goals(console, scores)
    busiest = max(statistics.median(one.serving) for one in scores)
    warning = ": too busy, this measures the server" if busiest > SERVER_BUSY else ""
    console.print(
        f"The server was busy {busiest:.0%} of the time at most{warning}; load {load:.1f}"
    )


def beside(score: Score, other: Score) -> Spread:
    """How many times as fast as another, round by round."""
    return Spread.of([a / b for a, b in zip(score.rates, other.rates, strict=True)])


def late(latencies: Sequence[Latency], part: float, *, whole: bool) -> float:
    """The latency in milliseconds that this part of the replies does not exceed."""
    values = sorted(one.whole if whole else one.first for one in latencies)
    return values[min(len(values) - 1, int(len(values) * part))] * 1000


def _speed(console: Console, scores: Sequence[Score]) -> None:
    ours = scores[0]
    rounds = len(ours.rates)
    table = Table(title=f"Everybody at once, {rounds} rounds: median (least to most)")
    for heading in ("", "updates/s", "ours / peer", "CPU s for 1,000 updates"):
        table.add_column(heading, justify="left" if not heading else "right")
    for one in scores:
        ratio = "" if one is ours else _spread(beside(ours, one), 2)
        table.add_row(
            one.name, _spread(Spread.of(one.rates), 0), ratio, _spread(Spread.of(one.cpu), 2)
        )
    console.print(table)


def _rest(console: Console, scores: Sequence[Score]) -> None:
    table = Table(title="20 updates/s: ms to the first message of a reply, and to its last; start")
    for heading in ("", "first p50", "p99", "last p50", "p99", "MB", "ready s", "CPU s until then"):
        table.add_column(heading, justify="left" if not heading else "right")
    for one in scores:
        table.add_row(
            one.name,
            *(
                f"{late(one.calm, part, whole=whole):.1f}"
                for whole in (False, True)
                for part in (0.5, 0.99)
            ),
            f"{one.megabytes:.0f}",
            _spread(Spread.of(one.ready), 2),
            f"{statistics.median(one.ready_cpu):.2f}",
        )
    console.print(table)


def _goals(console: Console, scores: Sequence[Score]) -> None:
    ours, named = scores[0], {one.name: one for one in scores}
    goals = [
        (f"{times:g} times {name}", beside(ours, named[name]).median, times, True)
        for name, times in FASTER.items()
        if name in named
    ]
    if FULL in named:
        part = beside(named[FULL], ours).median
        goals.append((f"{FULL_SPEED} of the speed with 100,000 people", part, FULL_SPEED, True))
    goals += [
        (f"p99 to the first message < {LATE_MS:g} ms", late(ours.calm, 0.99, whole=False), LATE_MS,
         False),
        (f"p99 to the last message < {LATE_MS:g} ms", late(ours.calm, 0.99, whole=True), LATE_MS,
         False),
        (f"resident < {MEGABYTES:g} MB", ours.megabytes, MEGABYTES, False),
        (f"ready < {READY_SECONDS} s", statistics.median(ours.ready), READY_SECONDS, False),
    ]  # fmt: skip
    for what, found, goal, least in goals:
        reached = found >= goal if least else found < goal
        console.print(f"{'reached' if reached else 'missed'}: {what} ({found:.2f})")


def _spread(spread: Spread, digits: int) -> str:
    return f"{spread.median:,.{digits}f} ({spread.low:,.{digits}f} to {spread.high:,.{digits}f})"
