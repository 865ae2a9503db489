"""The whole bot against the local Bot API server, and people who talk to it.

In the same process (`running`) or as a process of its own (`Process`), which can be killed.
"""

import asyncio
import contextlib
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg
from pydantic import SecretStr

from bot.app import App
from bot.preview import people
from bot.preview.clock import Clock
from bot.preview.server import PreviewServer
from bot.preview.world import Account, Note
from bot.store.postgres_words import worded
from bot.web import Web
from tests.delivery.hook import Courier, ready, web
from tests.keykit import KEY_TEXT, KEYS, opened

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
PATIENCE: Final = 60.0
HASTE: Final = 50.0
"""How much faster than Telegram's the pace runs where a test is not about the pace."""


def flows_in(folder: Path) -> Path:
    """The flows of these tests with the real words and rules."""
    root = folder / "flows"
    shutil.copytree(HERE / "flows", root)
    for one in ("phrases.yaml", "care.yaml"):
        shutil.copy(ROOT / "flows" / one, root / one)
    return root


def hasty() -> float:
    """A clock for the pace."""
    return time.monotonic() * HASTE


async def until(condition: Callable[[], Any], what: Callable[[], str], patience: float) -> Any:
    """Wait until `condition` gives something true, and answer with that."""
    end = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < end, what()
        await asyncio.sleep(0.005)
    return found


