"""Stretches of time that people look back on, and how what lies in one is put together.

Days are counted as `date.toordinal` does, by the clock on the person's wall; weeks begin on Monday.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final, Literal, TypeAlias

from bot.people.quiet import zone_of

SPANS: Final = {"30": 30, "90": 91, "365": 365, "all": 0}
"""By name: how many days back from now; 0 is everything."""
EACH_MAX: Final = 16
"""So many are told one by one; more of them by week, or by month where that is still too many."""
WEEKS_MAX: Final = 16

Unit: TypeAlias = Literal["each", "week", "month"]


def since(span: str, now: float) -> float:
    """When a stretch of time begins (seconds since 1970)."""
    days = SPANS.get(span, 0)
    return now - days * 86400.0 if days else 0.0


def day_of(at: float, zone: str) -> int:
    """The day of a moment where the person lives; by UTC while nobody knows where."""
    return datetime.fromtimestamp(at, UTC).astimezone(zone_of(zone) or UTC).date().toordinal()


def gather(days: Sequence[int]) -> tuple[Unit, dict[int, list[int]]]:
    """Which of these go together.

    Args:
        days: In order.

    Returns:
        One by one, by week or by month; and for each such place, counted on without a gap, the
        positions in `days` that belong to it. Places where nothing was are missing.
    """
    if len(days) <= EACH_MAX:
        return "each", {place: [place] for place in range(len(days))}
    weekly = _week(days[-1]) - _week(days[0]) < WEEKS_MAX
    found: dict[int, list[int]] = {}
    for place, day in enumerate(days):
        found.setdefault(_week(day) if weekly else _month(day), []).append(place)
    first = min(found)
    return ("week" if weekly else "month"), {key - first: some for key, some in found.items()}


def monday(day: int) -> int:
    """The day on which its week began."""
    return day - (day - 1) % 7


def _week(day: int) -> int:
    return (day - 1) // 7


def _month(day: int) -> int:
    when = date.fromordinal(day)
    return when.year * 12 + when.month
