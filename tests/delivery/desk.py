"""The whole bot in this process on a clock that stands: no socket, no thread, no waiting.

The poller, the turns, the sender, the messages and the store are the real ones; requests
go to the preview's core by a call. A process that dies is played by `Mortal`: from a moment on
nothing more reaches the file, and `restart` begins anew on what is there.
"""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from pydantic import SecretStr
from telegram.ext import ExtBot

from bot.delivery.sender import Sender
from bot.delivery.turn import Turn
from bot.delivery.worker import Worker
from bot.flow.library import Library
from bot.flow.workspace import open_workspace
from bot.people.helps import ALL
from bot.preview.clock import Clock
from bot.preview.core import Core
from bot.preview.direct import Direct
from bot.preview.kinds import Upload
from bot.preview.samples import png
from bot.preview.world import World
from bot.store.postgres import PostgresStore
from bot.store.postgres_words import worded
from bot.store.protocol import Transaction
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_work import SqliteTransaction
from bot.store.writer import Writer
from bot.telegram.poll import Poller
from bot.telegram.send import Messenger, breath_key
from tests.delivery.kit import ROOT, flows_in

START: Final = 1_800_000_000.0
NEVER: Final = 1e6
MANY: Final = 1000
HELP: Final = "112 and people to call"
MEMORY: Final = Path("/dev/shm")  # noqa: S108  (faster, where there is one)
Result = TypeVar("Result")
When = Literal["before", "inside", "after"]


class KilledError(BaseException):
    """The process is dead: nobody catches this."""


class Mortal:
    """A store that dies at a chosen transaction: before it begins, before its commit, or right
    after.
    """

    def __init__(self, store: SqliteStore | PostgresStore) -> None:
        self.store = store
        self.fuse = 0
        self.when: When = "before"
        self.dead = False
        self.close = store.close
        if isinstance(store, SqliteStore):
            store._db.conn.execute("pragma synchronous = off")  # processes die here, not machines

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        self.fuse -= 1
        burns = self.fuse == 0
        self._die(self.dead or (burns and self.when == "before"))
        with self.store.transaction() as work:
            yield work
            self._die(burns and self.when == "inside")
        self._die(burns)

    def _die(self, now: bool) -> None:  # noqa: FBT001
        if now:
            self.dead = True
            raise KilledError


class Inline(Writer):
    """Without a thread, so that everything happens in the same order each time."""

    async def run(self, work: Callable[[Transaction], Result]) -> Result:
        return self._one(work)


@cache
def library() -> Library:
    """The two flows that the model knows."""
    with tempfile.TemporaryDirectory() as folder:
        flows = flows_in(Path(folder))
        (flows / "start" / "many-questions.yaml").unlink()
        shutil.copytree(ROOT / "flows" / "locale", flows / "locale")
        return open_workspace(flows).library()


