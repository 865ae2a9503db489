"""Writes that wait for the end of a unit of work, put together so that equal ones go in one go.

What is written of one chat (or one number) to one table keeps its order, whatever else is put
before or behind it. No table refers to another, and no trigger reads one. What else it matters to
is what another process moves from one table to another meanwhile, see `AFTER`.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

_TABLES: Final = re.compile(r"\b(?:from|join|into|update|using)\s+\"?(\w+)")

AFTER: Final = {"inbox": "timer"}
"""Where a chat's writes stay behind those to another table. A timer that another process rings
just now moves from there to here: who cancels it waits at the timer, and only then sees the rest.
"""


class Write(NamedTuple):
    """A query that gives nothing, and whose it is."""

    query: str
    whose: int
    values: Sequence[Any]


class Group(NamedTuple):
    """A query with several rows of values."""

    query: str
    rows: list[Sequence[Any]]


@lru_cache(maxsize=512)
def tables_of(query: str) -> frozenset[str]:
    """The tables that a query reads or writes."""
    return frozenset(_TABLES.findall(query))


@lru_cache(maxsize=512)
def _written(query: str) -> str:
    found = _TABLES.search(query)
    return found[1] if found else ""


def touched(writes: Sequence[Write], query: str) -> bool:
    """Whether a query could see what waits."""
    return bool(writes) and not tables_of(query).isdisjoint({_written(one.query) for one in writes})


def grouped(writes: Sequence[Write]) -> list[Group]:
    """All of them, in as few groups as their order allows."""
    groups: list[Group] = []
    places: dict[str, list[int]] = {}
    last: dict[tuple[str, int], int] = {}
    for query, whose, values in writes:
        table, known = _written(query), places.setdefault(query, [])
        subject, before = (table, whose), (AFTER.get(table, table), whose)
        earliest = max(last.get(subject, 0), last.get(before, 0))
        place = next((one for one in known if one >= earliest), len(groups))
        if place == len(groups):
            groups.append(Group(query, []))
            known.append(place)
        groups[place].rows.append(values)
        last[subject] = place
    return groups
