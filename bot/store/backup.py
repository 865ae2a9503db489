"""Copies of a SQLite database, taken while the bot runs, and put back.

`bot.store.postgres_backup` makes the same copies of a PostgreSQL database. A copy has no keys in
it; `bot.store.keys_file` says where they are and why.
"""

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from bot.crypto import Keyring
from bot.store.keys_file import NAME, KeySet, Taken, read_keys, take_in, write_keys
from bot.store.lock import InstanceLock
from bot.store.migrations import migrations
from bot.store.protocol import StoreError
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_errors import explained

BESIDE: Final = ("-wal", "-shm")
HEAD: Final = b"SQLite format 3\0"


class BackupError(StoreError):
    """A copy can't be made or put back; the message says why and what stayed as it was."""


def back_up(database: Path, file: Path) -> int:
    """Copy a database, also while it is written to; how many people are in it.

    Raises:
        BackupError: There is no database, the copy is not sound, or would replace something
            that is no copy.
        StoreError: It can't be read, or the copy can't be written.
        OSError: The copy can't be written.
    """
    if not database.is_file():
        raise BackupError(f"there is no database {database}; it is made when the bot starts first")
    spare(file, database)

    def filled(copy: sqlite3.Connection) -> tuple[KeySet, int]:
        with explained(database.name), closing(reading(database)) as source:
            source.backup(copy)
        return _keys_taken_out(copy)

    return written(file, filled)


def written(file: Path, filled: Callable[[sqlite3.Connection], tuple[KeySet, int]]) -> int:
    """Make a copy beside its place, and put it there when it is sound and its keys are safe.

    Args:
        file: Its place; a copy that is there now stays until the new one is ready.
        filled: Fills a new file; gives the keys that belong to it, and how many people it has.

    Raises:
        BackupError: The copy is not sound.
        StoreError: It can't be written.
        OSError: It can't be written.
    """
    part = file.with_name(file.name + ".part")
    remove(part)
    try:
        part.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
        with explained(part.name), closing(sqlite3.connect(part, isolation_level=None)) as copy:
            kept, people = filled(copy)
            check(copy, part)
        write_keys(file.with_name(NAME), kept)
        settle(part)
        part.replace(file)
    finally:
        remove(part)
    return people


def restore(file: Path, database: Path, ring: Keyring, *, replace: bool) -> Taken:
    """Put a copy in the place of the database, with the keys of those who are still there.

    Keys come from the database that is replaced, if that can be read, and from the file beside
    the copy. What stands in the place now is only touched when the copy is ready.

    Args:
        file: The copy.
        database: Where to.
        ring: The master keys.
        replace: Also when people are in the database now.

    Raises:
        StoreBusyError: The bot is running.
        BackupError: The copy is not sound, or people would be replaced.
        KeysFileError: The keys can't be read.
    """
    if not file.is_file():
        raise BackupError(f"there is no backup {file}")
    database.parent.mkdir(parents=True, exist_ok=True)
    lock = InstanceLock(database)
    try:
        now, people = _keys_now(database)
        if people and not replace:
            raise BackupError(
                f"{database} has {people} people in it now; with --replace it is replaced. "
                "Nothing was changed"
            )
        ready = database.with_name(database.name + ".restoring")
        taken = made_ready(file, ready, ring, now or KeySet())
        if now is None and database.exists():
            database.replace(set_aside(database))
        for end in BESIDE:
            database.with_name(database.name + end).unlink(missing_ok=True)
        ready.replace(database)
    finally:
        lock.release()
    return taken


def set_aside(database: Path) -> Path:
    """Where a database that can't be read goes when a copy takes its place."""
    return database.with_name(database.name + ".damaged")


def spare(file: Path, database: Path | None = None) -> None:
    """Never write over the database itself, the keys, or what was no copy before.

    Raises:
        BackupError: It would.
    """
    if file.name == NAME:
        raise BackupError(f"{file} is for the keys beside a backup; choose another name")
    if not file.exists():
        return
    if database is not None and file.samefile(database):
        raise BackupError(f"{file} is the database itself; choose another name")
    with file.open("rb") as there:
        head = there.read(len(HEAD))
    if head not in {b"", HEAD}:
        raise BackupError(f"{file} is there and is no backup; choose another name")


