"""A PostgreSQL database is copied under load and put back on another server; who was erased stays
so. By `mooring backup`, and by `pg_dump` with the keys from `mooring backup --keys`.
"""

import contextlib
import os
import stat
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import psycopg
import pytest
from click.testing import CliRunner, Result
from pydantic import SecretStr

from bot.cli import main
from bot.crypto import Keyring, new_key
from bot.store.backup import BackupError
from bot.store.backup import restore as into_file
from bot.store.keys_file import NAME, KeysFileError
from bot.store.postgres import PostgresStore
from bot.store.postgres_backup import back_up, restore
from bot.store.protocol import StoreBusyError, StoreError
from bot.store.rows import Answer, Incoming, Person
from bot.store.sealed import SealedStore
from tests.flowkit import FLOWS
from tests.keykit import KEY_TEXT, KEYS
from tests.store.next_release import released
from tests.store.server import BINARIES, Server, server
from tests.store.test_backup import sealed
from tests.store.test_sealed import SAM, fill

OTHER: Final = 8


def opened(url: SecretStr, ring: Keyring = KEYS) -> SealedStore:
    return SealedStore(PostgresStore(url), ring)


def has(url: SecretStr, chat: int) -> bool:
    """Whether somebody is there, with words that can be read."""
    with closing(opened(url)) as store, store.transaction() as work:
        person = work.person(chat)
        return person is not None and bool(work.answers(chat))


def erase(url: SecretStr, chat: int) -> None:
    with closing(opened(url)) as store, store.transaction() as work:
        work.erase(chat)


def everything(url: SecretStr) -> dict[str, list[tuple[object, ...]]]:
    with psycopg.connect(url.get_secret_value()) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "select table_name from information_schema.tables where table_schema = 'public'"
            )
        ]
        found = {}
        for name in set(tables) - {"migration", "revision"}:
            query = f"select t::text from {name} t"  # noqa: S608
            found[name] = sorted(connection.execute(query).fetchall())
        return found


@pytest.fixture
def base(database: SecretStr) -> SecretStr:
    with closing(opened(database)) as store:
        fill(store)
        fill(store, OTHER, b"other words")
    return database


@pytest.fixture
def elsewhere(postgres_server: Server) -> Iterator[SecretStr]:
    with postgres_server.database(empty=True) as url:
        yield url


class Load:
    """Units of work that keep two answers each, of people who come and go."""

    def __init__(self, url: SecretStr) -> None:
        self.url = url
        self.stop = threading.Event()
        self.failures = list[BaseException]()
        self.thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Load":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join()
        assert self.failures == []

    def _run(self) -> None:
        try:
            with closing(opened(self.url)) as store:
                number = 0
                while not self.stop.is_set():
                    number += 1
                    self._once(store, number)
        except BaseException as error:  # noqa: BLE001  (looked at in the end)
            self.failures.append(error)

    def _once(self, store: SealedStore, number: int) -> None:
        with store.transaction() as work:
            work.receive([Incoming(f"tg:{100 + number}", SAM, b"x" * 300, 1.0)])
            for name in ("a", "b"):
                work.keep([Answer(SAM, f"{number}:0", "f", name, b"x" * 500, "history", 1.0)])
            for one in work.pending(9.0, 9):
                work.handled(one.seq)
            work.save_person(Person(1000 + number))
            if number > 5:
                work.erase(995 + number)


def is_whole(url: SecretStr) -> int:
    """Each unit of work is there or not; how many are."""
    with closing(opened(url)) as store, store.transaction() as work:
        answers = work.answers(SAM)
        first = [one.session for one in answers if one.name == "a"]
        assert first == [one.session for one in answers if one.name == "b"]
        work.save_person(Person(77))
        work.receive([Incoming("tg:new", 77, b"{}", 1.0)])
        assert work.answers(OTHER)[0].value == b"other words"
        return len(first)


def test_a_copy_comes_back_elsewhere_as_it_was(
    base: SecretStr, elsewhere: SecretStr, tmp_path: Path
) -> None:
    before = everything(base)
    copy = tmp_path / "one.db"
    assert back_up(base, copy) == 2
    assert sorted(one.name for one in tmp_path.iterdir()) == [NAME, "one.db"]
    assert {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()} == {0o600}
    raw = copy.read_bytes()
    with psycopg.connect(base.get_secret_value()) as connection:
        wrapped = [key for (key,) in connection.execute("select wrapped from person_key")]
    assert [key for key in wrapped if bytes(key)[5:40] in raw] == []
    assert b"canary" not in raw
    assert restore(copy, elsewhere, KEYS, replace=False) == (2, 0)
    assert has(elsewhere, SAM)
    after = everything(elsewhere)
    assert {name: len(rows) for name, rows in after.items()} == {
        name: len(rows) for name, rows in before.items()
    }
    for name in ("answer", "outbox", "inbox", "session", "person"):
        assert after[name] == before[name]


def test_a_copy_of_a_server_comes_back_as_a_file(base: SecretStr, tmp_path: Path) -> None:
    copy = tmp_path / "one.db"
    back_up(base, copy)
    there = tmp_path / "there" / "mooring.db"
    assert into_file(copy, there, KEYS, replace=False) == (2, 0)
    with closing(sealed(there)) as store, store.transaction() as work:
        assert work.answers(OTHER)[0].value == b"other words"


