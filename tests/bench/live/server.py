"""A Bot API server as lean as it can be, so that it isn't what is measured.

`bot.preview` checks every field as Telegram does, and that takes longer than some contestants
need for a reply. This one reads what the conversation needs and answers it in Telegram's form;
`test_same_talk.py` lets each contestant talk to the strict one, so none gains by sending less.
Loopback only, one process, and everything is dropped with it.
"""

import asyncio
import itertools
import json
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any, Final, TypeAlias, cast
from urllib.parse import parse_qsl

import httptools

Json: TypeAlias = dict[str, Any]

LOOPBACK: Final = "127.0.0.1"
POLL_MAX: Final = 100
KEPT: Final = 8
"""Messages of a chat that can be edited."""
_TRUE: Final = ("set", "delete", "answer", "close", "log")
"""Methods that begin so are answered with true."""


class Bot:
    """One token: the updates that wait for it, and what it asked for.

    Args:
        token: What stands in its address.
        heard: Called with each message it sends, before it is told so.
    """

    def __init__(self, token: str, heard: Callable[[int, Json], None]) -> None:
        self.token = token
        self.heard = heard
        self.methods: Counter[str] = Counter()
        self.strange: Counter[str] = Counter()
        """Requests that a Bot API server would have refused, by method."""
        self.polled = asyncio.Event()
        self.pushed = 0
        """Updates so far."""
        self.first_poll = 0.0
        self._updates: deque[Json] = deque()
        self._update_ids = itertools.count(1)
        self._messages: dict[int, dict[int, Json]] = {}
        self._message_ids = itertools.count(1)
        self._poll: tuple[Connection, int, asyncio.TimerHandle] | None = None

    def push(self, kind: str, content: Json) -> None:
        """Hand an update to the bot, at once if it is asking."""
        self.pushed += 1
        self._updates.append({"update_id": next(self._update_ids), kind: content})
        if self._poll:
            connection, limit, timer = self._poll
            self._poll = None
            timer.cancel()
            connection.answer(self._some(limit))

    def message_id(self) -> int:
        """A number that no message has had yet."""
        return next(self._message_ids)

    def request(self, connection: "Connection", method: str, given: Json) -> None:
        """Do what is asked, or say what is wrong with it."""
        self.methods[method] += 1
        try:
            if method == "getUpdates":
                self._get_updates(connection, given)
            else:
                connection.answer(self._result(method, given))
        except (LookupError, ValueError):
            self.strange[method] += 1
            connection.answer(None, 400, f"Bad Request: {method}")

    def _get_updates(self, connection: "Connection", given: Json) -> None:
        if not self.first_poll:
            self.first_poll = time.perf_counter()
            self.polled.set()
        offset, limit = int(given.get("offset", 0)), min(int(given.get("limit", 100)), POLL_MAX)
        while self._updates and self._updates[0]["update_id"] < offset:
            self._updates.popleft()
        if self._poll:
            self._poll[0].answer(None, 409, "Conflict: terminated by other getUpdates request")
            self._poll = None
        seconds = float(given.get("timeout", 0))
        if self._updates or not seconds:
            connection.answer(self._some(limit))
            return
        timer = asyncio.get_running_loop().call_later(seconds, self._nothing)
        self._poll = connection, limit, timer

    def _nothing(self) -> None:
        if self._poll:
            self._poll[0].answer([])
            self._poll = None

    def _some(self, limit: int) -> list[Json]:
        return list(itertools.islice(self._updates, limit))

    def _result(self, method: str, given: Json) -> Any:
        if method == "sendMessage":
            return self._send(given)
        if method == "editMessageReplyMarkup":
            return self._edit(int(given["chat_id"]), int(given["message_id"]), given)
        if method == "getMe":
            return self.user()
        if method == "getWebhookInfo":
            return {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        if method.startswith(_TRUE):
            return True
        raise LookupError(method)

    def user(self) -> Json:
        """The bot as Telegram describes it."""
        return {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}

    def _send(self, given: Json) -> Json:
        chat, text = int(given["chat_id"]), str(given["text"])
        if not text:
            raise ValueError(text)
        message: Json = {
            "message_id": self.message_id(),
            "from": self.user(),
            "chat": {"id": chat, "type": "private", "first_name": "Sam"},
            "date": int(time.time()),
            "text": text,
        }
        if markup := _markup(given):
            message["reply_markup"] = markup
        known = self._messages.setdefault(chat, {})
        known[message["message_id"]] = message
        if len(known) > KEPT:
            del known[next(iter(known))]
        self.heard(chat, message)
        return message

    def _edit(self, chat: int, number: int, given: Json) -> Json:
        message = self._messages[chat][number]
        message.pop("reply_markup", None)
        if markup := _markup(given):
            message["reply_markup"] = markup
        return message


def _markup(given: Json) -> Any:
    markup = given.get("reply_markup")
    return json.loads(markup) if isinstance(markup, str) else markup


class Connection(asyncio.Protocol):
    """One connection of a bot; httptools reads, and an answer is one write."""

    def __init__(self, bots: dict[str, Bot]) -> None:
        self._bots = bots
        self._parser: Any = httptools.HttpRequestParser(self)
        self._transport: asyncio.WriteTransport | None = None
        self._path = b""
        self._body: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop has classes of its own

    def connection_lost(self, _reason: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._path, self._body = b"", []

    def on_url(self, path: bytes) -> None:
        self._path += path

    def on_body(self, part: bytes) -> None:
        self._body.append(part)

    def on_message_complete(self) -> None:
        token, _, method = self._path.decode().removeprefix("/bot").partition("/")
        method, _, query = method.partition("?")
        bot = self._bots.get(token)
        if bot is None:
            self.answer(None, 401, "Unauthorized")
            return
        bot.request(self, method, _parameters(b"".join(self._body)) | dict(parse_qsl(query)))

    def answer(self, result: Any, status: int = 200, wrong: str = "", **more: int) -> None:
        """Write an answer in Telegram's form."""
        answer: Json = {"ok": True, "result": result}
        if wrong:
            answer = {"ok": False, "error_code": status, "description": wrong, "parameters": more}
        body = json.dumps(answer, separators=(",", ":")).encode()
        head = (
            f"HTTP/1.1 {status} {'OK' if status == 200 else 'Refused'}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        if self._transport:
            self._transport.write(head.encode() + body)


def _parameters(body: bytes) -> Json:
    """A form or JSON. No contestant uploads a file."""
    if body.startswith(b"{"):
        found: Json = json.loads(body)
        return found
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


class Server:
    """Listens on a free port of this machine, for as many bots as are added."""

    def __init__(self) -> None:
        self.bots: dict[str, Bot] = {}
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        assert self._server is not None
        return f"http://{LOOPBACK}:{self._server.sockets[0].getsockname()[1]}"

    def add(self, token: str, heard: Callable[[int, Json], None]) -> Bot:
        """Know one more bot."""
        bot = self.bots[token] = Bot(token, heard)
        return bot

    async def __aenter__(self) -> "Server":
        """Listen."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self.bots), LOOPBACK, 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Listen no more."""
        assert self._server is not None
        self._server.close()
