"""What people do: write, tap, edit, open the bot, block it, bring it into a group.

Each becomes a message and an update, as Telegram would make them.
"""

import re

from bot.preview import samples
from bot.preview.entities import MAX_TEXT, formatted
from bot.preview.kinds import Json, utf16
from bot.preview.world import FIRST_GROUP, Account, Chat, Note, Query, World

KEPT_QUERIES = 5000
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class ImpossibleError(ValueError):
    """A person can't do this in Telegram; the message says why."""


def send_text(
    world: World,
    account: Account,
    text: str,
    chat: Chat | None = None,
    reply_to: int | None = None,
) -> list[Note]:
    """Write to the bot (or in a group); more than 4,096 UTF-16 units go as several messages.

    Raises:
        ImpossibleError: nothing but white space, half a surrogate pair, or a reply to nothing.
    """
    notes = []
    reply: Json = {}
    if reply_to is not None:
        target = find(world, account, reply_to)[1].message
        plain = {name: one for name, one in target.items() if name != "reply_to_message"}
        reply = {"reply_to_message": plain}
    for part in _parts(text):
        clean, entities = formatted(part, None, None)
        content: Json = {"text": clean} | ({"entities": entities} if entities else {})
        if clean:
            notes.append(_message(world, account, reply | content, chat))
    if not notes:
        raise ImpossibleError("the text is empty; write something")
    return notes


def _parts(text: str) -> list[str]:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ImpossibleError(
            "the text holds half a surrogate pair, which is no character"
        ) from None
    if utf16(text) <= MAX_TEXT:
        return [text]
    parts, start, size = list[str](), 0, 0
    for at, character in enumerate(text):
        width = 2 if ord(character) > 0xFFFF else 1
        if size + width > MAX_TEXT:
            parts.append(text[start:at])
            start, size = at, 0
        size += width
    return [*parts, text[start:]]


def send_kind(world: World, account: Account, kind: str, caption: str | None) -> Note:
    """Send something that is not text, made up by the preview.

    Raises:
        ImpossibleError: no such kind.
    """
    make = samples.KINDS.get(kind)
    if make is None:
        raise ImpossibleError(f'there is no kind "{kind}"; there are {", ".join(samples.KINDS)}')
    content = make(world.files, account.user())
    if caption and kind in samples.CAPTIONED:
        text, entities = formatted(caption, None, None)
        content |= {"caption": text} | ({"caption_entities": entities} if entities else {})
    return _message(world, account, content, None)


def _message(world: World, account: Account, content: Json, chat: Chat | None) -> Note:
    if account.deactivated:
        raise ImpossibleError("this account is deleted")
    if account.blocked and chat is None:
        unblock(world, account)
    where = chat or world.private_chat(account)
    if where.private:
        account.started = True
    note = world.post(where, content, account)
    if where.private or _for_bot(world, note):
        world.updates.push("message", dict(note.message))
    return note


def _for_bot(world: World, note: Note) -> bool:
    """In a group a bot sees commands, mentions of itself and replies to itself (privacy mode)."""
    text = note.message.get("text", "")
    reply = note.message.get("reply_to_message", {}).get("from", {}).get("id")
    return (
        text.startswith("/")
        or f"@{world.profile.username}" in text
        or (reply == world.profile.bot_id)
    )


def start(world: World, account: Account, payload: str | None) -> Note:
    """Open the bot, as the start button or a deep link does.

    Raises:
        ImpossibleError: a payload that a link can't carry.
    """
    if payload and not PAYLOAD.fullmatch(payload):
        raise ImpossibleError("a start payload is 1 to 64 of A-Z, a-z, 0-9, _ and -")
    return send_text(world, account, f"/start {payload}" if payload else "/start")[0]


