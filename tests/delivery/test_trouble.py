"""A full disk, a locked or damaged file, a network that is gone: said, waited out, recovered."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

import bot.app
from bot.store.protocol import StoreDamagedError
from bot.store.sqlite import SqliteStore
from bot.telegram.intake import IntakeError
from tests.delivery.kit import Bench, Process, running, serving, talking


@pytest.fixture
def stores(monkeypatch: pytest.MonkeyPatch) -> list[SqliteStore]:
    """The stores that the bot opens."""
    opened: list[SqliteStore] = []

    class Seen(SqliteStore):
        def __init__(self, path: Path) -> None:
            super().__init__(path)
            self._db.conn.execute("pragma busy_timeout = 50")
            opened.append(self)

    monkeypatch.setattr(bot.app, "SqliteStore", Seen)
    return opened


async def through_trouble(bench: Bench, begin: Callable[[], Any], end: Callable[[], Any]) -> None:
    """People go on writing while the store can't; afterwards everything is there, once."""
    ada = bench.person()
    await ada.begins("Many questions")
    await ada.hears("Question t1?")
    await bench.settled()
    with capture_logs() as logs:
        begin()
        for text in ("first " * 16, "5", "second " * 14):
            ada.send(text)
        await bench.until(lambda: [one for one in logs if one["event"] == "store_failed"], "said")
        assert bench.app is not None
        end()
        await ada.hears("Question one?")
        await bench.settled()
    said = [one["error"] for one in logs if one["event"] == "store_failed"]
    assert all("mooring.db" in one and "first" not in one for one in said)
    assert [one for one in logs if one["event"] == "store_recovered"]
    ada.send("/stop")
    await ada.hears("Stopped.")
    await bench.settled()
    kept = {name: value.strip('"').split()[0] for _, name, value in bench.answers(ada.id)}
    assert kept == {"t1": "first", "mood": "5", "t2": "second", "turns": "4"}
    questions = [ada.text(one) for one in ada.notes if "Question" in ada.text(one)]
    assert len(questions) == len(set(questions)) == 4


async def test_a_full_disk_is_waited_out(tmp_path: Path, stores: list[SqliteStore]) -> None:
    async with running(tmp_path) as bench:
        connection = stores[0]._db.conn

        def full() -> None:
            connection.execute("create table if not exists ballast (x blob)")
            pages = connection.execute("pragma page_count").fetchone()[0]
            connection.execute(f"pragma max_page_count = {pages}")
            connection.execute("pragma query_only = on")  # no free page is left either

        def space() -> None:
            connection.execute("pragma query_only = off")
            connection.execute("pragma max_page_count = 1000000")

        await through_trouble(bench, full, space)


async def test_a_locked_file_is_waited_out(tmp_path: Path, stores: list[SqliteStore]) -> None:
    async with running(tmp_path) as bench:
        other = sqlite3.connect(bench.database, isolation_level=None, timeout=10)
        await through_trouble(
            bench, lambda: other.execute("begin immediate"), lambda: other.execute("rollback")
        )
        other.close()


async def test_nothing_is_sent_twice_when_it_can_t_be_recorded(
    tmp_path: Path, stores: list[SqliteStore]
) -> None:
    async with running(tmp_path) as bench:
        ada = bench.person()
        other = sqlite3.connect(bench.database, isolation_level=None, timeout=10)
        post = bench.server.world.post

        def posted(*args: Any, **options: Any) -> Any:
            if not other.in_transaction and options.get("author", args[2]) is None:
                other.execute("begin immediate")
            return post(*args, **options)

        bench.server.world.post = posted  # type: ignore[method-assign]
        ada.send("/start")
        await ada.hears("short exercises")
        with capture_logs() as logs:
            await bench.until(lambda: [1 for one in logs if one["event"] == "store_failed"], "said")
        await asyncio.sleep(0)
        bench.server.world.post = post  # type: ignore[method-assign]
        other.execute("rollback")
        other.close()
        await bench.settled()
        assert len(ada.notes) == 1


async def test_a_damaged_database_ends_the_bot_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: SqliteStore) -> Any:
        raise StoreDamagedError("mooring.db is damaged; restore a backup")

    with pytest.raises(StoreDamagedError, match="restore a backup"):
        async with running(tmp_path) as bench:
            ada = bench.person()
            await ada.begins()
            await bench.settled()
            monkeypatch.setattr(SqliteStore, "transaction", broken)
            ada.send("/menu")
            await bench.until(lambda: bench.ended, "the end")


async def test_a_network_that_is_gone_is_waited_out(tmp_path: Path) -> None:
    async with running(tmp_path) as bench:
        ada = bench.person()
        await ada.begins()
        note = await ada.hears("Which one?")
        await bench.settled()
        await bench.server.down()
        ada.press("The first", note)
        await bench.server.up()
        await ada.hears("Which ones?")


async def test_the_bot_waits_for_a_telegram_that_is_not_there_yet(tmp_path: Path) -> None:
    async with serving(tmp_path) as bench:
        ada = bench.person()
        ada.send("/start")
        await bench.server.down()
        starting = asyncio.create_task(_starts(bench))
        await asyncio.sleep(0)
        await bench.server.up()
        await ada.hears("short exercises")
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)


async def _starts(bench: Bench) -> None:
    async with talking(bench):
        await asyncio.Event().wait()


async def test_an_unknown_token_is_refused_in_words_without_it(tmp_path: Path) -> None:
    async with serving(tmp_path) as bench:
        token = bench.server.token
        bench.server.token = "714000002:canary-token-of-nobody"  # noqa: S105
        with pytest.raises(IntakeError, match="MOORING_TELEGRAM_TOKEN") as raised:
            async with talking(bench):
                pass
        assert "canary" not in str(raised.value)
        bench.server.token = token


async def test_a_second_bot_on_the_same_database_names_the_first(tmp_path: Path) -> None:
    async with serving(tmp_path) as bench:
        first, second = Process(bench, tmp_path / "1"), Process(bench, tmp_path / "2")
        await first.start()
        assert first.process is not None
        with pytest.raises(AssertionError, match=f"process {first.process.pid}"):
            await second.start()
        assert await first.stop() == 0


async def test_words_of_risk_are_answered_while_nothing_can_be_written(
    tmp_path: Path, stores: list[SqliteStore]
) -> None:
    async with running(tmp_path) as bench:
        ada, ben = bench.person(), bench.person("Ben")
        await ada.begins("Many questions")
        await ada.hears("Question t1?")
        await bench.settled()
        stores[0]._db.conn.execute("pragma query_only = on")
        ada.send("i want to kill myself")
        await ada.hears("findahelpline.com")
        ben.send("/crisis")  # somebody else, later: the poll goes on looking
        await ben.hears("findahelpline.com")
        ben.send("good morning")
        asked = len([one for one in ada.notes if "findahelpline" in ada.text(one)])
        assert asked == 1  # the same update is fetched again and again
        stores[0]._db.conn.execute("pragma query_only = off")
        await ada.hears("Paused.")
        await bench.settled()


async def test_without_usable_flows_the_bot_starts_and_helps(tmp_path: Path) -> None:
    async with serving(tmp_path) as bench:
        shutil.rmtree(bench.flows)
        bench.flows.mkdir()
        (bench.flows / "phrases.yaml").write_text("help: [broken")
        async with talking(bench):
            ada = bench.person()
            ada.send("i want to kill myself")
            await ada.hears("findahelpline.com")
            ada.send("hello")
            await ada.hears("Help is one tap away, day and night.")
