"""Copies taken under load come back whole, and nobody comes back who was erased (promise 25)."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

import pytest
from structlog.testing import capture_logs

from bot.crypto import Keyring, new_key, written
from bot.store.backup import BackupError, back_up, restore
from bot.store.keys_file import NAME, KeySet, KeysFileError, keys_of, read_keys, take_in, write_keys
from bot.store.protocol import StoreBusyError, StoreDamagedError, StoreError
from bot.store.rotation import rotate
from bot.store.rows import Answer, Incoming, Person
from bot.store.sealed import SealedStore
from bot.store.sealed_keys import StoreKeyError
from bot.store.sqlite import SqliteStore
from tests.keykit import KEY, KEYS
from tests.store.test_sealed import CANARY, SAM, Sealed, fill, kept

__all__ = ["kept"]
OTHER: Final = 8


def sealed(path: Path, ring: Keyring = KEYS) -> SealedStore:
    return SealedStore(SqliteStore(path), ring)


def has(path: Path, chat: int) -> bool:
    """Whether somebody is there, with words that can be read."""
    with closing(sealed(path)) as store, store.transaction() as work:
        person = work.person(chat)
        return person is not None and bool(work.answers(chat))


@pytest.fixture
def base(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "copies").mkdir()
    path = tmp_path / "data" / "mooring.db"
    with closing(sealed(path)) as store:
        fill(store)
        fill(store, OTHER, b"other words")
    return path


def erase(path: Path, chat: int = SAM) -> None:
    with closing(sealed(path)) as store, store.transaction() as work:
        work.erase(chat)


def test_a_copy_comes_back_and_holds_no_key_and_no_word(base: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "one.db"
    assert back_up(base, copy) == 2
    assert sorted(one.name for one in copy.parent.iterdir()) == [NAME, "one.db"]
    assert {stat.S_IMODE(one.stat().st_mode) for one in copy.parent.iterdir()} == {0o600}
    with closing(SqliteStore(base)) as store:
        wrapped = [key for _, key, _ in keys_of(store).keys]
    raw = copy.read_bytes()
    assert [key for key in wrapped if key[5:40] in raw] == []
    assert b"canary" not in raw
    there = tmp_path / "elsewhere" / "mooring.db"
    assert restore(copy, there, KEYS, replace=False) == (2, 0)
    assert has(there, SAM)
    assert has(there, OTHER)


def test_who_was_erased_since_does_not_come_back(base: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "one.db"
    back_up(base, copy)
    erase(base)
    assert restore(copy, base, KEYS, replace=True) == (1, 1)
    assert not has(base, SAM)
    assert has(base, OTHER)
    raw = b"".join(one.read_bytes() for one in base.parent.iterdir())
    assert b"canary" not in raw


def test_nor_from_an_older_copy_with_the_newest_keys_alone(base: Path, tmp_path: Path) -> None:
    """The machine is gone: only the copies are there."""
    old, newer = tmp_path / "copies" / "old.db", tmp_path / "copies" / "newer.db"
    back_up(base, old)
    erase(base)
    back_up(base, newer)
    there = tmp_path / "elsewhere" / "mooring.db"
    assert restore(old, there, KEYS, replace=False) == (1, 1)
    assert not has(there, SAM)


def test_nor_with_an_older_file_of_keys_where_the_database_remembers(
    base: Path, tmp_path: Path
) -> None:
    copy, keys = tmp_path / "copies" / "one.db", tmp_path / "copies" / NAME
    back_up(base, copy)
    old_keys = keys.read_bytes()
    erase(base)
    back_up(base, tmp_path / "copies" / "two.db")
    keys.write_bytes(old_keys)
    assert restore(copy, base, KEYS, replace=True) == (1, 1)
    assert not has(base, SAM)


def test_who_came_back_as_new_keeps_what_is_new_and_gets_nothing_old(
    base: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copies" / "one.db"
    back_up(base, copy)
    erase(base)
    with closing(sealed(base)) as store, store.transaction() as work:
        work.save_person(Person(SAM))
        work.keep([Answer(SAM, "1:0", "f", "n", b"anew", "history", 1.0)])
    newer = tmp_path / "copies" / "newer.db"
    back_up(base, newer)
    assert restore(copy, base, KEYS, replace=True) == (1, 1)
    assert not has(base, SAM)
    assert restore(newer, base, KEYS, replace=True).people == 2
    with closing(sealed(base)) as store, store.transaction() as work:
        assert [one.value for one in work.answers(SAM)] == [b"anew"]


def test_without_the_master_key_a_copy_is_of_no_use(base: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "one.db"
    back_up(base, copy)
    there = tmp_path / "elsewhere" / "mooring.db"
    with pytest.raises(KeysFileError, match=KEYS.names[0]):
        restore(copy, there, Keyring([new_key()]), replace=False)
    assert [one.name for one in there.parent.iterdir()] == ["mooring.db.lock"]


def test_a_copy_taken_while_the_bot_works_is_whole_and_goes_on_from_there(
    base: Path, tmp_path: Path
) -> None:
    """Each unit of work keeps two answers; a copy has both or none, and plays on."""
    stop, failures = threading.Event(), list[BaseException]()

    def work_on() -> None:
        try:
            with closing(sealed(base)) as store:
                number = 0
                while not stop.is_set():
                    number += 1
                    with store.transaction() as work:
                        work.receive([Incoming(f"tg:{100 + number}", SAM, b"x" * 300, 1.0)])
                        for name in ("a", "b"):
                            work.keep([Answer(SAM, f"{number}:0", "f", name, b"x" * 500, "history",
                                              float(number))])  # fmt: skip
                        for one in work.pending(9.0, 9):
                            work.handled(one.seq)
        except BaseException as error:  # noqa: BLE001  (looked at below)
            failures.append(error)

    thread = threading.Thread(target=work_on)
    thread.start()
    try:
        copies = [tmp_path / "copies" / f"{number}.db" for number in range(5)]
        for copy in copies:
            back_up(base, copy)
    finally:
        stop.set()
        thread.join()
    assert failures == []
    counts = []
    for number, copy in enumerate(copies):
        there = tmp_path / f"there{number}" / "mooring.db"
        restore(copy, there, KEYS, replace=False)
        with closing(sealed(there)) as store, store.transaction() as work:
            answers = work.answers(SAM)
            first = [one for one in answers if one.name == "a"]
            second = [one for one in answers if one.name == "b"]
            assert [one.session for one in first] == [one.session for one in second]
            counts.append(len(first))
            assert work.receive([Incoming("tg:101", SAM, b"again", 1.0)]) == (0 if first else 1)
            work.keep([Answer(SAM, "x:0", "f", "n", b"on", "history", 9.9)])
    assert counts == sorted(counts)
    assert counts[-1] > 0


def test_people_are_not_replaced_by_mistake_nor_under_a_running_bot(
    base: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copies" / "one.db"
    back_up(base, copy)
    before = base.read_bytes()
    with pytest.raises(BackupError, match="2 people"):
        restore(copy, base, KEYS, replace=False)
    with closing(SqliteStore(base)), pytest.raises(StoreBusyError, match=str(os.getpid())):
        restore(copy, base, KEYS, replace=True)
    assert base.read_bytes() == before


@pytest.mark.parametrize("how", ["cut", "overwritten", "no database", "empty", "gone"])
def test_a_damaged_copy_changes_nothing(base: Path, tmp_path: Path, how: str) -> None:
    copy = tmp_path / "copies" / "one.db"
    back_up(base, copy)
    raw = bytearray(copy.read_bytes())
    if how == "gone":
        copy.unlink()
    elif how == "overwritten":
        raw[4096 * 3 : 4096 * 6] = b"\xee" * 4096 * 3
        copy.write_bytes(raw)
    else:
        half = bytes(raw[: len(raw) // 2])
        copy.write_bytes({"cut": half, "no database": b"x" * 9000, "empty": b""}[how])
    before = base.read_bytes()
    with pytest.raises(StoreError):
        restore(copy, base, KEYS, replace=True)
    assert base.read_bytes() == before
    assert not list(base.parent.glob("*.restoring*"))
    assert has(base, SAM)


def test_a_damaged_database_is_replaced_and_set_aside(base: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "one.db"
    back_up(base, copy)
    base.write_bytes(b"no database " * 900)
    assert restore(copy, base, KEYS, replace=False) == (2, 0)
    assert has(base, SAM)
    assert base.with_name("mooring.db.damaged").exists()


def test_damaged_keys_are_told_before_anything_happens(base: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "one.db"
    back_up(base, copy)
    keys = copy.with_name(NAME)
    for content in (b"", b"{}", b"\xff", keys.read_bytes()[:-30], b'{"format": "later"}'):
        keys.write_bytes(content)
        with pytest.raises(KeysFileError):
            restore(copy, base, KEYS, replace=True)
    assert has(base, SAM)


def test_there_is_nothing_to_copy_before_the_first_start(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="first"):
        back_up(tmp_path / "mooring.db", tmp_path / "copy.db")
    (tmp_path / "mooring.db").write_bytes(b"x" * 5000)
    with pytest.raises((StoreDamagedError, BackupError)):
        back_up(tmp_path / "mooring.db", tmp_path / "copy.db")
    with sqlite3.connect(tmp_path / "old.db") as db:
        db.execute("create table person (id)")
    db.close()
    with pytest.raises(BackupError, match="older program"):
        back_up(tmp_path / "old.db", tmp_path / "copy.db")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["mooring.db", "old.db"]


def test_the_keys_go_with_either_database(kept: Sealed, tmp_path: Path) -> None:
    fill(kept.store)
    fill(kept.store, OTHER)
    kept.store.close()
    with closing(kept.bare()) as store:
        whole = keys_of(store)
    write_keys(tmp_path / NAME, whole)
    assert read_keys(tmp_path / NAME) == whole
    kept.change("delete from person_key")  # as a dump without them, brought back
    with closing(kept.bare()) as store:
        less = KeySet(tuple(key for key in whole.keys if key[0] != SAM), whole.destroyed)
        assert take_in(store, KEYS, less) == (1, 1)
    kept.store = kept.again()
    with kept.store.transaction() as work:
        assert work.person(SAM) is None
        assert len(work.answers(OTHER)) == 1


def test_rotation_loses_nothing_wherever_it_is_cut_off(kept: Sealed, monkeypatch: Any) -> None:
    """At every unit of work of a rotation: what is there opens with both keys, and it goes on."""
    monkeypatch.setattr("bot.store.rotation.BATCH", 2)
    for chat in range(1, 8):
        fill(kept.store, chat)
    kept.store.close()
    second = new_key()
    both, new = Keyring([second, KEY]), Keyring([second])
    for fuse in range(1, 20):
        with closing(kept.bare()) as bare:
            breaking: Any = Breaking(bare, fuse)
            with suppress(ZeroDivisionError):
                rotate(breaking, both)
                break
        with closing(kept.again(both)) as store, store.transaction() as work:
            assert work.answers(3)[0].value == CANARY
    assert fuse > 4
    kept.store = kept.again(new)
    with kept.store.transaction() as work:
        assert [work.answers(chat)[0].value for chat in range(1, 8)] == [CANARY] * 7
    kept.store.close()
    with pytest.raises(StoreKeyError):
        kept.again()
    with closing(kept.bare()) as bare, pytest.raises(StoreKeyError):
        rotate(bare, KEYS)
    kept.store = kept.again(new)


class Breaking:
    """A store that ends with the process at one of its units of work."""

    def __init__(self, store: Any, fuse: int) -> None:
        self.store, self.fuse = store, fuse

    def transaction(self) -> Any:
        self.fuse -= 1
        if not self.fuse:
            raise ZeroDivisionError
        return self.store.transaction()


def test_a_damaged_key_does_not_hold_the_old_master_key_for_ever(kept: Sealed) -> None:
    fill(kept.store)
    kept.store.close()
    kept.change("update person_key set wrapped = substr(wrapped, 1, 40) where chat = 7")
    second = new_key()
    with closing(kept.bare()) as store, capture_logs():
        rotate(store, Keyring([second, KEY]))
    kept.store = kept.again(Keyring([second]))


def test_killed_in_the_middle_of_a_rotation_by_command(base: Path, tmp_path: Path) -> None:
    """`kill -9` of the real command, at moments of its own, until one gets through."""
    file = tmp_path / "m.key"
    file.write_text(written(KEY))
    with closing(sealed(base)) as store, store.transaction() as work:
        for chat in range(100, 3000):
            work.save_person(Person(chat))
    environment = {name: value for name, value in os.environ.items() if "MOORING" not in name} | {
        "MOORING_DATA_DIR": str(base.parent), "MOORING_SECRET_KEY_FILE": str(file),
    }  # fmt: skip
    line = [sys.executable, "-c", "import bot.cli; bot.cli.main()", "keys", "rotate"]
    for wait in (0.9, 1.3, 60):
        process = subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL)
        try:
            process.wait(wait)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    assert process.returncode == 0
    [key] = file.read_text().split()
    assert key != written(KEY)
    with closing(sealed(base, Keyring.read(key))) as store, store.transaction() as work:
        assert work.answers(SAM)[0].value == CANARY
        assert set(work.masters()) == set(Keyring.read(key).names)
