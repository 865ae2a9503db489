"""What goes by itself goes a little at a time, and goes all the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.delivery import tidy
from bot.delivery.tidy import REMEMBERED_SECONDS, SOME_SECONDS, Tidy
from bot.store import sql_mail
from bot.store.classified import BY_NAME, HOUSE
from bot.store.protocol import Store
from bot.store.rows import Incoming, Person
from bot.store.sealed import SealedStore
from bot.store.sqlite import SqliteStore
from tests.keykit import KEYS

GROUPS = range(-9, -4)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Five groups wrote, and somebody who stays."""
    store = SealedStore(SqliteStore(tmp_path / "mooring.db"), KEYS)
    with store.transaction() as work:
        work.save_person(Person(7))
        work.receive(Incoming(f"tg:{chat}", chat, b"x", 1.0) for chat in (*GROUPS, 7))
        for one in work.pending(1.0, 9):
            work.handled(one.seq)
    yield store
    store.close()


def test_keys_of_nobody_go_a_few_each_minute(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidy, "KEYS", 2)
    tidied, left = Tidy(), []
    for minute in range(1, 5):
        with store.transaction() as work:
            tidied(work, minute * (SOME_SECONDS + 1))
            left.append(len(work.keys([*GROUPS, HOUSE, 7])))
    assert left == [5, 3, 2, 2]


def test_what_was_handled_goes_a_few_each_minute_once_it_is_old(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_mail, "SOME", 4)
    tidied = Tidy()
    known = []
    for minute in range(3):
        now = 2.0 + REMEMBERED_SECONDS + minute * (SOME_SECONDS + 1)
        with store.transaction() as work:
            tidied(work, now)
            known.append(work.receive([Incoming("tg:-9", -9, b"x", now)]))
    assert known == [1, 0, 0]
    with store.transaction() as work:
        assert work.receive([Incoming("tg:7", 7, b"x", 9.0)]) == 1


def test_nothing_of_whoever_was_erased_stays_for_having_had_to_wait(store: Store) -> None:
    """Telegram asks to wait with the last message, which is there when all the rest has gone."""
    with store.transaction() as work:
        work.erase(7)
        work.hold_back(7, 30.0, 20.0)
    with store.transaction() as work:
        Tidy()(work, 31.0 + SOME_SECONDS)
        assert work.about(BY_NAME["retry_after"], 7) == []
