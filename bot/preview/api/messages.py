"""Sending text, copying, forwarding, deleting, pinning, reacting, "typing"."""

from bot.preview import entities, keyboards, rules
from bot.preview.api.registry import Call, method
from bot.preview.kinds import Json
from bot.preview.refusal import RefusedError, bad
from bot.preview.world import Chat, Note

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "record_audio",
        "upload_audio",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
REACTIONS = frozenset(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡"
)
OWN = frozenset({"message_id", "from", "chat", "date", "reply_markup", "edit_date", "out"})


def post(call: Call, chat: Chat, content: Json) -> Json:
    """A new message of the bot, after the pace has let it; answers with the message."""
    params = call.params
    common = rules.sending(call.world, chat, params)
    markup = keyboards.checked(params.get("reply_markup"))
    call.core.pace.send(chat.id)
    silent = bool(params.get("disable_notification"))
    note = call.world.post(chat, common | content, None, markup, silent=silent)
    return dict(note.message)


@method
def send_message(call: Call) -> Json:
    """Send a text."""
    chat = rules.writable(call.world, call.params["chat_id"])
    text, found = entities.message_text(call.params)
    return post(call, chat, {"text": text} | ({"entities": found} if found else {}))


@method
def send_chat_action(call: Call) -> bool:
    """Show "typing" for five seconds."""
    chat = rules.writable(call.world, call.params["chat_id"])
    if call.params["action"].lower() not in ACTIONS:
        raise bad("wrong parameter action in request")
    event = {"type": "typing", "action": call.params["action"].lower(), "chat_id": chat.id}
    call.world.show(chat, event)
    return True


def _original(call: Call) -> Note:
    source = rules.known_chat(call.world, call.params["from_chat_id"])
    note = source.messages.get(call.params["message_id"])
    if note is None:
        what = "copy" if "copy" in call.method else "forward"
        raise bad(f"message to {what} not found")
    if note.message.get("has_protected_content"):
        what = "copied" if "copy" in call.method else "forwarded"
        raise bad(f"message has protected content and can't be {what}")
    return note


def _content(note: Note) -> Json:
    return {
        name: value
        for name, value in note.message.items()
        if name not in OWN | {"reply_to_message", "has_protected_content", "media_group_id"}
    }


@method
def copy_message(call: Call) -> Json:
    """Send a message again, as one's own."""
    chat = rules.writable(call.world, call.params["chat_id"])
    content = _content(_original(call))
    content.pop("forward_origin", None)
    if "caption" in call.params and "text" not in content:
        content.pop("caption", None)
        content.pop("caption_entities", None)
        content |= entities.caption(call.params)
    return {"message_id": post(call, chat, content)["message_id"]}


@method
def forward_message(call: Call) -> Json:
    """Send a message on, with the name of who wrote it."""
    chat = rules.writable(call.world, call.params["chat_id"])
    note = _original(call)
    origin = {
        "type": "user",
        "sender_user": note.message["from"],
        "date": note.message["date"],
    }
    return post(call, chat, _content(note) | {"forward_origin": origin})


@method
def delete_message(call: Call) -> bool:
    """Delete a message for everyone."""
    chat = rules.writable(call.world, call.params["chat_id"])
    rules.deletable(call.world, chat, call.params["message_id"])
    call.world.delete(chat, call.params["message_id"])
    return True


@method
def delete_messages(call: Call) -> bool:
    """Delete up to a hundred messages; those that can't be are skipped."""
    chat = rules.writable(call.world, call.params["chat_id"])
    numbers = call.params["message_ids"]
    if not 1 <= len(numbers) <= 100:
        raise bad("message identifiers are not specified" if not numbers else "too many messages")
    for number in numbers:
        try:
            rules.deletable(call.world, chat, number)
        except RefusedError:
            continue
        call.world.delete(chat, number)
    return True


@method
def pin_chat_message(call: Call) -> bool:
    """Pin a message; a service message says so, as on Telegram."""
    chat = rules.writable(call.world, call.params["chat_id"])
    note = chat.messages.get(call.params["message_id"])
    if note is None:
        raise bad("message to pin not found")
    if not chat.private:
        raise bad("not enough rights to manage pinned messages in the chat")
    if note.id not in chat.pinned:
        chat.pinned.append(note.id)
        shown = {name: value for name, value in note.message.items() if name != "reply_to_message"}
        call.world.post(chat, {"pinned_message": shown}, None, silent=True)
    return True


@method
def unpin_chat_message(call: Call) -> bool:
    """Unpin a message, or the latest pinned one."""
    chat = rules.writable(call.world, call.params["chat_id"])
    number = call.params.get("message_id", chat.pinned[-1] if chat.pinned else None)
    if number not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(number)
    call.world.changed()
    return True


@method
def unpin_all_chat_messages(call: Call) -> bool:
    """Unpin all."""
    rules.writable(call.world, call.params["chat_id"]).pinned.clear()
    call.world.changed()
    return True


@method
def set_message_reaction(call: Call) -> bool:
    """Put a reaction on a message, or take it off."""
    chat = rules.writable(call.world, call.params["chat_id"])
    note = chat.messages.get(call.params["message_id"])
    if note is None:
        raise bad("message to react not found")
    reactions = call.params.get("reaction") or []
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    for one in reactions:
        if one["type"] != "emoji" or one["emoji"].rstrip("\ufe0f") not in REACTIONS:
            raise bad("REACTION_INVALID")
    event = {"type": "reaction", "message_id": note.id, "reaction": reactions}
    call.world.show(chat, event | {"by": call.world.profile.bot_id})
    return True


@method
def answer_callback_query(call: Call) -> bool:
    """End the waiting of a tapped button, with or without a notice."""
    world, params = call.world, call.params
    query = world.queries.get(params["callback_query_id"])
    if query is None or query.answered or world.clock.now() - query.at > call.core.query_life:
        raise bad(rules.MISSING["callback_query_id"])
    if len(params.get("text", "")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    if params.get("url"):
        raise bad("URL_INVALID")
    query.answered = True
    number = params["callback_query_id"]
    if params.get("text"):
        toast = {"text": params["text"], "alert": bool(params.get("show_alert"))}
        event = {"type": "toast", "callback_query_id": number, "message_id": query.message}
        world.notify(query.account, event | toast)
    world.notify(
        query.account,
        {"type": "answered", "callback_query_id": number, "message_id": query.message},
    )
    world.changed()
    return True
