"""A message in the forms in which rules look for it, each with offsets back to the original.

Up to four: the words as written; the words as meant (slang, leetspeak, typos); a second reading of
what was meant; and the first reading with emoji as words. A rule that fires in any of them has
fired: a repair can only add.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from safety.compile import MAX_WIDTH, Need, Pattern
from safety.fold import fold
from safety.meant import END, QUESTION, Placed, mark, meant
from safety.repair import Repairs
from safety.tokens import Token, parts, tokens

ENDS: Final = (END, QUESTION)
PIECE: Final = 32
"""Words of a piece of a long sentence, beside the overlap."""

MANY: Final = 4
"""With so many places to begin at, it pays to look first where the rest of a phrase could be."""

_BETWEEN: Final = re.compile(f"[^{END}{QUESTION}]+")


@dataclass(frozen=True, eq=False)
class Sentence:
    """A stretch of the matchable text, and its words for a quick look before matching.

    Attributes:
        fresh: A bit for each word that an earlier form of the message did not have there.
        within: The long sentence that this is a piece of.
        known: What was worked out about the sentence before, by whoever asked.
    """

    start: int
    end: int
    words: frozenset[str]
    text: str
    fresh: int
    within: "Sentence | None" = None
    known: dict[int, list[Any]] = field(default_factory=dict)
    _seen: dict[int, int] = field(default_factory=dict)

    @property
    def whole(self) -> "Sentence":
        """The sentence itself, for what stands around a hit."""
        return self.within or self

    def pieces(self) -> Iterator["Sentence"]:
        """What is new in a long sentence, with as much around it as a phrase can be wide."""
        starts = self._starts
        if len(starts) <= PIECE + MAX_WIDTH or not self._partly:
            yield self
            return
        words = self.text.split()
        for at in range(0, len(words), PIECE):
            some = words[at : at + PIECE + MAX_WIDTH]
            fresh = (self.fresh >> at) & ((1 << len(some)) - 1)
            if fresh:
                text = "".join(f" {one}" for one in some) + " "
                start = starts[at]
                end = start + len(text)
                yield Sentence(start, end, frozenset(some), text, fresh, self)
            if at + len(some) == len(words):
                return

    @cached_property
    def _starts(self) -> list[int]:
        """Where the space before each word stands in the matchable text."""
        found, at = [], self.start
        for word in self.text.split():
            found.append(at)
            at += len(word) + 1
        return found

    @cached_property
    def _partly(self) -> bool:
        return self.fresh.bit_count() < len(self._starts)

    @cached_property
    def _bits(self) -> dict[str, int]:
        """Each word, with a bit for each of its places in the sentence."""
        found: dict[str, int] = {}
        bit = 1
        for word in self.text.split():
            found[word] = found.get(word, 0) | bit
            bit <<= 1
        return found

    def beginnings(self, pattern: Pattern, first: Need) -> int:
        """Where a phrase may begin: a bit for each of these words.

        Its first word has to be there, and whatever else it needs within its width after that,
        and something that was not looked at before.
        """
        found = self._seen.get(id(first))
        if found is None:
            found = self._places(first)
        if found.bit_count() > MANY:
            for need in pattern.needs[:2]:
                found &= _backwards(self._places(need), pattern.width)
        return found & _backwards(self.fresh, pattern.width) if self._partly else found

    def where(self, places: int) -> list[int]:
        """The same places, as offsets of the space before each word."""
        found, starts = [], self._starts
        while places:
            lowest = places & -places
            found.append(starts[lowest.bit_length() - 1])
            places ^= lowest
        return found

    def between(self, first: Need, start: int, end: int) -> list[int]:
        """Where one of these words stands between two places, in order."""
        every = self.known.get(id(first))
        if every is None:
            every = self.known[id(first)] = self.where(self._places(first))
        return every[bisect_left(every, start) : bisect_left(every, end)]

    def _places(self, need: Need) -> int:
        found = self._seen.get(id(need))
        if found is not None:
            return found
        bits, found = self._bits, 0
        for word in need.words & self.words:
            found |= bits[word]
        if need.prefixes:
            for word in self.words:
                if word.startswith(need.prefixes):
                    found |= bits[word]
        self._seen[id(need)] = found
        return found


def _backwards(places: int, width: int) -> int:
    """The places, and so many or a few more before each of them."""
    step = 1
    while step < width:
        places |= places >> step
        step *= 2
    return places


class Stream:
    """One form of a message: words between single spaces, `.` and `?` between sentences.

    Args:
        placed: The words.
        seen: The words of an earlier form, which need no second look.
    """

    def __init__(self, placed: list[Placed], seen: Iterable[Placed] = ()) -> None:
        self.text = " " + " ".join(word for word, _, _ in placed) + " "
        self._placed = placed
        self._seen = frozenset(seen)

    @cached_property
    def _starts(self) -> list[int]:
        found, at = [], 1
        for word, _, _ in self._placed:
            found.append(at)
            at += len(word) + 1
        return found

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences that have words, and something that was not seen before."""
        seen, found, at = self._seen, list[Sentence](), 0
        for one in _BETWEEN.finditer(self.text):
            words = one.group().split()
            size = len(words)
            while self._placed[at : at + 1] and self._placed[at][0] in ENDS:
                at += 1
            here = self._placed[at : at + size]
            at += size
            fresh = (1 << size) - 1
            if seen:
                fresh = sum(1 << bit for bit, word in enumerate(here) if word not in seen)
            if fresh:
                text = one.group()
                whole = Sentence(one.start(), one.end(), frozenset(words), text, fresh)
                found += whole.pieces()
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of all its sentences."""
        return frozenset().union(*(one.words for one in self.sentences))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the words between two places of `text` stood in the message."""
        first = bisect_right(self._starts, start + 1) - 1
        last = bisect_right(self._starts, max(start, end - 2)) - 1
        return self._placed[max(first, 0)][1], self._placed[max(last, 0)][2]


def streams(text: str, repairs: Repairs, emoji: Mapping[str, str]) -> list[Stream]:
    """The forms of a message, without those that say the same twice."""
    found = tokens(text)
    plain = _plain(found)
    likely, second, pictured = meant(found, repairs, emoji)
    forms = [Stream(plain)] if plain else []
    if [one[0] for one in likely] != [one[0] for one in plain]:
        forms.append(Stream(likely, plain))
    forms += [Stream(one, likely) for one in (second, pictured) if one]
    return forms


def _plain(found: list[Token]) -> list[Placed]:
    placed: list[Placed] = []
    for token in found:
        if token.kind == "word":
            placed += [
                (word, part.start, part.end) for part in parts(token) if (word := fold(part.text))
            ]
        elif token.kind != "emoji":
            placed.append(mark(token))
    return placed
