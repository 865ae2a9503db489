"""Homework, its words sealed. See `bot.store.homework_ports.Homework`."""

from collections.abc import Sequence

from bot.store.homework_rows import Assignment, State
from bot.store.protocol import Transaction
from bot.store.sealed_keys import Keys


class SealedHomework:
    """All words of an assignment are sealed with the key of the person whose it is, also those of
    a therapist."""

    def __init__(self, work: Transaction, keys: Keys) -> None:
        self._work, self._keys = work, keys
        self.standings = work.standings
        self.happen = work.happen
        self.happened = work.happened
        self.nudging = work.nudging
        self.save_nudging = work.save_nudging
        self.last_run = work.last_run

    def save_assignment(self, assignment: Assignment) -> None:
        """Keep an assignment, sealed."""
        self._work.save_assignment(self._keys.seal_row("assignment", assignment))

    def assignment(self, id_: str) -> Assignment | None:
        """One assignment, opened."""
        found = self._work.assignment(id_)
        return self._keys.open_row("assignment", found) if found else None

    def assignments(self, chat: int, states: Sequence[State] = ()) -> Sequence[Assignment]:
        """A person's, opened."""
        return self._read(self._work.assignments(chat, states))

    def given(self, links: Sequence[str]) -> Sequence[Assignment]:
        """What was given over these links, opened."""
        return self._read(self._work.given(links))

    def _read(self, assignments: Sequence[Assignment]) -> list[Assignment]:
        self._keys.look_up(one.chat for one in assignments)
        return [self._keys.open_row("assignment", one) for one in assignments]
