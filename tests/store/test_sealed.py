"""What people write is sealed on its way into either database, and what can't be opened harms
nobody else."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.crypto import Keyring, new_key
from bot.store.classified import BY_NAME, HOUSE, TABLES, Table
from bot.store.homework_rows import Assignment, Happened
from bot.store.links import Link, Shared, Therapist, Trace
from bot.store.postgres import PostgresStore
from bot.store.protocol import Store
from bot.store.rows import Answer, Incoming, Outgoing, Person, Priority, Run, Timer
from bot.store.sealed import SealedStore
from bot.store.sealed_keys import StoreKeyError
from bot.store.sqlite import SqliteStore
from tests.keykit import KEY, KEYS
from tests.store.contract import StoreContract
from tests.store.test_postgres import Beside, waits_for_a_lock

CANARY: Final = b"canary-9d31"
SAM: Final = 7


def sqlite(path: Path, keys: Keyring = KEYS) -> SealedStore:
    return SealedStore(SqliteStore(path), keys)


def postgres(url: SecretStr, keys: Keyring = KEYS) -> SealedStore:
    return SealedStore(PostgresStore(url), keys)


class TestSealed(StoreContract):
    """The contract holds through the seals, too."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        self.path = tmp_path / "mooring.db"
        self.open = [sqlite(self.path)]
        yield self.open[0]
        self.open[-1].close()

    def reopen(self, store: Store) -> Store:
        store.close()
        self.open.append(sqlite(self.path))
        return self.open[-1]

    def answers(self, store: Store) -> list[Answer]:
        found = []
        with self.open[-1].transaction() as work:
            for chat in range(10):
                for row in work.about(BY_NAME["answer"], chat):
                    found.append(Answer(**row))  # noqa: PERF401
        return found


class Sealed:
    """A store, and what is in it for whoever has no key."""

    def __init__(self, path: Path, url: SecretStr | None) -> None:
        self.path, self.url = path, url
        self.store = self.again()

    def again(self, keys: Keyring = KEYS) -> SealedStore:
        return postgres(self.url, keys) if self.url else sqlite(self.path, keys)

    def bare(self) -> Store:
        return PostgresStore(self.url) if self.url else SqliteStore(self.path)

    def raw(self) -> bytes:
        """Every value of every row."""
        with closing(self.bare()) as store, store.transaction() as work:
            do: Any = work
            every = [f"select * from {table.name}" for table in TABLES]  # noqa: S608
            rows = [do._do(one).fetchall() for one in every]
        return repr(rows).encode()

    def damage(self, table: Table, column: str, how: Callable[[bytes], bytes]) -> None:
        with closing(self.bare()) as store, store.transaction() as work:
            for row in work.about(table, SAM):
                work.reseal(table, column, SAM, row[column], how(row[column]))

    def change(self, query: str, *values: object) -> None:
        with closing(self.bare()) as store, store.transaction() as work:
            do: Any = work
            do._do(query, values)