class Bench:
    """A server and the database of the bot that talks to it."""

    def __init__(
        self, server: PreviewServer, database: Path, flows: Path, url: SecretStr | None = None
    ) -> None:
        self.server = server
        self.database = database
        self.url = url
        """A PostgreSQL database, if that is used instead."""
        self.flows = flows
        self.app: App | None = None
        self.ended = False
        """Whether the bot in this process has stopped, by itself or because it was told to."""

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What is in the database now. Before there is one: nothing."""
        if self.url is not None:
            with psycopg.connect(self.url.get_secret_value()) as connection:
                return connection.execute(worded(query), values).fetchall()
        if not self.database.exists():
            return []
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as db:
            return db.execute(query, values).fetchall()

    def person(self, name: str = "Ada", language: str = "en") -> "Person":
        return Person(self, self.server.world.add_account(name, name.lower(), language))

    def calls(self, method: str, chat: int | None = None) -> list[dict[str, Any]]:
        """Parameters of the requests that took effect."""
        return [
            one.parameters
            for one in self.server.core.requests
            if one.method == method
            and one.answer.get("result") is not None
            and (chat is None or str(one.parameters.get("chat_id")) == str(chat))
        ]

    async def until(self, condition: Callable[[], Any], what: str = "") -> Any:
        return await until(condition, lambda: f"not in time: {what}\n{self.state()}", PATIENCE)

    def state(self) -> str:
        inbox = self.rows("select key, state, tries from inbox order by seq desc limit 5")
        outbox = self.rows("select chat, label, due, tries from outbox limit 5")
        last = [(one.method, one.answer) for one in list(self.server.core.requests)[-5:]]
        return f"inbox {inbox}\noutbox {outbox}\nrequests {last}"

    def quiet(self) -> bool:
        """Whether everything that happened has been handled and answered."""
        waiting = [one["update_id"] for one in self.server.world.updates.waiting]
        kept = {key for (key,) in self.rows("select key from inbox")} if waiting else set()
        return (
            all(f"tg:{one}" in kept for one in waiting)
            and not self.rows("select 1 from inbox where state = 'pending'")
            and not self.rows("select 1 from outbox")
        )

    async def settled(self) -> None:
        await self.until(self.quiet, "quiet")

    def answers(self, chat: int) -> list[tuple[Any, ...]]:
        """What is kept of a person: session, name, value, in the order of keeping."""
        rows = self.rows(
            "select session, name, value from answer where chat = ? order by at, session, rowid",
            chat,
        )
        return [(session, name, opened(self.rows, "answer", "value", chat, value).decode())
                for session, name, value in rows]  # fmt: skip


class Person:
    """Someone with a phone."""

    def __init__(self, bench: Bench, account: Account) -> None:
        self.bench = bench
        self.account = account
        self.world = bench.server.world
        self.heard = 0

    @property
    def id(self) -> int:
        return self.account.id

    @property
    def notes(self) -> list[Note]:
        """What the bot wrote, as it stands in the chat now."""
        chat = self.world.chats.get(self.id)
        return [note for note in chat.messages.values() if note.by_bot] if chat else []

    def text(self, note: Note) -> str:
        return str(note.message.get("text", note.message.get("caption", "")))

    def transcript(self) -> str:
        chat = self.world.chats.get(self.id)
        notes = chat.messages.values() if chat else ()
        lines = [("bot: " if one.by_bot else "me:  ") + self.text(one)[:90] for one in notes]
        return "\n".join(lines)

    def send(self, text: str) -> None:
        people.send_text(self.world, self.account, text)

    def send_kind(self, kind: str, caption: str | None = None) -> None:
        people.send_kind(self.world, self.account, kind, caption)

    async def hears(self, words: str) -> Note:
        """Wait for a message with these words, after the last one that was waited for."""

        def found() -> Note | None:
            new = [one for one in self.notes if one.id > self.heard]
            return next((one for one in new if words in self.text(one)), None)

        note: Note = await until(
            found,
            lambda: f"never heard {words!r}\n{self.transcript()}\n{self.bench.state()}",
            PATIENCE,
        )
        self.heard = note.id
        return note

    def buttons(self, note: Note) -> dict[str, str]:
        """Label and data of each inline button of a message."""
        rows = (note.markup or {}).get("inline_keyboard", [])
        return {one["text"]: one["callback_data"] for row in rows for one in row}

    def press(self, label: str, note: Note | None = None) -> str:
        """Tap a button of a message, or the newest button of that name; answers with its data."""
        notes = [note] if note else reversed(self.notes)
        for one in notes:
            data = self.buttons(one).get(label)
            if data is not None:
                self.tap(one, data)
                return data
        raise AssertionError(f"no button {label!r}\n{self.transcript()}")

    def tap(self, note: Note, data: str) -> str:
        return people.press(self.world, self.account, note.id, data)

    async def begins(self, flow: str = "All kinds") -> None:
        """Start, and choose a flow from the menu."""
        people.start(self.world, self.account, None)
        await self.hears("short exercises")
        self.press(flow)

    async def toasts(self) -> list[str]:
        """The words said in passing to presses of this person so far."""
        await self.bench.settled()
        mine = {number for number, one in self.world.queries.items() if one.account == self.id}
        return [
            str(one.get("text", ""))
            for one in self.bench.calls("answerCallbackQuery")
            if one["callback_query_id"] in mine
        ]


@contextlib.asynccontextmanager
async def serving(
    folder: Path, url: SecretStr | None = None, **options: Any
) -> AsyncIterator[Bench]:
    """A server without a bot; at the end nothing that the bot asked was wrong."""
    server = PreviewServer(**options)
    server.core.webhook = Courier(server.world)
    async with server:
        bench = Bench(server, folder / "data" / "mooring.db", flows_in(folder), url)
        yield bench
        assert server.violations == []


@contextlib.asynccontextmanager
async def talking(
    bench: Bench, tick: Callable[[], float] = hasty, web: Web | None = None
) -> AsyncIterator[App]:
    """The bot in this process, until the block ends."""
    server = bench.server
    since = server.core.count
    kept = bench.url or bench.database
    app = App(server.token, server.url, kept, bench.flows, server.world.clock.now, web, keys=KEYS)
    app.tick = tick
    bench.app = app
    task = asyncio.create_task(app.run())
    task.add_done_callback(lambda _: setattr(bench, "ended", True))
    try:
        if web is None or not web.url:
            await bench.until(lambda: task.done() or polled(server, since), "the first poll")
        else:
            while not task.done() and not await ready(web.port):
                await asyncio.sleep(0.02)
        if task.done():
            task.result()
        yield app
    finally:
        app.stopping.set()
        await asyncio.wait_for(task, PATIENCE)


@contextlib.asynccontextmanager
async def running(
    folder: Path, tick: Callable[[], float] = hasty, **options: Any
) -> AsyncIterator[Bench]:
    """A server and the bot, both in this process."""
    async with serving(folder, **options) as bench, talking(bench, tick):
        yield bench


def polled(server: PreviewServer, since: int = 0) -> bool:
    """Whether the bot has asked for updates since that many requests."""
    return any(one.method == "getUpdates" for one in server.core.requests if one.number > since)


def fast_clock(times: float = 20.0) -> Clock:
    """A clock of the server that runs faster, so that waiting for Telegram's pace is short."""
    begin = time.time()
    return Clock(lambda: begin + (time.time() - begin) * times)


