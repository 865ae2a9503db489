"""Updates take effect once, wholly or not at all (promises 2 and 5)."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from pydantic import SecretStr

from bot.delivery.turn import Turn
from bot.delivery.worker import Worker
from bot.dialogue.talk import Talk
from bot.flow.library import Library
from bot.flow.workspace import open_workspace
from bot.store.classified import BY_NAME
from bot.store.postgres import PostgresStore
from bot.store.postgres_work import PostgresTransaction
from bot.store.rows import Incoming
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_work import SqliteTransaction
from bot.store.writer import Writer
from tests.delivery.kit import Bench, flows_in, serving, talking
from tests.keykit import Rows, opened
from tests.store.server import Server

TABLES: Final = {
    "person": "id, lang, blocked, data",
    "session": "chat, body",
    "answer": "chat, session, flow, name, value, how",
    "timer": "chat, name, turn",
    "outbox": "chat, priority, label, payload",
    "pin": "chat, flow, structure",
}
CHAT: Final = 5_100_000_001
LONG: Final = bool(os.environ.get("MOORING_TEST_LONG"))


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What is kept, without the times, and opened where it is sealed."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        found = {
            table: db.execute(f"select {columns} from {table} order by {columns}").fetchall()  # noqa: S608
            for table, columns in TABLES.items()
        }

        def rows(query: str, *values: object) -> list[tuple[Any, ...]]:
            return db.execute(query, values).fetchall()

        if rows("select 1 from person_key"):
            found = {table: _opened(rows, table, kept) for table, kept in found.items()}
        found["handled"] = db.execute("select key, state from inbox order by key").fetchall()
    db.close()
    return found


def _opened(rows: Rows, table: str, kept: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows with what is sealed in them opened."""
    columns = TABLES[table].split(", ")
    known = BY_NAME[table]
    chat = columns.index(known.keyed_by)
    return [
        tuple(
            opened(rows, table, name, row[chat], value) if name in known.sealed and value else value
            for name, value in zip(columns, row, strict=True)
        )
        for row in kept
    ]


async def conversation(bench: Bench) -> None:
    ada = bench.person()
    await ada.begins()
    await ada.hears("Which one?")
    ada.press("The first")
    await ada.hears("Which ones?")
    ada.press("Apple")
    ada.press("Done")
    await ada.hears("How much")
    ada.send("7")
    await ada.hears("How many?")
    ada.send("/stop")
    await ada.hears("Stopped.")
    await ada.begins("Many questions")
    await ada.hears("Question t1?")
    ada.send("words")
    await ada.hears("Question mood?")
    await bench.settled()


