"""What the parts of a unit of work share: SQL that SQLite and PostgreSQL read the same way.

Each query is written once, with `?` for values. So it has to be said in what both know:
`on conflict … do update` instead of `insert or replace`, `substr` instead of `glob`, a table's
name before a column in `do update set`, window functions instead of loose columns beside `max`,
flags as 0 and 1. `rowid` is the order of arrival in every table without a number for a key.
What only one of them can do is in `sqlite_work` or `postgres_work`. A table whose rows two
persons change, each in their own chat, has to be named in `postgres_words.TWO_SIDED`.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol


class Rows(Protocol):
    """What a query gave."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """One row after the other."""


class SqlPart:
    """A connection inside a transaction.

    Args:
        do: Carries out a query with its values.
        each: Carries out a query for each of several rows of values.
    """

    def __init__(self, do: Callable[..., Rows], each: Callable[..., Rows]) -> None:
        self._do = do
        self._each = each

    def _later(self, query: str, whose: int, values: Sequence[Any]) -> None:
        """Write something of which nothing has to be known now. A store to which every query is
        a journey may do it at the end of the unit of work; whoever reads the table sees it.

        Args:
            query: What to carry out.
            whose: What of one chat, or of one number, is written to a table keeps its order.
            values: Its values.
        """
        self._do(query, values)
