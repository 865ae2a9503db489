"""The body of a request as JSON, within limits: whatever is sent gets a status, never a crash."""

import asyncio
import json
from collections.abc import Iterable
from itertools import chain
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

BYTES_MAX: Final = 1024 * 1024
"""Telegram's longest updates have some ten thousand bytes."""
DEPTH_MAX: Final = 64
"""How far objects and lists may stand inside each other; an update has about ten levels."""
SECONDS_MAX: Final = 20.0


async def read_json(request: Request) -> Any:
    """What the request carries.

    Raises:
        HTTPException: 415 for another kind of content, 413 if it is too large, 408 if it comes
            too slowly, 400 if it is no JSON or nested too deeply.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" or "content-encoding" in request.headers:
        raise HTTPException(415, "send application/json, not compressed")
    try:
        async with asyncio.timeout(SECONDS_MAX):
            body = await _body(request)
    except TimeoutError:
        raise HTTPException(408, "the body came too slowly") from None
    except ClientDisconnect:
        raise HTTPException(400, "the body ended too early") from None
    try:
        found = json.loads(body.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise HTTPException(400, "the body is no JSON in UTF-8") from None
    if _depth_beyond(found, DEPTH_MAX):
        raise HTTPException(400, f"the body is nested deeper than {DEPTH_MAX} levels")
    return found


async def _body(request: Request) -> bytes:
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length[:20]) > BYTES_MAX:
        raise HTTPException(413, f"the body is larger than {BYTES_MAX} bytes")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BYTES_MAX:
            raise HTTPException(413, f"the body is larger than {BYTES_MAX} bytes")
    return bytes(body)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not in JSON")


def _depth_beyond(value: Any, limit: int) -> bool:
    """Whether objects and lists stand more than `limit` levels inside each other."""
    level = _containers([value])
    for _ in range(limit):
        inside = (one.values() if isinstance(one, dict) else one for one in level)
        level = _containers(chain.from_iterable(inside))
        if not level:
            return False
    return True


def _containers(values: Iterable[Any]) -> list[Any]:
    return [one for one in values if isinstance(one, dict | list)]
