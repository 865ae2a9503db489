"""Telegram's updates as what a person did. Works on plain data, as kept in the inbox."""

from typing import Any, Final, NamedTuple

from bot.dialogue.talk import Came

_SERVICE: Final = frozenset(
    {"pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "users_shared",
     "chat_shared", "chat_background_set", "connected_website", "proximity_alert_triggered",
     "boost_added", "web_app_data", "gift", "unique_gift"}
)  # fmt: skip
"""What Telegram itself puts into a chat: nobody said anything, so nothing is answered."""


_MEDIA: Final = frozenset({"photo", "animation", "document"})
"""What a message of ours may carry instead of words; words can't take its place."""


class Received(NamedTuple):
    """An update, read.

    Attributes:
        chat: Where it came from; 0 if from nowhere that concerns us.
        came: What the person did, if anything.
        name: What they are called on Telegram.
        lang: The language of their app.
        query: The callback query to answer.
        message: The message whose button was pressed.
        editable: That message is words, so other words can take its place.
        leave: It came from a group or channel, which we leave.
        added: It is a group that we were brought into just now, by someone with this language.
        album: The album that this is one part of; each part is an update of its own.
        blocked: True or False when the person has blocked or unblocked the bot.
    """

    chat: int
    came: Came | None = None
    name: str = ""
    lang: str = "en"
    query: str = ""
    message: int = 0
    editable: bool = True
    leave: bool = False
    added: bool = False
    album: str = ""
    blocked: bool | None = None


def read(update: dict[str, Any]) -> Received:
    """Read an update, of whatever kind. One that is not as the Bot API says concerns nobody."""
    try:
        received = _read(update)
    except (LookupError, TypeError, AttributeError):
        return Received(0)
    real = type(received.chat) is int and abs(received.chat) < 2**63
    return received if real else Received(0)  # what the inbox can't hold would stop everybody


def _read(update: dict[str, Any]) -> Received:
    if "callback_query" in update:
        return _query(update["callback_query"])
    if "my_chat_member" in update:
        return _membership(update["my_chat_member"])
    for key in ("message", "edited_message", "channel_post"):
        if key in update:
            return _message(update[key], edited=key == "edited_message")
    return Received(0)


def chat_of(update: dict[str, Any]) -> int:
    """The chat whose updates have to be handled in order with this one."""
    return read(update).chat


def _message(message: dict[str, Any], *, edited: bool) -> Received:
    chat, sender = message["chat"], message.get("from", {})
    if chat.get("type") != "private":
        return Received(chat["id"], leave=True)
    text, caption = message.get("text"), _clean(message.get("caption", ""))
    came: Came | None
    if edited:  # a live location is "edited" every few seconds; words are edited by people
        words = caption if text is None else _clean(text)
        came = Came("edited", words) if words else None
    elif text is None:
        came = None if _SERVICE & message.keys() else Came("other", caption)
    elif text.startswith("/"):
        command, *argument = _clean(text[1:]).split(maxsplit=1) or [""]
        came = Came("command", " ".join([command.split("@")[0].lower(), *argument]).strip())
    else:
        came = Came("text", _clean(text))
    album = str(message.get("media_group_id", "")) if came and came.kind == "other" else ""
    name, lang = _clean(sender.get("first_name", "")), _lang(sender)
    return Received(chat["id"], came, name, lang, album=album)


def _query(query: dict[str, Any]) -> Received:
    sender, message = query["from"], query.get("message", {})
    chat = message.get("chat", {})
    if chat.get("type", "private") != "private":
        return Received(chat["id"], leave=True)
    return Received(
        chat.get("id", sender["id"]),
        Came("press", query.get("data", "")),
        _clean(sender.get("first_name", "")),
        _lang(sender),
        query["id"],
        message.get("message_id", 0),
        not _MEDIA & message.keys(),
    )


def _membership(change: dict[str, Any]) -> Received:
    chat, now = change["chat"], change["new_chat_member"]
    status = now["status"]
    if chat.get("type") == "private":
        return Received(chat["id"], blocked=status == "kicked")
    inside = status in {"member", "administrator"} or now.get("is_member") is True
    if not inside:
        return Received(0)
    added = chat.get("type") in {"group", "supergroup"}
    return Received(chat["id"], lang=_lang(change.get("from", {})), leave=True, added=added)


def _clean(text: str) -> str:
    """Without what no person types and no database likes: null bytes and half characters."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")


def _lang(sender: dict[str, Any]) -> str:
    code = str(sender.get("language_code") or "en")
    return code.replace("-", "_")
