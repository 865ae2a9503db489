"""The server to run in a test or from the command line: uvicorn on a loopback port."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.preview.api.http import CUT
from bot.preview.application import Application
from bot.preview.clock import Clock
from bot.preview.core import Core
from bot.preview.state import Keeper
from bot.preview.world import DEFAULT_TOKEN, World

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
        self._server: Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self._keeping: asyncio.Task[None] | None = None

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

    @property
    def violations(self) -> list[str]:
        """What was wrong in any request so far, as `method: what`; a clean bot leaves none."""
        return list(self.core.violations)

    async def start(self) -> None:
        """Read the state, listen and serve.

        Raises:
            OSError: the port is taken.
            ValueError: the state file is not one.
        """
        if self.keeper:
            self.keeper.read()
        await self.up()
        self.core.webhook.open()
        if self.keeper:
            self._keeping = asyncio.create_task(self.keeper.run())

    async def up(self) -> None:
        """Listen (again, on the same port) and serve.

        Raises:
            OSError: the port is taken.
        """
        self.world.updates.closing = False
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((LOOPBACK, self._port))
        except OSError:
            listening.close()
            raise
        self._port = listening.getsockname()[1]
        config = uvicorn.Config(
            self.app,
            http=Protocol,
            ws="websockets-sansio",
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=1,
            timeout_keep_alive=75,
        )
        self._server = Server(config)
        self._serving = asyncio.create_task(self._server.serve([listening]))
        while not self._server.started:
            await asyncio.sleep(0)

    async def down(self) -> None:
        """As if the network were gone: connections break, new ones are refused; nothing is lost."""
        if self._server:
            for connection in list(self._server.server_state.connections):
                connection.transport.abort()
            self._server.force_exit = True
        await self._end()

    async def stop(self) -> None:
        """End polls, deliveries and streams, close, and write the state."""
        self.core.webhook.close()
        self.app.streams.close()
        await self._end()
        if self._keeping:
            self._keeping.cancel()
            await self._keeping
            self._keeping = None

    async def _end(self) -> None:
        self.world.updates.closing = True
        self.world.updates.wake(None)
        if self._server and self._serving:
            self._server.should_exit = True
            await self._serving
        self._server = self._serving = None

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
