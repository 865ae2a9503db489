"""PostgreSQL keeps the contract of a store, for several processes at once."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from pydantic import SecretStr
from sqlite_utils import Database

from bot.store import postgres_schema, postgres_work
from bot.store.links import Link
from bot.store.migrations import migrations
from bot.store.postgres import PostgresStore
from bot.store.protocol import Store, StoreAwayError, StoreConflictError, StoreError
from bot.store.rows import Answer, Person, Timer
from tests.store.contract import StoreContract, came, goes
from tests.store.server import Server

PATIENCE: Final = 20.0


class TestPostgres(StoreContract):
    @pytest.fixture
    def store(self, database: SecretStr, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
        monkeypatch.setattr(postgres_work, "SERVED", "0 seconds")
        self.url = database
        self.open = [PostgresStore(database)]
        yield self.open[0]
        self.open[-1].close()

    def reopen(self, store: Store) -> Store:
        store.close()
        self.open.append(PostgresStore(self.url))
        return self.open[-1]

    def answers(self, store: Store) -> list[Answer]:
        with psycopg.connect(self.url.get_secret_value()) as connection:
            rows = connection.execute(
                "select chat, session, flow, name, value, how, at from answer"
            ).fetchall()
        return [Answer(*row) for row in rows]


@pytest.fixture
def two(database: SecretStr) -> Iterator[tuple[PostgresStore, PostgresStore]]:
    """The stores of two processes."""
    one, other = PostgresStore(database), PostgresStore(database)
    yield one, other
    one.close()
    other.close()


Two = tuple[PostgresStore, PostgresStore]


class Beside:
    """Something that another thread does meanwhile."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._problem: BaseException | None = None
        self.done = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  (raised again in `finish`)
            self._problem = error
        self.done.set()

    def finish(self) -> None:
        assert self.done.wait(PATIENCE)
        if self._problem:
            raise self._problem


def waits_for_a_lock(url: SecretStr) -> bool:
    with psycopg.connect(url.get_secret_value()) as connection:
        found = connection.execute(
            "select 1 from pg_stat_activity where datname = current_database() "
            "and wait_event_type = 'Lock'"
        ).fetchone()
    return found is not None


def test_a_chat_is_one_process_s_at_a_time_and_stays_in_order(two: Two) -> None:
    one, other = two
    with one.transaction() as work:
        work.receive([came(1, 7), came(2, 7), came(3, 8)])
    with one.transaction() as mine:
        [first] = mine.pending(0, 1)
        with other.transaction() as theirs:
            assert [each.key for each in theirs.pending(0, 9)] == ["tg:3"]
        mine.handled(first.seq)
        with other.transaction() as theirs:
            assert [each.key for each in theirs.pending(0, 9)] == ["tg:3"]
    with other.transaction() as theirs:
        assert [each.key for each in theirs.pending(0, 9)] == ["tg:2", "tg:3"]


def test_whoever_only_takes_what_is_free_waits_for_nobody(two: Two) -> None:
    one, other = two
    with one.transaction() as work:
        work.save_person(Person(7, keyboard=5))
    with one.transaction() as mine, other.transaction() as theirs:
        assert mine.person(7) is not None
        assert theirs.free([7, 8]) == {8}
        assert theirs.keyboard(7) == 5
        assert mine.free([7, 8]) == {7}


def test_what_was_undone_gives_its_chats_back(two: Two) -> None:
    one, other = two
    with one.transaction() as work:
        work.receive([came(1, 7)])
    with one.transaction() as mine:
        with pytest.raises(ZeroDivisionError), mine.savepoint():
            assert mine.pending(0, 9)
            raise ZeroDivisionError
        with other.transaction() as theirs:
            assert [each.key for each in theirs.pending(0, 9)] == ["tg:1"]
            assert mine.pending(0, 9) == []
        assert [each.key for each in mine.pending(0, 9)] == ["tg:1"]


def test_a_person_is_changed_by_one_process_after_the_other(two: Two, database: SecretStr) -> None:
    one, other = two
    with one.transaction() as work:
        work.save_person(Person(7))

    def note() -> None:
        with other.transaction() as theirs:
            person = theirs.person(7)
            assert person is not None
            assert person.lang == "es"
            theirs.save_person(Person(7, person.lang, keyboard=5))

    with one.transaction() as mine:
        assert mine.person(7) == Person(7)
        beside = Beside(note)
        while not beside.done.is_set() and not waits_for_a_lock(database):
            pass
        assert not beside.done.is_set()
        mine.save_person(Person(7, "es"))
    beside.finish()
    with one.transaction() as mine:
        assert mine.person(7) == Person(7, "es", keyboard=5)


