"""The tables: what was measured, beside what is hoped for. No figure fails anything."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from rich.console import Console
from rich.table import Table

from .check import Cold
from .rounds import Score, Spread

UNSTEADY: Final = 0.25
"""A spread wider than this part of the median is pointed out."""


@dataclass(frozen=True, slots=True)
class Goal:
    """How many times as fast as a peer we want to be."""

    times: float

    def verdict(self, median: float) -> str:
        """The goal and whether the median reaches it."""
        return f">= {self.times:g} x: {'reached' if median >= self.times else 'missed'}"


GOALS: Final = {
    "transitions, bare": Goal(0.6),
    "python-statemachine": Goal(8),
    "inkjs": Goal(3),  # its faster way to restore
}
CHECK_SECONDS: Final = 1.5


def machine(console: Console) -> None:
    """What it ran on."""
    packages = ("transitions", "python-statemachine", "cel-expr-python")
    listed = ", ".join(f"{name} {version(name)}" for name in packages)
    load = os.getloadavg()[0]
    console.print(
        f"Python {platform.python_version()}, {listed}; {os.cpu_count()} CPUs, load {load:.1f}"
    )
    if load > (os.cpu_count() or 1) / 2:
        console.print(
            "The machine is busy with other things: trust the ratios more than the rates."
        )


def conversations(console: Console, scores: Sequence[Score]) -> None:
    """Every peer beside ours, which is the first."""
    ours = scores[0]
    rounds = len(ours.rates)
    table = Table(title=f"Conversations of six replies, {rounds} rounds: median (least to most)")
    for heading in ("", "conversations/s", "µs a reply", "ours / peer", "goal"):
        table.add_column(heading, justify="left" if heading in {"", "goal"} else "right")
    for score in scores:
        ratio = Spread.of(ours.beside(score))
        goal = GOALS.get(score.name)
        table.add_row(
            score.name,
            _spread(Spread.of(score.rates), 0),
            _spread(Spread.of(score.micros), 1),
            "" if score is ours else _spread(ratio, 2),
            goal.verdict(ratio.median) if goal else "",
        )
    console.print(table)
    _steadiness(console, scores)


def _steadiness(console: Console, scores: Sequence[Score]) -> None:
    ours = scores[0]
    rates = [f"{one.name} {width:.0%}" for one in scores if (width := _width(one.rates)) > UNSTEADY]
    ratios = [
        f"{one.name} {width:.0%}"
        for one in scores[1:]
        if (width := _width(ours.beside(one))) > UNSTEADY
    ]
    if rates:
        console.print(f"Unsteady rates, most less least by median: {', '.join(rates)}")
    if ratios:
        console.print(f"Unsteady ratios, the same: {', '.join(ratios)}")


def _width(values: Sequence[float]) -> float:
    return Spread.of(values).width


def cold_starts(console: Console, colds: Sequence[Cold]) -> None:
    """The command line from a cold start."""
    runs = len(colds[0].seconds)
    table = Table(title=f"mooring flows check, whole process, {runs} runs: median (least to most)")
    for heading in ("", "flows", "lines a flow", "CPU s (user + sys)", "goal"):
        table.add_column(heading, justify="left" if heading in {"", "goal"} else "right")
    for cold in colds:
        spread = Spread.of(cold.seconds)
        reached = "reached" if spread.median < CHECK_SECONDS else "missed"
        table.add_row(
            cold.what,
            str(cold.files),
            f"{cold.lines / cold.files:.0f}",
            _spread(spread, 2),
            f"< {CHECK_SECONDS} s: {reached}",
        )
    console.print(table)
    for cold in colds:
        if cold.exit_code:
            console.print(
                f"{cold.what}: the check ended with {cold.exit_code}, so these flows had findings"
            )
        if (width := _width(cold.seconds)) > UNSTEADY:
            console.print(f"Unsteady: {cold.what}: most less least is {width:.0%} of the median")


def _spread(spread: Spread, digits: int) -> str:
    return f"{spread.median:,.{digits}f} ({spread.low:,.{digits}f} to {spread.high:,.{digits}f})"
