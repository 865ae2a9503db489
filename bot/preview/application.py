"""The ASGI application: the Bot API by hand for speed, the rest by Starlette."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from bot.preview.api.accounts import People
from bot.preview.api.body import refused
from bot.preview.api.control import Control
from bot.preview.api.http import BotApi, header, respond
from bot.preview.api.streams import Streams
from bot.preview.core import Core
from bot.preview.kinds import Json

CHAT = Path(__file__).with_name("chat")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Fresh(StaticFiles):
    """The web chat's files, asked for again each time: an edit shows on reload."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Like the parent's, with a header."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def from_here(scope: Scope) -> bool:
    """Whether a request comes from this machine's own pages.

    A page on the internet can make a browser send requests to 127.0.0.1; its address shows in
    Origin, and in Host where it made its own name point here.
    """
    try:
        host = urlsplit(f"//{header(scope, b'host')}").hostname
        origin = header(scope, b"origin")
        return host in LOOPBACK and (not origin or urlsplit(origin).hostname in LOOPBACK)
    except ValueError:
        return False


class Application:
    """Both sides of the preview.

    Args:
        core: the Bot API on a world.
        chat: the folder of the web chat.
    """

    def __init__(self, core: Core, chat: Path = CHAT) -> None:
        self.core = core
        self.streams = Streams()
        self.bot_api = BotApi(core)
        core.world.notify = self.streams.notify
        core.world.watching = self.streams.watching
        routes = People(core.world, self.streams).routes() + Control(core, self.streams).routes()
        if chat.is_dir():
            routes.append(Mount("/", Fresh(directory=chat, html=True)))
        handlers: dict[Any, Any] = {HTTPException: refused, ValueError: refused}
        self.rest = Starlette(routes=routes, exception_handlers=handlers)

    def show_findings(self, findings: list[Json]) -> None:
        """Keep what is wrong in the flow files, and tell every open web chat."""
        self.streams.findings = findings
        self.streams.all({"type": "findings", "findings": findings})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to its side."""
        if scope["type"] == "http" and scope["path"].startswith(("/bot", "/file/bot")):
            await self.bot_api(scope, receive, send)
        elif from_here(scope):
            await self.rest(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4403})
        else:
            text = b'{"error": "the preview answers only to pages of this machine"}'
            await respond(send, 403, text, b"application/json")
