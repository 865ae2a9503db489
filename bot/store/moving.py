"""From a SQLite file to a PostgreSQL database: every row, and then a look at each of them.

Sealed words stay as they are: they open with the same master key. Both sides are left with the
tables of this program. How far a table has come stands in the PostgreSQL database and is written
with the rows, so whoever is cut off goes on where they were.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final, NamedTuple

from psycopg import sql
from pydantic import SecretStr

from bot.store.postgres import connected
from bot.store.postgres_errors import explained
from bot.store.postgres_migrate import migrate
from bot.store.postgres_pipe import Connection
from bot.store.protocol import StoreError
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_errors import explained as explained_file

BATCH: Final = 2000
"""So many rows in one unit of work."""
MOVING: Final = 0x6D6F7665
"""The advisory lock ("move") of whoever copies."""
_OURS: Final = ("_sqlite_migrations", "sqlite_sequence")


class Table(NamedTuple):
    """A table of the file."""

    name: str
    columns: Sequence[str]
    key: Sequence[str]
    texts: frozenset[str]

    @property
    def counted(self) -> bool:
        """Whether PostgreSQL counts its key by itself."""
        return "seq" in self.key


class DifferentError(StoreError):
    """A row isn't there as it was in the file."""


def move(path: Path, url: SecretStr) -> Iterator[tuple[str, int]]:
    """Copy all tables and compare them; each table with how many rows it has, once it is done.

    Raises:
        StoreBusyError: A bot is running on the file.
        StoreError: One of the two can't be used, or there is other data in PostgreSQL already.
        DifferentError: What was copied is not what is in the file.
    """
    if not path.is_file():
        raise StoreError(f"there is no database {path.name} in {path.parent}")
    held = SqliteStore(path)  # nobody else writes to it meanwhile, and its tables are of today
    try:
        with _reading(path) as file, explained(), connected(url) as server:
            migrate(server)
            tables = tables_of(file)
            _begin(server, tables)
            for table in tables:
                _copy(file, server, table)
            for table in tables:
                yield table.name, compare(file, server, table)
            server.execute("drop table moving")
    finally:
        held.close()


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    address = f"{path.resolve().as_uri()}?mode=ro"
    with explained_file(path.name), closing(sqlite3.connect(address, uri=True)) as file:
        yield file


def tables_of(file: sqlite3.Connection) -> list[Table]:
    """The tables of a file, without those that are about the file."""
    names = [
        name
        for (name,) in file.execute("select name from sqlite_master where type = 'table'")
        if name not in _OURS
    ]
    found = []
    for name in sorted(names):
        rows = file.execute(f'pragma table_info("{name}")').fetchall()
        key = [row[1] for row in sorted(rows, key=lambda row: row[5]) if row[5]]
        texts = frozenset(row[1] for row in rows if row[2] == "TEXT")
        found.append(Table(name, [row[1] for row in rows], key, texts))
    return found


def _begin(server: Connection, tables: Sequence[Table]) -> None:
    """Go on with what was begun, or see to it that nothing else is there."""
    taken = server.execute("select pg_try_advisory_lock(0, %s)", (MOVING,)).fetchone()
    if not taken or not taken[0]:
        raise StoreError("another process is copying into this database; let it finish")
    with server.transaction():
        if _there(server, "moving"):
            return
        for table in tables:
            query = sql.SQL("select 1 from ") + sql.Identifier(table.name) + sql.SQL(" limit 1")
            if server.execute(query).fetchone():
                raise StoreError(
                    "the PostgreSQL database has data of its own already; copy into an empty one, "
                    "before a bot has been started on it"
                )
        server.execute("create table moving (name text primary key, done bigint not null)")


def _there(server: Connection, name: str) -> bool:
    row = server.execute("select to_regclass(%s) is not null", (name,)).fetchone()
    return bool(row and row[0])


def _copy(file: sqlite3.Connection, server: Connection, table: Table) -> None:
    """Copy rows in the order of their arrival, beginning behind those that were copied."""
    row = server.execute("select done from moving where name = %s", (table.name,)).fetchone()
    done = int(row[0]) if row else 0
    listed = ", ".join(f'"{one}"' for one in table.columns)
    wanted = f'select rowid, {listed} from "{table.name}" where rowid > ? order by rowid limit ?'  # noqa: S608
    while rows := file.execute(wanted, (done, BATCH)).fetchall():
        with server.transaction():
            write(server, table, (one[1:] for one in rows))
            done = rows[-1][0]
            server.execute(
                "insert into moving values (%s, %s) on conflict (name) "
                "do update set done = excluded.done",
                (table.name, done),
            )
    count_on(server, table)


def write(server: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to a table on the server, at once."""
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    name = sql.Identifier(table.name)
    with server.cursor() as cursor:
        query = sql.SQL("copy {} ({}) from stdin").format(name, columns)
        with cursor.copy(query) as copy:
            for one in rows:
                copy.write_row(one)


def count_on(server: Connection, table: Table) -> None:
    """Let what PostgreSQL counts by itself go on behind what is there."""
    if table.counted:
        query = (
            sql.SQL("select setval(pg_get_serial_sequence(")
            + sql.Literal(table.name)
            + sql.SQL(", 'seq'), coalesce(max(seq), 0) + 1, false) from ")
            + sql.Identifier(table.name)
        )
        server.execute(query)


def compare(file: sqlite3.Connection, server: Connection, table: Table) -> int:
    """Look at every row on both sides, in the order of their keys; how many there are.

    Raises:
        DifferentError: One is not the same.
    """
    listed = ", ".join(f'"{one}"' for one in table.columns)
    order = ", ".join(f'"{one}"' for one in table.key)
    here = file.execute(f'select {listed} from "{table.name}" order by {order}')  # noqa: S608
    as_bytes = [
        sql.Identifier(one) + sql.SQL(' collate "C"' if one in table.texts else "")
        for one in table.key
    ]
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    query = (
        sql.SQL("select ")
        + columns
        + sql.SQL(" from ")
        + sql.Identifier(table.name)
        + sql.SQL(" order by ")
        + sql.SQL(", ").join(as_bytes)
    )
    count = 0
    with server.transaction(), server.cursor("looking") as there:
        there.itersize = BATCH
        for mine, theirs in zip_longest(here, there.execute(query)):
            if mine != theirs:
                raise DifferentError(
                    f"row {count + 1} of {table.name} is not in PostgreSQL as it is in the file; "
                    "empty that database and copy again"
                )
            count += 1
    return count
