"""parse_mode HTML, with Telegram's tags, its tolerance and its complaints.

Offsets in complaints are bytes of UTF-8, those in entities UTF-16 units: both as Telegram's.
"""

import re
from dataclasses import dataclass, field

from bot.preview import links
from bot.preview.kinds import Json, utf16

KINDS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
CHARACTER = re.compile(r"&(?:#(x[0-9a-fA-F]{1,6}|[0-9]{1,7})|(lt|gt|amp|quot));?")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
NAME = re.compile(r"[^\s>/]*")
ATTRIBUTE = re.compile(r"[^\s=>/]*")
TOKEN = re.compile(r"[a-zA-Z0-9.-]*")
SPACE = re.compile(r"\s*")
BLANK = frozenset(" \t\r\n\v\f\0")


class MalformedError(ValueError):
    """The text can't be parsed; the message is what Telegram says after "can't parse entities"."""


@dataclass(slots=True)
class Open:
    """A tag that waits for its end."""

    tag: str
    offset: int
    start: int
    attributes: dict[str, str]


@dataclass(slots=True)
class Reader:
    """One pass over a text."""

    source: str
    at: int = 0
    out: list[str] = field(default_factory=list)
    length: int = 0
    chars: int = 0
    open: list[Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def read(self) -> tuple[str, list[Json]]:
        """The plain text and its entities, unsorted."""
        while self.at < len(self.source):
            here = self.source[self.at]
            if here == "<":
                self._tag()
            elif here == "&":
                self._put(self._character())
            else:
                stop = re.compile("[<&]").search(self.source, self.at)
                end = stop.start() if stop else len(self.source)
                self._put(self.source[self.at : end])
                self.at = end
        if self.open:
            raise MalformedError(
                f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"'
            )
        return "".join(self.out), self.entities

    def _put(self, text: str) -> None:
        self.out.append(text)
        self.length += utf16(text)
        self.chars += len(text)

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _here(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.at)
        self.at = match.end() if match else self.at
        return match[0] if match else ""

    def _character(self) -> str:
        match = CHARACTER.match(self.source, self.at)
        if match:
            number, name = match[1], match[2]
            code = int(number[1:], 16) if number and number[0] == "x" else int(number or 0)
            if name or (0 < code < 0x10FFFF and not 0xD800 <= code < 0xE000):
                self.at = match.end()
                return NAMED[name] if name else chr(code)
        self.at += 1
        return "&"

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self._here() == "/":
            self._end(begin)
            return
        tag = self._skip(NAME).lower()
        if not self._here():
            raise MalformedError(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag not in KINDS:
            raise MalformedError(
                f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}'
            )
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise MalformedError(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}'
            )
        self.open.append(Open(tag, self.length, len(self.out), attributes))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            while self._here() and (self._here() in BLANK or self._here() == "/"):
                self.at += 1
            if not self._here():
                raise MalformedError(
                    f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}'
                )
            if self._here() == ">":
                self.at += 1
                return found
            name = self._skip(ATTRIBUTE).lower()
            if not name:
                raise MalformedError(
                    f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}'
                )
            self._skip(SPACE)
            value = ""
            if self._here() == "=":
                self.at += 1
                value = self._value(tag, begin)
            found.setdefault(name, value)

    def _value(self, tag: str, begin: int) -> str:
        self._skip(SPACE)
        quote = self._here()
        if not quote:
            raise MalformedError(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
        if quote not in "'\"":
            token_at = self.at
            token = self._skip(TOKEN)
            if self._here() not in BLANK and self._here() != ">":
                raise MalformedError(
                    f"Unexpected end of name token at byte offset {self._byte(token_at)}"
                )
            return token
        self.at += 1
        value: list[str] = []
        while self._here() != quote:
            if not self._here():
                raise MalformedError(f"Unclosed start tag at byte offset {self._byte(begin)}")
            if self._here() == "&":
                value.append(self._character())
            else:
                value.append(self._here())
                self.at += 1
        self.at += 1
        return "".join(value)

    def _end(self, begin: int) -> None:
        if not self.open:
            raise MalformedError(f"Unexpected end tag at byte offset {self._byte(begin)}")
        self.at += 1
        name = self._skip(re.compile(r"[^\s>]*")).lower()
        self._skip(SPACE)
        if self._here() != ">":
            raise MalformedError(f"Unclosed end tag at byte offset {self._byte(begin)}")
        self.at += 1
        last = self.open.pop()
        if name and name != last.tag:
            raise MalformedError(
                f"Unmatched end tag at byte offset {self._byte(begin)},"
                f' expected "</{last.tag}>", found "</{name}>"'
            )
        if self.length > last.offset:
            made = _entity(last, "".join(self.out[last.start :]))
            if made:
                place = {"offset": last.offset, "length": self.length - last.offset}
                self.entities.append(made | place)


def _entity(tag: Open, inside: str) -> Json | None:
    kind = KINDS[tag.tag]
    if tag.tag == "a":
        return links.entity(tag.attributes.get("href") or inside)
    if tag.tag == "tg-emoji":
        number = tag.attributes.get("emoji-id", "")
        if not (number.isdecimal() and 0 < int(number) < 2**63):
            raise MalformedError("Invalid custom emoji identifier specified")
        return {"type": kind, "custom_emoji_id": number}
    if tag.tag == "tg-time":
        number = tag.attributes.get("unix", "")
        if not (number.isdecimal() and len(number) < 12):
            raise MalformedError("Invalid date specified")
        made = {"type": kind, "unix_time": int(number)}
        return made | {"date_time_format": form} if (form := tag.attributes.get("format")) else made
    if tag.tag == "blockquote" and "expandable" in tag.attributes:
        return {"type": "expandable_blockquote"}
    language = tag.attributes.get("class", "")
    if tag.tag in {"code", "pre"} and language.startswith("language-") and len(language) > 9:
        return {"type": kind, "language": language[9:]}
    return {"type": kind}


def parse(source: str) -> tuple[str, list[Json]]:
    """The plain text and the entities of an HTML text.

    Raises:
        MalformedError: it can't be parsed.
    """
    text, entities = Reader(source).read()
    return text, merge_code(entities)


def merge_code(entities: list[Json]) -> list[Json]:
    """`<pre><code class="language-x">` is one block with a language; a lone code has none."""
    kept: list[Json] = []
    for one in entities:
        same = [
            other
            for other in entities
            if {other["type"], one["type"]} == {"pre", "code"}
            and (other["offset"], other["length"]) == (one["offset"], one["length"])
        ]
        if one["type"] == "code" and same:
            continue
        plain = {key: value for key, value in one.items() if key != "language"}
        language = same[0].get("language") if one["type"] == "pre" and same else None
        kept.append(plain | {"language": language} if language else plain)
    return kept
