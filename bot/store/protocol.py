"""What a store must do. SQLite is one; `tests/store/contract.py` is the test that any must pass.

A store is used from one thread at a time (`bot.store.writer` sees to that). Everything that
changes something happens inside `transaction()`, all of it or nothing.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from bot.store.homework_ports import Homework
from bot.store.links import Links
from bot.store.ports import Custody, Flows, Mail, People


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


class StoreNewerError(StoreError):
    """The tables are of a newer program, and without what this one needs: it has to be replaced."""


class Transaction(Mail, People, Flows, Links, Homework, Custody, Protocol):
    """One unit of work."""

    def savepoint(self) -> AbstractContextManager[None]:
        """A part that can fail alone: an exception inside undoes it and goes on up.

        Raises:
            StoreError: The store failed inside; its kinds are those of `Store.transaction`.
        """


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
