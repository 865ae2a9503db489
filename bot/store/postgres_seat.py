"""The right to send: one process's at a time, held by the very session that sends.

It is an advisory lock of PostgreSQL, so it goes with the session, however that ends; and because
what is sent is read and recorded in the same session, nobody who has lost it can go on unnoticed.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Final

import psycopg
from pydantic import SecretStr

from bot.store.postgres import connected, hurried
from bot.store.postgres_errors import explained
from bot.store.postgres_pipe import Care, Connection
from bot.store.postgres_work import PostgresTransaction
from bot.store.protocol import StoreAwayError, StoreLostError

SENDING: Final = 0x73656E64
"""The advisory lock ("send") of whoever sends."""
SILENT_SECONDS: Final = 6
"""A holder that says nothing for so long loses the seat: its machine may be gone or stuck."""


class Seat:
    """Where a process asks for the right to send."""

    def __init__(self, url: SecretStr) -> None:
        self._url = url
        self._waiting: tuple[ExitStack, Connection] | None = None

    def take(self) -> "Seated | None":
        """The store of whoever has the seat, or None while another process has it.

        Raises:
            StoreAwayError: The server can't be reached.
        """
        try:
            with explained():
                if self._waiting is None:
                    stack = ExitStack()
                    self._waiting = stack, stack.enter_context(connected(self._url))
                stack, connection = self._waiting
                row = connection.execute(
                    "select pg_try_advisory_lock(0, %s)", (SENDING,)
                ).fetchone()
                if not row or not row[0]:
                    return None
                connection.execute(
                    "select set_config('idle_session_timeout', %s, false), "
                    "set_config('idle_in_transaction_session_timeout', %s, false)",
                    (f"{SILENT_SECONDS}s", f"{SILENT_SECONDS}s"),
                )
        except StoreAwayError:
            self.leave()
            raise
        self._waiting = None
        hurried(connection)
        return Seated(stack, connection)

    def leave(self) -> None:
        """Wait for it no more."""
        if self._waiting is not None:
            stack, _ = self._waiting
            self._waiting = None
            stack.close()


class Seated:
    """A store whose every unit of work proves that the seat is still ours."""

    def __init__(self, stack: ExitStack, connection: Connection) -> None:
        self._stack = stack
        self._connection = connection
        self._care = Care()

    @contextmanager
    def transaction(self) -> Iterator[PostgresTransaction]:
        """Begin a unit of work, see `bot.store.protocol.Store`.

        Raises:
            StoreLostError: The session is gone, and with it the seat.
        """
        try:
            with explained(), _undone_on_failure(self._connection):
                work = PostgresTransaction(self._connection, self._care)
                yield work
                work.finish()
        except StoreAwayError as error:
            raise StoreLostError(str(error)) from None

    def close(self) -> None:
        """Give the seat to whoever waits for it."""
        self._stack.close()


@contextmanager
def _undone_on_failure(connection: Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with suppress(psycopg.Error):  # the session is gone, and what it did with it
            connection.rollback()
        raise
