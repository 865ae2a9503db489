"""parse_mode MarkdownV2 and the old Markdown, with Telegram's complaints.

What must be escaped, how entities nest and the byte offsets in complaints are Telegram's.
"""

import re
from dataclasses import dataclass, field

from bot.preview import links
from bot.preview.kinds import Json, utf16
from bot.preview.tags import MalformedError

RESERVED = frozenset("_*[]()~`>#+-=|{}.!\n")
CODE = frozenset({"Code", "Pre", "PreCode"})
ENDS = {
    "Bold": "*",
    "Code": "`",
    "Pre": "```",
    "PreCode": "```",
    "TextUrl": "]",
    "Underline": "__",
    "Strikethrough": "~",
    "Spoiler": "||",
    "CustomEmoji": "]",
}
BEGINS = (
    ("__", "Underline"),
    ("_", "Italic"),
    ("*", "Bold"),
    ("~", "Strikethrough"),
    ("||", "Spoiler"),
    ("![", "CustomEmoji"),
    ("[", "TextUrl"),
    ("```", "Pre"),
    ("`", "Code"),
)
KINDS = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "Spoiler": "spoiler",
    "Code": "code",
    "Pre": "pre",
    "PreCode": "pre",
}


@dataclass(slots=True)
class Open:
    """An entity that waits for its end."""

    kind: str
    offset: int
    byte: int
    start: int
    language: str = ""


@dataclass(slots=True)
class Reader:
    """One pass over a MarkdownV2 text."""

    source: str
    at: int = 0
    out: list[str] = field(default_factory=list)
    length: int = 0
    open: list[Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)
    quoting: bool = False
    quotable: bool = True

    def read(self) -> tuple[str, list[Json]]:
        """The plain text and its entities, unsorted."""
        while self.at < len(self.source):
            here = self.source[self.at]
            escaped = self.source[self.at + 1 : self.at + 2]
            if here == "\\" and escaped and 0 < ord(escaped) <= 126:
                self.at += 1
                self._put(escaped)
            elif not self._reserved(here):
                self._put(here)
            elif self._ends(here):
                self._close(here)
            else:
                self._begin(here)
        self._close_quote_at_end()
        if self.open:
            self._unclosed(self.open[-1])
        return "".join(self.out), self.entities

    def _put(self, character: str) -> None:
        self.out.append(character)
        self.length += utf16(character)
        self.at += 1
        if character != "\r":
            self.quotable = character == "\n"

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _is(self, token: str) -> bool:
        return self.source.startswith(token, self.at)

    def _reserved(self, here: str) -> bool:
        if self.open and self.open[-1].kind in CODE:
            return here == "`"
        return here in RESERVED

    def _unclosed(self, one: Open) -> None:
        raise MalformedError(f"Can't find end of {one.kind} entity at byte offset {one.byte}")

    def _ends(self, here: str) -> bool:
        if not self.open:
            return False
        after = self.source[self.at + 1 : self.at + 2]
        if self.quoting and here == "\n" and after != ">":
            return True
        kind = self.open[-1].kind
        if kind == "Italic":
            return here == "_" and after != "_"
        return kind in ENDS and self._is(ENDS[kind])

    def _begin(self, here: str) -> None:
        if here == "\n":
            self._put("\n")
            return
        if here == ">" and self.quotable:
            if not self.quoting:
                self._push("BlockQuote", 1)
                self.quoting = True
            else:
                self.at += 1
            return
        for token, kind in BEGINS:
            if self._is(token):
                self._push(kind, len(token))
                if kind == "Pre":
                    self._language()
                return
        raise MalformedError(
            f"Character '{here}' is reserved and must be escaped with the preceding '\\'"
        )

    def _push(self, kind: str, width: int) -> None:
        self.open.append(Open(kind, self.length, self._byte(self.at), len(self.out)))
        self.at += width

    def _language(self) -> None:
        match = re.compile(r"[^\s`]+(?=[^`])").match(self.source, self.at)
        named = match and self.source[match.end() : match.end() + 1] not in {"`", ""}
        if match and named:
            self.open[-1].kind = "PreCode"
            self.open[-1].language = match[0]
            self.at = match.end()
        line = re.compile("\r\n|\n\r|\n|\r").match(self.source, self.at)
        self.at = line.end() if line else self.at

    def _close(self, here: str) -> None:
        last = self.open[-1]
        if here == "\n":
            self._close_quote()
            return
        self.open.pop()
        self.at += 1 if last.kind == "Italic" else len(ENDS[last.kind])
        made = self._made(last)
        if made and self.length > last.offset:
            self._entity(last, made)

    def _made(self, last: Open) -> Json | None:
        if last.kind == "TextUrl":
            inside = "".join(self.out[last.start :])
            return links.entity(self._address("a URL") if self._is("(") else inside)
        if last.kind == "CustomEmoji":
            if not self._is("("):
                raise MalformedError("Custom emoji entity must contain a tg://emoji URL")
            url = self._address("a custom emoji URL")
            match = re.fullmatch(r"tg:(?://)?emoji\?id=(\d{1,19})", url)
            if not match:
                raise MalformedError("Custom emoji URL must have an emoji identifier")
            return {"type": "custom_emoji", "custom_emoji_id": match[1]}
        made = {"type": KINDS[last.kind]}
        return made | {"language": last.language} if last.language else made

    def _address(self, what: str) -> str:
        self.at += 1
        begin = self.at
        url: list[str] = []
        while self.at < len(self.source) and self.source[self.at] != ")":
            if self.source[self.at] == "\\" and self.at + 1 < len(self.source):
                self.at += 1
            url.append(self.source[self.at])
            self.at += 1
        if not self._is(")"):
            raise MalformedError(f"Can't find end of {what} at byte offset {self._byte(begin)}")
        self.at += 1
        return "".join(url)

    def _entity(self, last: Open, made: Json) -> None:
        place = {"offset": last.offset, "length": self.length - last.offset}
        self.entities.append(made | place)

    def _pop_quote(self, spoiler_at: int) -> tuple[Open, str]:
        kind = "blockquote"
        if self.open[-1].kind == "Spoiler" and self.open[-1].byte == spoiler_at:
            self.open.pop()
            kind = "expandable_blockquote"
        if self.open[-1].kind != "BlockQuote":
            self._unclosed(self.open[-1])
        return self.open.pop(), kind

    def _close_quote(self) -> None:
        last, kind = self._pop_quote(self._byte(self.at) - 2)
        self.quoting = False
        self._put("\n")
        self._entity(last, {"type": kind})

    def _close_quote_at_end(self) -> None:
        if self.quoting:
            last, kind = self._pop_quote(self._byte(len(self.source)) - 2)
            if self.length > last.offset:
                self._entity(last, {"type": kind})


