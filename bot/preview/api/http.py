"""/bot<TOKEN>/METHOD and /file/bot<TOKEN>/PATH over HTTP: GET and POST, four kinds of body.

Plain ASGI instead of routes: the benchmarks run against this server, so it must not be what they
measure.
"""

import asyncio
import hmac
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from bot.preview import spec
from bot.preview.core import Answer, Core
from bot.preview.files import MAX_UPLOAD
from bot.preview.kinds import Json, Upload
from bot.preview.refusal import RefusedError, bad, unauthorized

MAX_BODY = MAX_UPLOAD + 1024 * 1024
CUT = "preview.cut"


class GoneError(Exception):
    """The client went away before its request was whole: nothing may be done."""


class TooLargeError(Exception):
    """The body is beyond what any method takes."""


async def body_of(receive: Receive) -> bytes:
    """The whole body.

    Raises:
        TooLargeError: above 51 MB.
        GoneError: the client went away before the end.
    """
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise GoneError
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY:
            raise TooLargeError
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def header(scope: Scope, name: bytes) -> str:
    """A request header, empty when it is not there."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def pairs(raw: bytes) -> Json:
    """A query or a form as parameters.

    Raises:
        RefusedError: not UTF-8.
    """
    try:
        text = raw.decode("ascii")
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict"))
    except ValueError:
        raise bad("strings must be encoded in UTF-8") from None


async def parameters(scope: Scope, receive: Receive) -> tuple[Json, dict[str, Upload]]:
    """What the request says, from its query and its body.

    Raises:
        RefusedError: the body can't be read.
        TooLargeError: it is too large.
    """
    given = pairs(scope["query_string"]) if scope["query_string"] else {}
    kind = header(scope, b"content-type").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        fields, uploads = await _multipart(scope, receive)
        return given | fields, uploads
    body = await body_of(receive)
    if not body:
        return given, {}
    if kind == "application/json":
        return given | _json(body), {}
    if kind in {"application/x-www-form-urlencoded", ""}:
        return given | pairs(body.strip()), {}
    raise bad(f"unsupported content type {kind[:60]!r}; send a form, JSON or multipart/form-data")


def _json(body: bytes) -> Json:
    try:
        found = spec.without_nulls(json.loads(body))
    except (ValueError, RecursionError):
        raise bad("can't parse JSON object") from None
    if not isinstance(found, dict):
        raise bad("JSON object expected")
    return found


async def _multipart(scope: Scope, receive: Receive) -> tuple[Json, dict[str, Upload]]:
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        if message["type"] == "http.disconnect":
            raise GoneError
        size += len(message.get("body", b""))
        if size > MAX_BODY:
            raise TooLargeError
        return message

    fields: Json = {}
    uploads: dict[str, Upload] = {}
    try:
        form = await Request(scope, counted).form(max_part_size=MAX_BODY)
    except (MultiPartException, HTTPException, UnicodeError, KeyError):
        raise bad("can't parse multipart/form-data") from None
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read()
            uploads[name] = Upload(value.filename or name, content, value.content_type or "")
        elif "\udc80" <= max(value, default="") <= "\udcff":
            raise bad("strings must be encoded in UTF-8")
        else:
            fields[name] = value
    await form.close()
    return fields, uploads


class BotApi:
    """The ASGI application under /bot and /file/bot.

    Args:
        core: does what is asked.
        sleep: waits; a test gives one that does not.
    """

    def __init__(self, core: Core, sleep: Callable[[float], Any] = asyncio.sleep) -> None:
        self.core = core
        self.sleep = sleep

    def _authorised(self, token: str) -> bool:
        return hmac.compare_digest(token.encode(), self.core.world.token.encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path: str = scope["path"]
        if path.startswith("/file/bot"):
            await self._file(path, send)
            return
        token, _, method = path.removeprefix("/bot").partition("/")
        try:
            if not self._authorised(token):
                raise unauthorized()
            if scope["method"] not in {"GET", "POST"}:
                raise RefusedError(405, "Method Not Allowed: use GET or POST")
            given, uploads = await parameters(scope, receive)
            answer = await self.core.answer(method, given, uploads)
        except GoneError:
            return
        except TooLargeError:
            answer = Answer(413, RefusedError(413, "Request Entity Too Large").body())
        except RefusedError as refused:
            answer = Answer(refused.code, refused.body())
        await self._reply(answer, scope, receive, send)

    async def _reply(self, answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
        fault = answer.fault
        if fault is not None and fault.kind in {"cut", "cut_after"}:
            await self._cut(scope, receive, send)
            return
        if fault is not None and fault.kind == "late":
            await self.sleep(fault.seconds)
        content = json.dumps(answer.body, separators=(",", ":")).encode()
        extra = []
        wait = (
            answer.body.get("parameters", {}).get("retry_after") if answer.status == 429 else None
        )
        if wait is not None:
            extra.append((b"retry-after", str(wait).encode()))
        await respond(send, answer.status, content, b"application/json", extra)

    async def _cut(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Close the connection without a byte; where the server can't, with half an answer."""
        means = (scope.get("extensions") or {}).get(CUT)
        if means is not None:
            means["abort"]()
            await receive()  # until uvicorn knows of it; else it logs an answer that never came
            return
        head = [(b"content-length", b"100")]
        await send({"type": "http.response.start", "status": 200, "headers": head})

    async def _file(self, path: str, send: Send) -> None:
        token, _, name = path.removeprefix("/file/bot").partition("/")
        if not self._authorised(token):
            body = json.dumps(unauthorized().body()).encode()
            await respond(send, 401, body, b"application/json")
            return
        file = self.core.world.files.at(unquote(name))
        if file is None:
            body = json.dumps(RefusedError(404, "Not Found").body()).encode()
            await respond(send, 404, body, b"application/json")
            return
        await respond(send, 200, file.content, b"application/octet-stream")


async def respond(
    send: Send,
    status: int,
    content: bytes,
    mime: bytes,
    extra: list[tuple[bytes, bytes]] | None = None,
) -> None:
    """A whole answer."""
    length = str(len(content)).encode()
    headers = [(b"content-type", mime), (b"content-length", length), *(extra or [])]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
