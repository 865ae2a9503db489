"""Text with names in curly brackets, and nothing else: no format strings, no code."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?\Z")
_PIECE: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")

Piece: TypeAlias = str | tuple[str]
"""A piece of literal text, or the name of a placeholder in a tuple of one."""


class TemplateError(ValueError):
    """Curly brackets that can't be filled.

    Attributes:
        offset: Where in the text they begin, counted from 0.
        found: What stands in them.
    """

    def __init__(self, offset: int, found: str) -> None:
        super().__init__(f"curly brackets at {offset}")
        self.offset = offset
        self.found = found


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed text: `names` are its placeholders, `plain` the text when it has none."""

    pieces: tuple[Piece, ...]
    names: tuple[str, ...]
    plain: str | None

    def render(self, value: Callable[[str], str]) -> str:
        """Fill the names in. Where a value is empty, the space before it goes too."""
        if self.plain is not None:
            return self.plain
        out: list[str] = []
        gap = False
        for piece in self.pieces:
            text = piece if isinstance(piece, str) else value(piece[0])
            if gap:
                text = _close(out, text)
            gap = not text and not isinstance(piece, str)
            out.append(text)
        if gap:
            _close(out, "")
        return "".join(out)


def _close(out: list[str], after: str) -> str:
    """Take away the space that an empty value leaves; what follows it, shortened if need be."""
    at = next((n for n in range(len(out) - 2, -1, -1) if out[n]), -1)
    if at < 0:
        return after.lstrip(" ,")
    if out[at].endswith(" ") and (not after or after[0] in " .,;:!?…"):
        out[at] = out[at][:-1]
    return after


def translated(source: str, words: str | None) -> Template:
    """The translated words, unless their brackets can't be filled as the source's can."""
    original = parse(source)
    if words:
        try:
            other = parse(words)
        except TemplateError:
            return original
        if set(other.names) == set(original.names):
            return other
    return original


def parse(text: str) -> Template:
    """Read a text.

    Raises:
        TemplateError: A bracket is open, or what is inside is not a name.
    """
    pieces: list[Piece] = []
    names: list[str] = []
    literal: list[str] = []
    end = 0
    for match in _PIECE.finditer(text):
        literal.append(text[end : match.start()])
        end = match.end()
        found = match.group()
        if found in {"{{", "}}"}:
            literal.append(found[0])
            continue
        name = match.group(1)
        if name is None or not _NAME.match(name):
            raise TemplateError(match.start(), found)
        if any(literal):
            pieces.append("".join(literal))
        literal = []
        pieces.append((name,))
        names.append(name)
    literal.append(text[end:])
    if any(literal):
        pieces.append("".join(literal))
    plain = "".join(literal) if not names else None
    return Template(tuple(pieces), tuple(names), plain)
