"""What every way in shares: the kinds of update we ask for, and how one becomes an inbox row."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from bot.store.rows import Incoming
from bot.telegram.incoming import chat_of

ALLOWED: Final = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post")
ID_BITS: Final = 52
"""Telegram's numbers have at most this many significant bits."""
UNKNOWN_TOKEN: Final = "Telegram does not know this token; check MOORING_TELEGRAM_TOKEN"  # noqa: S105


Unkept = Callable[[list[dict[str, Any]]], Awaitable[None]]
"""Looks at updates that can't be kept now: somebody may need help before that is mended."""


async def nobody(updates: list[dict[str, Any]]) -> None:
    """Looks at nothing."""


class IntakeError(Exception):
    """Updates can't come in; the message says what to do."""


class NoUpdateError(ValueError):
    """This is no update of Telegram's; the message says why, without showing it."""


def row(update: Any, now: float) -> Incoming:
    """An update as a row of the inbox; its key is the same whichever way it comes in.

    Raises:
        NoUpdateError: It is no object, or its `update_id` is missing or out of range.
    """
    if not isinstance(update, dict):
        raise NoUpdateError("an update is a JSON object")
    number = update.get("update_id")
    if type(number) is not int or not 0 < number < 1 << ID_BITS:
        raise NoUpdateError(f"an update has an update_id, a whole number of at most {ID_BITS} bits")
    chat: Any = chat_of(update)
    if type(chat) is not int or abs(chat) >= 1 << ID_BITS:
        chat = 0  # of nobody: a row that the store can't take would hold up all the others
    return Incoming(f"tg:{number}", chat, json.dumps(update).encode(), now)