class Release(NamedTuple):
    """A version of this program: where it is, its flows if not the bench's, and how it is run."""

    root: Path = ROOT
    flows: Path | None = None
    words: Sequence[str] = ()

    def command(self, bench: Bench, *words: str, hurry: bool = False) -> "Command":
        """How to call `mooring` of this release."""
        server = bench.server
        environment = os.environ | {
            "MOORING_TELEGRAM_TOKEN": server.token,
            "MOORING_SECRET_KEY": KEY_TEXT,
            "MOORING_TELEGRAM_API_URL": server.url,
            "MOORING_DATA_DIR": str(bench.database.parent),
            "MOORING_DATABASE_URL": bench.url.get_secret_value() if bench.url else "",
            "MOORING_FLOWS_DIR": str(self.flows or bench.flows),
            "PYTHONPATH": str(self.root),
        }
        flags = [*(["--hurry"] if hurry else []), *self.words]
        line = [sys.executable, "-m", "tests.delivery.runner", *flags, *words]
        return Command(line, self.root, environment)


class Command(NamedTuple):
    """What to run, where, and with which environment."""

    line: Sequence[str]
    root: Path
    environment: dict[str, str]


class Process:
    """The bot as a process of its own; what it logs is kept in a file.

    With a port it takes updates by webhook, else it polls.
    """

    def __init__(
        self,
        bench: Bench,
        log: Path,
        *,
        hurry: bool = True,
        port: int | None = None,
        behind: int | None = None,
        release: Release | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        self.release = release or Release()
        self.port = port
        self.extra = extra or {}
        """More variables of its environment."""
        self.behind = behind or port
        """Where Telegram reaches it."""
        self.bench = bench
        self.log = log
        self.hurry = hurry
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and wait until updates can come in."""
        server = self.bench.server
        since = server.core.count
        line, root, environment = self.release.command(self.bench, "run", hurry=self.hurry)
        if self.port is not None and self.behind is not None:
            environment = environment | {
                "MOORING_WEBHOOK_URL": web(self.behind, server.token).url,
                "MOORING_PORT": str(self.port),
            }
        environment = environment | dict(self.extra)
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *line, cwd=root, env=environment, stdout=log, stderr=log
            )
        process = self.process

        async with asyncio.timeout(PATIENCE):
            while process.returncode is None and not await self._up(since):
                await asyncio.sleep(0.02)
        assert process.returncode is None, self.logged()[-2000:]

    async def _up(self, since: int) -> bool:
        return polled(self.bench.server, since) if self.port is None else await ready(self.port)

    async def kill(self) -> None:
        """As a power cut ends it."""
        if self.process and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def stop(self) -> int:
        """As an operator ends it."""
        assert self.process is not None
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), PATIENCE)

    def logged(self) -> str:
        return self.log.read_text("utf-8", "replace")
