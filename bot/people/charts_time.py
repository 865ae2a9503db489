"""Numbers over time: check-ins over weeks, and questionnaires over months."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Any, Final, NamedTuple

from matplotlib.axes import Axes

from bot.people.charts_card import (
    EDGE,
    INK,
    SAGE,
    SAND,
    SMALL,
    SOFT,
    TRACK,
    WIDTH,
    Card,
    dot,
    drawable,
    letters,
    stroke,
)
from bot.people.when import day_name, number_name

LEFT: Final = 78
FIT_DAYS: Final = 10
"""A stretch of days shorter than this is drawn as if it were so long."""
ENOUGH_DAYS: Final = 7
"""From so many days with a number on there is a line."""
MANY: Final = 90
"""So many dots are drawn large; more of them small and light."""
PANEL: Final = 256
NAMED_MAX: Final = 6
"""So many dots of a questionnaire carry their number; of more, only the first and the last."""

Dots = Sequence[tuple[int, float]]


def mood(data: Mapping[str, Any]) -> bytes:
    """Check-ins: each a dot; a line through the middle of the days around, where there are enough.

    Days without a number stay empty: a gap is no zero.
    """
    card = Card(900)
    top = card.head(data["heading"]) + 40
    axes = card.plot(LEFT, top, WIDTH - LEFT - EDGE, 380)
    axes.set_xlim(*stretch(data))
    levels(axes, data, data["lang"])
    points: Dots = [(day, value) for day, value in data["points"]]
    many = len(points) > MANY
    axes.plot(*zip(*points, strict=True), "o", color=SAND, markersize=12 if many else 19,
              alpha=0.45 if many else 0.95, markeredgewidth=0, clip_on=False, zorder=2)  # fmt: skip
    marks = [(dot(SAND), data["words"]["each"])]
    parts = middle_line(points, reach(data["to"] - data["from"]))
    for part in parts:
        days, values = zip(*part, strict=True)
        axes.fill_between(days, values, data["low"], color=SAGE, alpha=0.09, linewidth=0, zorder=1)
        axes.plot(days, values, color=SAGE, linewidth=8, solid_capstyle="round",
                  solid_joinstyle="round", zorder=3)  # fmt: skip
    if parts:
        marks.append((stroke(SAGE), data["words"]["middle"]))
    ticks(card, axes, data, top + 434)
    return card.png(card.legend(top + 488, marks) + 14)


def measure(data: Mapping[str, Any]) -> bytes:
    """A questionnaire's numbers, each for itself: one's own change, no norm and no type."""
    card = Card(200 + PANEL * len(data["panels"]))
    y = card.head(data["heading"]) + 14
    for panel in data["panels"]:
        for line in card.lines(panel["title"], SMALL, WIDTH - 2 * EDGE, 1):
            card.words(EDGE, y, line, SMALL, SAND)
        axes = card.plot(LEFT, y + 52, WIDTH - LEFT - EDGE, 140)
        axes.set_xlim(*stretch(data, 0.07))
        levels(axes, panel, data["lang"])
        _own_change(axes, panel, data["lang"])
        y += PANEL
    ticks(card, axes, data, y)
    return card.png(y + 50)


def _own_change(axes: Axes, panel: Mapping[str, Any], lang: str) -> None:
    """Dots with a thin line between; the numbers themselves, where there is room."""
    days, values = zip(*panel["points"], strict=True)
    axes.plot(days, values, "-", color=SAGE, linewidth=4, alpha=0.6, clip_on=False)
    axes.plot(days, values, "o", color=SAGE, markersize=18, markeredgewidth=0, clip_on=False)
    named = {0, len(days) - 1} if len(days) > NAMED_MAX else set(range(len(days)))
    for place in named:
        above = values[place] < panel["low"] + (panel["high"] - panel["low"]) * 0.75
        said = number_name(values[place], lang)
        axes.annotate(said, (days[place], values[place]), (0, 28 if above else -28),
                      ha="center", **_look(INK))  # fmt: skip


def stretch(data: Mapping[str, Any], room: float = 0.0) -> tuple[float, float]:
    """From which day to which is drawn, with a share of room on both sides."""
    begin, end = data["from"], data["to"]
    spare = max(room * (end - begin), (FIT_DAYS - (end - begin)) / 2)
    return begin - spare - 0.5, end + spare + 0.5


def levels(axes: Axes, scale: Mapping[str, Any], lang: str) -> None:
    """The scale: a line at its ends and in its middle, their numbers, and what the ends mean."""
    low, high = scale["low"], scale["high"]
    room = (high - low) * 0.06
    axes.set_ylim(low - room, high + room)
    for level in (low, (low + high) / 2, high):
        axes.axhline(level, color=TRACK, linewidth=2, zorder=0, clip_on=False)
        axes.annotate(number_name(level, lang), (0, level), (-16, 0),
                      xycoords=("axes fraction", "data"), ha="right", **_look(SOFT))  # fmt: skip
    for level, text, above in zip((low, high), scale.get("ends", ()), (-30, 30), strict=False):
        if drawable(text):
            axes.annotate(text, (0, level), (0, above), xycoords=("axes fraction", "data"),
                          ha="left", **_look(SOFT))  # fmt: skip


def _look(colour: str) -> dict[str, Any]:
    """How a number or a word beside a place of the plot is written."""
    return {"textcoords": "offset points", "va": "center_baseline", "color": colour,
            "fontproperties": letters(SMALL), "parse_math": False,
            "annotation_clip": False}  # fmt: skip


def ticks(card: Card, axes: Axes, data: Mapping[str, Any], y: float) -> None:
    """Some days with their dates: months, where the stretch is long."""
    card.below(axes, y, dates(data["from"], data["to"], data["lang"]))


def dates(first: int, last: int, lang: str) -> list[tuple[int, str]]:
    """Up to four days, evenly spread, with their names; as many as have room side by side."""
    skeleton = "MMMd" if last - first <= 200 else "yMMM" if last - first > 330 else "MMM"
    steps = 3 if last - first >= 12 and skeleton != "yMMM" else 2 if last - first >= 5 else 1
    days = dict.fromkeys(round(first + (last - first) * step / steps) for step in range(steps + 1))
    return [(day, day_name(day, lang, skeleton)) for day in days]


class Reach(NamedTuple):
    """How a line is drawn through days.

    Attributes:
        near: How many days before and after belong to a point of it.
        apart: How many days lie between two points of it, at least.
        enough: So many days with a number have to be near a point.
    """

    near: int
    apart: int
    enough: int


def reach(length: float) -> Reach:
    """What suits a stretch of so many days."""
    return Reach(3, 1, 3) if length <= 45 else Reach(7, 3, 4) if length <= 120 else Reach(14, 7, 5)


def middle_line(points: Dots, reach: Reach) -> list[list[tuple[int, float]]]:
    """The moving median of the days' numbers, in parts; nothing where there are too few.

    Args:
        points: Day and number, in order; a day may have several.
        reach: How far the line looks.
    """
    by_day: dict[int, list[float]] = {}
    for day, value in points:
        by_day.setdefault(day, []).append(value)
    days = sorted(by_day)
    if len(days) < ENOUGH_DAYS:
        return []
    line: list[tuple[int, float]] = []
    for day in days:
        around = [median(by_day[other]) for other in days if abs(other - day) <= reach.near]
        far = not line or day - line[-1][0] >= reach.apart
        if far and len(around) >= reach.enough:
            line.append((day, median(around)))
    return _parts(line, 2 * reach.near + 1)


def _parts(line: list[tuple[int, float]], widest: int) -> list[list[tuple[int, float]]]:
    """Cut where more days than that lie between; a part of one point is no line."""
    if not line:
        return []
    parts = [[line[0]]]
    for before, after in pairwise(line):
        if after[0] - before[0] > widest:
            parts.append([])
        parts[-1].append(after)
    return [part for part in parts if len(part) > 1]
