"""How many people one bot carries: the busiest day, with more and more of them, until it breaks."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from bot.people.quiet import GRACE_SECONDS
from bot.simulate.demand import MINUTES, Demand
from bot.simulate.lines import Lines, Rules
from bot.simulate.population import Census
from bot.simulate.year import DayRun, Year

CRISIS_SECONDS: Final = 5.0
REPLY_SECONDS: Final = 10.0
STEP_SECONDS: Final = 30.0
LATE_SHARE: Final = 0.001
WRITER_SHARE: Final = 0.7
FINEST: Final = 1.05
"""The size is found to some 5 %."""
MOST: Final = 16.0
"""Beyond so many times as many nobody looks, nor below that part."""
BEFORE, AFTER = 90, 240
"""So many minutes before and after the fullest of the day are tried."""


class Limit(NamedTuple):
    """What breaks, and with how many people; None if it held as far as was looked."""

    name: str
    says: str
    people: int | None


class Taken(NamedTuple):
    """How the fullest hours of a day went.

    Attributes:
        crisis: Seconds in which 99 % of the words of help came.
        reply: The same, of answers.
        pacing: The same, of the steps of an exercise.
        late: The share of reminders that came later than anybody wants them.
        writer: The share of the writer's time in the busiest minute.
    """

    crisis: float
    reply: float
    pacing: float
    late: float
    writer: float


_LIMITS: Final[Sequence[tuple[str, str, Callable[[Taken], bool]]]] = (
    ("crisis", f"1 of 100 words of help takes more than {CRISIS_SECONDS:.0f} s",
     lambda day: day.crisis > CRISIS_SECONDS),
    ("reply", f"1 of 100 answers takes more than {REPLY_SECONDS:.0f} s",
     lambda day: day.reply > REPLY_SECONDS),
    ("pacing", f"1 of 100 steps of a rhythm comes more than {STEP_SECONDS:.0f} s late",
     lambda day: day.pacing > STEP_SECONDS),
    ("reminders", f"1 of 1,000 reminders comes more than {GRACE_SECONDS / 3600:.0f} h late",
     lambda day: day.late > LATE_SHARE),
    ("writer", f"the database's writer is busy for more than {WRITER_SHARE:.0%} of a minute",
     lambda day: day.writer > WRITER_SHARE),
)  # fmt: skip


class Search:
    """Tries sizes of one day.

    Args:
        rules: How the bot works.
        base: How long each kind takes when nobody else wants anything.
        day: The busiest.
        census: Who was there on it.
        seed: Of chance.
    """

    def __init__(
        self,
        rules: Rules,
        base: Mapping[str, Sequence[float]],
        day: Demand,
        census: Census,
        seed: int,
    ) -> None:
        self._rules = rules
        self._base = base
        self._day = day
        self._census = census
        self._seed = seed
        self._known: dict[float, Taken] = {}

    def limits(self) -> list[Limit]:
        """What breaks at which size, the first to break first."""
        found = [Limit(name, says, self._size(broken)) for name, says, broken in _LIMITS]
        return sorted(found, key=lambda one: one.people or float("inf"))

    def taken(self, factor: float) -> Taken:
        """How the day goes with so many times as many people."""
        if factor not in self._known:
            self._known[factor] = self._run(factor)
        return self._known[factor]

    def _size(self, broken: Callable[[Taken], bool]) -> int | None:
        factor = 1.0
        while broken(self.taken(factor)):
            factor /= 2
            if factor * MOST < 1:
                return 0
        low = factor
        while not broken(self.taken(low * 2)):
            low *= 2
            if low * 2 > MOST:
                return None
        high = low * 2
        while high / low > FINEST:
            middle = (low * high) ** 0.5
            low, high = (low, middle) if broken(self.taken(middle)) else (middle, high)
        return round(low * self._census.using)

    def _run(self, factor: float) -> Taken:
        year, lines = Year(), Lines(self._rules)
        dice = random.Random(self._seed)  # noqa: S311  (a day that can be repeated)
        day = scaled(self._day, factor)
        fullest = _fullest(day)
        hours = range(max(0, fullest - BEFORE), min(MINUTES, fullest + AFTER))
        DayRun(self._rules, year, lines, dice).run(day, self._census, hours)
        lines.still_waiting(day.begin + 60 * hours.stop, year.delays["full"])
        felt = {kind: year.kind(kind).with_base(base) for kind, base in self._base.items()}
        reminders = year.kind("reminder")
        late = reminders.over(GRACE_SECONDS) / max(1.0, reminders.total)
        return Taken(
            felt["crisis"].at(0.99),
            felt["reply"].at(0.99),
            felt["pacing"].at(0.99),
            late,
            year.writer.writer / self._rules.writers,
        )


def _fullest(day: Demand) -> int:
    """The minute in which most is asked."""
    asked = list(day.updates)
    for second, count in day.reminders.items():
        asked[second // 60] += count
    return asked.index(max(asked))


def scaled(day: Demand, factor: float) -> Demand:
    """The same day with so many times as many people."""
    return day._replace(
        begun=[one * factor for one in day.begun],
        updates=[one * factor for one in day.updates],
        steps=[one * factor for one in day.steps],
        late=[one * factor for one in day.late],
        risk=[one * factor for one in day.risk],
        reminders={second: count * factor for second, count in day.reminders.items()},
        too_late=day.too_late * factor,
    )
