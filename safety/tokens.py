"""A message cut into words, ends of sentences and emoji, each with its place in the message.

Offsets belong to words, not to characters: whatever normalisation does to a word, a finding
points at the whole words that the person typed.
"""

import re
from typing import Final, Literal, NamedTuple

from safety.fold import APOSTROPHES, INVISIBLE, fold

Kind = Literal["word", "end", "question", "emoji"]

_VOWEL_SIGNS: Final = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09d7"
)
_CHAR: Final = rf"(?:[^\W_]|[{_VOWEL_SIGNS}{INVISIBLE}])"
_INNER: Final = rf"[{APOSTROPHES}@$!*|+€]"
_WORD: Final = rf"[$@]?{_CHAR}+(?:{_INNER}{{1,4}}{_CHAR}+)*"
_SIGN: Final = "\u2190-\u2bff\U0001f000-\U0001faff"
_EMOJI: Final = rf"[{_SIGN}][{_SIGN}\ufe0f\u200d]*|(?<!\w)[:;x=]'?-?[()D](?!\w)"
"""A run of emoji, with what joins and colours them, or a face made of signs."""
_TOKEN: Final = re.compile(
    rf"(?P<word>{_WORD})|(?P<question>[?؟？;]*[?؟？]+)"
    rf"|(?P<end>(?:\.(?![.\w])|[!。।！॥])+|\n[ \t\r]*\n\s*)|(?P<soft>\.\.+|\.)|(?P<emoji>{_EMOJI})"
)
_SIGNS: Final = re.compile(r"[@$!*|+€]+")
_ODD: Final = re.compile(r"[^\w\s]|_")


class Token(NamedTuple):
    """A piece of the message: what it is, what it says, and where it stood."""

    kind: Kind
    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Cut a message; commas, quotes, dashes and pauses (…) are left out."""
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind != "soft":
            found.append(Token(kind, match.group(), match.start(), match.end()))  # type: ignore[arg-type]
    return found


def parts(token: Token) -> list[Token]:
    """The words of a token that signs hold together: `die!i` is two, `don't` is one."""
    if token.text.isalnum():
        return [token]
    pieces = _SIGNS.split(token.text)
    if len(pieces) == 1:
        return [token]
    found, at = [], token.start
    for piece in pieces:
        start = token.start + token.text.index(piece, at - token.start)
        at = start + len(piece)
        if piece:
            found.append(Token("word", piece, start, at))
    return found


def has_signs(token: Token) -> bool:
    """Whether signs stand inside the word, as in `k!ll`."""
    return bool(_ODD.search(token.text))


def spoken(text: str) -> list[list[str]]:
    """The folded words of each sentence."""
    found: list[list[str]] = [[]]
    for token in tokens(text):
        if token.kind == "word":
            found[-1] += [word for part in parts(token) if (word := fold(part.text))]
        elif token.kind != "emoji":
            found.append([])
    return [words for words in found if words]
