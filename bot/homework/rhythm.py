"""When something comes by itself: on which days, at which time by the clock on the person's wall.

Pure. Days are those of the person's calendar, so a change of the clock moves nothing, and
somebody who travels has the same days in another zone.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from bot.people.quiet import zone_of

Kind: TypeAlias = Literal["once", "days", "weekdays", "after", "programme"]
KINDS: Final[tuple[Kind, ...]] = ("once", "days", "weekdays", "after", "programme")
Clock: TypeAlias = tuple[int, int]
"""Hour and minute."""

USUAL: Final[Clock] = (18, 0)
EVERY_MAX: Final = 366
DELAY_MAX: Final = 60 * 86400


class RhythmFormatError(ValueError):
    """A stored rhythm can't be read."""


class Rhythm(NamedTuple):
    """When something comes.

    Attributes:
        kind: `once` on a day · `days`, each so many · `weekdays`, chosen ones · `after` another
            exercise is done · `programme`, its days one after the other.
        at: The time on the wall; a turn that falls into quiet hours moves to their end.
        begin: The first day (2026-03-31); empty until somebody says yes to it.
        every: How many days from one turn to the next, of `days`.
        weekdays: Which, Monday is 0, of `weekdays`.
        after: The flow whose end brings it, of `after`.
        delay: How many seconds later that is; 0 is at once.
        gaps: Of a `programme`: for each of its days, how many days after the one before.
        until: The last day on which it may come, or empty.
        times: How often it comes at most; 0 is without end.
        apart: How many days lie between two turns at least, whatever else is said: the pace.
    """

    kind: Kind
    at: Clock = USUAL
    begin: str = ""
    every: int = 1
    weekdays: tuple[int, ...] = ()
    after: str = ""
    delay: int = 0
    gaps: tuple[int, ...] = ()
    until: str = ""
    times: int = 0
    apart: int = 1

    def to_json(self) -> str:
        """Write it, without what is usual."""
        usual = self._field_defaults
        data = {name: value for name, value in self._asdict().items()
                if name == "kind" or value != usual[name]}  # fmt: skip
        return json.dumps(data, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Rhythm":
        """Read what `to_json` wrote.

        Raises:
            RhythmFormatError: It was not, or what it says can't be.
        """
        try:
            data: dict[str, Any] = json.loads(text)
            given: dict[str, Any] = {
                name: tuple(value) if isinstance(value, list) else value
                for name, value in data.items()
            }
            read = cls(**given)
            sound = _sound(read)
        except (TypeError, ValueError, AttributeError):
            sound = False
        if not sound:
            raise RhythmFormatError("a stored rhythm can't be read; give the homework anew")
        return read


def _sound(one: Rhythm) -> bool:
    days = [date.fromisoformat(day) for day in (one.begin, one.until) if day]
    hour, minute = one.at
    numbers = (*one.at, *one.weekdays, *one.gaps, one.every, one.delay, one.times, one.apart)
    return (
        one.kind in KINDS
        and all(type(number) is int for number in numbers)
        and 0 <= hour <= 23
        and 0 <= minute <= 59
        and 1 <= one.every <= EVERY_MAX
        and all(0 <= day <= 6 for day in one.weekdays)
        and (one.kind != "weekdays" or bool(one.weekdays))
        and (one.kind != "after" or bool(one.after))
        and 0 <= one.delay <= DELAY_MAX
        and all(0 <= gap <= EVERY_MAX for gap in one.gaps)
        and one.times >= 0
        and 1 <= one.apart <= EVERY_MAX
        and len(days) <= 2
    )


def once(at: Clock = USUAL, day: str = "") -> Rhythm:
    """On one day; without one, on the day on which it is accepted."""
    return Rhythm("once", at, day)


def each(days: int, at: Clock = USUAL, *, apart: int = 1) -> Rhythm:
    """Each so many days."""
    return Rhythm("days", at, every=days, apart=apart)


def on(weekdays: Sequence[int], at: Clock = USUAL, *, apart: int = 1) -> Rhythm:
    """On chosen days of the week, Monday is 0."""
    return Rhythm("weekdays", at, weekdays=tuple(sorted(set(weekdays))), apart=apart)


def following(flow: str, delay: int = 0, at: Clock = USUAL, *, apart: int = 1) -> Rhythm:
    """After another exercise is done, so many seconds later."""
    return Rhythm("after", at, after=flow, delay=delay, apart=apart)


def stepping(days: Sequence[int], at: Clock = USUAL, *, apart: int = 1) -> Rhythm:
    """The days of a programme, such as 1, 2, 4."""
    gaps = tuple(day - before for day, before in zip(days, [1, *days], strict=False))
    return Rhythm("programme", at, gaps=gaps, apart=apart)


def turn_after(rhythm: Rhythm, last: str, position: int) -> date | None:
    """The next day that has its turn.

    Args:
        rhythm: When it comes; `begin` has to be known.
        last: The last day that had its turn, or empty.
        position: How many turns there were.

    Returns:
        None if nothing comes on a day of its own: it is over, or follows something else.
    """
    over = 0 < rhythm.times <= position
    if not rhythm.begin or over or rhythm.kind == "after":
        return None
    first = date.fromisoformat(rhythm.begin)
    before = date.fromisoformat(last) if last else None
    day = _PLANS[rhythm.kind](rhythm, first, before, position)
    late = day is not None and rhythm.until and day.isoformat() > rhythm.until
    return None if late else day


def _once(rhythm: Rhythm, first: date, before: date | None, position: int) -> date | None:
    return None if before else first


def _days(rhythm: Rhythm, first: date, before: date | None, position: int) -> date | None:
    if before is None:
        return first
    least = before + timedelta(days=rhythm.apart)
    turns = max(0, -((first - least).days // rhythm.every))
    return first + timedelta(days=turns * rhythm.every)


def _weekdays(rhythm: Rhythm, first: date, before: date | None, position: int) -> date | None:
    day = max(first, before + timedelta(days=rhythm.apart)) if before else first
    while day.weekday() not in rhythm.weekdays:
        day += timedelta(days=1)
    return day


def _programme(rhythm: Rhythm, first: date, before: date | None, position: int) -> date | None:
    if position >= len(rhythm.gaps):
        return None
    if before is None:
        return first + timedelta(days=rhythm.gaps[0])
    return max(first, before + timedelta(days=max(rhythm.apart, rhythm.gaps[position])))


_PLANS: Final = {"once": _once, "days": _days, "weekdays": _weekdays, "programme": _programme}


def moment(day: date, at: Clock, zone: str) -> float:
    """The first moment, in seconds since 1970, at which the wall shows a time on a day, or a
    later one: a time that the clock skips is the moment of the change. Without a zone it is UTC.
    """
    where = zone_of(zone) or UTC
    wanted = datetime(day.year, day.month, day.day, *at, tzinfo=where)
    found = wanted.timestamp()
    while _shown(found - 60, where) >= wanted.replace(tzinfo=None):
        found -= 60
    return found


def _shown(at: float, where: tzinfo) -> datetime:
    """What the wall shows at a moment."""
    return datetime.fromtimestamp(at, UTC).astimezone(where).replace(tzinfo=None)


def day_of(at: float, zone: str) -> date:
    """The day on the person's calendar at a moment."""
    return datetime.fromtimestamp(at, UTC).astimezone(zone_of(zone) or UTC).date()
