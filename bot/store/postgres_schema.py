"""The tables on PostgreSQL, made from the same steps as SQLite's (`bot.store.migrations`).

Each step is carried out on an empty SQLite in memory, and what it changed there is said in
PostgreSQL's words. A step that moves data can't be read off tables: it stands in `IN_WORDS`.

Types: integers are `bigint`, a key `seq` counts by itself, and a table without a number for a key
gets `rowid`, the order of arrival that every table of SQLite has anyway.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from bot.store.migrations import NEEDS, migrations

IN_WORDS: Final[Mapping[str, Sequence[str]]] = {}
"""Statements for PostgreSQL of the steps that tables don't show."""
ALSO: Final[Mapping[str, Sequence[str]]] = {
    "m008_outbox_order": (
        # The inbox keeps what was handled for two days: what waits is found without it.
        "create index inbox_waiting on inbox (seq) where state = 'pending'",
        # Queues: most of their rows are dead soon, and looking past those takes time.
        "alter table inbox set (autovacuum_vacuum_scale_factor = 0.02)",
        "alter table outbox set (autovacuum_vacuum_scale_factor = 0, "
        "autovacuum_vacuum_threshold = 500)",
        "alter table timer set (autovacuum_vacuum_scale_factor = 0.02)",
        # When a process last said that it serves this one, see `SqlFlows.forget_revisions`.
        "alter table revision add column kept timestamptz not null default now()",
    )
}
"""What only PostgreSQL needs, after which step."""
TYPES: Final = {
    "INTEGER": "bigint",
    "REAL": "double precision",
    "TEXT": "text",
    "BLOB": "bytea",
}
_MOVES: Final = re.compile(r"\s*(insert|update|delete|replace)\b", re.IGNORECASE)
_OURS: Final = "_sqlite_migrations"


INDEX: Final = re.compile(
    r'create (?P<unique>unique )?index "?(?P<name>\w+)"?\s+on "?(?P<table>\w+)"?', re.IGNORECASE
)
_TABLE: Final = re.compile(r'create table "?(\w+)"?', re.IGNORECASE)
_ADDS: Final = re.compile(
    r'alter table "?\w+"? (set \(|add column (?!.*not null)|add column .*default )', re.IGNORECASE
)
"""What no program notices that doesn't know of it."""


class Step(NamedTuple):
    """A migration, in PostgreSQL's words, and what it needs (`bot.store.migrations.NEEDS`)."""

    name: str
    statements: Sequence[str]
    needs: int = 0

    @property
    def later(self) -> Sequence[str]:
        """Indexes of tables that were there before: made last, while these are written to."""
        made = {found[1] for one in self.statements if (found := _TABLE.match(one))}
        return [one for one in self.statements
                if (found := INDEX.match(one)) and found["table"] not in made]  # fmt: skip

    @property
    def adds(self) -> bool:
        """Whether it only adds: the program before works on as if nothing had happened."""
        unique = any(INDEX.match(one)["unique"] for one in self.later)  # type: ignore[index]
        return not unique and all(
            _TABLE.match(one) or INDEX.match(one) or _ADDS.match(one) for one in self.statements
        )


class UnspokenStepError(Exception):
    """A migration does what can't be read off the tables; write it into `IN_WORDS`."""


class HarmfulStepError(Exception):
    """A migration does more than add; `bot.store.migrations.NEEDS` has to say what that asks."""


class _Column(NamedTuple):
    name: str
    kind: str
    needed: bool
    usual: str | None
    key: int


class _Table(NamedTuple):
    columns: Mapping[str, _Column]
    parents: frozenset[tuple[str, str, str, str]]


_Tables = Mapping[str, _Table]
_Indexes = Mapping[str, str]