def parse(source: str) -> tuple[str, list[Json]]:
    """The plain text and the entities of a MarkdownV2 text.

    Raises:
        MalformedError: it can't be parsed.
    """
    return Reader(source).read()


OLD = re.compile(
    r"\\(?P<escaped>[_*`\[])|```(?:(?P<language>\w+)\n)?(?P<pre>.*?)```"
    r"|`(?P<code>.+?)`|\*(?P<bold>.+?)\*|_(?P<italic>.+?)_"
    r"|\[(?P<label>[^\]]+)\]\((?P<url>[^)]*)\)|(?P<stray>[_*`\[])",
    re.DOTALL,
)


def parse_old(source: str) -> tuple[str, list[Json]]:
    """The plain text and the entities of the old Markdown, which does not nest.

    Raises:
        MalformedError: an entity has no end.
    """
    text, entities, at = "", list[Json](), 0
    for match in OLD.finditer(source):
        if match["stray"]:
            byte = len(source[: match.start()].encode())
            raise MalformedError(f"Can't find end of the entity starting at byte offset {byte}")
        text += source[at : match.start()]
        at = match.end()
        kind = match.lastgroup or ""
        inside = match["label"] if kind == "url" else match[kind] or ""
        made = links.entity(match["url"]) if kind == "url" else {"type": kind}
        if made and kind != "escaped" and inside:
            language = {"language": match["language"]} if match["language"] else {}
            entities.append(made | language | {"offset": utf16(text), "length": utf16(inside)})
        text += inside
    return text + source[at:], entities
