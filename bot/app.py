"""Puts the parts together and runs them until told to stop."""

import asyncio
import signal
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Final

from pydantic import SecretStr
from starlette.routing import BaseRoute, Route
from telegram.ext import ExtBot

from bot.crypto import Keyring
from bot.delivery.desks import DESKS
from bot.delivery.duty import Duty
from bot.delivery.errands import Errands
from bot.delivery.lifeline import Lifeline
from bot.delivery.revisions import Revisions, keep
from bot.delivery.sender import IDLE_SECONDS, Sender
from bot.delivery.turn import Turn
from bot.delivery.warming import warm
from bot.delivery.worker import Worker
from bot.flow.flow import Flow
from bot.flow.serving import USUAL, Serving
from bot.health import Health
from bot.homework import orders
from bot.homework.orders import Orders
from bot.log import logger
from bot.served import served
from bot.store.protocol import Store
from bot.store.sealed import SealedSeat, SealedStore
from bot.store.sqlite import SqliteStore
from bot.store.writer import Writer
from bot.telegram.introduction import introduce
from bot.telegram.patience import patiently
from bot.telegram.poll import Poller
from bot.telegram.registration import Registration, remove
from bot.telegram.request import AiohttpRequest
from bot.telegram.secret import webhook_path
from bot.telegram.send import Messenger
from bot.telegram.webhook import Webhook
from bot.watch import UNWATCHED, Watch
from bot.web import Listener, Web, page

PARTS: Final = ("in", "again", "hold", "out", "rest")
SHARED_IDLE_SECONDS: Final = 0.1
"""How often the sender looks for what other processes have written: an empty look is a tenth of
a millisecond of the server's time, needs no session of its own and no message can get lost."""


