"""When reminders come: a panel of people, each with the real rules, day by day.

`bot.homework.plan` and `rhythm` decide as they do for a person in the store: one reminder a day at
most, quiet hours, the change of the clock, what is too late. Each of the panel stands for many.
"""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from bot.homework import plan
from bot.homework.plan import Calendar
from bot.homework.rhythm import USUAL, Clock, day_of, each, on
from bot.homework.schedule import IGNORED_MAX
from bot.simulate.assumptions import Assumptions
from bot.store.homework_rows import Assignment

PANEL: Final = 120
EVENING: Final = tuple((hour, minute) for hour in range(17, 22) for minute in (0, 30))
DAY: Final = 86400.0
WARMING_DAYS: Final = 30
"""So long before the first day the panel begins: by then as many are silent as usual."""


class Reminded(NamedTuple):
    """One of the panel gets a reminder at a moment (seconds since 1970), and may answer."""

    at: float
    answers: bool


class Day(NamedTuple):
    """A day (UTC) of the panel: who is reminded when, and for how many it was too late."""

    reminded: tuple[Reminded, ...]
    too_late: int


class Down(NamedTuple):
    """From when to when (seconds since 1970) the bot does not run."""

    begin: float
    end: float

    def up_again(self, at: float) -> float:
        """When something due at this moment is seen."""
        return self.end if self.begin <= at < self.end else at


NEVER_DOWN: Final = Down(0.0, 0.0)


class Panel:
    """People with homework.

    Args:
        assume: Their zones, when they are reminded, whether they answer.
        a_week: How many days a week have a reminder.
        storm: The time at which everybody has it; otherwise as assumed.
        begin: The first day.
        dice: Chance, from a seed.
        down: When the bot does not run.
    """

    def __init__(  # noqa: PLR0913, PLR0917  (what decides when a reminder comes)
        self,
        assume: Assumptions,
        a_week: float,
        storm: Clock | None,
        begin: date,
        dice: random.Random,
        down: Down = NEVER_DOWN,
    ) -> None:
        self._assume = assume
        self._dice = dice
        self._down = down
        first = begin - timedelta(days=WARMING_DAYS)
        self._members = [self._member(a_week, storm, first, n) for n in range(PANEL)]
        for number in range(WARMING_DAYS):
            self.day(first + timedelta(days=number))

    def _member(self, a_week: float, storm: Clock | None, begin: date, number: int) -> "_Member":
        zones = self._assume.zones.value
        zone = self._dice.choices(list(zones), list(zones.values()))[0]
        usual = self._dice.random() < self._assume.reminder_at_usual_time.value
        at = storm or (USUAL if usual else self._dice.choice(EVENING))
        days = min(7, int(a_week) + (self._dice.random() < a_week % 1))
        rhythm = each(1, at) if days == 7 else on(self._dice.sample(range(7), max(1, days)), at)
        rhythm = rhythm._replace(begin=begin.isoformat())
        one = Assignment(
            f"{number:010}", number, "", "flow", "daily-checkin", rhythm.to_json(), state="active"
        )
        return _Member(one, Calendar(zone))

    def day(self, day: date) -> Day:
        """A day; each has to follow the one before."""
        begin = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
        reminded: list[Reminded] = []
        too_late = 0
        for member in self._members:
            if member.silent_until > begin:
                continue
            late, found = self._until(member, begin + DAY)
            too_late += late
            reminded += found
        return Day(tuple(sorted(reminded)), too_late)

    def _until(self, member: "_Member", end: float) -> tuple[int, list[Reminded]]:
        """What happens with one of them before a moment, and how many turns were too late."""
        late, found = 0, []
        while (due := plan.due(member.one, member.calendar)) is not None and due < end:
            now = self._down.up_again(due)
            if now >= end:
                break
            caught = plan.caught_up(member.one, member.calendar, now)
            late += caught != member.one
            ripe = plan.ripe([caught], member.calendar, now)
            member.one = ripe[0] if ripe else caught
            if not ripe:
                continue
            if member.unanswered >= IGNORED_MAX:
                self._fall_silent(member, now)
                break
            found.append(self._remind(member, now))
        return late, found

    def _remind(self, member: "_Member", now: float) -> Reminded:
        answers = self._dice.random() < self._assume.answer_a_reminder.value
        member.unanswered = 0 if answers else member.unanswered + 1
        member.calendar = member.calendar._replace(nudged=member.calendar.day(now))
        return Reminded(now, answers)

    def _fall_silent(self, member: "_Member", now: float) -> None:
        """Nothing comes until they go on by themselves."""
        days = self._dice.expovariate(1 / self._assume.come_back_after_days.value)
        member.silent_until = now + days * DAY
        member.unanswered = 0
        day = day_of(member.silent_until, member.calendar.zone).isoformat()
        member.one = replace(member.one, day=max(member.one.day, day))


class _Member:
    """One of the panel."""

    def __init__(self, one: Assignment, calendar: Calendar) -> None:
        self.one = one
        self.calendar = calendar
        self.unanswered = 0
        self.silent_until = 0.0
