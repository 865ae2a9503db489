"""Reading the JSON that the preview API is sent, and refusing it with a reason."""

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.preview.kinds import Json


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
