"""What the database holds after a while: rows and bytes by table, with what goes by itself."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.delivery.tidy import REMEMBERED_SECONDS
from bot.people.keeping import DAY_SECONDS
from bot.simulate.costs import Rows


class Grown(NamedTuple):
    """A table: rows and bytes, and how many rows a day go by themselves by now."""

    rows: float
    size: float


class Ledger:
    """Counts by day what is written.

    Args:
        rows: What comes with what, as measured.
        choices: How many people keep their answers for how many days; 0 is for good.
    """

    def __init__(self, rows: Mapping[str, Rows], choices: Mapping[int, float]) -> None:
        self._rows = rows
        self._choices = choices
        self._exercises: list[float] = []
        self._updates: list[float] = []
        self._reminders = 0.0
        self._people = 0.0
        self._homework = 0.0

    def day(
        self, exercises: float, updates: float, reminders: float, people: float, homework: float
    ) -> None:
        """A day is over.

        Args:
            exercises: That were begun.
            updates: And timers, that were handled.
            reminders: That were sent.
            people: Whom the database knows.
            homework: Of them, those who ever had homework.
        """
        self._exercises.append(exercises)
        self._updates.append(updates)
        self._reminders += reminders
        self._people = people
        self._homework = homework

    def tables(self) -> dict[str, Grown]:
        """What is there now."""
        days = round(REMEMBERED_SECONDS / DAY_SECONDS)
        there = {
            "person": self._people,
            "homework": self._homework,
            "reminder": self._reminders,
            "exercise": self._kept(self._exercises),
            "update": sum(self._updates[-days:]),
        }
        found = {}
        for table, one in self._rows.items():
            count = there[one.with_each] * one.number
            found[table] = Grown(count, count * one.size)
        return found

    def _kept(self, days: Sequence[float]) -> float:
        """What nobody's choice has let go yet."""
        whole = sum(self._choices.values())
        return sum(
            share / whole * sum(days[-keep:] if keep else days)
            for keep, share in self._choices.items()
        )