@pytest.fixture(params=["sqlite", "postgres"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sealed]:
    url = request.getfixturevalue("database") if request.param == "postgres" else None
    one = Sealed(tmp_path / "m.db", url)
    yield one
    with suppress(ValueError):  # closed already
        one.store.close()


def fill(store: Store, chat: int = SAM, words: bytes = CANARY) -> None:
    """One of everything that can hold words."""
    with store.transaction() as work:
        work.save_person(Person(chat, data=b'{"name": "%s"}' % words))
        work.receive([Incoming(f"tg:{chat}", chat, words, 1.0)])
        work.send([Outgoing(chat, Priority.REPLY, 1.0, words, "send")])
        work.save_session(chat, b'[3, "%s"]' % words, [("mood", "s")])
        work.keep([Answer(chat, "3:0", "mood", "note", words, "history", 1.0),
                   Answer(chat, "2:0", "mood", "card", words, "card", 1.0)])  # fmt: skip
        work.begin_run(Run(chat, "5", "mood", 1.0))
        work.set_timers([Timer(chat, "step", 0.0, 1)])
        work.save_therapist(Therapist(chat, f"c{chat}", 1.0, name=words))
        work.save_assignment(Assignment(f"a{chat}", chat, f"l{chat}", "flow", "mood", "{}", words,
                                        words, words))  # fmt: skip
        work.happen(Happened(chat, f"a{chat}", 1.0, "done"))
        work.save_link(Link(f"l{chat}", 99, chat, 1.0, label=words))


def test_nothing_that_somebody_wrote_can_be_read_without_the_key(kept: Sealed) -> None:
    fill(kept.store)
    with kept.store.transaction() as work:
        assert [one.value for one in work.cards(SAM)] == [CANARY]
        assert [one.label for one in work.clients_of(99)] == [CANARY]
    kept.store.close()
    assert CANARY not in kept.raw()
    kept.store = kept.again()
    with kept.store.transaction() as work:
        assert work.pending(9.0, 1)[0].payload == CANARY
        assert work.sendable(9.0, 1, [])[0].payload == CANARY
        assert (work.therapists()[0].name, work.link(f"l{SAM}").label) == (CANARY, CANARY)  # type: ignore[union-attr]
        assert work.ring(9.0, 1) == 1
        assert work.about(BY_NAME["inbox"], SAM)[1]["payload"].startswith(b'{"timer"')


def test_the_fixture_fills_every_sealed_column(kept: Sealed) -> None:
    """So that a new one is tried here as well."""
    fill(kept.store)
    with kept.store.transaction() as work:
        for table in TABLES:
            for column in table.sealed:
                values = [row[column] or b"" for row in work.about(table, SAM)]
                assert any(CANARY in one for one in values), f"fill {table.name}.{column}"


def test_what_was_kept_before_there_were_keys_is_sealed_at_the_first_start(kept: Sealed) -> None:
    kept.store.close()
    kept.change("delete from person_key")
    with closing(kept.bare()) as old:
        for chat in range(1, 8):
            fill(old, chat)
        with old.transaction() as work:
            assert work.ring(9.0, 3) == 3  # timers in the inbox are no words
    kept.store = kept.again()
    with kept.store.transaction() as work:
        assert work.last(3, "mood", "note") == Answer(3, "3:0", "mood", "note", CANARY, "history",
                                                      1.0)  # fmt: skip
        assert work.session(SAM) == b'[3, "%s"]' % CANARY
    kept.store.close()
    assert CANARY not in kept.raw()


def test_sealing_goes_on_where_it_was_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    with closing(SqliteStore(path)) as old:
        for chat in range(1, 5):
            fill(old, chat)
    half: Any = SealedStore.__new__(SealedStore)
    half._store, half._ring = SqliteStore(path), KEYS
    half._seal_some(BY_NAME["answer"], "value")
    half.close()
    with closing(sqlite(path)) as store, store.transaction() as work:
        assert work.last(2, "mood", "note") is not None
        assert work.keys([HOUSE])
    for file in tmp_path.iterdir():
        assert CANARY not in file.read_bytes()


def test_a_wrong_key_is_told_and_changes_nothing(kept: Sealed) -> None:
    fill(kept.store)
    kept.store.close()
    before = kept.raw()
    with pytest.raises(StoreKeyError, match="Nothing was changed") as raised:
        kept.again(Keyring([new_key()]))
    assert KEYS.names[0] in str(raised.value)
    assert kept.raw() == before
    kept.store = kept.again(Keyring([new_key(), KEY]))
    with kept.store.transaction() as work:
        assert work.pending(9.0, 1)[0].payload == CANARY


def test_a_wrong_key_is_known_before_anybody_has_talked(kept: Sealed) -> None:
    kept.store.close()
    with pytest.raises(StoreKeyError):
        kept.again(Keyring([new_key()]))
    kept.store = kept.again()


def flipped(sealed: bytes) -> bytes:
    return sealed[:-1] + bytes([sealed[-1] ^ 1])


DAMAGE: Final[dict[str, Callable[[bytes], bytes]]] = {
    "cut": lambda sealed: sealed[:20],
    "changed": flipped,
    "of another key": lambda sealed: sealed[:1] + b"abcd" + sealed[5:],
    "empty": lambda _sealed: b"",
}


@pytest.mark.parametrize("how", DAMAGE)
def test_damaged_words_stop_nobody_else(kept: Sealed, how: str) -> None:
    fill(kept.store)
    fill(kept.store, 8)
    kept.store.close()
    for table in TABLES:
        for column in table.sealed:
            kept.damage(table, column, DAMAGE[how])
    kept.store = kept.again()
    with capture_logs() as logs, kept.store.transaction() as work:
        person = work.person(SAM)
        assert person is not None
        assert person.data == b"{}"
        assert json.loads(work.session(SAM).split(b",")[0] + b"]") == [5]  # type: ignore[union-attr]
        assert (work.answers(SAM), work.cards(SAM)) == ([], [])
        assert [one.chat for one in work.pending(9.0, 9)] == [8]
        assert [one.payload for one in work.sendable(9.0, 9, [])] == [CANARY]
        work.receive([Incoming("tg:99", SAM, b"later", 2.0)])
        assert [one.payload for one in work.pending(9.0, 9)] == [CANARY, b"later"]
    assert {one["event"] for one in logs} == {"not_opened"}
    assert "canary" not in repr(logs)


def test_a_damaged_key_stops_nobody_and_its_owner_is_heard(kept: Sealed) -> None:
    fill(kept.store)
    fill(kept.store, 8)
    kept.store.close()
    kept.change("update person_key set wrapped = substr(wrapped, 1, 40) where chat = 7")
    kept.store = kept.again()
    with capture_logs(), kept.store.transaction() as work:
        work.receive([Incoming("tg:99", SAM, b"help", 2.0)])
        assert {one.payload for one in work.pending(9.0, 9)} == {CANARY}
        assert [one.payload for one in work.pending(9.0, 9)] == [b"help", CANARY][::-1]


def test_words_of_one_person_never_open_as_another_s(kept: Sealed) -> None:
    fill(kept.store)
    fill(kept.store, 8, b"other")
    kept.store.close()
    kept.change("update answer set value = (select a.value from answer a where a.chat = 7 "
                "and a.name = 'note') where chat = 8 and name = 'note'")  # fmt: skip
    kept.change("update answer set value = (select data from person where id = 7) "
                "where chat = 7 and name = 'note'")  # fmt: skip
    kept.store = kept.again()
    with capture_logs() as logs, kept.store.transaction() as work:
        assert work.last(8, "mood", "note") is None
        assert work.last(SAM, "mood", "note") is None
    assert [one["error"] for one in logs] == ["OtherKeyError", "DamagedError"]


def test_erased_means_no_row_no_byte_and_no_key(kept: Sealed) -> None:
    fill(kept.store)
    fill(kept.store, 8, b"other")
    with kept.store.transaction() as work:
        work.handled(work.pending(9.0, 9)[0].seq)
        work.receive([Incoming("tg:70", SAM, CANARY, 1.0)])
        work.ring(9.0, 9)
        before = work.keys([SAM])[SAM]
        work.erase(SAM)
        assert [work.about(table, SAM) for table in TABLES if table.people] == [
            [] for table in TABLES if table.people
        ]
        assert len(work.destroyed()) == 1
    with kept.store.transaction() as work:
        assert work.receive([Incoming("tg:70", SAM, CANARY, 1.0)]) == 0, "known, of nobody"
        assert work.person(8) is not None
        work.receive([Incoming("tg:71", SAM, b"back", 1.0)])
        assert work.keys([SAM])[SAM] != before
    kept.store.close()
    assert b"canary" not in kept.raw()
    assert before not in kept.raw()


def test_after_erasure_the_files_hold_nothing_of_the_key(tmp_path: Path) -> None:
    with closing(sqlite(tmp_path / "m.db")) as store:
        fill(store)
        with store.transaction() as work:
            wrapped = work.keys([SAM])[SAM]
            sealed = BY_NAME["answer"]
            assert work.about(sealed, SAM)
        with store.transaction() as work:
            work.erase(SAM)
        for file in tmp_path.iterdir():  # while the bot runs: WAL and -shm are there
            assert wrapped[:40] not in file.read_bytes(), file.name


def test_a_therapist_who_goes_takes_links_and_what_hangs_on_them(kept: Sealed) -> None:
    fill(kept.store)
    fill(kept.store, 99, b"therapist")
    with kept.store.transaction() as work:
        work.share([Shared(f"l{SAM}", SAM, "3:0", "mood", "note", 1.0)])
        work.trace(Trace(f"l{SAM}", SAM, 1.0, "looked"))
        work.erase(99)
        assert work.links_of(SAM) == []
        assert (work.assignments(SAM), work.happened(f"a{SAM}")) == ([], [])
        assert (work.shared(f"l{SAM}"), work.traces(f"l{SAM}", 9)) == ([], [])
        assert work.last(SAM, "mood", "note") is not None


def test_keys_of_those_who_are_nobody_here_are_dropped(kept: Sealed) -> None:
    fill(kept.store)
    with kept.store.transaction() as work:
        work.receive([Incoming("tg:1", -5, b"a group", 1.0), Incoming("tg:2", -6, b"x", 1.0)])
        work.send([Outgoing(-6, Priority.REPLY, 1.0, b"bye", "leave")])
        for one in work.pending(9.0, 9):
            if one.chat in {-5, -6}:
                work.handled(one.seq)
        assert work.forget_keys([SAM, HOUSE, -6]) == 0
        assert set(work.keys([SAM, HOUSE, -5, -6])) == {SAM, HOUSE, -5, -6}
        assert work.forget_keys() == 1
        assert set(work.keys([SAM, HOUSE, -5, -6])) == {SAM, HOUSE, -6}
        work.drop_all(-6, "left")
        assert work.forget_keys([HOUSE, -6]) == 1


def test_a_key_made_in_a_part_that_failed_is_forgotten_with_it(kept: Sealed) -> None:
    with kept.store.transaction() as work:
        with pytest.raises(ZeroDivisionError), work.savepoint():
            fill_one(work, b"first")
            raise ZeroDivisionError
        fill_one(work, b"second")
    with kept.store.transaction() as work:
        assert [one.value for one in work.answers(SAM)] == [b"second"]


def fill_one(work: Any, words: bytes) -> None:
    work.keep([Answer(SAM, "3:0", "mood", "note", words, "history", 1.0)])


def test_two_processes_agree_on_a_key_and_see_that_it_is_gone(database: SecretStr) -> None:
    with closing(postgres(database)) as one, closing(postgres(database)) as two:
        with one.transaction() as work:
            fill_one(work, b"by one")
        with two.transaction() as work:
            work.keep([Answer(SAM, "4:0", "mood", "note", b"by two", "history", 2.0)])
            assert [found.value for found in work.answers(SAM)] == [b"by one", b"by two"]
        with two.transaction() as work:
            work.erase(SAM)
        with one.transaction() as work:
            assert work.answers(SAM) == []
            fill_one(work, b"back")
        with two.transaction() as work:
            assert [found.value for found in work.answers(SAM)] == [b"back"]


def test_whoever_erases_waits_for_words_that_are_just_being_sealed(database: SecretStr) -> None:
    """And they go with the rest: no row is left that nobody can open."""
    with closing(postgres(database)) as one, closing(postgres(database)) as two:
        fill(one)

        def erase() -> None:
            with two.transaction() as work:
                work.erase(SAM)

        with one.transaction() as work:
            work.receive([Incoming("tg:99", SAM, b"a word", 2.0)])
            beside = Beside(erase)
            while not waits_for_a_lock(database):
                assert not beside.done.is_set()
        beside.finish()
        with psycopg.connect(database.get_secret_value()) as connection:
            rows = connection.execute("select key, chat, payload from inbox order by seq")
            assert rows.fetchall() == [(f"tg:{SAM}", 0, None), ("tg:99", 0, None)]


def test_history_goes_when_its_time_is_over_and_saved_lines_stay(kept: Sealed) -> None:
    fill(kept.store)
    fill(kept.store, 8)
    with kept.store.transaction() as work:
        work.keep([replace(work.answers(SAM)[0], session="9:0", at=50.0)])
        work.begin_run(Run(SAM, "9", "mood", 50.0, 60.0, "done"))
        assert work.forget_history(SAM, before=40.0) == 2
        assert [one.session for one in work.answers(SAM)] == ["9:0"]
        assert [one.session for one in work.runs(SAM)] == ["9"]
        assert len(work.cards(SAM)) == 1
        assert len(work.answers(8)) == 1
        assert (work.chats(0, 9), work.chats(7, 9), work.chats(0, 1)) == ([7, 8], [8], [7])
