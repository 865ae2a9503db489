"""The store in a SQLite file: no server, one process, everything durable at commit.

`synchronous=FULL` because Telegram is told "received" after our commit; `secure_delete` so
that what is erased leaves no bytes behind; `BEGIN IMMEDIATE` because a deferred transaction
that reads first fails at once beside another writer.
"""

import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from bot.store.lock import InstanceLock
from bot.store.migrations import bring_up, migrations
from bot.store.protocol import StoreError
from bot.store.sqlite_errors import explained
from bot.store.sqlite_work import Numbers, SqliteTransaction

_BUSY_SECONDS: Final = 5.0
_SCRUB_MILLISECONDS: Final = 50


class SqliteStore:
    """Keeps everything in one file.

    Raises:
        StoreBusyError: Another process works on the file.
        StoreDamagedError: The file is no database, or a damaged one.
        StoreFullError: The file can't be written.
        StoreNewerError: Its tables are of a newer program.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._scrubs = False
        self._lock = InstanceLock(path)
        try:
            with explained(self._path.name):
                self._db = self._open()
        except StoreError:
            self._lock.release()
            raise

    def _open(self) -> Database:
        with suppress(OSError):  # SQLite says better what is wrong
            # Nobody else on the machine: moments and numbers are readable. What SQLite makes
            # beside a file gets the rights of the file.
            self._path.touch(stat.S_IRUSR | stat.S_IWUSR, exist_ok=False)
        connection = sqlite3.connect(
            self._path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = full")
            connection.execute("pragma secure_delete = on")
            connection.execute("pragma foreign_keys = on")
            database = Database(connection, execute_plugins=False)
            bring_up(database, self._path.name)
            there = SqliteTransaction(database, self._path.name).last_number()
            self._numbers = Numbers(there)
        except BaseException:
            connection.close()
            raise
        return database

    @contextmanager
    def transaction(self) -> Iterator[SqliteTransaction]:
        """Begin a unit of work, see `bot.store.protocol.Store`."""
        with explained(self._path.name):
            connection = self._db.conn
            connection.execute("begin immediate")
            work = SqliteTransaction(self._db, self._path.name, self._numbers)
            try:
                yield work
                connection.execute("commit")
                self._scrub(wanted=work.scrubs)
            except BaseException:
                if connection.in_transaction:
                    connection.execute("rollback")
                raise

    def _scrub(self, *, wanted: bool) -> None:
        """Empty the WAL, in which deleted bytes still stand; while somebody reads it (a backup),
        later."""
        self._scrubs = self._scrubs or wanted
        if self._scrubs:
            ask = self._db.conn.execute
            ask(f"pragma busy_timeout = {_SCRUB_MILLISECONDS}")
            self._scrubs = bool(ask("pragma wal_checkpoint(truncate)").fetchone()[0])
            ask(f"pragma busy_timeout = {int(_BUSY_SECONDS * 1000)}")

    def close(self) -> None:
        """Fold the WAL into the file and let go of it."""
        self._db.close()
        self._lock.release()


def pending_in(path: Path) -> Sequence[str]:
    """The migrations that a file has not had yet; nothing is changed, also not under a bot.

    Raises:
        StoreError: The file can't be read.
    """
    address = f"{path.resolve().as_uri()}?mode=ro"
    with explained(path.name), closing(sqlite3.connect(address, uri=True)) as file:
        return [one.name for one in migrations.pending(Database(file, execute_plugins=False))]
