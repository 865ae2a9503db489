"""/preview: the people, their streams, the clock, faults, requests. The README is the contract."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.preview import people
from bot.preview.core import Core
from bot.preview.faults import Fault
from bot.preview.kinds import Json
from bot.preview.world import Account, Chat, Note

Findings = Callable[[], list[Json]]
Endpoint = Callable[[Request], Awaitable[Response]]
STREAM_BACKLOG = 1000


def wrong(message: str, status: int = 400) -> HTTPException:
    """A refusal of the preview API; the message says how to mend it."""
    return HTTPException(status, message)


async def refused(request: Request, error: Exception) -> Response:
    """Any refusal as `{"error": message}`."""
    status = error.status_code if isinstance(error, HTTPException) else 400
    text = error.detail if isinstance(error, HTTPException) else str(error)
    return JSONResponse({"error": text}, status)


async def body_of(request: Request) -> Json:
    """The JSON object sent, empty when nothing was.

    Raises:
        HTTPException: not a JSON object.
    """
    raw = await request.body()
    try:
        found = json.loads(raw) if raw.strip() else {}
    except (ValueError, RecursionError):
        raise wrong("the body is not JSON; send an object") from None
    if not isinstance(found, dict):
        raise wrong("the body is not a JSON object")
    return found


def field(body: Json, name: str, kind: type, default: Any = ...) -> Any:
    """A field of the body, of this type.

    Raises:
        HTTPException: missing without a default, or of another type.
    """
    value = body.get(name)
    if value is None:
        if default is ...:
            raise wrong(f'"{name}" is missing')
        return default
    number = kind is float and isinstance(value, int)
    if isinstance(value, bool) != (kind is bool) or not (number or isinstance(value, kind)):
        raise wrong(f'"{name}" must be {kind.__name__}')
    return value


class Streams:
    """The open streams: one queue each, so that a slow browser holds up nobody."""

    def __init__(self) -> None:
        self._queues: dict[int, set[asyncio.Queue[Json | None]]] = defaultdict(set)

    def open(self, account: int) -> asyncio.Queue[Json | None]:
        """A new stream's queue."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue(STREAM_BACKLOG)
        self._queues[account].add(queue)
        return queue

    def shut(self, account: int, queue: asyncio.Queue[Json | None]) -> None:
        """The stream ended."""
        self._queues[account].discard(queue)

    def notify(self, account: int, event: Json) -> None:
        """Give an event to the streams of an account; one that does not read is dropped."""
        for queue in list(self._queues.get(account, ())):
            try:
                queue.put_nowait(event)
            except asyncio.QueueFull:
                self.shut(account, queue)
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(None)

    def all(self, event: Json) -> None:
        """Give an event to every stream."""
        for account in list(self._queues):
            self.notify(account, event)

    def close(self) -> None:
        """End all streams."""
        for queues in self._queues.values():
            for queue in queues:
                if not queue.full():
                    queue.put_nowait(None)


