"""What a store must do for homework. See `bot.store.ports`."""

from collections.abc import Sequence
from typing import Protocol

from bot.store.homework_rows import Assignment, Happened, Nudging, Standing, State


class Homework(Protocol):
    """What was assigned, and what became of it."""

    def save_assignment(self, assignment: Assignment) -> None:
        """Keep an assignment as it is now."""

    def assignment(self, id_: str) -> Assignment | None:
        """One assignment. Whoever asks has to look whose it is."""

    def assignments(self, chat: int, states: Sequence[State] = ()) -> Sequence[Assignment]:
        """What is a person's, all of it or in these states; the oldest first."""

    def given(self, links: Sequence[str]) -> Sequence[Assignment]:
        """What was given over these links, the oldest first."""

    def standings(self, links: Sequence[str]) -> Sequence[Standing]:
        """How the homework of each of these links stands; a link without any is left out."""

    def happen(self, happened: Happened) -> None:
        """Note what happened."""

    def happened(self, assignment: str, since: float = 0.0) -> Sequence[Happened]:
        """What happened to an assignment since then, the oldest first."""

    def nudging(self, chat: int) -> Nudging:
        """How a person is reminded."""

    def save_nudging(self, nudging: Nudging) -> None:
        """Keep how a person is reminded."""

    def last_run(self, chat: int, flow: str) -> tuple[str, str] | None:
        """The run of a flow that ended last: its session and the assignment it was done for."""
