"""Stickers, voice, photos and the like that a person can send: small made-up ones."""

import struct
import zlib
from collections.abc import Callable
from functools import cache

from bot.preview.files import File, Files
from bot.preview.kinds import Json, Upload

CAPTIONED = frozenset({"photo", "document", "voice"})


@cache
def png(width: int = 320, height: int = 200) -> bytes:
    """A picture: a quiet gradient."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = b"".join(
        b"\0" + bytes(((90 + 80 * y // height), 140, 200 - 60 * y // height)) * width
        for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def size(file: File) -> Json:
    """As a PhotoSize."""
    return file.brief() | {"width": file.width, "height": file.height}


def _photo(files: Files, user: Json) -> Json:
    return {"photo": [size(files.add("photo", Upload("photo.png", png(), "image/png"), {}))]}


def _sticker(files: Files, user: Json) -> Json:
    file = files.add("sticker", Upload("sticker.png", png(128, 128), "image/png"), {})
    sticker = size(file) | {"type": "regular", "is_animated": False, "is_video": False}
    return {"sticker": sticker | {"emoji": "🙂"}}


def _voice(files: Files, user: Json) -> Json:
    file = files.add("voice", Upload("voice.ogg", b"OggS" + bytes(60), "audio/ogg"), {})
    return {"voice": file.brief() | {"duration": 3, "mime_type": "audio/ogg"}}


def _document(files: Files, user: Json) -> Json:
    file = files.add("document", Upload("notes.txt", b"notes\n", "text/plain"), {})
    return {"document": file.brief() | {"file_name": "notes.txt", "mime_type": "text/plain"}}


def _video_note(files: Files, user: Json) -> Json:
    content = b"\0\0\0\x18ftypmp42" + bytes(64)
    file = files.add("video_note", Upload("note.mp4", content, "video/mp4"), {})
    return {"video_note": file.brief() | {"length": 240, "duration": 3}}


def _location(files: Files, user: Json) -> Json:
    return {"location": {"latitude": 52.520008, "longitude": 13.404954}}


def _contact(files: Files, user: Json) -> Json:
    contact = {"phone_number": "+10000000000", "first_name": user["first_name"]}
    return {"contact": contact | {"user_id": user["id"]}}


KINDS: dict[str, Callable[[Files, Json], Json]] = {
    "sticker": _sticker,
    "voice": _voice,
    "photo": _photo,
    "document": _document,
    "location": _location,
    "contact": _contact,
    "video_note": _video_note,
}