class App:
    """One bot: its store, its flows, its way in, its worker and its sender.

    Args:
        token: The bot's token.
        api_url: The Bot API server, without a slash at the end.
        database: The file of the store, or the address of a PostgreSQL server; with that, other
            processes may do the same at the same time.
        flows: The folder of flows.
        now: The time in seconds since 1970; the preview moves it.
        web: Where to listen for health and, with an address of ours, for updates; without
            such an address they are polled.
        serving: Which flows people can begin.
        keys: What seals the words of people in the store.
        operator: Who runs the bot, for people to read.
    """

    def __init__(  # noqa: PLR0913, PLR0917  (what a bot is made of)
        self,
        token: str,
        api_url: str,
        database: Path | SecretStr,
        flows: Path,
        now: Callable[[], float] = time.time,
        web: Web | None = None,
        serving: Serving = USUAL,
        *,
        keys: Keyring,
        operator: str = "",
    ) -> None:
        self._token = token
        self._web = web
        self._now = now
        self.tick: Callable[[], float] = time.monotonic
        """Seconds that never jump, for the pace of sending; a test may hurry it."""
        self._database = database
        self._keys = keys
        self._operator = operator
        self.library = served(flows, serving)
        self._revisions = Revisions(self.library)
        self._bot: ExtBot[None] = ExtBot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=AiohttpRequest(),
            get_updates_request=AiohttpRequest(2),
        )
        self.warmed: Callable[[], None] = lambda: None
        """Called once when everything that is read at the start has been read."""
        self._page = page(web, database, now)
        self._watch: Watch = self._page.metrics if self._page else UNWATCHED
        self._lifeline = Lifeline(self._bot, lambda: self.library, self._watch)
        self.stopping = asyncio.Event()
        self._writer: Writer | None = None
        self._name = ""
        self._wake_sender: Callable[[], None] = lambda: None

    async def run(self) -> None:
        """Run until `stopping` is set.

        Raises:
            StoreError: The database can't be used.
            ListenError: The port can't be used.
            IntakeError: Telegram refuses us.
        """
        store = await asyncio.to_thread(self._open)
        writer = self._writer = Writer(store, watch=self._watch)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(writer.close)
            await writer.run(self._revisions.start)
            arriving = looking = writer
            if self._shared:  # what comes in need not wait for turns, nor for who looks on
                arriving, looking = (Writer(store, watch=self._watch) for _ in range(2))
                for one in (arriving, looking):
                    stack.push_async_callback(one.finish)
            if self._page is not None:
                self._page.writer = looking
            warming = asyncio.create_task(self._warm())
            stack.push_async_callback(_ended, warming)
            stack.push_async_callback(self._bot.shutdown)
            turn = Turn(lambda: self.library, bot=lambda: self._name, operator=self._operator)
            meet = self._revisions.meet if self._shared else None
            worker = Worker(writer, turn, self._now, self._wake, meet, self._watch)
            health = Health(arriving)
            listener = await self._listen(arriving, worker, health)
            if listener is not None:
                stack.push_async_callback(listener.stop)
            await self._until_stopped({"start": self._start(warming)}, health)
            if self.stopping.is_set():
                return
            logger.info("started", count=len(list(self.library)))
            health.phase = "running"
            parts = {"worker": worker.run(), **self._parts(writer, worker)}
            await self._until_stopped(parts, health, listener)

    @property
    def _shared(self) -> bool:
        """Whether other processes may work for the same bot."""
        return isinstance(self._database, SecretStr)

    def _open(self) -> Store:
        if isinstance(self._database, SecretStr):
            # Who keeps a file has no use for a driver, nor for the memory that it takes.
            from bot.store.postgres import PostgresStore  # noqa: PLC0415

            return SealedStore(PostgresStore(self._database), self._keys)
        self._database.parent.mkdir(parents=True, exist_ok=True)
        return SealedStore(SqliteStore(self._database), self._keys)

    def _parts(self, writer: Writer, worker: Worker) -> Mapping[str, Coroutine[None, None, None]]:
        """What sends and what brings updates in: here, or in one of several processes."""
        if not isinstance(self._database, SecretStr):
            told = Orders(writer, orders.place(self._database), self._now).run()
            own = {"sender": self._sender(writer).run(), "intake": self._intake(worker)}
            errands = Errands(writer, lambda: self.library, self._now, self._wake)
            return own | {"orders": told, "errands": errands.run(self._database)}
        from bot.store.postgres_seat import Seat  # noqa: PLC0415  (as above)

        def parts(writer: Writer) -> dict[str, Coroutine[None, None, None]]:
            sending = {"sender": self._sender(writer, SHARED_IDLE_SECONDS).run()}
            return sending if self._hooked else sending | {"intake": self._intake(worker)}

        shared = {
            "duty": Duty(SealedSeat(Seat(self._database), self._keys), parts, self._watch).run(),
            "serving": self._revisions.keep_on(writer),
        }
        return shared | {"intake": self._intake(worker)} if self._hooked else shared

    def _wake(self) -> None:
        self._wake_sender()

    def _sender(self, writer: Writer, idle: float = IDLE_SECONDS) -> Sender:
        words = {part: self._phrase(f"part_{part}") for part in PARTS}
        messenger, watch = Messenger(self._bot, words), self._watch
        sender = Sender(writer, messenger, self._now, self.tick, idle, watch)
        self._wake_sender = sender.wake.set
        return sender

    async def _warm(self) -> None:
        await asyncio.to_thread(warm)
        self.warmed()

    async def _listen(self, writer: Writer, worker: Worker, health: Health) -> Listener | None:
        """Open the port, if we have one: platforms look for it long before Telegram answers."""
        if self._web is None:
            return None
        routes: list[BaseRoute] = [Route("/health", health.alive), Route("/ready", health.ready)]
        if self._page is not None:
            routes.append(Route("/metrics", self._page.show))
        if self._web.url:
            webhook = Webhook(
                writer, self._web.secret, self._now, worker.wake.set, self._lifeline.reach,
                self._watch,
            )  # fmt: skip
            hidden = webhook_path(self._token, self._web.secret)
            paths = self._web.paths(hidden)
            routes += [Route(one, webhook.take, methods=["POST"]) for one in paths]
        listener = Listener(self._web, routes)
        await listener.start()
        logger.info("listening", port=self._web.port, kind="webhook" if self._web.url else "health")
        return listener

    def _intake(self, worker: Worker) -> Coroutine[None, None, None]:
        registration = self._registration()
        if registration is not None:
            return registration.run()
        reach = self._lifeline.reach
        return Poller(self._bot, worker.receive, self._now, reach).run()

    @property
    def _hooked(self) -> bool:
        """Whether updates come by webhook."""
        return self._web is not None and bool(self._web.url)

    def _registration(self) -> Registration | None:
        """Our webhook at Telegram, if updates come by webhook."""
        if self._web is None or not self._web.url:
            return None
        address = f"{self._web.url}/{webhook_path(self._token, self._web.secret)}"
        return Registration(self._bot, address, self._web.secret)

    async def _until_stopped(
        self,
        parts: Mapping[str, Coroutine[None, None, None]],
        health: Health,
        listener: Listener | None = None,
    ) -> None:
        """Run until a part ends or we are told to stop; then first take nothing more in."""
        tasks = {name: asyncio.ensure_future(part) for name, part in parts.items()}
        stop = asyncio.ensure_future(self.stopping.wait())
        health.parts = tasks
        ending = [stop, *tasks.values()]
        try:
            done, _ = await asyncio.wait(ending, return_when=asyncio.FIRST_COMPLETED)
            for one in done - {stop}:
                one.result()
        finally:
            if listener is not None:
                health.phase = "stopping"
                await listener.stop()
            for task in ending:
                task.cancel()
            await asyncio.gather(*ending, return_exceptions=True)

    def stop_on_signals(self) -> None:
        """Finish the turn in hand and stop on SIGTERM and SIGINT."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError):
                loop.add_signal_handler(number, self.stopping.set)

    async def keep(self, flows: Iterable[Flow]) -> None:
        """Keep flows that are about to be served: whoever begins one stands in it after a
        restart, too. Before the start there is no need, it keeps all there are."""
        if self._writer is not None:
            ready = list(flows)
            await self._writer.insist(lambda work: keep(work, ready))

    async def _start(self, warming: asyncio.Task[None]) -> None:
        await self._connect()
        if self._shared:  # others handle what comes; we would hold their chats while we read
            await asyncio.shield(warming)

    async def _connect(self) -> None:
        """Get to know each other, however long Telegram can't be reached."""
        await patiently(self._bot.initialize)
        self._name = self._bot.username
        registration = self._registration()
        if registration is None:
            await patiently(lambda: remove(self._bot))
        elif await patiently(registration.ensure):
            logger.info("webhook_set")
        await introduce(self._bot, self.library.phrases, DESKS.menu)

    def _phrase(self, name: str) -> str:
        return self.library.phrases.say(name, "en")


async def _ended(task: asyncio.Task[None]) -> None:
    """Wait for a task that can't be cancelled half way."""
    with suppress(Exception):
        await task
