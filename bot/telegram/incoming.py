"""Telegram's updates as what a person did. Works on plain data, as kept in the inbox."""

from typing import Any, NamedTuple

from bot.dialogue.lifecycle import Came


class Received(NamedTuple):
    """An update, read.

    Attributes:
        chat: Where it came from; 0 if from nowhere that concerns us.
        came: What the person did, if anything.
        name: What they are called on Telegram.
        lang: The language of their app.
        query: The callback query to answer.
        message: The message whose button was pressed.
        leave: It came from a group or channel, which we leave.
        blocked: True or False when the person has blocked or unblocked the bot.
    """

    chat: int
    came: Came | None = None
    name: str = ""
    lang: str = "en"
    query: str = ""
    message: int = 0
    leave: bool = False
    blocked: bool | None = None


def read(update: dict[str, Any]) -> Received:
    """Read an update, of whatever kind."""
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
    text = message.get("text")
    if edited:
        came = Came("edited", text or message.get("caption", ""))
    elif text is None:
        came = Came("other", message.get("caption", ""))
    elif text.startswith("/"):
        command, _, argument = text[1:].partition(" ")
        came = Came("command", f"{command.split('@')[0].lower()} {argument}".strip())
    else:
        came = Came("text", text)
    return Received(chat["id"], came, sender.get("first_name", ""), _lang(sender))


def _query(query: dict[str, Any]) -> Received:
    sender, message = query["from"], query.get("message", {})
    return Received(
        message.get("chat", {}).get("id", sender["id"]),
        Came("press", query.get("data", "")),
        sender.get("first_name", ""),
        _lang(sender),
        query["id"],
        message.get("message_id", 0),
    )


def _membership(change: dict[str, Any]) -> Received:
    chat, status = change["chat"], change["new_chat_member"]["status"]
    if chat.get("type") != "private":
        return Received(chat["id"], leave=status in {"member", "administrator"})
    return Received(chat["id"], blocked=status == "kicked")


def _lang(sender: dict[str, Any]) -> str:
    code = str(sender.get("language_code") or "en")
    return code.replace("-", "_")
