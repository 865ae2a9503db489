"""Copies of a PostgreSQL database, taken while the bot runs, and put back.

A copy is the same file that `bot.store.backup` makes: SQLite, without keys. So one of either
database can be put back into either, and needs no program of the server's version.
"""

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from psycopg import IsolationLevel, sql
from pydantic import SecretStr
from sqlite_utils import Database

from bot.crypto import Keyring
from bot.store.backup import BackupError, made_ready, reading, spare, written
from bot.store.keys_file import KeySet, Taken
from bot.store.migrations import bring_up
from bot.store.moving import Table, compare, count_on, tables_of, write
from bot.store.postgres import connected
from bot.store.postgres_errors import explained
from bot.store.postgres_migrate import migrate, standing
from bot.store.postgres_pipe import Connection
from bot.store.protocol import StoreBusyError
from bot.store.sqlite_errors import explained as explained_file

BATCH: Final = 2000
KEYS: Final = "person_key"
_OTHERS: Final = (
    "select count(distinct application_name) from pg_stat_activity where datname = "
    "current_database() and pid <> pg_backend_pid() and application_name ~ '^mooring [0-9]+'"
)


def back_up(url: SecretStr, file: Path) -> int:
    """Copy a database as it is at one moment, also while it is written to; how many people.

    Raises:
        BackupError: The tables are not of this program, or the copy would replace something that
            is no copy.
        StoreError: The server can't be used, or the copy can't be written.
        OSError: The copy can't be written.
    """
    spare(file)

    def filled(copy: sqlite3.Connection) -> tuple[KeySet, int]:
        with _moment(url) as server:
            people = _copied(server, copy)
            return keys_now(server), people

    return written(file, filled)


def restore(file: Path, url: SecretStr, ring: Keyring, *, replace: bool) -> Taken:
    """Put a copy in the place of what is in the database: all of it or nothing.

    Args:
        file: The copy, of a PostgreSQL database or a file.
        url: The database; an empty one will do.
        ring: The master keys.
        replace: Also when people are in the database now.

    Raises:
        StoreBusyError: The bot is running.
        BackupError: The copy is not sound, or people would be replaced.
        KeysFileError: The keys can't be read.
        DifferentError: It did not get there as it is in the copy; nothing was changed.
    """
    if not file.is_file():
        raise BackupError(f"there is no backup {file}")
    with explained(), connected(url) as server, tempfile.TemporaryDirectory() as folder:
        _unhurried(server)
        migrate(server)
        _alone(server)
        people = _count(server, "person")
        if people and not replace:
            raise BackupError(
                f"the PostgreSQL database has {people} people in it now; with --replace they are "
                "replaced. Nothing was changed"
            )
        ready = Path(folder) / "ready.db"
        taken = made_ready(file, ready, ring, keys_now(server))
        with explained_file(file.name), closing(reading(ready)) as source, server.transaction():
            _replace(source, server)
    return taken


def keys_now(server: Connection) -> KeySet:
    """The keys that are in a database, and the marks of those destroyed."""
    keys = server.execute("select chat, wrapped, master from person_key").fetchall()
    marks = server.execute("select mark from destroyed_key").fetchall()
    return KeySet(tuple((chat, bytes(key), master) for chat, key, master in keys),
                  frozenset(mark for (mark,) in marks))  # fmt: skip


@contextmanager
def _moment(url: SecretStr) -> Iterator[Connection]:
    """A session that sees one moment of the database."""
    with explained(), connected(url) as server:
        _unhurried(server)
        now = standing(server)
        if now.fresh or now.pending or now.ahead:
            raise BackupError(
                "the tables are not those of this program; call mooring db migrate, or use the "
                "Mooring that they were made by"
            )
        server.isolation_level = IsolationLevel.REPEATABLE_READ
        server.read_only = True
        with server.transaction():
            yield server


def _unhurried(server: Connection) -> None:
    """Without the limits of a turn; a table of many rows takes as long as it takes."""
    for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
        server.execute("select set_config(%s, '0', false)", (name,))


def _alone(server: Connection) -> None:
    row = server.execute(_OTHERS).fetchone()
    if row and row[0]:
        raise StoreBusyError(f"{row[0]} processes of the bot are at work on it; stop them first")


def _count(server: Connection, table: str) -> int:
    query = sql.SQL("select count(*) from {}").format(sql.Identifier(table))
    row = server.execute(query).fetchone()
    return int(row[0]) if row else 0


def _copied(server: Connection, copy: sqlite3.Connection) -> int:
    """Fill a new file with everything but the keys, in the order of arrival."""
    copy.execute("pragma journal_mode = off")
    copy.execute("pragma synchronous = off")  # it is brought to the disk at the end
    bring_up(Database(copy, execute_plugins=False), "the copy")
    copy.execute("begin")
    for table in tables_of(copy):
        if table.name == KEYS:
            continue
        columns = ", ".join(f'"{one}"' for one in table.columns)
        marks = ", ".join("?" * len(table.columns))
        into = f'insert into "{table.name}" ({columns}) values ({marks})'  # noqa: S608
        for rows in _rows(server, table):
            copy.executemany(into, rows)
    copy.execute("commit")
    people: int = copy.execute("select count(*) from person").fetchone()[0]
    return people


def _rows(server: Connection, table: Table) -> Iterator[Sequence[tuple[Any, ...]]]:
    row = server.execute(
        "select 1 from information_schema.columns where table_schema = current_schema() "
        "and table_name = %s and column_name = 'rowid'",
        (table.name,),
    ).fetchone()
    query = sql.SQL("select {} from {} order by {}").format(
        sql.SQL(", ").join(map(sql.Identifier, table.columns)),
        sql.Identifier(table.name),
        sql.Identifier("rowid" if row else table.key[0]),
    )
    with server.cursor("copying") as there:
        there.execute(query)
        while rows := there.fetchmany(BATCH):
            yield rows


def _replace(source: sqlite3.Connection, server: Connection) -> None:
    tables = tables_of(source)
    names = sql.SQL(", ").join(sql.Identifier(table.name) for table in tables)
    server.execute(sql.SQL("truncate {} restart identity").format(names))
    _alone(server)  # nobody came meanwhile, and whoever comes now waits for us
    for table in tables:
        columns = ", ".join(f'"{one}"' for one in table.columns)
        query = f'select {columns} from "{table.name}" order by rowid'  # noqa: S608
        write(server, table, source.execute(query))
        count_on(server, table)
    for table in tables:
        compare(source, server, table)
