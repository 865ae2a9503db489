"""Tables change under processes of this release and of the one before, and neither is hurt."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from pydantic import SecretStr
from sqlite_utils import Database

from bot.store import postgres, postgres_migrate
from bot.store.migrations import migrations, names
from bot.store.postgres import PostgresStore, connected
from bot.store.postgres_migrate import Outcome, migrate, standing
from bot.store.postgres_schema import HarmfulStepError, steps
from bot.store.protocol import StoreConflictError, StoreNewerError
from bot.store.rows import Answer, Person
from bot.store.sqlite import SqliteStore
from tests.store.contract import came
from tests.store.next_release import ADDS, m999_takes, released
from tests.store.server import Server
from tests.store.test_postgres import Beside

NUMBER: Final = len(names())
SAM: Final = Person(7)


def brought_up(url: SecretStr, patience: float = 30.0) -> Outcome:
    with connected(url) as connection:
        return migrate(connection, patience)


def asked(url: SecretStr, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url.get_secret_value(), autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def older(number: int) -> Iterator[None]:
    """Whoever connects says that it knows only so many migrations."""
    before = postgres.AT_CONNECT["application_name"]
    postgres.AT_CONNECT["application_name"] = f"mooring 4711 {number}"
    try:
        yield
    finally:
        postgres.AT_CONNECT["application_name"] = before


def use(store: PostgresStore, number: int = 1) -> None:
    """What a turn does."""
    with store.transaction() as work:
        work.receive([came(number, SAM.id)])
        work.save_person(SAM)
        work.keep([Answer(SAM.id, f"{number}:0", "f", "n", b"x", "history", 1.0)])
        for one in work.pending(9.0, 9):
            work.handled(one.seq)


def test_every_step_so_far_only_adds() -> None:
    """The moment one does not, `NEEDS` has to say what it asks of the release before."""
    assert [one.name for one in steps() if not one.adds] == []


@pytest.mark.parametrize(
    "statement",
    [
        "drop table file",
        "alter table person rename column lang to tongue",
        "alter table person add column seen real not null",
        "create unique index one_a_chat on outbox (chat)",
        "update person set lang = 'en'",
    ],
)
def test_a_step_that_older_programs_may_not_bear_is_thought_of(
    statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def m999_harms(db: Database) -> None:
        """Only PostgreSQL's words count here."""

    also = {"m999_harms": [statement]}
    monkeypatch.setattr("bot.store.postgres_schema.IN_WORDS", also)
    with released(m999_harms), pytest.raises(HarmfulStepError, match="m999_harms"):
        steps()
    with released(m999_harms, needs=0):
        assert steps()[-1].needs == 0


def test_the_release_before_works_on_and_starts_anew_after_what_only_adds(
    database: SecretStr,
) -> None:
    store = PostgresStore(database)
    use(store)
    with released():
        assert brought_up(database) == Outcome([ADDS])
        assert brought_up(database) == Outcome()
        newer = PostgresStore(database)
    use(store, 2)
    use(newer, 3)
    again = PostgresStore(database)
    use(again, 4)
    for one in (store, newer, again):
        one.close()
    with connected(database) as connection:
        now = standing(connection)
    assert (now.ahead, now.pending, now.unfinished) == ([ADDS], [], [])
    indexes = (
        "select indisvalid from pg_index where indexrelid in "
        "('answer_at'::regclass, 'outbox_label'::regclass)"
    )
    assert asked(database, indexes) == [(True,), (True,)]


def test_what_takes_away_waits_for_the_last_older_process(database: SecretStr) -> None:
    with older(NUMBER):
        before = PostgresStore(database)
    with released(m999_takes, needs=NUMBER + 1) as name, older(NUMBER + 1):
        assert brought_up(database) == Outcome([], [name], 1)
        meanwhile = PostgresStore(database)  # starts all the same, and works
        use(meanwhile)
        use(before, 2)
        before.close()
        assert brought_up(database) == Outcome([name])
        meanwhile.close()
        PostgresStore(database).close()
    with pytest.raises(StoreNewerError, match="newer Mooring"):
        PostgresStore(database)


