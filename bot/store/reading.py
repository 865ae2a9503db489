"""Looking into a store while the bot runs: nothing is locked and nothing written."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from bot.store.protocol import StoreError
from bot.store.sqlite_errors import explained


def read_tallies(path: Path, since: str) -> Sequence[tuple[str, str, str, int]]:
    """What was counted from a day on (2026-03-31): day, what, key, how often.

    Raises:
        StoreError: There is no such file, or it is no database of the bot.
    """
    if not path.is_file():
        msg = f"there is no database {path.name} yet; it is made when the bot starts first"
        raise StoreError(msg)
    with explained(path.name), closing(_open(path)) as connection:
        known = connection.execute("select 1 from sqlite_master where name = 'tally'").fetchone()
        if not known:
            msg = f"{path.name} was made by an older program; start the bot once"
            raise StoreError(msg)
        return connection.execute(
            "select day, what, key, count from tally where day >= ? order by day, what, key",
            (since,),
        ).fetchall()


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
