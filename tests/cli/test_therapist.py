"""The operator invites therapists and takes it back, whether or not the bot is running."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import main
from bot.homework import bonds, orders
from bot.homework.orders import Order, Orders, carry_out
from bot.homework.tokens import hashed
from bot.store.links import Therapist
from bot.store.sqlite import SqliteStore
from bot.store.writer import Writer


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MOORING_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("MOORING_TELEGRAM_TOKEN", raising=False)
    return tmp_path / "preview" / "mooring.db"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["therapist", *words])


def secret_in(result: Result) -> str:
    [line] = [line for line in result.output.splitlines() if line.startswith("/start t_")]
    return line.removeprefix("/start t_")


def test_an_invitation_is_printed_once_and_only_its_hash_is_kept(database: Path) -> None:
    result = run("invite", "--days", "2")
    assert result.exit_code == 0, result.output
    secret = secret_in(result)
    code = result.output.split()[1].rstrip(".")
    with closing(SqliteStore(database)) as store, store.transaction() as work:
        kept = work.invitation(hashed(secret))
    assert kept is not None
    assert (kept.kind, kept.code, kept.expires - kept.made) == ("t", code, 2 * 24 * 3600)
    assert secret.encode() not in database.read_bytes()
    [row] = json.loads(run("list", "--json").output)
    assert (row["code"], row["state"], row["clients"]) == (code, "invited", 0)


def test_a_therapist_is_removed_by_the_code_and_their_links_end(database: Path) -> None:
    run("invite")
    with closing(SqliteStore(database)) as store, store.transaction() as work:
        work.save_therapist(Therapist(5, "AB2CD", 1.0, name=b"Ada"))
        link = bonds.begin(work, 5, 7, "Sam", 2.0)
    listed = run("list").output
    assert "AB2CD" in listed
    assert "Ada" not in listed
    result = run("remove", "ab2cd")
    assert result.output == "AB2CD is removed; links that ended: 1\n"
    with closing(SqliteStore(database)) as store, store.transaction() as work:
        ended = work.link(link.id)
        assert ended is not None
        assert ended.ended_by == "operator"
    assert "removed" in run("list").output


def test_an_open_invitation_is_withdrawn_by_its_code(database: Path) -> None:
    secret = secret_in(run("invite"))
    [row] = json.loads(run("list", "--json").output)
    assert run("remove", row["code"]).exit_code == 0
    with closing(SqliteStore(database)) as store, store.transaction() as work:
        kept = work.invitation(hashed(secret))
    assert kept is not None
    assert kept.used == "withdrawn"


def test_a_code_that_nobody_has_is_refused(database: Path) -> None:
    run("invite")
    result = run("remove", "NOONE")
    assert result.exit_code == 2
    assert "mooring therapist list" in result.output


def test_without_a_database_there_is_nobody(database: Path) -> None:
    result = run("list")
    assert result.exit_code == 2
    assert "no database" in result.output


@contextmanager
def taking(store: SqliteStore, folder: Path) -> Iterator[None]:
    """A bot that has the file and takes orders."""
    stop = threading.Event()

    async def take() -> None:
        taking = asyncio.create_task(Orders(Writer(store), folder, lambda: 100.0).run())
        await asyncio.to_thread(stop.wait)
        taking.cancel()

    thread = threading.Thread(target=lambda: asyncio.run(take()))
    thread.start()
    yield
    stop.set()
    thread.join()


def test_a_running_bot_takes_the_order(database: Path) -> None:
    database.parent.mkdir()
    with closing(SqliteStore(database)) as store:
        with taking(store, orders.place(database)):
            result = run("invite")
        assert result.exit_code == 0, result.output
        with store.transaction() as work:
            kept = work.invitation(hashed(secret_in(result)))
        assert kept is not None
        assert kept.made == 100.0, "the bot's clock counts"
        assert not list(orders.place(database).glob("*"))


def test_an_order_that_can_not_be_read_holds_up_nothing(database: Path) -> None:
    database.parent.mkdir()
    folder = orders.place(database)
    folder.mkdir()
    (folder / "0.json").write_text("no order")
    (folder / "1.json").write_text('{"do": "invite"}')
    with closing(SqliteStore(database)) as store, taking(store, folder):
        assert run("invite").exit_code == 0
    assert not list(folder.glob("*"))


def test_an_order_done_twice_is_as_if_done_once(database: Path) -> None:
    database.parent.mkdir()
    with closing(SqliteStore(database)) as store, store.transaction() as work:
        for now in (1.0, 2.0):
            carry_out(work, Order("invite", "AB2CD", "hash", 1.0), now)
        [kept] = work.invitations("t")
        assert kept.made == 1.0


def test_a_bot_that_takes_no_order_is_named(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.therapist.PATIENCE_SECONDS", 0.1)
    database.parent.mkdir()
    with closing(SqliteStore(database)):
        result = run("invite")
    assert result.exit_code == 2
    assert "restart it" in result.output
    assert not list(orders.place(database).glob("*"))
