"""What a store must do. SQLite is one; `tests/store/contract.py` is the test that any must pass.

A store is used from one thread at a time (`bot.store.writer` sees to that). Everything that
changes something happens inside `transaction()`, all of it or nothing.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from bot.store.rows import Answer, Incoming, Outgoing, Pending, Person, Queued, Timer


class StoreError(Exception):
    """The store can't do what was asked. The message says why and how to mend it."""


class StoreBusyError(StoreError):
    """Another process holds the store; it is named in the message."""


class StoreFullError(StoreError):
    """The disk is full or read-only: nothing was written. Trying again later may work."""


class StoreDamagedError(StoreError):
    """The database is damaged: nothing more can be trusted to it. Restore a backup."""


class StoreAwayError(StoreError):
    """The server of the database can't be reached, or ended our session; it may come back."""


class StoreConflictError(StoreError):
    """Another process changed the same: nothing of ours happened. Again at once, it works."""


class StoreLostError(StoreAwayError):
    """The session is gone that gave this process the right to send; another may have it now."""


class Transaction(Protocol):
    """One unit of work."""

    def savepoint(self) -> AbstractContextManager[None]:
        """A part that can fail alone: an exception inside undoes it and goes on up.

        Raises:
            StoreError: The store failed inside; its kinds are those of `Store.transaction`.
        """

    # what came in
    def receive(self, updates: Iterable[Incoming]) -> int:
        """Keep updates not seen before; how many were new."""

    def pending(self, now: float, limit: int) -> Sequence[Pending]:
        """The oldest unhandled update of each chat, unless that was put off; oldest first."""

    def handled(self, seq: int) -> None:
        """This update has taken effect."""

    def put_off(self, seq: int, until: float) -> None:
        """Handling failed; try again, and keep the chat's later updates behind it."""

    def give_up(self, seq: int, why: str) -> None:
        """Handling failed for good. `why` is a code, never words of a person."""

    def forget_handled(self, before: float) -> int:
        """Drop handled updates older than this; how many."""

    # people
    def person(self, chat: int) -> Person | None:
        """Someone who has talked to the bot."""

    def save_person(self, person: Person) -> None:
        """Keep a person as they are now."""

    def session(self, chat: int) -> bytes | None:
        """The conversation of a person."""

    def save_session(self, chat: int, body: bytes | None, pins: Iterable[tuple[str, str]]) -> None:
        """Keep a conversation with the revisions it is pinned to, or drop it."""

    def keep(self, answers: Iterable[Answer]) -> None:
        """Keep answers; the same one of the same session replaces itself."""

    def last(self, chat: int, flow: str, name: str) -> Answer | None:
        """The newest answer of this name that is kept as history."""

    def cards(self, chat: int) -> Sequence[Answer]:
        """What a person saved to read again: the newest of each flow and name, oldest first."""

    # what goes out
    def send(self, messages: Iterable[Outgoing]) -> None:
        """Queue messages, in this order."""

    def sendable(self, now: float, limit: int, busy: Iterable[int]) -> Sequence[Queued]:
        """For each chat not in `busy`, its first message if that is due; most urgent first.

        A message of `Priority.CRISIS` overtakes what waits in its own chat, too.
        """

    def queue(self, chat: int, now: float, limit: int) -> Sequence[Queued]:
        """A chat's first messages, in the order in which they go, as far as they are due."""

    def sent(self, seq: int, message: int, now: float) -> None:
        """A message has arrived, as message number `message`."""

    def send_later(self, seq: int, until: float) -> None:
        """Sending failed; try again, and keep the chat's later messages behind it."""

    def drop(self, seq: int, why: str) -> None:
        """A message will never be sent. `why` is a code."""

    def drop_all(self, chat: int, why: str) -> int:
        """Nothing more is sent to a chat; how many messages that was."""

    # what is due
    def set_timers(self, timers: Iterable[Timer]) -> None:
        """Set timers; each replaces the one of its name."""

    def cancel_timers(self, chat: int, names: Sequence[str] = ()) -> None:
        """Forget a person's timers, or only the named ones: also those that have rung and wait
        to be handled, or they would ring in the next exercise."""

    def ring(self, now: float, limit: int) -> int:
        """Turn timers that are due into updates, once each; how many."""

    def next_due(self) -> float | None:
        """When the next timer or message is due."""

    # flows and files
    def keep_revision(self, flow: str, structure: str, body: bytes) -> None:
        """Keep a revision of a flow for the sessions that are pinned to it."""

    def revisions(self) -> Sequence[tuple[str, str, bytes]]:
        """Every revision that is kept: flow, structure, file."""

    def forget_revisions(self, current: Iterable[tuple[str, str]]) -> int:
        """Drop revisions that are neither current nor pinned by a session; how many."""

    def file_id(self, key: str) -> str | None:
        """The name that Telegram gave to a file we sent before."""

    def save_file_id(self, key: str, file_id: str) -> None:
        """Remember that name."""

    # what is counted
    def tally(self, day: str, what: str, key: str) -> None:
        """Count one of these on a day (2026-03-31). Neither words nor persons are kept."""

    def tallies(self, since: str) -> Sequence[tuple[str, str, str, int]]:
        """What was counted from that day on: day, what, key, how often."""

    def standing(self, flow: str) -> Sequence[tuple[str, int]]:
        """How many conversations are pinned to which structure of a flow."""


class Store(Protocol):
    """A place to keep everything."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Begin a unit of work; it is durable when the block ends without an exception.

        Raises:
            StoreFullError: Nothing could be written.
            StoreDamagedError: The database can't be trusted.
            StoreError: Something else is wrong with it.
        """

    def close(self) -> None:
        """Let go of the store."""
