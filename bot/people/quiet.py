"""When a message that can wait may come: not at night, and not long after it was due."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.people.profile import Hours

GRACE_SECONDS: Final = 3 * 3600.0
"""A nudge that comes later than this, after a power cut say, makes no sense any more."""


def may_come(at: float, zone: str, quiet: Hours) -> float:
    """The first moment from `at` on outside a person's quiet hours.

    Args:
        at: Seconds since 1970 (UTC).
        zone: IANA name; without one nobody knows when it is night, so `at` is taken.
        quiet: The hours, by the clock on the person's wall: from 22 to 8, say.

    Returns:
        Seconds since 1970. On a day when the clock skips the hour at which quiet ends, the
        moment of the change.
    """
    begin, end = quiet
    where = zone_of(zone)
    if where is None or begin == end:
        return at
    local = datetime.fromtimestamp(at, UTC).astimezone(where)
    if not within(local.hour, begin, end):
        return at
    day = local.date() + timedelta(days=1 if local.hour >= end else 0)
    wall = datetime(day.year, day.month, day.day, end, tzinfo=where)
    # A wall clock that is set back shows `end` twice (fold 0 and 1). One that is set forward
    # may never show it: then the moment of the change is meant.
    ends = (wall.replace(fold=fold).astimezone(UTC).timestamp() for fold in (0, 1))
    moment = next((one for one in ends if one > at), at)
    while moment - 60 >= at and not within(_hour(moment - 60, where), begin, end):
        moment -= 60
    return moment


def zone_of(name: str) -> ZoneInfo | None:
    """The zone of that name; None for none and for one that is not in the database any more."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def too_late(due: float, now: float) -> bool:
    """Whether something due at one moment is better dropped than sent at the other."""
    return now - due > GRACE_SECONDS


def _hour(at: float, zone: ZoneInfo) -> int:
    return datetime.fromtimestamp(at, UTC).astimezone(zone).hour


def within(hour: int, begin: int, end: int) -> bool:
    """Whether an hour is a quiet one."""
    return begin <= hour < end if begin < end else hour >= begin or hour < end
