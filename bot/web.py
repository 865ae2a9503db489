"""Listening: uvicorn, without its own ideas about signals and logs."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import BaseRoute

if TYPE_CHECKING:
    from bot.scrape import Page

GRACE_SECONDS: Final = 3
"""How long requests in hand may take when we stop; the sender then has its own time."""
CONNECTIONS_MAX: Final = 250
"""More are answered with 503; Telegram opens 40 at most."""
KEEP_ALIVE_SECONDS: Final = 75


class ListenError(Exception):
    """The port can't be used; the message says which, why and what to do."""


@dataclass(frozen=True, slots=True)
class Web:
    """How we can be reached.

    Attributes:
        host: The address of this machine to listen on.
        port: The port to listen on.
        url: Where Telegram reaches us, without a slash at the end; empty for the long poll.
        secret: What Telegram has to say with each update.
        metrics: What a reader of `/metrics` has to know; empty if there is no such page.
    """

    host: str
    port: int
    url: str = ""
    secret: str = field(default="", repr=False)
    metrics: str = field(default="", repr=False)

    def paths(self, hidden: str) -> list[str]:
        """Where updates may arrive: a proxy may take the path of `url` away, or leave it."""
        return sorted({f"/{hidden}", f"{urlsplit(self.url).path}/{hidden}"})


def page(web: Web | None, database: Path | SecretStr, now: Callable[[], float]) -> "Page | None":
    """The page of what is counted, if somebody may read it."""
    if web is None or not web.metrics:
        return None
    # Who counts nothing has no use for the library that counts, nor for the memory that it takes.
    from bot.scrape import Page  # noqa: PLC0415

    return Page(web.metrics, database, now)


class _Quiet(uvicorn.Server):
    """uvicorn, leaving signals to the bot."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class Listener:
    """Serves routes on a port."""

    def __init__(self, web: Web, routes: Sequence[BaseRoute]) -> None:
        self._web = web
        config = uvicorn.Config(
            Starlette(routes=routes),
            http="h11",  # bounds headers to 64 KiB, where httptools takes any
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=CONNECTIONS_MAX,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        self._server = _Quiet(config)
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen.

        Raises:
            ListenError: The port can't be used.
        """
        listening = bound(self._web.host, self._web.port)
        self._serving = asyncio.create_task(self._server.serve([listening]))
        while not self._server.started:
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """Accept nothing more, and finish what is in hand."""
        if self._serving is not None:
            self._server.should_exit = True
            await self._serving
            self._serving = None


def bound(host: str, port: int) -> socket.socket:
    """A socket at this address.

    Raises:
        ListenError: It can't be had.
    """
    try:
        family, kind, number, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, number)
    except OSError as error:
        raise ListenError(_words(host, port, error)) from None
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
    except OSError as error:
        found.close()
        raise ListenError(_words(host, port, error)) from None
    return found


def _words(host: str, port: int, error: OSError) -> str:
    reason = (error.strerror or type(error).__name__).lower()
    return (
        f"port {port} of {host} can't be listened on ({reason}); "
        "set MOORING_PORT or MOORING_HOST, or stop what uses it"
    )
