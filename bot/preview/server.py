"""The ASGI application, and a server to run in a test or from the command line."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.preview.api.accounts import People
from bot.preview.api.body import refused
from bot.preview.api.control import Control
from bot.preview.api.http import CUT, BotApi
from bot.preview.api.streams import Streams
from bot.preview.clock import Clock
from bot.preview.core import Core
from bot.preview.kinds import Json
from bot.preview.state import Keeper
from bot.preview.world import DEFAULT_TOKEN, World

CHAT = Path(__file__).with_name("chat")
LOOPBACK = "127.0.0.1"


class Protocol(HttpToolsProtocol):
    """uvicorn's HTTP, with a way to cut the connection (a fault)."""

    def on_message_begin(self) -> None:
        """Give each request the means."""
        super().on_message_begin()
        self.scope["extensions"] = {CUT: {"abort": self.transport.abort}}


class Server(uvicorn.Server):
    """uvicorn, leaving signals to whoever runs it: a test, or the command line."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class Application:
    """Routes: the Bot API by hand for speed, the rest by Starlette.

    Args:
        core: the Bot API on a world.
        chat: the folder of the web chat.
    """

    def __init__(self, core: Core, chat: Path = CHAT) -> None:
        self.core = core
        self.streams = Streams()
        self.bot_api = BotApi(core)
        core.world.notify = self.streams.notify
        people = People(core.world, self.streams)
        routes = people.routes() + Control(core, self.streams).routes()
        if chat.is_dir():
            routes.append(Mount("/", StaticFiles(directory=chat, html=True)))
        handlers: dict[Any, Any] = {HTTPException: refused, ValueError: refused}
        self.rest = Starlette(routes=routes, exception_handlers=handlers)

    def show_findings(self, findings: list[Json]) -> None:
        """Keep what is wrong in the flow files, and tell every open web chat."""
        self.core.findings = findings
        self.streams.all({"type": "findings", "findings": findings})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to its side."""
        if scope["type"] == "http" and scope["path"].startswith(("/bot", "/file/bot")):
            await self.bot_api(scope, receive, send)
        else:
            await self.rest(scope, receive, send)


class PreviewServer:
    """The whole server on this machine, as an async context manager.

    Args:
        port: 0 for a free one; `url` then says which.
        token: the one token that is a bot here.
        state: a file to keep the world in.
        strict_pace: whether too many messages get 429.
        clock: another clock.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        token: str = DEFAULT_TOKEN,
        state: Path | None = None,
        strict_pace: bool = False,
        clock: Clock | None = None,
    ) -> None:
        self.token = token
        self.world = World(clock, token)
        self.core = Core(self.world, strict_pace=strict_pace)
        self.app = Application(self.core)
        self.keeper = Keeper(self.world, state) if state else None
        self._port = port
        self._tasks: list[asyncio.Task[None]] = []
        self._server: Server | None = None

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        return f"http://{LOOPBACK}:{self._port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot takes as `base_url`."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot takes as `base_file_url`."""
        return f"{self.url}/file/bot"

    async def start(self) -> None:
        """Listen and serve.

        Raises:
            OSError: the port is taken.
            ValueError: the state file is not one.
        """
        if self.keeper:
            self.keeper.read()
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((LOOPBACK, self._port))
        except OSError:
            listening.close()
            raise
        self._port = listening.getsockname()[1]
        if self.keeper:
            self._tasks.append(asyncio.create_task(self.keeper.run()))
        config = uvicorn.Config(
            self.app,
            http=Protocol,
            ws="websockets-sansio",
            lifespan="off",
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=1,
            timeout_keep_alive=75,
        )
        self._server = Server(config)
        self._tasks.append(asyncio.create_task(self._server.serve([listening])))
        while not self._server.started:
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """End polls, deliveries and streams, close, and write the state."""
        self.core.webhook.close()
        self.world.updates.wake(None)
        self.app.streams.close()
        if self._server:
            self._server.should_exit = True
            await self._tasks[-1]
        for task in self._tasks[:-1]:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks.clear()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()
