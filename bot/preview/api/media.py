"""Pictures, animations, films, documents, stickers: uploaded, or sent again by their file_id."""

from collections.abc import Callable

from bot.preview import entities, rules, samples
from bot.preview.api.messages import post
from bot.preview.api.registry import Call, method
from bot.preview.files import MAX_DOWNLOAD, File
from bot.preview.kinds import Json
from bot.preview.refusal import bad

ALBUM = frozenset({"photo", "video", "document", "audio"})
NAMES = {
    "photo": "Photo",
    "animation": "Animation",
    "document": "Document",
    "video": "Video",
    "sticker": "Sticker",
    "voice": "VoiceNote",
    "video_note": "VideoNote",
    "audio": "Audio",
}


def _file(call: Call, kind: str, given: object, details: Json) -> File:
    """The file that a parameter names: a part of the request, a file_id, an address."""
    name = str(given or "")
    upload = (
        call.uploads.get(name.removeprefix("attach://")) if name.startswith("attach://") else None
    )
    if upload is None and not name:
        upload = call.uploads.get(kind)
    if upload is not None:
        file = call.world.files.add(kind, upload, details)
        call.world.files.uploads += 1
        return file
    if not name:
        raise bad(f"there is no {kind.replace('_', ' ')} in the request")
    if name.startswith("attach://"):
        raise bad(f'can\'t find the file "{name}" among the parts of the request')
    if name.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")
    file = call.world.files.get(name)
    if file.kind != kind:
        raise bad(f"can't use file of type {NAMES[file.kind]} as {NAMES[kind]}")
    return file


def _named(file: File) -> Json:
    return file.brief() | {"file_name": file.name, "mime_type": file.mime}


def _moving(file: File) -> Json:
    size = {"width": file.width or 320, "height": file.height or 320, "duration": file.duration}
    return _named(file) | size


def _sticker(file: File) -> Json:
    return samples.size(file) | {"type": "regular", "is_animated": False, "is_video": False}


def _voice(file: File) -> Json:
    return file.brief() | {"mime_type": file.mime, "duration": file.duration}


DESCRIBED: dict[str, Callable[[File], Json]] = {
    "photo": lambda file: {"photo": [samples.size(file)]},
    "animation": lambda file: {"animation": _moving(file), "document": _named(file)},
    "document": lambda file: {"document": _named(file)},
    "video": lambda file: {"video": _moving(file)},
    "sticker": lambda file: {"sticker": _sticker(file)},
    "voice": lambda file: {"voice": _voice(file)},
    "video_note": lambda file: {
        "video_note": file.brief() | {"length": 240, "duration": file.duration}
    },
    "audio": lambda file: {"audio": _named(file) | {"duration": file.duration}},
}


def content(call: Call, item: Json) -> Json:
    """The fields of a message for an InputMedia."""
    kind = item["type"]
    if kind not in {"photo", "animation", "video", "document", "audio"}:
        raise bad(f'wrong type of the media: "{kind}"')
    caption = entities.caption(item)
    return DESCRIBED[kind](_file(call, kind, item["media"], item)) | caption


def _send(call: Call, kind: str) -> Json:
    chat = rules.writable(call.world, call.params["chat_id"])
    caption = entities.caption(call.params) if kind not in {"sticker", "video_note"} else {}
    file = _file(call, kind, call.params.get(kind), call.params)
    fields = DESCRIBED[kind](file) | caption
    if call.params.get("has_spoiler"):
        fields["has_media_spoiler"] = True
    if caption and call.params.get("show_caption_above_media"):
        fields["show_caption_above_media"] = True
    return post(call, chat, fields)


@method
def send_photo(call: Call) -> Json:
    """Send a picture."""
    return _send(call, "photo")


@method
def send_animation(call: Call) -> Json:
    """Send a GIF or a silent film."""
    return _send(call, "animation")


@method
def send_document(call: Call) -> Json:
    """Send a file."""
    return _send(call, "document")


@method
def send_video(call: Call) -> Json:
    """Send a film."""
    return _send(call, "video")


@method
def send_sticker(call: Call) -> Json:
    """Send a sticker."""
    return _send(call, "sticker")


@method
def send_voice(call: Call) -> Json:
    """Send a voice message."""
    return _send(call, "voice")


@method
def send_audio(call: Call) -> Json:
    """Send music."""
    return _send(call, "audio")


@method
def send_video_note(call: Call) -> Json:
    """Send a round film."""
    return _send(call, "video_note")


@method
def send_media_group(call: Call) -> list[Json]:
    """Send two to ten pictures or films as an album, or as many documents."""
    chat = rules.writable(call.world, call.params["chat_id"])
    items = call.params["media"]
    if not 2 <= len(items) <= 10:
        raise bad("there must be from 2 to 10 media in the album" if items else "media is empty")
    kinds = {item["type"] for item in items}
    if not kinds <= ALBUM:
        raise bad(f"{min(kinds - ALBUM)} can't be sent in an album")
    if len(kinds) > 1 and not kinds <= {"photo", "video"}:
        raise bad("documents and audio can't be mixed with other media types in an album")
    common = rules.sending(call.world, chat, call.params)
    contents = [content(call, item) for item in items]
    call.core.pace.send(chat.id, len(items))
    group = {"media_group_id": str(call.world.next_message * 1009)}
    silent = bool(call.params.get("disable_notification"))
    notes = [call.world.post(chat, common | group | one, None, silent=silent) for one in contents]
    return [dict(note.message) for note in notes]


@method
def get_file(call: Call) -> Json:
    """Where a file can be downloaded."""
    file = call.world.files.get(call.params["file_id"])
    if len(file.content) > MAX_DOWNLOAD:
        raise bad("file is too big")
    return file.brief() | {"file_path": file.path}
