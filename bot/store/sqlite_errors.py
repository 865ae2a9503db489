"""SQLite's errors as ours, in words that say how to mend it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bot.store.protocol import StoreDamagedError, StoreError, StoreFullError

_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_UNWRITABLE: Final = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
)
_LOCKED: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Raise what SQLite raises as a `StoreError` about the file `name`.

    SQLite's messages hold no data, but the chain is cut anyway.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
        raise _explain(name, code, str(error)) from None


def _explain(name: str, code: int, words: str) -> StoreError:
    if code in _DAMAGED:
        return StoreDamagedError(
            f"{name} is damaged or no database ({words}); keep a copy and restore a backup"
        )
    if code in _UNWRITABLE:
        return StoreFullError(
            f"{name} can't be written ({words}); free space on its disk or mend its rights"
        )
    if code in _LOCKED:
        return StoreFullError(f"{name} is locked by another program ({words}); close that one")
    return StoreError(f"{name}: {words}")
