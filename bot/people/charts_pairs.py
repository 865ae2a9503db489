"""Ratings before and after: of one exercise over time, and of all side by side."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, Final, NamedTuple

from matplotlib.axes import Axes

from bot.people.charts_card import (
    EDGE,
    GROUND,
    MEDIUM,
    SAGE,
    SAND,
    SMALL,
    SOFT,
    TRACK,
    WIDTH,
    Card,
    dot,
    drawable,
    ring,
)
from bot.people.charts_time import LEFT, levels
from bot.people.spans import Unit, gather
from bot.people.when import day_name, number_name

ROOMY: Final = 12
"""So many marks stand wide enough to be large."""

Runs = Sequence[tuple[int, float, float]]


class Mark(NamedTuple):
    """One place in the picture: its date, before, after."""

    day: int
    before: float
    after: float


def curve(data: Mapping[str, Any]) -> bytes:
    """One exercise: each run a line from its rating before to its rating after.

    Args:
        data: What `bot.people.progress_views.curve` gives.
    """
    unit, marks, slots = gathered(data["pairs"])
    card = Card(960)
    top = card.head(data["heading"], [data["name"], data["direction"]]) + 40
    axes = card.plot(LEFT, top, WIDTH - LEFT - EDGE, 360)
    spare = max(0.0, (5 - slots) / 2)
    axes.set_xlim(-0.6 - spare, slots - 0.4 + spare)
    levels(axes, data, data["lang"])
    for place, mark in marks.items():
        _run(axes, place, mark, 22 if slots <= ROOMY else 17)
    skeleton = "yMMM" if unit == "month" else "MMMd"
    named = _named(sorted(marks))
    dates = [(place, day_name(marks[place].day, data["lang"], skeleton)) for place in named]
    card.below(axes, top + 414, dates)
    words = data["words"]
    legend = [(ring(SAND), words["before"]), (dot(SAGE), words["after"])]
    return card.png(card.legend(top + 468, legend) + 14)


def _run(axes: Axes, x: float, mark: Mark, size: float) -> None:
    """From the ring (before) to the dot (after); a dot in its ring where nothing changed."""
    axes.plot([x, x], [mark.before, mark.after], color=SAGE, alpha=0.5, linewidth=6, zorder=1,
              solid_capstyle="round")  # fmt: skip
    axes.plot([x], [mark.before], "o", color=GROUND, markeredgecolor=SAND, markeredgewidth=4,
              markersize=size + 3, clip_on=False, zorder=2)  # fmt: skip
    inner = size * 0.55 if mark.before == mark.after else size
    axes.plot([x], [mark.after], "o", color=SAGE, markersize=inner, markeredgewidth=0,
              clip_on=False, zorder=3)  # fmt: skip


def gathered(pairs: Runs) -> tuple[Unit, dict[int, Mark], int]:
    """Few runs have a place each; many are put together, and where none was, a place stays empty.

    Returns:
        By what they are put together, the marks by their places, how many places there are.
    """
    unit, groups = gather([pair[0] for pair in pairs])
    marks = {
        place: Mark(pairs[some[0]][0], median(pairs[one][1] for one in some),
                    median(pairs[one][2] for one in some))
        for place, some in groups.items()
    }  # fmt: skip
    return unit, marks, max(marks) + 1


def _named(places: list[int]) -> list[int]:
    """Which places get a date: the first, the last, and one or two between."""
    if len(places) <= 3:
        return places
    return [places[round((len(places) - 1) * step / 2)] for step in range(3)]


def change(data: Mapping[str, Any]) -> bytes:
    """All exercises: the middle rating before and after, grouped by which way is the better one."""
    groups = data["groups"]
    rows = sum(len(group["rows"]) for group in groups)
    card = Card(300 + rows * 108 + len(groups) * 56)
    y = card.head(data["heading"]) + 14
    axes = card.over()
    for group in groups:
        card.words(EDGE, y, group["direction"], SMALL, SAND)
        y += 56
        for row in group["rows"]:
            _row(card, axes, y, row, data["lang"])
            y += 108
    words = data["words"]
    legend = [(ring(SAND), words["before"]), (dot(SAGE), words["after"])]
    return card.png(card.legend(y, legend, data["more"]) + 14)


def _row(card: Card, axes: Axes, y: float, row: Mapping[str, Any], lang: str) -> None:
    """One exercise: its name, how often, and its two numbers on the scale."""
    count = f"{row['count']}×"
    card.words(WIDTH - EDGE, y, count, SMALL, SOFT, ha="right")
    name = row["name"] if drawable(row["name"]) else f"{row['number']}."
    for line in card.lines(name, MEDIUM, WIDTH - 2 * EDGE - card.width(count, SMALL) - 20, 1):
        card.words(EDGE, y, line, MEDIUM)
    low, high = row["low"], row["high"]
    left, right, middle = EDGE + 62, WIDTH - EDGE - 62, y + 46
    before, after = (left + (row[key] - low) / (high - low) * (right - left)
                     for key in ("before", "after"))  # fmt: skip
    axes.plot([left, right], [middle, middle], color=TRACK, linewidth=4, solid_capstyle="round")
    axes.plot([before, after], [middle, middle], color=SAGE, linewidth=8, alpha=0.5)
    axes.plot([before], [middle], "o", color=GROUND, markeredgecolor=SAND, markeredgewidth=4,
              markersize=22)  # fmt: skip
    axes.plot([after], [middle], "o", color=SAGE, markersize=11 if before == after else 21,
              markeredgewidth=0)  # fmt: skip
    outward = 1 if before >= after else -1
    card.words(before + 24 * outward, middle, number_name(row["before"], lang), SMALL, SAND,
               ha="left" if outward > 0 else "right")  # fmt: skip
    if before != after:
        card.words(after - 24 * outward, middle, number_name(row["after"], lang), SMALL, SAGE,
                   ha="right" if outward > 0 else "left")  # fmt: skip
