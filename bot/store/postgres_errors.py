"""PostgreSQL's errors as ours, in words that say how to mend it.

PostgreSQL's own messages can hold the address of the server and values of a row, so only the
five letters of its code are passed on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg

from bot.store.protocol import (
    StoreAwayError,
    StoreConflictError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreNewerError,
)

NAME: Final = "the PostgreSQL database"
_DAMAGED: Final = ("XX001", "XX002", "58P01")
_UNWRITABLE: Final = ("53100", "53200", "25006", "58030")
_CONFLICT: Final = ("40001", "40P01", "55P03")
_STOPPED: Final = ("57014", "57P05", "25P03", "25P04")
"""Ended because it took too long: a statement, or a session that said nothing."""
_REFUSED: Final = ("28000", "28P01", "3D000", "42501")

_GONE: Final = ("42P01", "42703")
"""A table or a column that this program uses is not there."""


@contextmanager
def explained() -> Iterator[None]:
    """Raise what PostgreSQL raises as a `StoreError`, without its words."""
    try:
        yield
    except psycopg.Error as error:
        raise explain(error) from None


def explain(error: psycopg.Error) -> StoreError:
    """An error in our words."""
    code = error.sqlstate or ""
    if code in _DAMAGED:
        return StoreDamagedError(f"{NAME} is damaged ({code}); restore a backup")
    if code in _UNWRITABLE:
        return StoreFullError(
            f"{NAME} can't be written ({code}); free space on its disk, or use a server that "
            "isn't read-only"
        )
    if code in _CONFLICT:
        return StoreConflictError(f"{NAME} was busy with another process's change ({code})")
    if code in _REFUSED:
        return StoreAwayError(
            f"{NAME} refuses us ({code}); check user, password, name and rights in "
            "MOORING_DATABASE_URL"
        )
    if code in _GONE:
        return StoreNewerError(
            f"{NAME} has other tables than this program knows ({code}); they are a newer "
            "Mooring's, run that one"
        )
    if code in _STOPPED:
        return StoreAwayError(f"{NAME} took too long and ended the session ({code})")
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        why = code or "no answer"
        return StoreAwayError(
            f"{NAME} can't be reached ({why}); is its server running, and are host, port "
            "and name of the database in MOORING_DATABASE_URL right?"
        )
    return StoreError(f"{NAME} did not take it ({type(error).__name__} {code})".rstrip())
