"""`mooring db migrate`, as the release step of a platform calls it."""

import os
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result
from pydantic import SecretStr

from bot.cli import main
from bot.store.migrations import names
from bot.store.postgres import PostgresStore
from bot.store.sqlite import SqliteStore
from tests.store.next_release import ADDS, m999_takes, released

UP_TO_DATE = "The tables are up to date.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("MOORING_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("MOORING_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def server(database: SecretStr, monkeypatch: pytest.MonkeyPatch) -> SecretStr:
    monkeypatch.setenv("MOORING_DATABASE_URL", database.get_secret_value())
    return database


def migrate(*words: str) -> Result:
    return CliRunner().invoke(main, ["db", "migrate", *words])


def test_it_says_what_is_pending_and_does_it_once(server: SecretStr) -> None:
    assert migrate("--check").output == UP_TO_DATE
    with released():
        before = migrate("--check")
        assert (before.exit_code, before.output.splitlines()[0]) == (1, f"{ADDS}: pending")
        assert migrate("--check").output == before.output
        done = migrate()
        assert (done.exit_code, done.output) == (0, f"{ADDS}: done\n{UP_TO_DATE}")
        assert migrate().output == UP_TO_DATE
        assert migrate("--check").exit_code == 0
    assert ADDS in migrate().output  # the release before sees that it is not the newest
    assert migrate().exit_code == 0


def test_what_has_to_wait_is_said_and_stops_no_release(server: SecretStr) -> None:
    with (
        released(m999_takes, needs=len(names()) + 1) as name,
        psycopg.connect(server.get_secret_value(), application_name="mooring 99 1"),
    ):
        done = migrate()
        assert (done.exit_code, f"{name}: has to wait until 1 processes" in done.output) == (
            0,
            True,
        )
        assert migrate("--check").exit_code == 1


def test_tables_without_what_this_one_needs_stop_it(server: SecretStr) -> None:
    with released(m999_takes, needs=len(names()) + 1):
        PostgresStore(server).close()
    for words in ((), ("--check",)):
        refused = migrate(*words)
        assert (refused.exit_code, "newer Mooring" in refused.output) == (2, True)


def test_no_server_stops_the_release(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOORING_DATABASE_URL", f"postgresql://ada:hush@/x?host={folder}")
    refused = migrate()
    assert (refused.exit_code, "hush" in refused.output) == (2, False)
    assert "can't be reached" in refused.output


def test_a_file_is_done_when_nobody_has_it(folder: Path) -> None:
    assert "made when the bot starts" in migrate().output
    assert "made when the bot starts" in migrate("--check").output
    assert list(folder.iterdir()) == []
    path = folder / "mooring.db"
    SqliteStore(path).close()
    with released(), closing(SqliteStore(path)):
        pass
    with closing(SqliteStore(path)), released(m999_takes, needs=0) as name:
        assert migrate("--check").output.startswith(f"{name}: pending")
        busy = migrate()
        assert (busy.exit_code, "at work on mooring.db" in busy.output) == (0, True)
    with released(m999_takes, needs=0):
        assert migrate().output == UP_TO_DATE
        assert migrate("--check").exit_code == 0
