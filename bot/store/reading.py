"""Looking into a store while the bot runs: nothing is locked and nothing written."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from pydantic import SecretStr

from bot.store.protocol import StoreError
from bot.store.sqlite_errors import explained

TALLIES = "select day, what, key, count from tally where day >= ? order by day, what, key"


def read_tallies(database: Path | SecretStr, since: str) -> Sequence[tuple[str, str, str, int]]:
    """What was counted from a day on (2026-03-31): day, what, key, how often.

    Raises:
        StoreError: There is no such file or server, or it is no database of the bot.
    """
    if isinstance(database, SecretStr):
        return _on_server(database, since)
    path = database
    if not path.is_file():
        msg = f"there is no database {path.name} yet; it is made when the bot starts first"
        raise StoreError(msg)
    with explained(path.name), closing(_open(path)) as connection:
        known = connection.execute("select 1 from sqlite_master where name = 'tally'").fetchone()
        if not known:
            msg = f"{path.name} was made by an older program; start the bot once"
            raise StoreError(msg)
        return connection.execute(TALLIES, (since,)).fetchall()


def _on_server(url: SecretStr, since: str) -> Sequence[tuple[str, str, str, int]]:
    # Who keeps a file has no use for a driver, nor for the memory that it takes.
    from bot.store.postgres import connected  # noqa: PLC0415
    from bot.store.postgres_errors import explained as on_server  # noqa: PLC0415
    from bot.store.postgres_work import worded  # noqa: PLC0415

    with on_server(), connected(url) as connection:
        known = connection.execute("select to_regclass('tally') is not null").fetchone()
        if not known or not known[0]:
            raise StoreError("the PostgreSQL database is empty; start the bot once")
        return [
            (str(day), str(what), str(key), int(count))
            for day, what, key, count in connection.execute(worded(TALLIES), (since,))
        ]


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