def test_copies_taken_while_the_bot_works_are_whole_and_go_on_from_there(
    base: SecretStr, elsewhere: SecretStr, tmp_path: Path
) -> None:
    copies = [tmp_path / f"{number}.db" for number in range(3)]
    with Load(base):
        for copy in copies:
            back_up(base, copy)
    counts = []
    for copy in copies:
        restore(copy, elsewhere, KEYS, replace=True)
        counts.append(is_whole(elsewhere))
    assert counts == sorted(counts)
    assert counts[-1] > 0


def test_who_was_erased_since_stays_so(
    base: SecretStr, elsewhere: SecretStr, tmp_path: Path
) -> None:
    old, newer = tmp_path / "old.db", tmp_path / "newer.db"
    back_up(base, old)
    old_keys = (tmp_path / NAME).read_bytes()
    erase(base, SAM)
    assert restore(old, base, KEYS, replace=True) == (1, 1)  # the database knows
    assert (has(base, SAM), has(base, OTHER)) == (False, True)
    back_up(base, newer)
    assert restore(old, elsewhere, KEYS, replace=False) == (1, 1)  # so does the newest file of keys
    assert (has(elsewhere, SAM), has(elsewhere, OTHER)) == (False, True)
    (tmp_path / NAME).write_bytes(old_keys)
    assert restore(old, base, KEYS, replace=True) == (1, 1)  # and an older one helps nobody
    assert not has(base, SAM)


def test_nothing_is_replaced_by_mistake_nor_under_a_running_bot(
    base: SecretStr, tmp_path: Path
) -> None:
    copy = tmp_path / "one.db"
    back_up(base, copy)
    before = everything(base)
    with pytest.raises(BackupError, match="2 people"):
        restore(copy, base, KEYS, replace=False)
    with closing(PostgresStore(base)), pytest.raises(StoreBusyError, match="1 processes"):
        restore(copy, base, KEYS, replace=True)
    with pytest.raises(KeysFileError):
        restore(copy, base, Keyring([new_key()]), replace=True)
    copy.write_bytes(copy.read_bytes()[:9000])
    with pytest.raises(StoreError):
        restore(copy, base, KEYS, replace=True)
    with pytest.raises(BackupError, match="no backup"):
        restore(tmp_path / "none.db", base, KEYS, replace=True)
    assert everything(base) == before


def test_tables_of_another_release_are_not_copied_half(base: SecretStr, tmp_path: Path) -> None:
    with released():
        with pytest.raises(BackupError, match="mooring db migrate"):
            back_up(base, tmp_path / "one.db")
        PostgresStore(base).close()
    with pytest.raises(BackupError, match="the Mooring that they were made by"):
        back_up(base, tmp_path / "one.db")
    assert list(tmp_path.iterdir()) == []


# by command, and with the tools of PostgreSQL


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("MOORING_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("MOORING_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MOORING_FLOWS_DIR", str(FLOWS))
    monkeypatch.setenv("MOORING_SECRET_KEY", KEY_TEXT)


def mooring(url: SecretStr, *words: str) -> Result:
    return CliRunner(env={"MOORING_DATABASE_URL": url.get_secret_value()}).invoke(main, words)


def tool(name: str, *words: str) -> None:
    subprocess.run([str(BINARIES / name), *words], check=True, capture_output=True)


def dump(url: SecretStr, file: Path) -> None:
    tool("pg_dump", "--format=custom", "--exclude-table-data=person_key",
         f"--file={file}", url.get_secret_value())  # fmt: skip


def test_pg_dump_under_load_into_a_new_server_and_who_was_erased_stays_so(
    base: SecretStr, tmp_path: Path, command: None
) -> None:
    old, newer = tmp_path / "old.dump", tmp_path / "newer.dump"
    refused = mooring(base, "backup", "--keys", str(old))
    assert (refused.exit_code, "first call pg_dump" in refused.output) == (2, True)
    with Load(base):
        dump(base, old)
        assert mooring(base, "backup", "--keys", str(old)).exit_code == 0
    erase(base, OTHER)
    with closing(opened(base)) as store:
        fill(store, OTHER + 1, b"other words")
    dump(base, newer)
    assert mooring(base, "backup", "--keys", str(newer)).exit_code == 0
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        own = stack.enter_context(server(Path(folder) / "postgres", careful=True))
        for file in (old, newer):
            there = stack.enter_context(own.database(empty=True))
            tool("pg_restore", "--no-owner", f"--dbname={there.get_secret_value()}", str(file))
            back = mooring(there, "restore", "--keys", str(file))
            assert back.exit_code == 0, back.output
            assert has(there, SAM)
            assert not has(there, OTHER)
            assert has(there, OTHER + 1) == (file is newer)
        looked = mooring(there, "doctor")
        assert looked.exit_code == 0, looked.output


def test_by_command(base: SecretStr, elsewhere: SecretStr, tmp_path: Path, command: None) -> None:
    copy = tmp_path / "copy.db"
    made = mooring(base, "backup", str(copy))
    assert "2 people are in" in made.output
    assert "2 people are back" in mooring(elsewhere, "restore", str(copy)).output
    again = mooring(elsewhere, "restore", str(copy))
    assert (again.exit_code, "--replace" in again.output) == (2, True)
    erase(elsewhere, SAM)
    back = mooring(elsewhere, "restore", str(copy), "--replace")
    assert "were erased, and stay so" in back.output