def press(world: World, account: Account, message_id: int, data: str) -> str:
    """Tap an inline button; answers with the id of the callback query.

    Raises:
        ImpossibleError: no such message. A button that the message no longer has can be tapped: the
            tap may have been on its way when the bot took the keyboard off.
    """
    chat, note = find(world, account, message_id)
    if not note.by_bot or (note.markup is None and "edit_date" not in note.message):
        raise ImpossibleError(f"message {message_id} never had inline buttons")
    query_id = str((account.id << 24) + world.next_query)
    world.next_query += 1
    world.queries[query_id] = Query(account.id, chat.id, message_id, world.clock.now())
    while len(world.queries) > KEPT_QUERIES:
        del world.queries[next(iter(world.queries))]
    world.updates.push(
        "callback_query",
        {
            "id": query_id,
            "from": account.user(),
            "message": dict(note.message),
            "chat_instance": str(chat.id * 7919),
            "data": data,
        },
    )
    world.changed()
    return query_id


def find(world: World, account: Account, message_id: int) -> tuple[Chat, Note]:
    """A message that this person sees.

    Raises:
        ImpossibleError: there is none of this id.
    """
    own = world.chats.get(account.id)
    if own is not None and message_id in own.messages:
        return own, own.messages[message_id]
    for chat in world.chats.values():
        if not chat.private and account.id in chat.members and message_id in chat.messages:
            return chat, chat.messages[message_id]
    raise ImpossibleError(f"there is no message {message_id} in the chats of {account.first_name}")


def edit(world: World, account: Account, message_id: int, text: str) -> Note:
    """Edit one's own message.

    Raises:
        ImpossibleError: not one's own, without text, or to nothing.
    """
    chat, note = find(world, account, message_id)
    field = "text" if "text" in note.message else "caption"
    if note.by_bot or note.message["from"]["id"] != account.id or field not in note.message:
        raise ImpossibleError(f"message {message_id} has no text of {account.first_name} to edit")
    clean, entities = formatted(_parts(text)[0], None, None)
    if not clean:
        raise ImpossibleError("the text is empty; delete the message instead")
    marks = "entities" if field == "text" else "caption_entities"
    note.message.pop(marks, None)
    note.message |= {field: clean, "edit_date": world.clock.stamp()}
    if entities:
        note.message[marks] = entities
    world.edited(chat, note)
    world.updates.push("edited_message", dict(note.message))
    return note


def react(world: World, account: Account, message_id: int, emoji: str | None) -> None:
    """Put a reaction on a message, or take it off; an update only if the bot asked for these."""
    chat, note = find(world, account, message_id)
    new = [{"type": "emoji", "emoji": emoji}] if emoji else []
    update = {
        "chat": world.view(chat),
        "message_id": note.id,
        "user": account.user(),
        "date": world.clock.stamp(),
        "old_reaction": [],
        "new_reaction": new,
    }
    world.updates.push("message_reaction", update)
    world.show(chat, {"type": "reaction", "message_id": note.id, "by": account.id, "reaction": new})


def block(world: World, account: Account) -> None:
    """Block the bot: it gets a my_chat_member update, then 403."""
    if not account.blocked:
        account.blocked = True
        _membership(world, world.private_chat(account), account, "member", "kicked")


def unblock(world: World, account: Account) -> None:
    """Let the bot write again."""
    if account.blocked:
        account.blocked = False
        _membership(world, world.private_chat(account), account, "kicked", "member")


def _membership(world: World, chat: Chat, account: Account, old: str, new: str) -> None:
    def member(status: str) -> Json:
        made: Json = {"status": status, "user": world.profile.user()}
        return made | ({"until_date": 0} if status == "kicked" else {})

    update = {
        "chat": world.view(chat),
        "from": account.user(),
        "date": world.clock.stamp(),
        "old_chat_member": member(old),
        "new_chat_member": member(new),
    }
    world.updates.push("my_chat_member", update)
    world.show(chat, {"type": "blocked", "blocked": account.blocked, "chat_id": chat.id})


def add_to_group(world: World, account: Account, title: str) -> Chat:
    """Make a group with the bot in it."""
    number = FIRST_GROUP - sum(not chat.private for chat in world.chats.values())
    chat = world.chats[number] = Chat(number, title or "Group", [account.id])
    _membership(world, chat, account, "left", "member")
    note = world.post(
        chat,
        {"group_chat_created": True},
        account,
    )
    world.updates.push("message", dict(note.message))
    return chat


def remove_from_group(world: World, account: Account, chat: Chat) -> None:
    """Throw the bot out of a group."""
    chat.bot = "kicked"
    _membership(world, chat, account, "member", "kicked")