class PreviewApi:
    """The routes under /preview.

    Args:
        core: the Bot API's side.
        streams: where events go.
        findings: what is wrong in the flow files now.
    """

    def __init__(self, core: Core, streams: Streams, findings: Findings) -> None:
        self.core = core
        self.world = core.world
        self.streams = streams
        self.findings = findings

    def routes(self) -> list[BaseRoute]:
        """All routes, as in the README's table."""
        person = "/preview/accounts/{account:int}"
        posts: dict[str, Endpoint] = {
            "/preview/accounts": self.new_account,
            f"{person}/send": self.send,
            f"{person}/press": self.press,
            f"{person}/edit": self.edit,
            f"{person}/start": self.start,
            f"{person}/block": self.block,
            f"{person}/unblock": self.unblock,
            f"{person}/react": self.react,
            f"{person}/deactivate": self.deactivate,
            f"{person}/group": self.group,
            f"{person}/ungroup": self.ungroup,
            "/preview/clock": self.advance,
            "/preview/faults": self.arm,
            "/preview/pace": self.set_pace,
        }
        gets: dict[str, Endpoint] = {
            "/preview/accounts": self.accounts,
            "/preview/clock": self.clock,
            "/preview/file/{file_id}": self.file,
            "/preview/faults": self.armed,
            "/preview/requests": self.requests,
            "/preview/findings": self.found,
        }
        return [
            WebSocketRoute(f"{person}/stream", self.stream),
            *(Route(path, endpoint, methods=["POST"]) for path, endpoint in posts.items()),
            *(Route(path, endpoint, methods=["GET"]) for path, endpoint in gets.items()),
            Route("/preview/faults", self.disarm, methods=["DELETE"]),
            Route("/preview/requests", self.forget, methods=["DELETE"]),
        ]

    def account(self, request: Request) -> Account:
        """The account in the path.

        Raises:
            HTTPException: 404.
        """
        account = self.world.accounts.get(request.path_params["account"])
        if account is None:
            raise wrong("there is no such account; see GET /preview/accounts", 404)
        return account

    def chat(self, body: Json, account: Account) -> Chat | None:
        """The group named in a body, if one is.

        Raises:
            HTTPException: this person is not in it.
        """
        chat_id = field(body, "chat_id", int, None)
        if chat_id is None or chat_id == account.id:
            return None
        chat = self.world.chats.get(chat_id)
        if chat is None or account.id not in chat.members:
            raise wrong("there is no such group with this account in it", 404)
        return chat

    def message(self, note: Note) -> Response:
        """A message as the answer."""
        return JSONResponse(self.world.preview(note))

    async def accounts(self, request: Request) -> Response:
        """Everyone."""
        return JSONResponse([one.view() for one in self.world.accounts.values()])

    async def new_account(self, request: Request) -> Response:
        """One more person."""
        body = await body_of(request)
        name: str = field(body, "first_name", str).strip()
        if not 1 <= len(name) <= 64:
            raise wrong('"first_name" is 1 to 64 characters')
        language = field(body, "language_code", str, None)
        account = self.world.add_account(name, field(body, "username", str, None), language)
        return JSONResponse(account.view())

    async def stream(self, socket: WebSocket) -> None:
        """A person's events, from a snapshot on."""
        account = self.world.accounts.get(socket.path_params["account"])
        if account is None:
            await socket.close(4404, "there is no such account")
            return
        await socket.accept()
        queue = self.streams.open(account.id)
        reader = asyncio.ensure_future(_until_gone(socket))
        try:
            await socket.send_json(self.world.snapshot(account))
            await _forward(socket, queue, reader)
        finally:
            reader.cancel()
            self.streams.shut(account.id, queue)

    async def send(self, request: Request) -> Response:
        """Write something."""
        account, body = self.account(request), await body_of(request)
        kind, text = field(body, "kind", str, None), field(body, "text", str, None)
        if kind is not None and kind != "text":
            caption = field(body, "caption", str, None)
            return self.message(people.send_kind(self.world, account, kind, caption))
        if text is None:
            raise wrong('send {"text"} or {"kind"}')
        notes = people.send_text(self.world, account, text, self.chat(body, account))
        return self.message(notes[-1])

    async def press(self, request: Request) -> Response:
        """Tap an inline button."""
        account, body = self.account(request), await body_of(request)
        message_id, data = field(body, "message_id", int), field(body, "data", str)
        query = people.press(self.world, account, message_id, data)
        return JSONResponse({"callback_query_id": query})

    async def edit(self, request: Request) -> Response:
        """Edit one's own message."""
        account, body = self.account(request), await body_of(request)
        message_id, text = field(body, "message_id", int), field(body, "text", str)
        return self.message(people.edit(self.world, account, message_id, text))

    async def start(self, request: Request) -> Response:
        """Open the bot."""
        account, body = self.account(request), await body_of(request)
        return self.message(people.start(self.world, account, field(body, "payload", str, None)))

    async def block(self, request: Request) -> Response:
        """Block the bot."""
        account = self.account(request)
        people.block(self.world, account)
        return JSONResponse(account.view())

    async def unblock(self, request: Request) -> Response:
        """Let the bot write again."""
        account = self.account(request)
        people.unblock(self.world, account)
        return JSONResponse(account.view())

    async def react(self, request: Request) -> Response:
        """React to a message."""
        account, body = self.account(request), await body_of(request)
        emoji = field(body, "emoji", str, None)
        people.react(self.world, account, field(body, "message_id", int), emoji)
        return JSONResponse({"ok": True})

    async def deactivate(self, request: Request) -> Response:
        """Delete the account at Telegram."""
        account = self.account(request)
        account.deactivated = True
        return JSONResponse(account.view())

    async def group(self, request: Request) -> Response:
        """Make a group with the bot in it."""
        account, body = self.account(request), await body_of(request)
        chat = people.add_to_group(self.world, account, field(body, "title", str, "Group"))
        return JSONResponse(self.world.view(chat))

    async def ungroup(self, request: Request) -> Response:
        """Throw the bot out of a group."""
        account, body = self.account(request), await body_of(request)
        chat = self.chat(body, account)
        if chat is None:
            raise wrong('"chat_id" must name a group')
        people.remove_from_group(self.world, account, chat)
        return JSONResponse(self.world.view(chat))

    async def clock(self, request: Request) -> Response:
        """The time."""
        return JSONResponse({"now": self.world.clock.now()})

    async def advance(self, request: Request) -> Response:
        """Move the clock forward."""
        body = await body_of(request)
        now = self.world.clock.advance(field(body, "advance", float))
        self.streams.all({"type": "clock", "now": now})
        self.world.changed()
        return JSONResponse({"now": now})

    async def file(self, request: Request) -> Response:
        """The bytes of a file, with its type; ids never change, so a browser may keep them."""
        file = self.world.files.by_id.get(request.path_params["file_id"])
        if file is None:
            raise wrong("there is no such file", 404)
        headers = {"Cache-Control": "private, max-age=86400, immutable"}
        return Response(file.content, media_type=file.mime, headers=headers)

    async def arm(self, request: Request) -> Response:
        """Arm a fault."""
        body = await body_of(request)
        try:
            fault = Fault(**{"method": "*", **body})
        except TypeError:
            known = ", ".join(Fault.__slots__)
            raise wrong(f"a fault has these fields: {known}") from None
        for name, kind in (("times", int), ("skip", int), ("retry_after", int), ("seconds", float)):
            field(body, name, kind, None)
        self.core.faults.arm(fault)
        return JSONResponse(self.core.faults.view())

    async def armed(self, request: Request) -> Response:
        """The faults that wait."""
        return JSONResponse(self.core.faults.view())

    async def disarm(self, request: Request) -> Response:
        """No more faults."""
        self.core.faults.clear()
        return JSONResponse([])

    async def set_pace(self, request: Request) -> Response:
        """Strict or lenient about the number of messages."""
        self.core.pace.strict = field(await body_of(request), "strict", bool)
        self.core.pace.reset()
        return JSONResponse({"strict": self.core.pace.strict})

    async def requests(self, request: Request) -> Response:
        """The last requests of the bot; `?method=` and `?after=N` narrow them."""
        method = request.query_params.get("method", "").lower()
        after = request.query_params.get("after", "0")
        if not after.isdecimal():
            raise wrong('"after" is the number "n" of a request')
        found = [
            one.view()
            for one in self.core.requests
            if one.number > int(after) and method in {"", one.method.lower()}
        ]
        return JSONResponse(found)

    async def forget(self, request: Request) -> Response:
        """Forget the requests."""
        self.core.requests.clear()
        return JSONResponse([])

    async def found(self, request: Request) -> Response:
        """The findings in the flow files."""
        return JSONResponse(self.findings())


async def _until_gone(socket: WebSocket) -> None:
    """Until the browser closes; what it says is not listened to."""
    try:
        while True:
            await socket.receive_text()
    except (WebSocketDisconnect, KeyError, RuntimeError):
        return


async def _forward(
    socket: WebSocket, queue: asyncio.Queue[Json | None], reader: "asyncio.Future[None]"
) -> None:
    """Events to the browser until either side ends."""
    while not reader.done():
        getter = asyncio.ensure_future(queue.get())
        await asyncio.wait({getter, reader}, return_when=asyncio.FIRST_COMPLETED)
        if not getter.done():
            getter.cancel()
            return
        event = getter.result()
        if event is None:
            await socket.close(1001)
            return
        try:
            await socket.send_json(event)
        except (WebSocketDisconnect, RuntimeError):
            return
