"""Queries that SQLite knows, in PostgreSQL's words."""

import re
from functools import lru_cache
from typing import Final

TWO_SIDED: Final = ("therapist", "invitation", "link")
"""Tables whose rows are changed in the units of work of more than one person. What was read of
them stays as it was read until the unit of work ends, or one side's change would undo the
other's: a link that its client has just ended would be open again."""
_TWO_SIDED: Final = re.compile(
    rf"select [^()]+ from ({'|'.join(TWO_SIDED)}) (?!.* group by )"  # noqa: S608  (no query)
)


@lru_cache(maxsize=512)
def worded(query: str) -> str:
    """A query in PostgreSQL's words: its placeholders, and a hold on what two persons change."""
    return placed(holding(query))


@lru_cache(maxsize=512)
def holding(query: str) -> str:
    """A query, with a hold on what two persons change."""
    return query + (" for update" if _TWO_SIDED.match(query) else "")


@lru_cache(maxsize=512)
def placed(query: str) -> str:
    """A query with the placeholders of psycopg."""
    return query.replace("%", "%%").replace("?", "%s")
