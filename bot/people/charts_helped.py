"""What helped: for each exercise, how many runs went better, stayed the same, or went worse."""

from collections.abc import Mapping
from typing import Any, Final

from matplotlib.axes import Axes

from bot.people.charts_card import (
    EDGE,
    GROUND,
    MEDIUM,
    SAGE,
    SAND,
    SLATE,
    SMALL,
    SOFT,
    WIDTH,
    Card,
    diamond,
    dot,
    drawable,
    ring,
)

DOTS_MAX: Final = 14
"""So many runs are a dot each; more are a bar with numbers."""
WAYS: Final = ("better", "same", "worse")
COLOURS: Final = (SAGE, SAND, SLATE)
PART_MIN: Final = 0.08
"""The least share of a bar that has room for its number."""


def helped(data: Mapping[str, Any]) -> bytes:
    """Each run a dot, so that few look like few; the exercise with the most change first."""
    rows = data["rows"]
    card = Card(330 + len(rows) * 108)
    y = card.head(data["heading"], [data["what"]]) + 24
    axes = card.over()
    for row in rows:
        _row(card, axes, y, row)
        y += 108
    words = data["words"]
    marks = [
        (dot(SAGE), words["better"]),
        (ring(SAND), words["same"]),
        (diamond(SLATE), words["worse"]),
    ]
    return card.png(card.legend(y, marks, data["more"]) + 14)


def _row(card: Card, axes: Axes, y: float, row: Mapping[str, Any]) -> None:
    """One exercise: its name, and its runs from better to worse."""
    count = f"{sum(row[way] for way in WAYS)}×"
    card.words(WIDTH - EDGE, y, count, SMALL, SOFT, ha="right")
    name = row["name"] if drawable(row["name"]) else f"{row['number']}."
    for line in card.lines(name, MEDIUM, WIDTH - 2 * EDGE - card.width(count, SMALL) - 20, 1):
        card.words(EDGE, y, line, MEDIUM)
    if sum(row[way] for way in WAYS) > DOTS_MAX:
        _bar(card, axes, y + 48, row)
        return
    x = EDGE + 12.0
    for way in WAYS:
        for _ in range(row[way]):
            _mark(axes, x, y + 48, way)
            x += 34
        x += 12 if row[way] else 0


def _mark(axes: Axes, x: float, y: float, way: str) -> None:
    if way == "better":
        axes.plot([x], [y], "o", color=SAGE, markersize=24, markeredgewidth=0)
    elif way == "same":
        axes.plot([x], [y], "o", color=GROUND, markersize=20, markeredgecolor=SAND,
                  markeredgewidth=4)  # fmt: skip
    else:
        axes.plot([x], [y], "D", color=SLATE, markersize=17, markeredgewidth=0)


def _bar(card: Card, axes: Axes, y: float, row: Mapping[str, Any]) -> None:
    """Many runs: a bar in three parts, each with its number."""
    there = [(row[way], colour) for way, colour in zip(WAYS, COLOURS, strict=True) if row[way]]
    whole, room = sum(count for count, _ in there), WIDTH - 2 * EDGE - 4 * (len(there) - 1)
    least = [max(count / whole, PART_MIN) for count, _ in there]
    x = float(EDGE)
    for (count, colour), share in zip(there, least, strict=True):
        width = room * share / sum(least)
        axes.barh([y], [width], left=[x], height=40, color=colour, linewidth=0)
        card.words(x + width / 2, y, str(count), SMALL, GROUND, ha="center")
        x += width + 4
