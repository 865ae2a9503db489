"""What the parts of a unit of work on SQLite share."""

from sqlite_utils import Database


class SqlitePart:
    """A connection inside a transaction. Plain SQL: the table API is 4 to 8 times slower.

    Args:
        database: The open database.
        name: What errors call it.
    """

    def __init__(self, database: Database, name: str) -> None:
        self._db = database
        self._name = name
        self._do = database.conn.execute
        self._each = database.conn.executemany
