"""A store for a while, whose file nobody will miss."""

from pathlib import Path

from bot.store.sqlite import SqliteStore


class Careless(SqliteStore):
    """Does not wait for the disk."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._db.conn.execute("pragma synchronous = off")