def test_the_same_update_twice_at_once_is_kept_once(two: Two, database: SecretStr) -> None:
    one, other = two
    kept: list[int] = []

    def again() -> None:
        with other.transaction() as theirs:
            kept.append(theirs.receive([came(1), came(2)]))

    with one.transaction() as mine:
        assert mine.receive([came(1)]) == 1
        beside = Beside(again)
        while not beside.done.is_set() and not waits_for_a_lock(database):
            pass
        assert not beside.done.is_set()
    beside.finish()
    assert kept == [1]


def test_a_timer_rings_in_one_process(two: Two) -> None:
    one, other = two
    with one.transaction() as work:
        work.set_timers([Timer(1, "a", 1, 1), Timer(2, "a", 2, 1)])
    with one.transaction() as mine:
        assert mine.ring(5, 1) == 1
        with other.transaction() as theirs:
            assert theirs.ring(5, 9) == 1
    with one.transaction() as work:
        assert work.ring(5, 9) == 0
        assert len(work.pending(5, 9)) == 2


def test_a_timer_that_rings_elsewhere_is_cancelled_as_well(two: Two, database: SecretStr) -> None:
    one, other = two
    with one.transaction() as work:
        work.set_timers([Timer(2, "remind-1", 5.0, 3)])

    def cancel() -> None:
        with other.transaction() as theirs:
            theirs.cancel_timers(1)
            theirs.cancel_timers(2, ["remind-1"])

    with one.transaction() as mine:
        assert mine.ring(9.0, 5) == 1
        beside = Beside(cancel)
        while not beside.done.is_set() and not waits_for_a_lock(database):
            pass
        assert not beside.done.is_set()
    beside.finish()
    with one.transaction() as mine:
        assert mine.pending(9.0, 5) == []


def test_a_link_that_its_client_ended_stays_ended(two: Two, database: SecretStr) -> None:
    one, other = two
    link = Link("l", 5, 6, 1.0)
    with one.transaction() as work:
        work.save_link(link)

    def end() -> None:
        with other.transaction() as theirs:
            [mine] = theirs.links_of(6)
            theirs.save_link(replace(mine, ended=9.0, ended_by="client"))

    with one.transaction() as work:
        [seen] = work.clients_of(5)
        beside = Beside(end)
        while not beside.done.is_set() and not waits_for_a_lock(database):
            pass
        work.save_link(replace(seen, label=b"Bea"))
    beside.finish()
    with one.transaction() as work:
        assert work.link("l") == replace(link, ended=9.0, ended_by="client", label=b"Bea")


def test_a_revision_that_another_process_serves_is_not_forgotten(two: Two) -> None:
    one, other = two
    with one.transaction() as work:
        work.keep_revision("f", "new", b"x")
    with other.transaction() as work:
        assert work.forget_revisions([("f", "old")]) == 0
        assert [row[1] for row in work.revisions()] == ["new"]


def test_counting_the_same_things_never_stops_two_processes(two: Two) -> None:
    one, other = two

    def count() -> None:
        with other.transaction() as theirs:
            theirs.tally("2026-01-01", "b", "")
            theirs.tally("2026-01-01", "a", "")

    with one.transaction() as mine:
        mine.tally("2026-01-01", "a", "")
        mine.tally("2026-01-01", "b", "")
        with pytest.raises(ZeroDivisionError), mine.savepoint():
            mine.tally("2026-01-01", "a", "")
            raise ZeroDivisionError
        Beside(count).finish()
        assert mine.tallies("2026-01-01") == [("2026-01-01", one, "", 2) for one in ("a", "b")]


def test_two_that_wait_for_each_other_are_told_to_begin_again(
    two: Two, database: SecretStr
) -> None:
    one, other = two
    started, met = threading.Event(), threading.Event()

    def cross() -> None:
        with other.transaction() as theirs:
            theirs.person(2)
            started.set()
            met.wait(PATIENCE)
            theirs.person(1)

    beside = Beside(cross)
    failures = []
    try:
        with one.transaction() as mine:
            mine.person(1)
            started.wait(PATIENCE)
            met.set()
            mine.person(2)
    except StoreError as error:
        failures.append(error)
    try:
        beside.finish()
    except StoreError as error:
        failures.append(error)
    assert [type(each) for each in failures] == [StoreConflictError]


def test_tables_and_columns_are_those_of_sqlite(database: SecretStr) -> None:
    sqlite = Database(memory=True)
    migrations.apply(sqlite)
    wanted = {
        (table, column.name, bool(column.notnull))
        for table in sqlite.table_names()
        if table != "_sqlite_migrations"
        for column in sqlite.table(table).columns
    }
    with psycopg.connect(database.get_secret_value()) as connection:
        rows = connection.execute(
            "select table_name, column_name, is_nullable = 'NO' from information_schema.columns "
            "where table_schema = 'public' and table_name <> 'migration'"
        ).fetchall()
    found = {row for row in rows if row[1] != "rowid" and row[:2] != ("revision", "kept")}
    keys = {(row[0], row[1]) for row in wanted}
    assert {row[:2] for row in found} == keys
    assert {row for row in wanted if row[2]} <= found


