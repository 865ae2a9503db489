"""What of a person's has its turn now, and when the next comes. Pure.

All that has its turn on one day comes as one reminder, when the first of it is due; there is one
reminder a day at most, but for those that somebody asked to have later.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, NamedTuple

from bot.homework.rhythm import Rhythm, day_of, moment, turn_after
from bot.people.profile import QUIET, Hours
from bot.people.quiet import GRACE_SECONDS, may_come
from bot.store.homework_rows import Assignment

OPEN_SECONDS: Final = 7 * 86400.0
"""So long something stays theirs to do after its turn; then it is let go without a word."""
_DAYS_MAX: Final = 800


class Calendar(NamedTuple):
    """What decides when a person can be reminded.

    Attributes:
        zone: IANA zone, or empty.
        quiet: Their quiet hours.
        nudged: The last day with a reminder, or empty.
        held: Nothing comes before this moment.
    """

    zone: str = ""
    quiet: Hours = QUIET
    nudged: str = ""
    held: float = 0.0

    def free(self, at: float) -> float:
        """The first moment from `at` on at which something may come."""
        return may_come(max(at, self.held), self.zone, self.quiet)

    def day(self, at: float) -> str:
        """The day on their calendar."""
        return day_of(at, self.zone).isoformat()

    def unspent(self, at: float, rhythm: Rhythm) -> float:
        """The first moment from `at` on, on a day that has had no reminder."""
        free = self.free(at)
        if not self.nudged or self.day(free) > self.nudged:
            return free
        spent = date.fromisoformat(self.nudged) - timedelta(days=1)
        day = max(day_of(at, self.zone), spent)
        while self.day(free) <= self.nudged:
            day += timedelta(days=1)
            free = self.free(moment(day, rhythm.at, self.zone))
        return free


class Turn(NamedTuple):
    """A turn that is to come: which day's it is, and when it may come.

    Attributes:
        day: The day on their calendar that this is the turn of.
        at: When it may come, whatever else came that day.
        due: The same on a day without a reminder.
    """

    day: date
    at: float
    due: float


def turn(one: Assignment, rhythm: Rhythm, calendar: Calendar) -> Turn | None:
    """The next turn of an assignment."""
    if rhythm.kind == "after":
        if one.due is None:
            return None
        at = calendar.free(one.due)
        return Turn(day_of(one.due, calendar.zone), at, calendar.unspent(one.due, rhythm))
    day = turn_after(rhythm, one.day, one.position)
    if day is None:
        return None
    at = moment(day, rhythm.at, calendar.zone)
    return Turn(day, calendar.free(at), calendar.unspent(at, rhythm))


def taken(one: Assignment, rhythm: Rhythm, turn: Turn, now: float) -> Assignment:
    """A turn is used up: it is theirs to do from now on."""
    due = None if rhythm.kind == "after" else one.due
    return replace(one, day=max(one.day, turn.day.isoformat()), opened=now, due=due)


def caught_up(one: Assignment, calendar: Calendar, now: float) -> Assignment:
    """Without turns that are too late to remind of: they are theirs, but nothing says so."""
    rhythm = Rhythm.from_json(one.rhythm)
    if one.snooze is not None and _late(calendar.free(one.snooze), now):
        one = replace(one, snooze=None)
    for _ in range(_DAYS_MAX):
        found = turn(one, rhythm, calendar)
        if found is None or not (_late(found.due, now) or calendar.day(found.at) < calendar.nudged):
            break
        one = taken(one, rhythm, found, found.at)
    return one


def _late(due: float, now: float) -> bool:
    return now - due > GRACE_SECONDS


def due(one: Assignment, calendar: Calendar) -> float | None:
    """When an assignment comes next by itself."""
    found = turn(one, Rhythm.from_json(one.rhythm), calendar)
    asked = None if one.snooze is None else calendar.free(one.snooze)
    return min((at for at in (found and found.due, asked) if at is not None), default=None)


def ripe(all_: Iterable[Assignment], calendar: Calendar, now: float) -> Sequence[Assignment]:
    """What a reminder at this moment speaks of, with its turn taken; nothing if none is due.

    Args:
        all_: What is active, caught up.
        calendar: When they can be reminded.
        now: Seconds since 1970.
    """
    active = list(all_)
    if all((at := due(one, calendar)) is None or at > now for one in active):
        return []
    return [one for before in active for one in _today(before, calendar, now)]


def _today(one: Assignment, calendar: Calendar, now: float) -> Iterator[Assignment]:
    """An assignment with all turns of today taken, if there is one."""
    rhythm, today = Rhythm.from_json(one.rhythm), calendar.day(now)
    asked = one.snooze is not None and calendar.free(one.snooze) <= now
    after = one
    while (found := turn(after, rhythm, calendar)) and calendar.day(found.due) <= today:
        after = taken(after, rhythm, found, now)
    if after.day == one.day and after.due == one.due and not asked:
        return
    new = rhythm.kind != "programme" and (after.day, after.due) != (one.day, one.due)
    yield replace(after, opened=now, snooze=None, position=one.position + new)


def is_open(one: Assignment, now: float) -> bool:
    """Whether it is theirs to do now."""
    return one.opened is not None and now - one.opened < OPEN_SECONDS


def closes(one: Assignment, calendar: Calendar, now: float) -> float | None:
    """When an assignment is over by itself: its last turn is let go, if it was not done.

    Returns:
        None while turns are to come; a moment that has passed if it is over now.
    """
    rhythm = Rhythm.from_json(one.rhythm)
    if one.snooze is not None or turn(one, rhythm, calendar) is not None:
        return None
    late = bool(rhythm.until) and calendar.day(now) > rhythm.until
    if rhythm.kind == "after" and not late and not 0 < rhythm.times <= one.position:
        return None
    return 0.0 if one.opened is None else one.opened + OPEN_SECONDS
