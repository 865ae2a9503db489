"""The small language in which a lexicon writes phrases, read into a tree.

want to die            these words, one after another
kill*                  a word that begins so
(want|need) to         one of several, each of one word or more
[really] want          may be missing; the same as (really)?
<me>                   one of a list
{0,3}                  a gap of up to three words, never past the end of a sentence
<light>{0,4}           up to four words of a list
<number>               a number written in digits, also with a unit: 3, 20mg
<large>                a bare number of two digits or more: 30
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from safety.fold import fold

MAX_GAP: Final = 8
MAX_REPEAT: Final = 6
MAX_DEPTH: Final = 4
MIN_PREFIX: Final = 3
NUMBERS: Final = ("number", "large")

MANY: Final = 8192
"""Words of which what they are read as is kept: most stand in many phrases."""

_PIECE: Final = re.compile(
    r"\s*(?:(?P<open>[(\[])|(?P<close>[)\]])|(?P<bar>\|)|\{(?P<lo>\d+)(?:,\s*(?P<hi>\d+))?\}"
    r"|<(?P<list>\w+)>|(?P<maybe>\?)|(?P<word>[^\s()\[\]{}|<>#*?]+)(?P<star>\*)?)"
)


class PhraseError(ValueError):
    """A phrase that can't be read. Says what is wrong and how to mend it."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(f"{message}; {mend}")
        self.message = message
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word, or the beginning of one."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """Digits: any number, with its unit if there is one; or a bare one from 10 up."""

    large: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Between `low` and `high` words of any kind."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """One of several ways to go on, repeated `low` to `high` times."""

    ways: tuple["Sequence", ...]
    low: int = 1
    high: int = 1


Item = Word | Number | Gap | Group
Sequence = tuple[Item, ...]


class Lists:
    """The word lists of a language, each read once however many phrases use it."""

    def __init__(self, words: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.words = words or {}
        self.read: dict[tuple[str, int], Group] = {}


def parse(phrase: str, lists: Lists) -> Sequence:
    """Read one phrase.

    Raises:
        PhraseError: What is wrong with it, in words for the person who wrote it.
    """
    reader = _Reader(phrase, lists)
    ways = reader.ways(depth=0)
    if reader.rest():
        raise PhraseError("a bracket closes that was never opened", "delete it, or open it")
    found: Sequence = ways[0] if len(ways) == 1 else (Group(tuple(ways)),)
    if not found:
        raise PhraseError("the phrase is empty", "write a word, or delete the line")
    if isinstance(found[0], Gap) or isinstance(found[-1], Gap):
        raise PhraseError("a gap stands at the edge", "put a word on both sides of {…}")
    return found


@lru_cache(MANY)
def _word(written: str, *, prefix: bool) -> Word:
    text = fold(written)
    if not text or not text[0].isalnum():
        raise PhraseError(f'"{written}" is not a word', "write it in letters")
    if prefix and len(text) < MIN_PREFIX:
        raise PhraseError(
            f'"{written}*" is too short a beginning', f"write at least {MIN_PREFIX} letters"
        )
    return Word(text, prefix)


class _Reader:
    def __init__(self, phrase: str, lists: Lists) -> None:
        self._lists = lists
        self._pieces: list[re.Match[str]] = []
        at, text = 0, phrase.replace("-", " ").strip()
        while at < len(text):
            piece = _PIECE.match(text, at)
            if piece is None:
                bad = text[at:].strip()[:1]
                raise PhraseError(
                    f'"{bad}" stands where it means nothing', "see the format in safety/README.md"
                )
            self._pieces.append(piece)
            at = piece.end()
        self._at = 0

    def rest(self) -> bool:
        return self._at < len(self._pieces)

    def ways(self, depth: int) -> list[Sequence]:
        if depth > MAX_DEPTH:
            raise PhraseError("brackets are nested too deep", "write two phrases")
        found: list[list[Item]] = [[]]
        while self.rest():
            piece = self._pieces[self._at]
            if piece["close"]:
                break
            self._at += 1
            if piece["bar"]:
                found.append([])
            elif piece["lo"]:
                self._count(found[-1], piece)
            elif piece["maybe"]:
                self._maybe(found[-1])
            else:
                found[-1].extend(self._item(piece, depth))
        return [tuple(one) for one in found]

    def _item(self, piece: re.Match[str], depth: int) -> list[Item]:
        if piece["open"]:
            return [self._group(piece["open"], depth)]
        if piece["list"] in NUMBERS:
            return [Number(large=piece["list"] == "large")]
        if piece["list"]:
            return [self._list(piece["list"], depth)]
        return [_word(piece["word"], prefix=bool(piece["star"]))]

    def _group(self, opened: str, depth: int) -> Group:
        ways = self.ways(depth + 1)
        closes = ")" if opened == "(" else "]"
        if not self.rest() or self._pieces[self._at]["close"] != closes:
            raise PhraseError(f'"{opened}" is never closed', f'add the "{closes}"')
        self._at += 1
        if any(not way for way in ways):
            raise PhraseError("one of the choices is empty", "use [ ] for what may be missing")
        return Group(tuple(ways), 0 if opened == "[" else 1, 1)

    def _list(self, name: str, depth: int) -> Group:
        lists = self._lists
        if name not in lists.words:
            near = ", ".join(get_close_matches(name, lists.words)) or "none"
            raise PhraseError(f"there is no list <{name}>", f"add it under lists; like it: {near}")
        if depth >= MAX_DEPTH:
            raise PhraseError("lists are nested too deep", "write the words out")
        if (name, depth) not in lists.read:
            ways: list[Sequence] = []
            for phrase in lists.words[name]:
                ways.extend(_Reader(phrase, lists).ways(depth + 1))
            lists.read[name, depth] = Group(tuple(ways))
        return lists.read[name, depth]

    def _maybe(self, items: list[Item]) -> None:
        if not items or not isinstance(items[-1], Group):
            raise PhraseError("a ? follows no bracket", "write (word)? or [word]")
        items[-1] = Group(items[-1].ways, 0, 1)

    def _count(self, items: list[Item], piece: re.Match[str]) -> None:
        low, high = int(piece["lo"]), int(piece["hi"] or piece["lo"])
        group = items[-1] if items and not piece.group()[0].isspace() else None
        most = MAX_REPEAT if isinstance(group, Group) else MAX_GAP
        if low > high or high > most:
            raise PhraseError(
                f"{{{low},{high}}} is not a width", f"write {{0,n}} with n at most {most}"
            )
        if isinstance(group, Group):
            items[-1] = Group(group.ways, low, high)
        else:
            items.append(Gap(low, high))
