"""Files: what was uploaded, under ids that stay valid, as on Telegram."""

import base64
import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from bot.preview import pictures
from bot.preview.kinds import Json, Upload
from bot.preview.refusal import RefusedError, bad

MAX_UPLOAD = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_ID = 512
MARKS = {
    "photo": "AgACAgIAAxkD",
    "animation": "CgACAgIAAxkD",
    "document": "BQACAgIAAxkD",
    "video": "BAACAgIAAxkD",
    "sticker": "CAACAgIAAxkD",
    "voice": "AwACAgIAAxkD",
    "video_note": "DQACAgIAAxkD",
    "audio": "CQACAgIAAxkD",
}
FOLDERS = {"photo": "photos", "animation": "animations", "sticker": "stickers", "video": "videos"}


@dataclass(slots=True)
class File:
    """A stored file; `duration` in seconds, sizes in pixels."""

    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0
    duration: int = 0

    @property
    def path(self) -> str:
        """Where `/file/bot<TOKEN>/` serves it."""
        suffix = self.name.rsplit(".", 1)[-1] if "." in self.name else "bin"
        folder = FOLDERS.get(self.kind, "documents")
        return f"{folder}/{self.unique_id}.{''.join(filter(str.isalnum, suffix))[:8] or 'bin'}"

    def brief(self) -> Json:
        """The fields that every kind of file has."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }


class Files:
    """All files. `uploads` counts what the bot sent over the wire, not what it used again."""

    def __init__(self) -> None:
        self.by_id: dict[str, File] = {}
        self.uploads = 0

    def add(self, kind: str, upload: Upload, details: Json) -> File:
        """Keep an upload; `details` may give width, height, duration.

        Raises:
            RefusedError: too big, empty, or not a picture where one is needed.
        """
        content = upload.content
        if not content:
            raise bad("file must be non-empty")
        if len(content) > MAX_UPLOAD:
            raise RefusedError(413, "Request Entity Too Large")
        looks = pictures.look(content)
        if kind == "photo":
            check_photo(content, looks)
        return self._keep(kind, upload, looks, details)

    def _keep(self, kind: str, upload: Upload, looks: pictures.Looks, details: Json) -> File:
        digest = hashlib.sha256(upload.content).digest()
        unique = base64.urlsafe_b64encode(digest[:11]).decode().rstrip("=")
        serial = (len(self.by_id) + 1).to_bytes(4, "big") + digest[:24]
        known = looks.mime != "application/octet-stream"
        file = File(
            MARKS[kind] + base64.urlsafe_b64encode(serial).decode().rstrip("="),
            unique,
            kind,
            upload.name or kind,
            looks.mime if known else upload.mime or looks.mime,
            upload.content,
            looks.width or details.get("width") or 0,
            looks.height or details.get("height") or 0,
            details.get("duration") or 0,
        )
        self.by_id[file.file_id] = file
        return file

    def get(self, file_id: str) -> File:
        """The file of this id.

        Raises:
            RefusedError: there is none.
        """
        file = self.by_id.get(file_id)
        if file is None:
            raise bad(
                "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"
                if len(file_id) <= MAX_ID
                else "wrong file identifier/HTTP URL specified"
            )
        return file

    def at(self, path: str) -> File | None:
        """The file that is served at a path."""
        return next((one for one in self.by_id.values() if one.path == path), None)

    def dump(self) -> Json:
        """As JSON, for the state file."""
        rows: list[Json] = []
        for one in self.by_id.values():
            row: dict[str, Any] = asdict(one)
            rows.append(row | {"content": base64.b64encode(one.content).decode()})
        return {"uploads": self.uploads, "files": rows}

    def load(self, saved: Json) -> None:
        """Back from the state file."""
        self.uploads = saved["uploads"]
        for row in saved["files"]:
            file = File(**row | {"content": base64.b64decode(row["content"])})
            self.by_id[file.file_id] = file


def check_photo(content: bytes, looks: pictures.Looks) -> None:
    """Telegram's conditions for a photo.

    Raises:
        RefusedError: above 10 MB, not a picture, or of impossible size.
    """
    if len(content) > MAX_PHOTO:
        raise bad(f"file of size {len(content)} bytes is too big for a photo")
    if not looks.mime.startswith("image/") or not looks.width or not looks.height:
        raise bad("IMAGE_PROCESS_FAILED")
    longer, shorter = max(looks.width, looks.height), min(looks.width, looks.height)
    if looks.width + looks.height > 10_000 or longer > 20 * shorter:
        raise bad("PHOTO_INVALID_DIMENSIONS")
