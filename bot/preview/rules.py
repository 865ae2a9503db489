"""Telegram's refusals that several methods share, checked before anything is changed."""

from bot.preview import spec
from bot.preview.kinds import Json
from bot.preview.refusal import RefusedError, bad, forbidden
from bot.preview.world import Account, Chat, Note, World

MISSING = {
    "text": "message text is empty",
    "chat_id": "chat_id is empty",
    "from_chat_id": "from_chat_id is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "file_id": "file_id is not specified",
    "user_id": "invalid user_id specified",
    "action": "wrong parameter action in request",
    "commands": "can't parse commands JSON object",
    "media": "can't parse media JSON object",
}
FILES = frozenset(
    {"photo", "animation", "document", "video", "sticker", "voice", "video_note", "audio"}
)
DAYS_2 = 48 * 3600


def required(method: str, params: Json, uploads: object) -> None:
    """All parameters that the method needs are there.

    Raises:
        RefusedError: one is not; in Telegram's words where they are known.
    """
    names = spec.missing(method, params)
    if isinstance(uploads, dict):
        names = [one for one in names if one not in uploads]
    if not names:
        return
    if "text" in names:
        raise bad(MISSING["text"])
    name = names[0]
    if name in FILES:
        raise bad(f"there is no {name.replace('_', ' ')} in the request")
    raise bad(MISSING.get(name, f'parameter "{name}" is required'))


def known_chat(world: World, chat_id: object) -> Chat:
    """A chat that the bot can name.

    Raises:
        RefusedError: there is none, or the person never opened the bot.
    """
    chat = world.chats.get(chat_id) if isinstance(chat_id, int) else None
    account = world.accounts.get(chat_id) if isinstance(chat_id, int) else None
    if account is not None and not account.started:
        if any(account.id in one.members for one in world.chats.values() if not one.private):
            raise forbidden("bot can't initiate conversation with a user")
        raise bad("chat not found")
    if chat is None:
        raise bad("chat not found")
    return chat


def writable(world: World, chat_id: object) -> Chat:
    """A chat that the bot may write to now.

    Raises:
        RefusedError: unknown, blocked, deleted, or a group that the bot is not in.
    """
    chat = known_chat(world, chat_id)
    if chat.private:
        _let_in(world.accounts[chat.id])
    elif chat.bot == "kicked":
        raise forbidden("bot was kicked from the group chat")
    elif chat.bot == "left":
        raise forbidden("bot is not a member of the group chat")
    return chat


def _let_in(account: Account) -> None:
    if account.deactivated:
        raise forbidden("user is deactivated")
    if account.blocked:
        raise forbidden("bot was blocked by the user")


def editable(world: World, params: Json) -> tuple[Chat, Note]:
    """A message of the bot that may be edited.

    Raises:
        RefusedError: missing, someone else's, or carrying a reply keyboard.
    """
    if params.get("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    for name in ("chat_id", "message_id"):
        if params.get(name) in (None, ""):
            raise bad(MISSING[name])
    chat = writable(world, params["chat_id"])
    note = chat.messages.get(params["message_id"])
    if note is None:
        raise bad("message to edit not found")
    if not note.by_bot or (note.markup and "inline_keyboard" not in note.markup):
        raise bad("message can't be edited")
    return chat, note


def deletable(world: World, chat: Chat, message_id: int) -> Note:
    """A message that the bot may delete: not older than 48 hours, in a group its own.

    Raises:
        RefusedError: missing, too old, or someone else's.
    """
    note = chat.messages.get(message_id)
    if note is None:
        raise bad("message to delete not found")
    too_old = world.clock.now() - note.message["date"] > DAYS_2
    if too_old or not (chat.private or note.by_bot):
        raise bad(
            "message can't be deleted for everyone" if too_old else "message can't be deleted"
        )
    return note


def sending(world: World, chat: Chat, params: Json) -> Json:
    """The fields of a new message that do not depend on what it shows.

    Raises:
        RefusedError: a reply to nothing, or something that needs more than a private chat.
    """
    _refuse_unusual(params)
    fields: Json = {}
    reply = params.get("reply_parameters")
    if reply:
        other = reply.get("chat_id", chat.id)
        target = chat.messages.get(reply["message_id"]) if other == chat.id else None
        if target is None and not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        if target is not None:
            fields["reply_to_message"] = {
                name: value for name, value in target.message.items() if name != "reply_to_message"
            }
    if params.get("protect_content"):
        fields["has_protected_content"] = True
    if params.get("link_preview_options"):
        fields["link_preview_options"] = params["link_preview_options"]
    return fields


UNUSUAL: dict[str, RefusedError] = {
    "business_connection_id": bad("business connection not found"),
    "message_thread_id": bad("message thread not found"),
    "direct_messages_topic_id": bad("message thread not found"),
    "message_effect_id": bad("EFFECT_ID_INVALID"),
    "allow_paid_broadcast": bad("FLOODSKIP_NOT_ALLOWED"),
    "suggested_post_parameters": bad("suggested posts can be sent only to channel direct messages"),
}


def _refuse_unusual(params: Json) -> None:
    for name, refusal in UNUSUAL.items():
        if params.get(name):
            raise RefusedError(refusal.code, refusal.description)
