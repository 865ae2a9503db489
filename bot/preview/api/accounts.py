"""/preview/accounts: what people do, and what they see. The README is the contract."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.preview import people
from bot.preview.api.body import body_of, field, wrong
from bot.preview.api.streams import Streams, forward, until_gone
from bot.preview.kinds import Json
from bot.preview.world import Account, Chat, Note, World

Endpoint = Callable[[Request], Awaitable[Response]]


class People:
    """The routes under /preview/accounts.

    Args:
        world: what they live in.
        streams: where events go.
    """

    def __init__(self, world: World, streams: Streams) -> None:
        self.world = world
        self.streams = streams

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
        }
        return [
            WebSocketRoute(f"{person}/stream", self.stream),
            *(Route(path, endpoint, methods=["POST"]) for path, endpoint in posts.items()),
            Route("/preview/accounts", self.accounts, methods=["GET"]),
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
        reader = asyncio.ensure_future(until_gone(socket, queue))
        try:
            snapshot = self.world.snapshot(account)
            await socket.send_json({**snapshot, "findings": self.streams.findings})
            await forward(socket, queue)
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
        notes = people.send_text(
            self.world, account, text, self.chat(body, account), field(body, "reply_to", int, None)
        )
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
        self.world.changed()
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