def steps() -> list[Step]:
    """All migrations, the oldest first.

    Raises:
        UnspokenStepError: One of them can't be read off the tables.
        HarmfulStepError: One of them does more than add, and nobody thought of older programs.
    """
    database = Database(memory=True)
    found = []
    try:
        names = [one.name for one in migrations.pending(database)]
        for name, following in zip(names, [*names[1:], None], strict=True):
            before = _tables(database), _indexes(database)
            moved: list[str] = []
            database.conn.set_trace_callback(_noting(moved))
            migrations.apply(database, stop_before=following)
            database.conn.set_trace_callback(None)
            words = IN_WORDS.get(name)
            if words is None:
                if moved:
                    raise UnspokenStepError(f"{name} moves data; add it to IN_WORDS")
                words = list(_changes(name, before, (_tables(database), _indexes(database))))
            found.append(_step(name, [*words, *ALSO.get(name, ())]))
    finally:
        database.close()
    return found


def _step(name: str, statements: Sequence[str]) -> Step:
    step = Step(name, statements, NEEDS.get(name, 0))
    if name not in NEEDS and not step.adds:
        raise HarmfulStepError(
            f"{name} does more than add; say in NEEDS which programs can bear it"
        )
    return step


def _noting(moved: list[str]) -> Any:
    def note(statement: str) -> None:
        if _MOVES.match(statement) and _OURS not in statement:
            moved.append(statement)

    return note


def _tables(database: Database) -> _Tables:
    return {name: _table(database, name) for name in database.table_names() if name != _OURS}


def _table(database: Database, name: str) -> _Table:
    rows = database.conn.execute(f'pragma table_info("{name}")')
    columns = [_Column(row[1], row[2].upper(), bool(row[3]), row[4], row[5]) for row in rows]
    links = database.conn.execute(f'pragma foreign_key_list("{name}")')
    parents = frozenset((row[3], row[2], row[4], row[6]) for row in links)
    return _Table({one.name: one for one in columns}, parents)


def _indexes(database: Database) -> _Indexes:
    rows = database.conn.execute(
        "select name, sql from sqlite_master where type = 'index' "
        "and sql is not null and tbl_name <> ? order by name",
        (_OURS,),
    )
    return {name: re.sub(r"\[(\w+)\]", r'"\1"', sql) for name, sql in rows}


def _changes(
    step: str, before: tuple[_Tables, _Indexes], after: tuple[_Tables, _Indexes]
) -> Iterator[str]:
    (tables, indexes), (tables_after, indexes_after) = before, after
    for name in tables.keys() - tables_after.keys():
        yield f'drop table "{name}"'
    for name, table in tables_after.items():
        if name not in tables:
            yield _create(name, table)
        else:
            yield from _alter(step, name, tables[name], table)
    for name in indexes.keys() - indexes_after.keys():
        yield f'drop index if exists "{name}"'
    for name, sql in indexes_after.items():
        if indexes.get(name) != sql:
            yield sql


def _alter(step: str, name: str, before: _Table, after: _Table) -> Iterator[str]:
    changed = [one for one in before.columns if after.columns.get(one) != before.columns[one]]
    if changed or before.parents != after.parents:
        raise UnspokenStepError(f"{step} changes columns of {name}; add it to IN_WORDS")
    for column in after.columns.values():
        if column.name not in before.columns:
            yield f'alter table "{name}" add column {_column(column)}'


def _create(name: str, table: _Table) -> str:
    keys = sorted((one for one in table.columns.values() if one.key), key=lambda one: one.key)
    parts = [_column(one) for one in table.columns.values()]
    if not (len(keys) == 1 and keys[0].kind == "INTEGER"):
        parts.append('"rowid" bigint generated always as identity')
    if keys:
        listed = ", ".join(f'"{one.name}"' for one in keys)
        parts.append(f"primary key ({listed})")
    for column, parent, to, gone in sorted(table.parents):
        parts.append(f'foreign key ("{column}") references "{parent}" ("{to}") on delete {gone}')
    return f'create table "{name}" ({", ".join(parts)})'


def _column(column: _Column) -> str:
    counts = " generated by default as identity" if column.key and column.name == "seq" else ""
    usual = f" default {column.usual}" if column.usual is not None else ""
    needed = " not null" if column.needed else ""
    return f'"{column.name}" {TYPES[column.kind]}{counts}{usual}{needed}'
