"""How many people there are, day by day: who is new, who has stayed, who is still known."""

import math
import random
from typing import Final, NamedTuple

from bot.simulate.assumptions import Assumptions

SETTLING_DAYS: Final = 30
MONTH: Final = 365 / 12


class Census(NamedTuple):
    """A day.

    Attributes:
        settled: People who have stayed a month or were there at the start.
        trying: People in their first month who have not left yet, without those of today.
        joined: How many are new today.
        left: How many stopped today.
        kept: How many people the database knows.
    """

    settled: float
    trying: float
    joined: int
    left: float
    kept: float

    @property
    def using(self) -> float:
        """Who uses the bot."""
        return self.settled + self.trying + self.joined


class Population:
    """Of a bot.

    Args:
        people: Who has stayed, at the start.
        joins: New people a day; as many as keep the number, if None.
        assume: How many stay.
        dice: Chance, from a seed.
    """

    def __init__(
        self, people: int, joins: float | None, assume: Assumptions, dice: random.Random
    ) -> None:
        self._dice = dice
        self._deletes = assume.delete_when_leaving.value
        self._leave_a_day = 1 - (1 - assume.leave_a_month.value) ** (1 / MONTH)
        self._stay = _curve(assume)
        balanced = people * self._leave_a_day / self._stay[-1]
        self.joins = balanced if joins is None else joins
        self._settled = float(people)
        self._ages = [self.joins * share for share in self._stay[1:-1]]
        self._kept = float(people) + sum(self._ages)

    def day(self) -> Census:
        """The next day."""
        joined = poisson(self._dice, self.joins)
        stopped = self._settled * self._leave_a_day
        before = sum(self._ages)
        shares = [b / a for a, b in zip(self._stay[1:], self._stay[2:], strict=False)]
        moved = [count * share for count, share in zip(self._ages, shares, strict=True)]
        arrived = moved.pop() if moved else 0.0
        stopped += before - sum(moved) - arrived
        self._settled += arrived - self._settled * self._leave_a_day
        trying = sum(moved)
        self._ages = [joined * self._stay[1], *moved]
        stopped += joined * (1 - self._stay[1])
        self._kept += joined - stopped * self._deletes
        return Census(self._settled, trying, joined, stopped, self._kept)


def _curve(assume: Assumptions) -> list[float]:
    """The share that is still there after so many days, 0 to 30: evenly fewer after the first."""
    first, last = assume.kept_after_1_day.value, assume.kept_after_30_days.value
    first = max(first, last)
    rate = math.log(last / first) / (SETTLING_DAYS - 1)
    return [1.0, *(first * math.exp(rate * day) for day in range(SETTLING_DAYS))]


def poisson(dice: random.Random, mean: float) -> int:
    """How often something happens by chance that happens so often on average."""
    if mean <= 0:
        return 0
    if mean > 50:
        return max(0, round(dice.gauss(mean, math.sqrt(mean))))
    limit, count, product = math.exp(-mean), 0, dice.random()
    while product > limit:
        count += 1
        product *= dice.random()
    return count
