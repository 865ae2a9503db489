"""Can updates reach us: the port, and what Telegram says of our webhook. For `mooring doctor`."""

import http.client
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from telegram import WebhookInfo

from bot.health import ALIVE
from bot.settings import Settings
from bot.telegram.secret import webhook_path
from bot.web import ListenError, bound

RECENT: Final = timedelta(minutes=10)
"""A failure at Telegram's end that is older may be over."""

_METRICS: Final = {
    200: "shows /metrics to whoever has the token",
    401: "has another MOORING_METRICS_TOKEN; start it again with this one",
    404: "was started without MOORING_METRICS_TOKEN; start it again with it",
}
_SILENT: Final = "does not answer at /metrics; its log says why"


class Check(NamedTuple):
    """What was looked at, whether it is right, and what was found or what to do."""

    name: str
    right: bool
    words: str


def port(settings: Settings) -> Iterator[Check]:
    """Whether the port can be listened on, if there is one."""
    if settings.port is None:
        return
    try:
        bound(settings.host, settings.port).close()
    except ListenError as error:
        running = _ours(settings.host, settings.port)
        words = f"a Mooring is running on {settings.port}" if running else str(error)
        yield Check("port", right=running, words=words)
    else:
        words = f"{settings.port} of {settings.host} can be listened on"
        yield Check("port", right=True, words=words)


def metrics(settings: Settings) -> Iterator[Check]:
    """Whether `/metrics` is shown to whoever has the token, if there is one."""
    if settings.port is None or settings.metrics_token is None:
        return
    known = {"Authorization": f"Bearer {settings.metrics_token.get_secret_value()}"}
    if not _ours(settings.host, settings.port):
        words = f"`mooring run` shows /metrics on {settings.port} to whoever has the token"
        yield Check("metrics", right=True, words=words)
        return
    code, _ = _asked(settings.host, settings.port, "/metrics", known)
    words = f"the Mooring on {settings.port} {_METRICS.get(code, _SILENT)}"
    yield Check("metrics", right=code == 200, words=words)


def _ours(host: str, number: int) -> bool:
    """Whether it is a Mooring that listens there."""
    return _asked(host, number, "/health", {})[1] == ALIVE.encode()


def _asked(host: str, number: int, path: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """What is answered there: the status, and the beginning; 0 if nobody answers."""
    asked = http.client.HTTPConnection(host, number, timeout=5)
    try:
        asked.request("GET", path, headers=dict(headers))
        answer = asked.getresponse()
        return answer.status, answer.read(100)
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        asked.close()


def updates(settings: Settings, token: str, info: WebhookInfo, now: datetime) -> Check:
    """How updates come, and whether Telegram has trouble with it."""
    web = settings.web(token)
    wanted = f"{web.url}/{webhook_path(token, web.secret)}" if web and web.url else ""
    if not wanted:
        gone = "; `mooring run` takes the webhook away that is set now" if info.url else ""
        return Check("updates", right=True, words=f"they are polled{gone}")
    if info.url != wanted:
        words = f"by webhook at {settings.webhook_url}; `mooring run` will set it"
        return Check("updates", right=True, words=words)
    at = info.last_error_date
    waiting = f"{info.pending_update_count} wait at Telegram"
    if at is not None and now - at.astimezone(UTC) < RECENT:
        said = (info.last_error_message or "").replace(wanted.rsplit("/", 1)[-1], "…")
        words = (
            f"Telegram could not deliver to {settings.webhook_url} at {at:%H:%M} UTC ({said}; "
            f"{waiting}); is the bot running, and does that address lead to its port?"
        )
        return Check("updates", right=False, words=words)
    words = f"by webhook at {settings.webhook_url}; {waiting}"
    return Check("updates", right=True, words=words)
