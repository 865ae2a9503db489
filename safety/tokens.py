"""A message cut into words, ends of sentences and emoji, each with its place in the message.

Offsets belong to words, not to characters: whatever normalisation does to a word, a finding
points at the whole words that the person typed.
"""

import re
from collections.abc import Iterable
from itertools import accumulate
from typing import Final, Literal, NamedTuple, TypeAlias

from safety.fold import APOSTROPHES, INVISIBLE, fold

Kind = Literal["word", "end", "question", "emoji"]

Placed: TypeAlias = tuple[str, int, int]
"""A word, and where it began and ended in the message."""

_VOWEL_SIGNS: Final = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09d7"
)
_CHARS: Final = rf"(?:[^\W_]++|[{_VOWEL_SIGNS}{INVISIBLE}]++)++"
_INNER: Final = rf"[{APOSTROPHES}@$!*|+€]"
_WORD: Final = rf"[$@]?{_CHARS}(?:{_INNER}{{1,4}}{_CHARS})*"
_SIGN: Final = "\u2190-\u2bff\U0001f000-\U0001faff"
_EMOJI: Final = rf"[{_SIGN}][{_SIGN}\ufe0f\u200d]*|(?<!\w)[:;x=]'?-?[()D](?!\w)"
"""A run of emoji, with what joins and colours them, or a face made of signs."""
_PIECE: Final = re.compile(
    rf"([A-Za-z0-9]++(?=[ ,.])|{_WORD}|[?؟？;]*[?؟？]+"
    rf"|(?:(?<!\.)\.(?![.\w])|[!。।！॥])+|\n[ \t\r]*\n\s*|{_EMOJI})"
)
"""Most words are plain ones before a space, which is seen at once. Several dots are no end."""
_BEGINS: Final = re.compile(rf"[$@]?{_CHARS}")
_ENDS: Final = ".!。।！॥\n"
_ASKS: Final = re.compile("[?؟？]")
_SIGNS: Final = re.compile(r"([@$!*|+€]+)")
_BETWEEN: Final = "\0"
"""Stands between words that are folded together: no word has it, and it stays as it is."""


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
        kinds: What it is, by what it says.
        folded: The folded word, by what it says; of those that are words.
        words: The folded word of each that is one without signs in it; empty for all else.
    """

    def __init__(self, text: str) -> None:
        every = _PIECE.split(text)
        bounds = [*accumulate(map(len, every))]
        self.texts = every[1::2]
        self.starts, self.ends = bounds[:-1:2], bounds[1::2]
        odd = {one: _kind(one) for one in dict.fromkeys(self.texts) if not one.isalnum()}
        self.kinds: dict[str, Kind] = dict.fromkeys(self.texts, "word")
        self.kinds.update(odd)
        self.folded = _folded([one for one, kind in self.kinds.items() if kind == "word"])
        whole = {**self.folded, **dict.fromkeys(filter(_SIGNS.search, odd), "")}
        self.words = [whole.get(one, "") for one in self.texts]
        self._parts: dict[int, list[Placed]] = {}

    def __len__(self) -> int:
        return len(self.texts)

    def parts(self, at: int) -> list[Placed]:
        """The folded words of a word that signs hold together: `die!i` is two.

        Those of which nothing is left are empty.
        """
        found = self._parts.get(at)
        if found is None:
            every = _SIGNS.split(self.texts[at])
            bounds = [*accumulate(map(len, every), initial=self.starts[at])]
            folded = {one: fold(one) for one in {*every[::2]}}
            found = self._parts[at] = [
                (folded[one], start, end)
                for one, start, end in zip(every[::2], bounds[::2], bounds[1::2], strict=True)
                if one
            ]
        return found


def _folded(words: Iterable[str]) -> dict[str, str]:
    """Words with what they are folded; all of them in one go."""
    found = dict.fromkeys(words, "")
    ascii_ones = [one for one in found if one.isascii()]
    for every in (ascii_ones, [one for one in found if not one.isascii()]):
        if every:
            found.update(zip(every, fold(_BETWEEN.join(every)).split(_BETWEEN), strict=True))
    return found


def _kind(text: str) -> Kind:
    if text[0] in _ENDS:
        return "end"
    if _BEGINS.match(text):
        return "word"
    return "question" if _ASKS.search(text) else "emoji"


def tokens(text: str) -> list[Token]:
    """The pieces of a message, each with its kind."""
    pieces = Pieces(text)
    every = zip(pieces.texts, pieces.starts, pieces.ends, strict=True)
    return [Token(pieces.kinds[one], one, start, end) for one, start, end in every]


def spoken(text: str) -> list[list[str]]:
    """The folded words of each sentence."""
    found: list[list[str]] = [[]]
    pieces = Pieces(text)
    for at, word in enumerate(pieces.words):
        if word:
            found[-1].append(word)
            continue
        kind = pieces.kinds[pieces.texts[at]]
        if kind == "word":
            found[-1] += [part for part, _, _ in pieces.parts(at) if part]
        elif kind != "emoji":
            found.append([])
    return [words for words in found if words]
