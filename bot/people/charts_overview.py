"""Everything on one card, one below the other over the same days: for a look before a session."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any, Final

from matplotlib.axes import Axes

from bot.people.charts_card import (
    EDGE,
    GROUND,
    MEDIUM,
    SAGE,
    SAND,
    SMALL,
    SOFT,
    WIDTH,
    Card,
    dot,
    drawable,
    ring,
)
from bot.people.charts_pairs import gathered
from bot.people.charts_time import (
    LEFT,
    MANY,
    Dots,
    levels,
    middle_line,
    reach,
    stretch,
    ticks,
)

PANEL: Final = 203
ASIDE: Final = 0.02
"""Runs of one day stand side by side, so much of the width apart."""


def overview(data: Mapping[str, Any]) -> bytes:
    """Check-ins as dots, exercises as lines from before to after."""
    panels = data["panels"]
    card = Card(400 + PANEL * len(panels))
    y = card.head(data["heading"], [data["when"]]) + 18
    for number, panel in enumerate(panels, 1):
        title = panel["title"] if drawable(panel["title"]) else f"{number}."
        for line in card.lines(title, MEDIUM, WIDTH - 2 * EDGE, 1):
            card.words(EDGE, y, line, MEDIUM)
        for line in card.lines(panel["what"], SMALL, WIDTH - 2 * EDGE, 1):
            card.words(EDGE, y + 34, line, SMALL, SOFT)
        axes = card.plot(LEFT, y + 66, WIDTH - LEFT - EDGE, 100)
        begin, end = stretch(data, 0.03)
        axes.set_xlim(begin, end)
        levels(axes, panel, data["lang"])
        if "pairs" in panel:
            _runs(axes, panel["pairs"], (end - begin) * ASIDE)
        else:
            _dots(axes, panel["points"])
        y += PANEL
    axes = card.plot(LEFT, y, WIDTH - LEFT - EDGE, 1)
    axes.set_xlim(*stretch(data, 0.03))
    ticks(card, axes, data, y - 6)
    return card.png(card.legend(y + 46, _legend(panels, data["words"]), data["more"]) + 14)


def _dots(axes: Axes, points: Dots) -> None:
    """Each check-in; many with a line through their middle."""
    many = len(points) > MANY
    axes.plot(*zip(*points, strict=True), "o", color=SAND, markersize=8 if many else 13,
              alpha=0.35 if many else 0.9, markeredgewidth=0, clip_on=False)  # fmt: skip
    how = reach(points[-1][0] - points[0][0])
    for part in middle_line(points, how) if many else ():
        axes.plot(*zip(*part, strict=True), color=SAND, linewidth=5, solid_joinstyle="round",
                  solid_capstyle="round")  # fmt: skip


def _legend(panels: Any, words: Mapping[str, str]) -> list[Any]:
    marks = [(dot(SAND, 13), words["each"])] if any("points" in one for one in panels) else []
    if any("pairs" in one for one in panels):
        marks += [(ring(SAND, 14), words["before"]), (dot(SAGE, 14), words["after"])]
    return marks


def _runs(axes: Axes, pairs: Any, aside: float) -> None:
    """From before to after, where it was; many as the middle of their weeks or months."""
    _, marks, _ = gathered(pairs)
    for day, same in groupby(marks.values(), lambda mark: mark.day):
        group = list(same)
        for place, mark in enumerate(group):
            x = day + (place - (len(group) - 1) / 2) * aside
            axes.plot([x, x], [mark.before, mark.after], color=SAGE, alpha=0.5, linewidth=5,
                      zorder=1)  # fmt: skip
            axes.plot([x], [mark.before], "o", color=GROUND, markeredgecolor=SAND,
                      markeredgewidth=3.5, markersize=15, clip_on=False, zorder=2)  # fmt: skip
            axes.plot([x], [mark.after], "o", color=SAGE, markeredgewidth=0, clip_on=False,
                      markersize=8 if mark.before == mark.after else 14, zorder=3)  # fmt: skip
