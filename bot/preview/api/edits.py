"""Editing what the bot sent: in place, so the message id stays."""

from bot.preview import entities, keyboards, rules
from bot.preview.api import media
from bot.preview.api.registry import Call, method
from bot.preview.kinds import Json
from bot.preview.refusal import bad
from bot.preview.world import MEDIA, Chat, Note

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly"
    " the same as a current content and reply markup of the message"
)
SHOWN = ("text", "entities", "caption", "caption_entities", "link_preview_options", *MEDIA)


def _change(call: Call, chat: Chat, note: Note, new: Json, shown: tuple[str, ...]) -> Json:
    """Put new content in place of the fields named, and the keyboard given or none."""
    markup = keyboards.checked(call.params.get("reply_markup"))
    old = {name: note.message[name] for name in shown if name in note.message}
    if old == new and markup == note.markup:
        raise bad(NOT_MODIFIED)
    call.core.pace.send(None)
    for name in shown:
        note.message.pop(name, None)
    note.reworded = note.reworded or old != new
    note.message |= new | {"edit_date": call.world.clock.stamp()}
    call.world.dress(note, markup)
    call.world.edited(chat, note)
    return dict(note.message)


@method
def edit_message_text(call: Call) -> Json:
    """Another text."""
    if not call.params.get("text"):
        raise bad("message text is empty")
    chat, note = rules.editable(call.world, call.params)
    if "text" not in note.message:
        raise bad("there is no text in the message to edit")
    text, found = entities.message_text(call.params)
    new: Json = {"text": text} | ({"entities": found} if found else {})
    if call.params.get("link_preview_options"):
        new["link_preview_options"] = call.params["link_preview_options"]
    return _change(call, chat, note, new, ("text", "entities", "link_preview_options"))


@method
def edit_message_caption(call: Call) -> Json:
    """Another caption under the same picture."""
    chat, note = rules.editable(call.world, call.params)
    if not any(kind in note.message for kind in MEDIA) or "sticker" in note.message:
        raise bad("there is no caption in the message to edit")
    caption = entities.caption(call.params)
    return _change(call, chat, note, caption, ("caption", "caption_entities"))


@method
def edit_message_media(call: Call) -> Json:
    """Another picture, animation, film or document; a text message may become one."""
    chat, note = rules.editable(call.world, call.params)
    if any(kind in note.message for kind in ("sticker", "voice", "video_note")):
        raise bad("message can't be edited")
    if "media_group_id" in note.message and call.params["media"]["type"] == "animation":
        raise bad("message can't be edited")
    new = media.content(call, call.params["media"])
    return _change(call, chat, note, new, SHOWN)


@method
def edit_message_reply_markup(call: Call) -> Json:
    """Another inline keyboard, or none."""
    chat, note = rules.editable(call.world, call.params)
    return _change(call, chat, note, {}, ())