def test_a_migration_that_moves_data_has_to_be_written_for_postgresql(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def m999_moves(db: Database) -> None:
        db.execute("update person set lang = 'en' where lang = ''")

    monkeypatch.setattr(migrations, "_migrations", [*migrations._migrations])
    migrations()(m999_moves)
    with pytest.raises(postgres_schema.UnspokenStepError, match="m999_moves"):
        postgres_schema.steps()
    words = {"m999_moves": ["update person set lang = 'en' where lang = ''"]}
    monkeypatch.setattr(postgres_schema, "IN_WORDS", words)
    monkeypatch.setattr(postgres_schema, "NEEDS", {"m999_moves": 0})
    assert postgres_schema.steps()[-1].statements == words["m999_moves"]


def test_new_columns_and_tables_follow_sqlite(
    monkeypatch: pytest.MonkeyPatch, database: SecretStr
) -> None:
    def m999_more(db: Database) -> None:
        db.execute("alter table person add column seen real not null default 0")
        db.table("badge").create({"seq": int, "chat": int}, pk="seq", strict=True)
        db.table("badge").create_index(["chat"])

    PostgresStore(database).close()
    with psycopg.connect(database.get_secret_value()) as connection:
        connection.execute("insert into person values (1, 'en', '', 0, 0, 0, '')")
    monkeypatch.setattr(migrations, "_migrations", [*migrations._migrations])
    migrations()(m999_more)
    PostgresStore(database).close()
    PostgresStore(database).close()
    with psycopg.connect(database.get_secret_value()) as connection:
        assert connection.execute("select seen from person").fetchall() == [(0.0,)]
        assert connection.execute(
            "insert into badge (chat) values (7) returning seq"
        ).fetchone() == (1,)


def test_many_processes_may_start_at_once_on_nothing(postgres_server: Server) -> None:
    with postgres_server.database(empty=True) as url:
        starting = [Beside(lambda: PostgresStore(url).close()) for _ in range(4)]
        for one in starting:
            one.finish()


def test_a_server_that_is_away_is_said_without_its_address(tmp_path: Path) -> None:
    url = SecretStr(f"postgresql://ada:hush@/secretplace?host={tmp_path}")
    with pytest.raises(StoreAwayError, match="MOORING_DATABASE_URL") as caught:
        PostgresStore(url)
    words = f"{caught.value!r} {caught.value.__cause__!r}"
    assert not any(one in words for one in ("ada", "hush", "secretplace", str(tmp_path)))


def test_an_unreadable_address_is_not_shown() -> None:
    with pytest.raises(StoreError) as caught:
        PostgresStore(SecretStr("postgresql://ada:hush@nowhere:port/x"))
    assert "hush" not in repr(caught.value)


def test_a_session_that_was_ended_fails_once_and_comes_back(two: Two, database: SecretStr) -> None:
    store, _ = two
    with pytest.raises(StoreAwayError), store.transaction() as work:
        work.receive([came(1)])
        with psycopg.connect(database.get_secret_value(), autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid()"
            )
        work.receive([came(2)])
    with store.transaction() as work:
        assert work.receive([came(1), came(2)]) == 2


@pytest.mark.parametrize("wrong", ["e\0n", None], ids=["refused here", "refused there"])
def test_what_can_t_be_kept_is_the_update_s_own_fault(two: Two, wrong: Any) -> None:
    """Written together it is nobody's in particular, so all comes again, one after the other."""
    store, _ = two

    def batch() -> list[type[StoreError]]:
        faults = []
        with store.transaction() as work:
            for chat, lang in ((1, "en"), (2, wrong), (3, "es")):
                try:
                    with work.savepoint():
                        work.save_person(Person(chat, lang))
                        work.save_session(chat, b"s", [("f", "s")])
                        work.send([goes(chat, "a"), goes(chat, "b")])
                except StoreConflictError:
                    raise
                except StoreError as error:
                    faults.append(type(error))
        return faults

    with pytest.raises(StoreConflictError) as caught:
        batch()
    assert "e\0n" not in str(caught.value)
    with store.transaction() as work:
        assert [work.person(chat) for chat in (1, 2, 3)] == [None, None, None]
    with pytest.raises(StoreConflictError):  # what came between went well, so it is hoped again
        batch()
    assert batch() == [StoreError]
    with store.transaction() as work:
        assert [work.person(chat) for chat in (1, 2, 3)] == [Person(1), None, Person(3, "es")]
