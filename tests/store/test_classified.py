"""Every table and column of either database is classified, and so sealed, exported and erased."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import psycopg
import pytest
from pydantic import SecretStr

from bot.store.classified import BY_NAME, TABLES, Table
from bot.store.postgres import PostgresStore
from bot.store.sqlite import SqliteStore

OWN: Final = {"_sqlite_migrations", "migration", "sqlite_sequence"}
"""What says which steps were taken, and SQLite's own."""
COUNTED: Final = {"rowid", "kept"}
"""PostgreSQL's own: the order of arrival, that every table of SQLite has anyway, and when a
process last said that it serves a revision."""
Found = Mapping[str, Mapping[str, str]]


@pytest.fixture
def of_sqlite(tmp_path: Path) -> Found:
    store = SqliteStore(tmp_path / "m.db")
    tables = [name for name in store._db.table_names() if name not in OWN]
    found = {name: {one.name: one.type for one in store._db[name].columns} for name in tables}
    store.close()
    return found


@pytest.fixture
def of_postgres(database: SecretStr) -> Found:
    PostgresStore(database).close()
    found: dict[str, dict[str, str]] = {}
    with psycopg.connect(database.get_secret_value()) as connection:
        for table, column, kind in connection.execute(
            "select table_name, column_name, data_type from information_schema.columns "
            "where table_schema = 'public'"
        ):
            if table not in OWN and column not in COUNTED:
                found.setdefault(table, {})[column] = kind
    return found


HINT: Final = "say in bot/store/classified.py what it is, whose, and how long it is kept"


def test_every_column_of_sqlite_is_classified(of_sqlite: Found) -> None:
    assert named(of_sqlite) == classified(), HINT


def test_every_column_of_postgres_is_classified(of_postgres: Found) -> None:
    assert named(of_postgres) == classified(), HINT


def named(found: Found) -> dict[str, set[str]]:
    return {table: set(columns) for table, columns in found.items()}


def classified() -> dict[str, set[str]]:
    return {table.name: set(table.columns) for table in TABLES}


def test_bytes_of_people_are_sealed_and_nothing_else_is(of_sqlite: Found) -> None:
    for table in TABLES:
        if table.people and table.name != "person_key":
            blobs = {name for name, kind in of_sqlite[table.name].items() if kind == "BLOB"}
            assert blobs == set(table.sealed), table.name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_about_people_says_whose_and_how_long(table: Table) -> None:
    personal = {name for name, kind in table.columns.items() if kind != "nobody"}
    assert bool(personal) == bool(table.people)
    assert set(table.people) <= personal
    assert table.kept
    assert not table.sealed or table.keyed_by in table.columns
    assert not table.under or {table.under} <= BY_NAME.keys() & table.columns.keys()
    if table.under:
        assert "id" in BY_NAME[table.under].columns
        names = list(BY_NAME)
        assert names.index(table.under) < names.index(table.name), "the upper one first"
