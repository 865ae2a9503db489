"""Moving from a file to a server loses no row, changes none, and can be cut off anywhere."""

from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from bot.cli import main
from bot.store import moving
from bot.store.links import Link
from bot.store.moving import DifferentError, move
from bot.store.postgres import PostgresStore
from bot.store.protocol import StoreBusyError, StoreError
from bot.store.rows import Answer, Person, Run, Timer
from bot.store.sqlite import SqliteStore
from tests.store.contract import came, goes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mooring.db"
    store = SqliteStore(path)
    with store.transaction() as work:
        for chat in range(1, 40):
            work.save_person(Person(chat, "es", "Europe/Madrid", True, False, 3, b"\x00\xff{}"))  # noqa: FBT003
            work.save_session(chat, bytes(range(256)), [("f", "s")])
            work.keep([Answer(chat, f"{n}:0", "f-é", "Ñame", b"\x01" * n, "history", n / 7)
                       for n in range(5)])  # fmt: skip
            work.begin_run(Run(chat, "1", "f", 1.5))
        work.receive([came(number, number % 7) for number in range(100, 130)])
        work.handled(work.pending(0, 1)[0].seq)
        work.send([goes(1, "a"), goes(2, "b")])
        work.set_timers([Timer(1, "a", 1 / 3, 2)])
        work.save_link(Link("l", 5, 6, 1.0, label=b"x"))
        work.add_keys([(5, b"wrapped", "m")])
        work.keep_revision("f", "s", b"body")
        work.tally("2026-01-01", "help", "shown")
    store.close()
    return path


def test_everything_arrives_and_goes_on(file: Path, database: SecretStr) -> None:
    counts = dict(move(file, database))
    assert (counts["person"], counts["answer"], counts["inbox"]) == (39, 195, 30)
    old, new = SqliteStore(file), PostgresStore(database)
    try:
        with old.transaction() as before, new.transaction() as after:
            assert after.person(7) == before.person(7)
            assert after.answers(7) == before.answers(7)
            assert after.pending(9, 99) == before.pending(9, 99)
            assert after.sendable(9, 9, []) == before.sendable(9, 9, [])
            assert after.keys([5]) == before.keys([5])
            assert after.receive([came(100), came(500)]) == 1
            after.send([goes(3, "new")])
            assert after.ring(1, 9) == 1
    finally:
        old.close()
        new.close()


def test_it_goes_on_where_it_was_cut_off(
    file: Path, database: SecretStr, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "BATCH", 7)
    copied, cuts = moving._copy, [0]

    def cut(*given: object) -> None:
        cuts[0] += 1
        copied(*given)  # type: ignore[arg-type]
        if cuts[0] % 4 == 0:
            raise KeyboardInterrupt

    monkeypatch.setattr(moving, "_copy", cut)
    tries = 0
    while True:
        tries += 1
        try:
            counts = dict(move(file, database))
        except KeyboardInterrupt:
            monkeypatch.setattr(moving, "BATCH", 11)
            if tries > 2:
                monkeypatch.setattr(moving, "_copy", copied)
            continue
        break
    assert tries > 2
    assert counts["answer"] == 195


def test_a_row_that_changed_on_the_way_is_noticed(file: Path, database: SecretStr) -> None:
    looking = move(file, database)
    seen = next(looking)
    assert seen[0] == "answer"
    with psycopg.connect(database.get_secret_value()) as connection:
        connection.execute("update person set keyboard = 4 where id = 20")
    with pytest.raises(DifferentError, match="person"):
        list(looking)


def test_a_database_in_use_is_left_alone(file: Path, database: SecretStr) -> None:
    store = PostgresStore(database)
    with store.transaction() as work:
        work.save_person(Person(1))
    with pytest.raises(StoreError, match="empty one"):
        list(move(file, database))
    with store.transaction() as work:
        assert work.person(1) == Person(1)
    store.close()


def test_a_file_in_use_is_left_alone(file: Path, database: SecretStr) -> None:
    running = SqliteStore(file)
    with pytest.raises(StoreBusyError):
        list(move(file, database))
    running.close()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setenv("MOORING_DATA_DIR", str(file.parent))
    monkeypatch.delenv("MOORING_DATABASE_URL", raising=False)


@pytest.mark.usefixtures("told")
def test_the_command_says_what_it_needs_and_what_it_did(
    monkeypatch: pytest.MonkeyPatch, database: SecretStr
) -> None:
    assert "set MOORING_DATABASE_URL" in CliRunner().invoke(main, ["db", "copy"]).output
    monkeypatch.setenv("MOORING_DATABASE_URL", database.get_secret_value())
    result = CliRunner().invoke(main, ["db", "copy"])
    assert result.exit_code == 0
    assert "39  person" in result.output
    assert "put the file away" in " ".join(result.output.split())
    assert CliRunner().invoke(main, ["db", "copy", "--from", "nowhere.db"]).exit_code == 2