def test_a_process_from_before_that_said_nothing_counts_as_older(database: SecretStr) -> None:
    address = database.get_secret_value()
    with (
        released(m999_takes, needs=1) as name,
        psycopg.connect(address, application_name="mooring 99"),
    ):
        assert brought_up(database) == Outcome([], [name], 1)


def test_who_finds_a_table_gone_ends_and_blames_no_update(database: SecretStr) -> None:
    store = PostgresStore(database)
    asked(database, "drop table file")
    with pytest.raises(StoreNewerError, match="newer Mooring"), store.transaction() as work:
        work.file_id("x")
    store.close()


def test_turns_pass_while_a_step_waits_for_a_table(
    database: SecretStr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dump reads all tables for as long as it takes: nobody may stand in line behind us."""
    monkeypatch.setattr(postgres_migrate, "LOCK_SECONDS", 0.05)
    store = PostgresStore(database)
    tried = threading.Event()
    begin = postgres_migrate._begin

    def trying(*args: Any) -> None:
        try:
            begin(*args)
        finally:
            tried.set()

    monkeypatch.setattr(postgres_migrate, "_begin", trying)
    with released(), psycopg.connect(database.get_secret_value()) as dump:
        dump.execute("select count(*) from person")
        changing = Beside(lambda: brought_up(database))
        assert tried.wait(20)
        for number in range(1, 20):
            use(store, number)
        assert not changing.done.is_set()
        dump.rollback()
        changing.finish()
        assert brought_up(database) == Outcome()
    store.close()


def test_a_table_that_is_never_free_is_told_and_nothing_is_changed(
    database: SecretStr, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_migrate, "LOCK_SECONDS", 0.05)
    with released():
        with psycopg.connect(database.get_secret_value()) as dump:
            dump.execute("select count(*) from person")
            with pytest.raises(StoreConflictError, match="pg_dump"):
                brought_up(database, 0.2)
        with connected(database) as connection:
            assert [one.name for one in standing(connection).pending] == [ADDS]
        assert brought_up(database) == Outcome([ADDS])


def test_an_index_that_was_cut_off_is_made_anew_and_holds_up_nobody(database: SecretStr) -> None:
    with released():
        brought_up(database)
        asked(database, "update migration set at = null where name like 'm999%'")
        asked(
            database,
            "update pg_index set indisvalid = false where indexrelid = 'answer_at'::regclass",
        )
        with connected(database) as other:
            other.execute("select pg_advisory_lock(0, %s)", (postgres_migrate.MIGRATING,))
            PostgresStore(database).close()  # while another makes it
        assert brought_up(database) == Outcome([ADDS])
        assert asked(
            database, "select indisvalid from pg_index where indexrelid = 'answer_at'::regclass"
        ) == [(True,)]
        assert brought_up(database) == Outcome()


def test_several_do_it_at_once(postgres_server: Server) -> None:
    with postgres_server.database(empty=True) as url:
        PostgresStore(url).close()
        with released():
            starting = [Beside(lambda: PostgresStore(url).close()) for _ in range(3)]
            starting += [Beside(lambda: brought_up(url)) for _ in range(2)]
            for one in starting:
                one.finish()
            assert brought_up(url) == Outcome()
        found = asked(url, "select name from migration order by name")
    assert [name for (name,) in found] == [*names(), ADDS]


def test_a_file_of_the_next_release_is_worked_on_unless_it_took_away(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    with released():
        SqliteStore(path).close()
    SqliteStore(path).close()
    with released(m999_takes, needs=NUMBER + 1):
        SqliteStore(path).close()
    with pytest.raises(StoreNewerError, match=r"m\.db was made by a newer Mooring"):
        SqliteStore(path)
    assert [one.name for one in migrations.pending(Database(memory=True))] == names()
