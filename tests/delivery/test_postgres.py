"""The bot on PostgreSQL: several processes for one bot, and what people see of that: nothing."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

import psycopg
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.delivery import duty
from bot.delivery.batch import Taken
from bot.delivery.duty import Duty, Parts
from bot.delivery.revisions import Revisions
from bot.delivery.turn import Turn
from bot.delivery.worker import Worker
from bot.flow.serving import USUAL
from bot.flow.workspace import open_workspace
from bot.store import postgres_seat
from bot.store.postgres import PostgresStore
from bot.store.postgres_seat import Seat
from bot.store.protocol import StoreLostError, Transaction
from bot.store.rows import Incoming, Pending, Person
from bot.store.writer import Writer
from tests.delivery.crowd import play
from tests.delivery.kill import check
from tests.delivery.kit import flows_in, serving, talking, until
from tests.store.server import Server, server

PATIENCE: Final = 30.0
NEW: Final = '      - {id: newest, label: "The newest"}'


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duty, "PAUSE_SECONDS", 0.05)


async def test_the_process_that_sends_is_killed_and_nothing_is_lost(
    postgres_server: Server,
) -> None:
    """`python -m tests.delivery.crowd` kills three in turn, again and again."""
    count = await play(7, postgres_server, kills=1, processes=2, talkers=3, runs=1)
    check(count)
    assert (count.kills, count.of_the_sender) == (1, 1)


async def test_a_conversation_goes_on_over_an_end_of_the_server(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        own = stack.enter_context(server(folder / "postgres"))
        url = stack.enter_context(own.database())
        with capture_logs() as logs:
            async with serving(tmp_path, url) as bench, talking(bench):
                ada = bench.person()
                await ada.begins()
                await ada.hears("Which one?")
                await asyncio.to_thread(own.restart)
                ada.press("The first")
                await ada.hears("2/6")
                await bench.settled()
        assert "duty_lost" in [one["event"] for one in logs]
        said = "".join([str(logs), *capfd.readouterr()])
        assert str(folder) not in said


async def test_a_conversation_that_began_in_a_process_with_other_flows_goes_on(
    tmp_path: Path, database: SecretStr
) -> None:
    """As in a rolling restart: the next update reaches a process that still has the old flows."""
    flows = flows_in(tmp_path)
    old = open_workspace(flows).library(USUAL)
    changed = flows / "start" / "all-kinds.yaml"
    words = changed.read_text("utf-8")
    changed.write_text(words.replace('The first"}', 'The first"}\n' + NEW), "utf-8")
    new = open_workspace(flows).library(USUAL)
    [flow] = [one for one in new if one.id == "all-kinds"]
    store, handled = PostgresStore(database), []

    class Looking(Turn):
        def take(self, work: Transaction, update: Pending, now: float) -> Taken:
            handled.append(old.pinned(flow.id, flow.structure) is not None)
            return super().take(work, update, now)

    with store.transaction() as work:
        Revisions(old).start(work)
        Revisions(new).start(work)
        work.save_session(1, b"{}", [(flow.id, flow.structure)])
        work.receive([Incoming("timer:1:x:1:0", 1, b'{"timer": "x", "turn": 1}', 0)])
    assert old.pinned(flow.id, flow.structure) is None
    writer = Writer(store)
    worker = Worker(writer, Looking(lambda: old), lambda: 1.0, lambda: None, Revisions(old).meet)
    assert await worker.once() == 1
    assert handled == [True]
    await writer.close()


async def test_one_update_that_can_t_be_kept_keeps_nobody_else_s(database: SecretStr) -> None:
    """What many turns write goes to the server together, and is refused together."""
    store = PostgresStore(database)

    class Failing(Turn):
        def take(self, work: Transaction, update: Pending, now: float) -> Taken:
            work.save_person(Person(update.chat, "e\0n" if update.chat == 2 else "es"))
            work.handled(update.seq)
            return Taken()

    with store.transaction() as work:
        work.receive([Incoming(f"tg:{chat}", chat, b"{}", 0) for chat in (1, 2, 3)])
    writer = Writer(store)
    worker = Worker(writer, Failing(lambda: open_workspace(Path("flows")).library(USUAL)),
                    lambda: 1.0, lambda: None)  # fmt: skip
    assert await worker.once() == 3
    with store.transaction() as work:
        assert [work.person(chat) is not None for chat in (1, 2, 3)] == [True, False, True]
        assert [(one.chat, one.tries) for one in work.pending(9.0, 9)] == [(2, 1)]
    await writer.close()


async def test_one_that_can_t_be_kept_keeps_nothing_out_that_is_polled(
    database: SecretStr,
) -> None:
    """However often the worker looks between one poll and the next."""

    class Wrong(Turn):
        def take(self, work: Transaction, update: Pending, now: float) -> Taken:
            work.save_person(Person(update.chat, "e\0n" if update.chat == 2 else "en"))
            work.handled(update.seq)
            return Taken()

    store = PostgresStore(database)
    writer = Writer(store, pause=0)
    worker = Worker(writer, Wrong(lambda: open_workspace(Path("flows")).library()),
                    lambda: 1.0, lambda: None)  # fmt: skip
    await worker.receive([Incoming(f"tg:{chat}", chat, b"{}", 1.0) for chat in (1, 2, 3)])
    with store.transaction() as work:
        assert [work.person(chat) for chat in (1, 2, 3)] == [Person(1), None, Person(3)]
        assert [one.tries for one in work.pending(9.0, 5)] == [1]
    await writer.close()


class Post:
    """A duty that only says when it is on."""

    def __init__(self, url: SecretStr) -> None:
        self.served = 0
        self.writer: Writer | None = None
        self.duty = Duty(Seat(url), self._parts)

    def _parts(self, writer: Writer) -> Parts:
        self.writer = writer
        return {"serve": self._serve()}

    async def _serve(self) -> None:
        self.served += 1
        await asyncio.Event().wait()

    @contextlib.asynccontextmanager
    async def waiting(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.duty.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _comes(condition: Callable[[], object]) -> float:
    began = time.monotonic()
    await until(condition, lambda: "never came", PATIENCE)
    return time.monotonic() - began


async def test_one_process_sends_and_another_takes_over_when_it_ends(database: SecretStr) -> None:
    one, other = Post(database), Post(database)
    async with other.waiting():
        async with one.waiting():
            await _comes(lambda: one.duty.seated or other.duty.seated)
            first, second = (one, other) if one.duty.seated else (other, one)
            await asyncio.sleep(0.3)
            assert (first.served, second.served) == (1, 0)
        if first is one:
            await _comes(lambda: other.duty.seated)
        assert other.served == 1


async def test_who_loses_the_session_loses_the_right_to_send(database: SecretStr) -> None:
    one = Post(database)
    async with one.waiting():
        await _comes(lambda: one.duty.seated)
        lost = one.writer
        assert lost is not None
        with psycopg.connect(database.get_secret_value(), autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' "
                "and classid = 0 and objid = %s",
                (postgres_seat.SENDING,),
            )
        await _comes(lambda: one.served == 2)
        assert one.writer is not lost


async def test_who_is_silent_loses_the_right_to_send(
    database: SecretStr, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_seat, "SILENT_SECONDS", 1)
    hung = Seat(database).take()
    assert hung is not None
    other = Post(database)
    async with other.waiting():
        assert await _comes(lambda: other.duty.seated) > 0.5
        with pytest.raises(StoreLostError), hung.transaction() as work:
            work.save_person(Person(1))
    hung.close()
