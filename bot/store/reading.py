"""Looking into a store while the bot runs: nothing is locked and nothing written."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.store.protocol import StoreError
from bot.store.sqlite_errors import explained

TALLIES = "select day, what, key, count from tally where day >= ? order by day, what, key"

THERAPISTS = (
    "select code, case when ended is null then 'active' else 'removed' end, since, ended, "
    "(select count(*) from link where link.therapist = therapist.chat and link.ended is null) "
    "from therapist union all "
    "select code, 'invited', made, expires, 0 from invitation "
    "where kind = 't' and used = '' and expires > ? order by 3, 1"
)


def read_tallies(database: Path | SecretStr, since: str) -> Sequence[tuple[str, str, str, int]]:
    """What was counted from a day on (2026-03-31): day, what, key, how often.

    Raises:
        StoreError: There is no such file or server, or it is no database of the bot.
    """
    return _read(database, "tally", TALLIES, (since,))


def read_therapists(
    database: Path | SecretStr, now: float
) -> Sequence[tuple[str, str, float, float | None, int]]:
    """Who is, was or is invited to be a therapist, the oldest first.

    Returns:
        Code, state, since, until, and how many clients are linked.

    Raises:
        StoreError: As with `read_tallies`.
    """
    return _read(database, "therapist", THERAPISTS, (now,))


def _read(
    database: Path | SecretStr, table: str, query: str, values: Sequence[object]
) -> list[Any]:
    if isinstance(database, SecretStr):
        return _on_server(database, table, query, values)
    path = database
    if not path.is_file():
        msg = f"there is no database {path.name} yet; it is made when the bot starts first"
        raise StoreError(msg)
    with explained(path.name), closing(_open(path)) as connection:
        looked = connection.execute("select 1 from sqlite_master where name = ?", (table,))
        if not looked.fetchone():
            msg = f"{path.name} was made by an older program; start the bot once"
            raise StoreError(msg)
        return connection.execute(query, values).fetchall()


def _on_server(url: SecretStr, table: str, query: str, values: Sequence[object]) -> list[Any]:
    # Who keeps a file has no use for a driver, nor for the memory that it takes.
    from bot.store.postgres import connected  # noqa: PLC0415
    from bot.store.postgres_errors import explained as on_server  # noqa: PLC0415
    from bot.store.postgres_words import worded  # noqa: PLC0415

    with on_server(), connected(url) as connection:
        known = connection.execute("select to_regclass(%s) is not null", (table,)).fetchone()
        if not known or not known[0]:
            raise StoreError("the PostgreSQL database is empty; start the bot once")
        return connection.execute(worded(query), values).fetchall()


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