def made_ready(file: Path, ready: Path, ring: Keyring, now: KeySet) -> Taken:
    """Copy a copy, with the keys of those who are still there.

    Args:
        file: The copy, with the keys beside it.
        ready: A file to make.
        ring: The master keys.
        now: Keys of the database that is to be replaced.

    Raises:
        BackupError: The copy is not sound, or was made by another program.
        KeysFileError: The keys can't be read.
    """
    remove(ready)
    try:
        with explained(file.name), closing(reading(file)) as source:
            check(source, file)
            _ours(source, file)
            with closing(sqlite3.connect(ready, isolation_level=None)) as copy:
                source.backup(copy)
        ready.chmod(stat.S_IRUSR | stat.S_IWUSR)
        with closing(SqliteStore(ready)) as store:
            taken = take_in(store, ring, now, read_keys(file.with_name(NAME)))
        with explained(ready.name), closing(reading(ready)) as copy:
            check(copy, ready)
        settle(ready)
    except BaseException:
        remove(ready)
        raise
    finally:
        ready.with_name(ready.name + ".lock").unlink(missing_ok=True)
    return taken


def _keys_taken_out(copy: sqlite3.Connection) -> tuple[KeySet, int]:
    """Take the keys out of a copy, so that no byte of them stays."""
    copy.execute("pragma journal_mode = delete")
    copy.execute("pragma secure_delete = on")
    try:
        keys = copy.execute("select chat, wrapped, master from person_key").fetchall()
        marks = frozenset(mark for (mark,) in copy.execute("select mark from destroyed_key"))
    except sqlite3.OperationalError:
        raise BackupError("the database was made by an older program; start the bot once") from None
    copy.execute("delete from person_key")
    copy.execute("vacuum")
    people: int = copy.execute("select count(*) from person").fetchone()[0]
    return KeySet(tuple(keys), marks), people


def _keys_now(database: Path) -> tuple[KeySet | None, int]:
    """The keys of a database and how many people are in it; None if it can't be read."""
    if not database.exists():
        return KeySet(), 0
    with (
        suppress(StoreError, sqlite3.Error),
        explained(database.name),
        closing(reading(database)) as connection,
    ):
        keys = connection.execute("select chat, wrapped, master from person_key").fetchall()
        marks = connection.execute("select mark from destroyed_key").fetchall()
        people: int = connection.execute("select count(*) from person").fetchone()[0]
        return KeySet(tuple(keys), frozenset(mark for (mark,) in marks)), people
    return None, 0


def check(connection: sqlite3.Connection, path: Path) -> None:
    """See that a file is sound.

    Raises:
        BackupError: It is damaged.
    """
    try:
        found = connection.execute("pragma integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError:
        found = "not a database"
    if found != "ok":
        raise BackupError(f"{path.name} is damaged ({str(found)[:80]}); nothing was changed")


def _ours(connection: sqlite3.Connection, path: Path) -> None:
    """It was made by this program, and not by a newer one."""
    try:
        done = {name for (name,) in connection.execute("select name from _sqlite_migrations")}
        connection.execute("select 1 from destroyed_key")
    except sqlite3.OperationalError:
        raise BackupError(f"{path.name} is no backup of Mooring; nothing was changed") from None
    if done - {one.name for one in migrations.pending(Database(memory=True))}:
        raise BackupError(f"{path.name} was made by a newer Mooring; use that one")


def reading(path: Path) -> sqlite3.Connection:
    """A file that is only read."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)


def settle(path: Path) -> None:
    """See to it that it is on the disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def remove(path: Path) -> None:
    """Take away a file and what SQLite put beside it."""
    for end in ("", "-journal", *BESIDE):
        path.with_name(path.name + end).unlink(missing_ok=True)
