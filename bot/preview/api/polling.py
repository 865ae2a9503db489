"""How updates reach the bot: the long poll, or a webhook."""

import re
from typing import Any
from urllib.parse import urlsplit

from bot.preview import spec
from bot.preview.api.registry import Call, method, waiting
from bot.preview.kinds import Json
from bot.preview.refusal import bad, conflict
from bot.preview.updates import MAX_LIMIT, MAX_TIMEOUT, WEBHOOK_SET

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _allowed(call: Call) -> None:
    """Remember which kinds of update the bot wants; an empty list means the usual ones."""
    if "allowed_updates" in call.params:
        kinds = spec.fields_of("types", "Update")
        named = [one.lower() for one in call.params["allowed_updates"]]
        call.world.updates.allowed = [one for one in named if one in kinds and one != "update_id"]


def _here(url: str) -> bool:
    """Whether an address is one of this machine that can be opened."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.hostname in LOOPBACK and port != 0


@waiting
async def get_updates(call: Call) -> list[Json]:
    """The long poll."""
    if call.core.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active;"
            " use deleteWebhook to delete the webhook first"
        )
    _allowed(call)
    limit = min(max(call.params.get("limit", MAX_LIMIT), 1), MAX_LIMIT)
    timeout = min(max(call.params.get("timeout", 0), 0), MAX_TIMEOUT)
    updates, offset = call.world.updates, call.params.get("offset", 0)
    if updates.confirm(offset):
        call.world.changed()
    return await updates.poll(offset, limit, timeout)


@method
def set_webhook(call: Call) -> bool:
    """Deliver updates to an address on this machine; http is allowed here, unlike at Telegram."""
    params = call.params
    url: str = params.get("url", "")
    if not url:
        call.core.webhook.set("", "", 40)
        return True
    if not _here(url):
        raise bad(
            "bad webhook: the preview server delivers to this machine only;"
            " use http://127.0.0.1:PORT/PATH"
        )
    secret: str = params.get("secret_token", "")
    if secret and not SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    if not 1 <= params.get("max_connections", 40) <= 100:
        raise bad("max_connections is 1 to 100")
    _allowed(call)
    if params.get("drop_pending_updates"):
        call.world.updates.waiting.clear()
    call.world.updates.wake(WEBHOOK_SET)
    call.core.webhook.set(url, secret, params.get("max_connections", 40))
    return True


@method
def delete_webhook(call: Call) -> bool:
    """Back to the long poll."""
    if call.params.get("drop_pending_updates"):
        call.world.updates.waiting.clear()
    call.core.webhook.set("", "", 40)
    return True


@method
def get_webhook_info(call: Call) -> Json:
    """Where updates go, how many wait, and the last error."""
    info: dict[str, Any] = call.core.webhook.info()
    if call.world.updates.allowed:
        info["allowed_updates"] = call.world.updates.allowed
    return info | {"pending_update_count": len(call.world.updates.waiting)}
