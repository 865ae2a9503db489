"""What a day asks of the bot, minute by minute: who begins, who is new, who is reminded."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from bot.people.quiet import zone_of
from bot.simulate.assumptions import Assumptions
from bot.simulate.homework import PANEL, Day
from bot.simulate.population import Census
from bot.simulate.profile import Profile

MINUTES: Final = 1440


class Demand(NamedTuple):
    """A day (UTC), as expected.

    Attributes:
        begin: When it begins, in seconds since 1970.
        begun: Exercises that are begun in each minute.
        updates: What people send in each minute.
        steps: Timers of exercises that ring in each minute.
        late: Timers that remind of an exercise that was left.
        reminders: Timers of homework, by the second of the day.
        risk: Messages with words of risk in each minute.
        too_late: Reminders that are dropped because they would come too late.
    """

    begin: float
    begun: Sequence[float]
    updates: Sequence[float]
    steps: Sequence[float]
    late: Sequence[float]
    reminders: dict[int, float]
    risk: Sequence[float]
    too_late: float


class Habits:
    """Turns a day's people into what they do.

    Args:
        assume: When and how often.
        exercise: What an exercise asks.
        welcome: What the first minutes of somebody new ask.
        homework: The share of people with homework.
    """

    def __init__(
        self, assume: Assumptions, exercise: Profile, welcome: Profile, homework: float
    ) -> None:
        self._assume = assume
        self._exercise = exercise
        self._welcome = welcome
        self._homework = homework

    def day(self, day: date, census: Census, panel: Day) -> Demand:
        """What is expected on a day."""
        begin = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
        assume = self._assume
        mean = assume.sessions_a_week.value / 7
        factor = _level(assume.weekdays.value, day.weekday())
        factor *= _level(assume.months.value, day.month - 1)
        shape = self._shape(begin)
        usual = (census.settled + census.trying) * mean * factor
        each = census.settled * self._homework / PANEL
        answered = self._answers(panel, begin, each)
        own = [usual * part + more for part, more in zip(shape, answered, strict=True)]
        new = [census.joined * part for part in shape]
        begun = [one + two for one, two in zip(own, new, strict=True)]  # the new do one, too
        updates = _spread(begun, self._exercise.updates)
        for minute, more in enumerate(_spread(new, self._welcome.updates)):
            updates[minute] += more
        reminders: Counter[int] = Counter()
        for one in panel.reminded:
            reminders[min(86399, max(0, int(one.at - begin)))] += each  # type: ignore[assignment]
        risk = assume.risk_in_1000_exercises.value / 1000
        return Demand(
            begin,
            begun,
            updates,
            _spread(begun, self._exercise.steps),
            [count * self._exercise.later for count in begun],
            dict(reminders),
            [count * risk for count in begun],
            panel.too_late * each,
        )

    def peak(self, day: date) -> float:
        """When most is begun on a day, reminders aside; seconds since 1970."""
        begin = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
        shape = self._shape(begin)
        return begin + 60 * shape.index(max(shape))

    def _shape(self, begin: float) -> list[float]:
        """The share of a day that is begun in each minute, over all zones; together 1."""
        hours, zones = self._assume.hours.value, self._assume.zones.value
        shape = [0.0] * MINUTES
        for name, weight in zones.items():
            share = weight / sum(zones.values()) / sum(hours)
            for hour in range(24):
                local = datetime.fromtimestamp(begin + hour * 3600, UTC).astimezone(zone_of(name))
                for minute in range(60):
                    clock = local.hour * 60 + local.minute + minute
                    shape[hour * 60 + minute] += share * _between(hours, clock) / 60
        return shape

    def _answers(self, panel: Day, begin: float, each: float) -> list[float]:
        """Exercises that follow a reminder: most soon, few much later."""
        mean = self._assume.answer_within_minutes.value
        answered = [0.0] * MINUTES
        keep = math.exp(-1 / mean)
        for one in panel.reminded:
            if not one.answers:
                continue
            share, left = 1 - keep, 1.0
            for minute in range(int((one.at - begin) // 60), MINUTES):
                answered[minute] += each * left * share
                left *= keep
                if left < 0.01:
                    break
        return answered


def _level(weights: Sequence[float], place: int) -> float:
    """A weight beside the mean of all."""
    return weights[place] / (sum(weights) / len(weights))


def _between(hours: Sequence[float], clock: int) -> float:
    """The curve between the middles of hours, at a minute of the day."""
    place = clock / 60 - 0.5
    before = math.floor(place)
    share = place - before
    return hours[before % 24] * (1 - share) + hours[(before + 1) % 24] * share


def _spread(begun: Sequence[float], after: Sequence[float]) -> list[float]:
    """What follows in the minutes after each beginning. The end of a day is over at its end."""
    found = [0.0] * MINUTES
    for offset, share in enumerate(after):
        if share:
            for minute in range(MINUTES - offset):
                found[minute + offset] += begun[minute] * share
            for minute in range(MINUTES - offset, MINUTES):
                found[minute + offset - MINUTES] += begun[minute] * share
    return found