@pytest.mark.parametrize("again", [False, True])
async def test_every_update_twice_changes_nothing(
    tmp_path: Path, *, again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(tmp_path) as bench:
        updates = bench.server.world.updates
        push: Callable[..., None] = updates.push
        seen: list[Any] = []

        def twice(kind: str, payload: Any) -> None:
            push(kind, payload)
            seen.append(updates.waiting[-1])
            if again:
                updates.waiting.append(updates.waiting[-1])

        monkeypatch.setattr(updates, "push", twice)
        async with talking(bench):
            await conversation(bench)
        before = contents(bench.database)
        asked = len(bench.calls("sendMessage"))
        updates.waiting.extendleft(reversed(seen))
        async with talking(bench):
            await bench.until(lambda: not updates.waiting, "all delivered again")
            await bench.settled()
        assert contents(bench.database) == before
        assert len(bench.calls("sendMessage")) == asked
        assert before["answer"]


class Breaking(SqliteStore):
    """A store whose statement number `at` fails, once, as on a broken disk."""

    at = 0
    count = 0

    @contextmanager
    def transaction(self) -> Iterator[SqliteTransaction]:
        with super().transaction() as work:
            work._do = self._counted(work._do)
            work._each = self._counted(work._each)
            yield work

    def _counted(self, do: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any) -> Any:
            self.count += 1
            if self.count == self.at:
                raise sqlite3.OperationalError("broken")
            return do(*args)

        return counted


class Machine:
    """The worker on a store that breaks; no network."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.path = folder / "m.db"
        self.store = Breaking(self.path)
        self.writer = Writer(self.store, pause=0)
        self.now = 1000.0
        turn = Turn(lambda: library)
        self.worker = Worker(self.writer, turn, lambda: self.now, lambda: None)
        self.number = 0

    async def receive(self, update: dict[str, Any]) -> None:
        self.number += 1
        row = Incoming(f"tg:{self.number}", CHAT, json.dumps(update).encode(), self.now)
        await self.writer.run(lambda work: work.receive([row]))

    def pending(self) -> bool:
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True) as db:
            found = db.execute("select 1 from inbox where state = 'pending'").fetchall()
        db.close()
        return bool(found)

    async def work(self) -> None:
        while self.pending():
            self.now += 1
            await self.worker.once()


def message(text: str) -> dict[str, Any]:
    person = {"id": CHAT, "is_bot": False, "first_name": "Ada", "language_code": "en"}
    chat = {"id": CHAT, "type": "private"}
    return {"message": {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": text}}


def press(data: str) -> dict[str, Any]:
    inner = message("")["message"]
    return {"callback_query": {"id": "1", "from": inner["from"], "message": inner, "data": data}}


PREPARED: Final = ["/start flow_many_questions", "words", "7", "more", "left", "third", "a, b"]
LAST: Final[dict[str, tuple[list[str], dict[str, Any]]]] = {
    "a question": (PREPARED[:1], message("words")),
    "a retry": (PREPARED[:2], message("no number")),
    "a tap": (PREPARED[:4], press("1:4:o:left")),
    "the end": ([*PREPARED, "4", "5", "6"], message("the last")),
    "a new exercise": (PREPARED[:3], press("flow:many-questions")),
    "a stop": (PREPARED[:3], message("/stop")),
    "a block": (
        PREPARED[:3],
        {"my_chat_member": {
            "chat": {"id": CHAT, "type": "private"}, "new_chat_member": {"status": "kicked"},
        }},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LAST)
async def test_a_statement_that_fails_leaves_nothing_behind(tmp_path: Path, what: str) -> None:
    library = open_workspace(flows_in(tmp_path)).library()
    prepared, last = LAST[what]
    (tmp_path / "prepared").mkdir()
    machine = Machine(tmp_path / "prepared", library)
    for text in prepared:
        await machine.receive(message(text))
        await machine.work()
    await machine.receive(last)
    await machine.writer.close()
    before = contents(machine.path)

    async def run(at: int) -> Machine:
        folder = tmp_path / str(at)
        folder.mkdir()
        shutil.copy(machine.path, folder)
        one = Machine(folder, library)
        one.store.at = at
        one.now = 2000.0
        await one.worker.once()
        return one

    whole = await run(0)
    wanted = contents(whole.path)
    await whole.writer.close()
    assert whole.store.count > 5
    for at in range(1, whole.store.count + 1):
        one = await run(at)
        assert contents(one.path) in (before, wanted), f"half of it is there after statement {at}"
        await one.work()
        await one.writer.close()
        assert contents(one.path) == wanted, f"lost after statement {at}"


async def test_an_update_that_always_fails_is_given_up_and_the_person_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_workspace(flows_in(tmp_path)).library()
    machine = Machine(tmp_path, library)
    await machine.receive(message("/start"))
    await machine.work()

    def broken(*_: object) -> list[Any]:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(Turn, "_talk", broken)
        await machine.receive(message("secret"))
        await machine.work()
    await machine.receive(message("/help"))
    await machine.work()
    found = contents(machine.path)
    assert [state for _, state in found["handled"]] == [
        "done",
        "gave up: ZeroDivisionError",
        "done",
    ]
    assert any(b"went wrong" in payload for *_, payload in found["outbox"])
    await machine.writer.close()


async def test_a_timer_that_has_rung_does_not_ring_in_the_next_exercise(tmp_path: Path) -> None:
    library = open_workspace(flows_in(tmp_path)).library()
    machine = Machine(tmp_path, library)
    await machine.receive(message("/start flow_many_questions"))
    await machine.work()
    machine.now += 4 * 86400
    await machine.receive(press("flow:all-kinds"))  # arrives first; then the old expiry rings
    await machine.worker.once()
    await machine.work()
    talk = await machine.writer.run(lambda work: Talk.from_json(work.session(CHAT) or b""))
    assert talk.session is not None
    assert (talk.session.status, talk.session.frame.flow) == ("active", "all-kinds")
    await machine.writer.close()


async def test_answers_survive_a_conversation_that_can_t_be_read(tmp_path: Path) -> None:
    library = open_workspace(flows_in(tmp_path)).library()
    machine = Machine(tmp_path, library)
    for text in ("/start flow_many_questions", "first words", "/stop"):
        await machine.receive(message(text))
        await machine.work()
    await machine.writer.run(lambda work: work.save_session(CHAT, b'[1, "[99, damaged"]', []))
    for text in ("/start flow_many_questions", "second words", "/stop"):
        await machine.receive(message(text))
        await machine.work()
    kept = [value for *_, name, value, _ in contents(machine.path)["answer"] if name == "t1"]
    assert kept == [b'"first words"', b'"second words"']
    await machine.writer.close()


class BreakingServer(PostgresStore):
    """The same on PostgreSQL, whose own error ends the transaction."""

    at = 0
    count = 0

    @contextmanager
    def transaction(self) -> Iterator[PostgresTransaction]:
        with super().transaction() as work:
            vars(work._pipe)["_one"] = self._counted(work._pipe._one)
            yield work

    def _counted(self, one: Callable[..., Any]) -> Callable[..., Any]:
        def counted(query: str, values: Sequence[Any]) -> Any:
            self.count += 1
            return one("select 1 / 0", ()) if self.count == self.at else one(query, values)

        return counted


def on_server(url: SecretStr) -> dict[str, list[tuple[Any, ...]]]:
    """What is kept, as `contents` says it of a file."""
    asked = {
        table: f"select {columns} from {table} order by {columns}"  # noqa: S608
        for table, columns in TABLES.items()
    } | {"handled": "select key, state from inbox order by key"}
    with psycopg.connect(url.get_secret_value()) as connection:
        return {name: connection.execute(query).fetchall() for name, query in asked.items()}


async def handle(store: PostgresStore, library: Library, texts: Sequence[dict[str, Any]]) -> None:
    """Let updates arrive and be handled until none waits."""
    writer, now = Writer(store, pause=0), 1000.0
    worker = Worker(writer, Turn(lambda: library), lambda: now, lambda: None)
    for number, update in enumerate(texts):
        row = Incoming(f"tg:{number}", CHAT, json.dumps(update).encode(), now)
        await writer.run(lambda work, row=row: work.receive([row]))  # type: ignore[misc]
        await worker.once()
    await writer.close()


@pytest.mark.parametrize("what", ["a retry", "the end"])
async def test_a_statement_that_fails_on_postgresql_leaves_nothing_behind(
    tmp_path: Path, postgres_server: Server, what: str
) -> None:
    library = open_workspace(flows_in(tmp_path)).library()
    prepared, last = LAST[what]

    async def run(url: SecretStr, at: int) -> tuple[Any, Any, int]:
        """What is there after the failure, and after another try; how many statements it takes."""
        store = BreakingServer(url)
        writer, now = Writer(store, pause=0), 2000.0
        worker = Worker(writer, Turn(lambda: library), lambda: now, lambda: None)
        store.count, store.at = 0, at
        await worker.once()
        first, count, now = on_server(url), store.count, now + 1
        while await worker.once():
            now += 1
        await writer.close()
        return first, on_server(url), count

    with postgres_server.database() as base:
        texts = [message(text) for text in prepared]
        await handle(PostgresStore(base), library, texts)
        with closing(PostgresStore(base)) as store, store.transaction() as work:
            work.receive([Incoming("tg:last", CHAT, json.dumps(last).encode(), 1000.0)])
        before = on_server(base)
        with postgres_server.database(like=base) as url:
            wanted, _, count = await run(url, 0)
        assert count > 5
        assert wanted != before
        for at in range(1, count + 1, 1 if LONG else 5):
            with postgres_server.database(like=base) as url:
                first, then, _ = await run(url, at)
            assert first in (before, wanted), f"half of it is there after statement {at}"
            assert then == wanted, f"lost after statement {at}"
