"""The type and size of a picture or film, read from its first bytes."""

import struct
from collections.abc import Callable
from typing import NamedTuple


class Looks(NamedTuple):
    """What a file shows of itself: its mime type, and pixels where it has any."""

    mime: str
    width: int = 0
    height: int = 0


def look(content: bytes) -> Looks:
    """What the bytes are; `application/octet-stream` when it is nothing known."""
    for offset, mark, read in MARKS:
        if content.startswith(mark, offset):
            return read(content)
    return Looks("application/octet-stream")


def _png(content: bytes) -> Looks:
    if len(content) < 24:
        return Looks("application/octet-stream")
    width, height = struct.unpack(">II", content[16:24])
    return Looks("image/png", width, height)


def _gif(content: bytes) -> Looks:
    if len(content) < 10:
        return Looks("application/octet-stream")
    width, height = struct.unpack("<HH", content[6:10])
    return Looks("image/gif", width, height)


def _jpeg(content: bytes) -> Looks:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return Looks("image/jpeg", width, height)
        at += 2 + max(size, 2)
    return Looks("image/jpeg")


def _webp(content: bytes) -> Looks:
    if content[12:16] == b"VP8X" and len(content) >= 30:
        width = int.from_bytes(content[24:27], "little") + 1
        return Looks("image/webp", width, int.from_bytes(content[27:30], "little") + 1)
    if content[12:16] == b"VP8 " and len(content) >= 30:
        width, height = struct.unpack("<HH", content[26:30])
        return Looks("image/webp", width & 0x3FFF, height & 0x3FFF)
    if content[12:16] == b"VP8L" and len(content) >= 25:
        bits = int.from_bytes(content[21:25], "little")
        return Looks("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    return Looks("image/webp")


def _mp4(content: bytes) -> Looks:
    """The size stands, as 16.16 fixed point, at the end of a track header that is not zero."""
    at = content.find(b"tkhd")
    while at >= 4:
        size = int.from_bytes(content[at - 4 : at], "big")
        end = at - 4 + size
        if 8 < size <= 128 and end <= len(content):
            width, height = struct.unpack(">II", content[end - 8 : end])
            if width and height:
                return Looks("video/mp4", width >> 16, height >> 16)
        at = content.find(b"tkhd", at + 4)
    return Looks("video/mp4")


def _plainly(mime: str) -> Callable[[bytes], Looks]:
    def read(content: bytes) -> Looks:
        return Looks(mime)

    return read


MARKS: tuple[tuple[int, bytes, Callable[[bytes], Looks]], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", _png),
    (0, b"GIF87a", _gif),
    (0, b"GIF89a", _gif),
    (0, b"\xff\xd8\xff", _jpeg),
    (8, b"WEBP", _webp),
    (4, b"ftyp", _mp4),
    (0, b"\x1a\x45\xdf\xa3", _plainly("video/webm")),
    (0, b"OggS", _plainly("audio/ogg")),
    (0, b"%PDF-", _plainly("application/pdf")),
)
