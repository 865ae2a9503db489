"""SQLite keeps the contract of a store, and says clearly what is wrong with its file."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.protocol import Store, StoreBusyError, StoreDamagedError, StoreError, StoreFullError
from bot.store.rows import Answer, Person
from bot.store.sqlite import SqliteStore
from tests.store.contract import StoreContract, came


class TestSqlite(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        self.path = tmp_path / "mooring.db"
        self.open: list[SqliteStore] = [SqliteStore(self.path)]
        yield self.open[0]
        self.open[-1].close()

    def reopen(self, store: Store) -> Store:
        store.close()
        self.open.append(SqliteStore(self.path))
        return self.open[-1]

    def answers(self, store: Store) -> list[Answer]:
        rows = self.open[-1]._db.conn.execute(
            "select chat, session, flow, name, value, how, at from answer"
        )
        return [Answer(*row) for row in rows]


def test_a_second_instance_is_refused_and_names_the_first(tmp_path: Path) -> None:
    first = SqliteStore(tmp_path / "m.db")
    with pytest.raises(StoreBusyError, match=str(os.getpid())):
        SqliteStore(tmp_path / "m.db")
    first.close()
    SqliteStore(tmp_path / "m.db").close()


def test_only_the_owner_reads_the_file_and_what_is_beside_it(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "m.db")
    with store.transaction() as work:
        work.save_person(Person(7))
    rights = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.glob("m.db*")}
    store.close()
    rights.pop("m.db.lock")  # the number of a process
    assert {"m.db", "m.db-wal"} <= rights.keys()
    assert {*rights.values()} == {0o600}


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    path.write_bytes(b"my diary " * 1000)
    with pytest.raises(StoreDamagedError, match=r"m\.db"):
        SqliteStore(path)
    assert path.read_bytes().startswith(b"my diary")


def test_a_damaged_page_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    store = SqliteStore(path)
    with store.transaction() as work:
        for number in range(200):
            work.save_person(Person(number, data=b"x" * 500))
    store.close()
    raw = bytearray(path.read_bytes())
    raw[4096 * 6 :] = b"\xff" * (len(raw) - 4096 * 6)
    path.write_bytes(raw)
    with pytest.raises(StoreDamagedError):
        read_everything(path)


def read_everything(path: Path) -> None:
    store = SqliteStore(path)
    try:
        with store.transaction() as work:
            for number in range(200):
                work.person(number)
                work.session(number)
    finally:
        store.close()


def test_a_locked_file_says_so_and_recovers(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "m.db")
    store._db.conn.execute("pragma busy_timeout = 50")
    other = sqlite3.connect(tmp_path / "m.db", isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(StoreFullError, match="locked"), store.transaction() as work:
        work.receive([came(1)])
    other.execute("rollback")
    other.close()
    with store.transaction() as work:
        assert work.receive([came(1)]) == 1
    store.close()


def test_a_full_disk_says_so_and_recovers(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "m.db")
    pages = store._db.conn.execute("pragma page_count").fetchone()[0]
    store._db.conn.execute(f"pragma max_page_count = {pages + 2}")
    with pytest.raises(StoreFullError, match="free space"), store.transaction() as work:
        for number in range(500):
            work.save_person(Person(number, data=b"x" * 900))
    store._db.conn.execute("pragma max_page_count = 1000000")
    with store.transaction() as work:
        assert work.person(1) is None
        work.save_person(Person(1))
    store.close()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises((StoreError, OSError)):
        SqliteStore(tmp_path / "nowhere" / "m.db")


def test_the_file_is_kept_the_careful_way(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "m.db")
    settings = {
        name: store._db.conn.execute(f"pragma {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "secure_delete")
    }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
    store.close()


def test_dropped_words_leave_no_bytes(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "m.db")
    with store.transaction() as work:
        work.save_session(1, b"canary-7f3a" * 50, [])
    with store.transaction() as work:
        work.save_session(1, None, [])
    store.close()
    for path in tmp_path.iterdir():
        assert b"canary-7f3a" not in path.read_bytes()
