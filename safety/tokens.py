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
_PIECE: Final = re.compile(
    rf"([A-Za-z0-9]+(?=[ ,.])|{_WORD}|[?؟？;]*[?؟？]+"
    rf"|(?:\.(?![.\w])|[!。।！॥])+|\n[ \t\r]*\n\s*|{_EMOJI})|\.\.+|\."
)
"""What is kept is the group. Most words are plain ones before a space, which is seen at once."""
_BEGINS: Final = re.compile(rf"[$@]?{_CHAR}")
_ENDS: Final = ".!。।！॥\n"
_ASKS: Final = re.compile("[?؟？]")
_SIGNS: Final = re.compile(r"[@$!*|+€]+")
_ODD: Final = re.compile(r"[^\w\s]|_")


class Token(NamedTuple):
    """A piece of the message: what it is, what it says, and where it stood."""

    kind: Kind
    text: str
    start: int
    end: int


class Pieces:
    """A message cut into pieces; commas, quotes, dashes and pauses (…) are left out.

    Attributes:
        texts: What each says.
        starts: Where each begins in the message; `ends` where it ends.
        words: The folded word of each that is a plain word; empty for all else.
    """

    def __init__(self, text: str) -> None:
        spans = [one for match in _PIECE.finditer(text) if (one := match.span(1))[1] > 0]
        self.starts, self.ends = [one[0] for one in spans], [one[1] for one in spans]
        self.texts = [text[start:end] for start, end in spans]
        folded = {one: fold(one) if one.isalnum() else "" for one in set(self.texts)}
        self.words = [folded[one] for one in self.texts]

    def __len__(self) -> int:
        return len(self.texts)

    def token(self, at: int) -> Token:
        """A piece with its kind."""
        text = self.texts[at]
        return Token(_kind(text), text, self.starts[at], self.ends[at])


def _kind(text: str) -> Kind:
    if text[0] in _ENDS:
        return "end"
    if _BEGINS.match(text):
        return "word"
    return "question" if _ASKS.search(text) else "emoji"


def tokens(text: str) -> list[Token]:
    """The pieces of a message, each with its kind."""
    pieces = Pieces(text)
    return [pieces.token(at) for at in range(len(pieces))]


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


def spoken(text: str) -> list[list[str]]:
    """The folded words of each sentence."""
    found: list[list[str]] = [[]]
    for token in tokens(text):
        if token.kind == "word":
            found[-1] += [word for part in parts(token) if (word := fold(part.text))]
        elif token.kind != "emoji":
            found.append([])
    return [words for words in found if words]