class Desk:
    """One bot on one file, or on a database of a server, and the world it talks to."""

    def __init__(self, turn: type[Turn] = Turn, url: SecretStr | None = None) -> None:
        self._url = url
        memory = MEMORY if os.access(MEMORY, os.W_OK) else None
        self._folder = tempfile.TemporaryDirectory(dir=memory)
        self._turn = turn
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(self._failed)
        self.failures: list[str] = []
        self.world = World(Clock(lambda: START))
        self.core = Core(self.world)
        self.deaths = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._sending: asyncio.Task[None] | None = None
        self._open()
        self._know_the_breath()

    @property
    def now(self) -> float:
        return self.world.clock.now()

    def _failed(self, _loop: Any, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if not isinstance(error, KilledError):
            self.failures.append(f"{context['message']}: {error!r}")

    def _open(self) -> None:
        self.store = Mortal(
            PostgresStore(self._url) if self._url else SqliteStore(Path(self._folder.name) / "m.db")
        )
        self.writer = Inline(self.store, pause=0)
        request = Direct(self.core)
        bot: ExtBot[None] = ExtBot(
            self.world.token, request=request, get_updates_request=Direct(self.core)
        )
        seconds = itertools.count(step=1000)  # the pace has a test of its own
        self.sender = Sender(
            self.writer,
            Messenger(bot, {}),
            lambda: self.now,
            lambda: float(next(seconds)),
            idle=NEVER,  # on a slow machine it would look by itself, before all is handled
        )
        turn = self._turn(library, lambda _country, _lang: {ALL: HELP})
        # What is to be sent waits for `send`, or help could not overtake what comes before it.
        self.worker = Worker(self.writer, turn, lambda: self.now, lambda: None)
        self._poller = Poller(bot, self.worker.receive, lambda: self.now)
        self._polling: asyncio.Task[None] | None = None

    def _know_the_breath(self) -> None:
        """As if the rhythm of `all-kinds` had been uploaded before: drawing it takes long."""
        upload = Upload("breath.gif", png(), "image/gif")
        key = breath_key({"parts": [["in", 2], ["out", 3]]})
        file = self.world.files.add("animation", upload, {})
        with self.store.transaction() as work:
            work.save_file_id(key, file.file_id)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What is in the file or the database."""
        if isinstance(self.store.store, SqliteStore):
            return self.store.store._db.conn.execute(query, values).fetchall()
        with self.store.store._pool.connection() as connection:
            return connection.execute(worded(query), values).fetchall()

    def run(self, what: Coroutine[Any, Any, Result]) -> Result:
        return self.loop.run_until_complete(what)

    def settle(self) -> None:
        """Take all that came, handle all of it, send all of it; over the process's death, too."""
        while True:
            try:
                self.run(self.take())
                self.run(self.work())
                self.run(self.send())
            except KilledError:
                self.restart()
            else:
                return

    async def take(self) -> None:
        """Fetch until nothing waits at Telegram."""
        if self._polling is None:
            self._polling = self.loop.create_task(self._poller.run())
        await self._until(self._polling, lambda: not self.world.updates.waiting)

    async def work(self) -> None:
        """Handle until nothing that can be handled now waits."""
        while await self.worker.once():
            pass

    async def send(self) -> None:
        """Send until nothing that can be sent now waits of what waited at the beginning.

        The poller may bring more meanwhile. Nobody tells the sender here, as the worker would.
        """
        if self._sending is None:
            self._sending = self.loop.create_task(self.sender.run())
        self.sender.wake.set()
        now, newest = self.now, self.rows("select max(seq) from outbox")[0][0] or 0
        await self._until(
            self._sending, lambda: not self.store.dead and not self._sendable(now, newest)
        )

    def _sendable(self, now: float, newest: int) -> bool:
        if isinstance(self.store.store, SqliteStore):  # a transaction would wait for the disk
            some = SqliteTransaction(self.store.store._db, "m.db").sendable(now, MANY, [])
        else:
            with self.store.store.transaction() as work:
                some = work.sendable(now, MANY, [])
        return any(one.seq <= newest for one in some)

    async def _until(self, task: asyncio.Task[None], condition: Callable[[], bool]) -> None:
        for _ in range(20_000):
            if task.done():
                task.result()
            if self.store.dead:
                raise KilledError
            if condition():
                return
            await asyncio.sleep(0)
        waiting = self.rows("select chat, label, due, tries from outbox limit 3")
        raise AssertionError(f"never quiet: {waiting}")

    def restart(self) -> None:
        """Begin anew on what is in the file."""
        self.deaths += 1
        self.store.dead = True
        self.run(self._end())
        self.store.close()
        self._open()

    async def _end(self) -> None:
        tasks = [task for task in (self._polling, self._sending) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._polling = self._sending = None

    def close(self) -> None:
        """The end; what the bot asked wrongly is in `failures` then."""
        self.failures += self.core.violations
        self.store.dead = True
        self.run(self._end())
        self.store.close()
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()
        self._folder.cleanup()
