"""The store in a SQLite file: no server, one process, everything durable at commit.

`synchronous=FULL` because Telegram is told "received" after our commit; `secure_delete` so
that what is erased leaves no bytes behind; `BEGIN IMMEDIATE` because a deferred transaction
that reads first fails at once beside another writer.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from bot.store.lock import InstanceLock
from bot.store.migrations import migrations
from bot.store.protocol import StoreDamagedError, StoreError, StoreFullError
from bot.store.sqlite_work import SqliteTransaction

_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_FULL: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR})
_BUSY_SECONDS: Final = 5.0


class SqliteStore:
    """Keeps everything in one file.

    Raises:
        StoreBusyError: Another process works on the file.
        StoreDamagedError: The file is no database, or a damaged one.
        StoreFullError: The file can't be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = InstanceLock(path)
        try:
            with self._explained():
                self._db = self._open()
        except StoreError:
            self._lock.release()
            raise

    def _open(self) -> Database:
        connection = sqlite3.connect(
            self._path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = full")
            connection.execute("pragma secure_delete = on")
            connection.execute("pragma foreign_keys = on")
            database = Database(connection, execute_plugins=False)
            migrations.apply(database)
        except BaseException:
            connection.close()
            raise
        return database

    @contextmanager
    def transaction(self) -> Iterator[SqliteTransaction]:
        """Begin a unit of work, see `bot.store.protocol.Store`."""
        with self._explained():
            connection = self._db.conn
            connection.execute("begin immediate")
            try:
                yield SqliteTransaction(self._db)
                connection.execute("commit")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("rollback")
                raise

    def close(self) -> None:
        """Fold the WAL into the file and let go of it."""
        self._db.close()
        self._lock.release()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """SQLite's errors as ours. Its messages hold no data, but the chain is cut anyway."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
            raise self._error(code, str(error)) from None

    def _error(self, code: int, words: str) -> StoreError:
        name = self._path.name
        if code in _DAMAGED:
            return StoreDamagedError(
                f"{name} is damaged or no database ({words}); keep a copy and restore a backup"
            )
        if code in _FULL or code == sqlite3.SQLITE_CANTOPEN:
            return StoreFullError(
                f"{name} can't be written ({words}); free space on its disk or mend its rights"
            )
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return StoreFullError(f"{name} is locked by another program ({words}); close that one")
        return StoreError(f"{name}: {words}")
