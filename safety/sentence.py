"""A sentence as rules look at it: where each of its words stands, as bits.

A word's places are one number with a bit for each of them, so that "this word, then that one two
to four words later" is a shift and an `and` for all places at once.
"""

from bisect import bisect_left
from functools import cached_property
from typing import Any, Final

from safety.compile import MAX_WIDTH, Cue, Pattern
from safety.need import Beginnings, Need

AROUND: Final = 2 * MAX_WIDTH
"""How many words beside a new one can matter: a phrase that has it, and an idiom over that."""


class Sentence:
    """A stretch of the matchable text, and its words for a quick look before matching.

    Attributes:
        start: Where it begins in the matchable text, with the space before its first word.
        words: Its words.
        fresh: A bit for each word that an earlier form of the message did not have there.
        places: Each word and each beginning of a word that rules name, with a bit for each of its
            places; only those where something new is near, whose places are in `near`.
        names: The same without the places.
        also: The beginnings of a word that rules name.
        known: What was worked out about the sentence before, by whoever asked.
    """

    def __init__(self, start: int, words: list[str], fresh: int, heads: Beginnings) -> None:
        self.start = start
        self.words = words
        self.fresh = fresh
        self.text = f" {' '.join(words)} "
        self.end = start + len(self.text)
        self.known: dict[Any, Any] = {}
        self._heads = heads
        self._seen: dict[Need, int] = {}
        self._partly = fresh.bit_count() < len(words)
        self.also: dict[str, tuple[str, ...]] = {}
        self.near = _around(fresh, AROUND) if self._partly else -1
        self.places = self._bits(self.near) if self._partly else self.every
        self.names = frozenset(self.places)

    @cached_property
    def every(self) -> dict[str, int]:
        """Each word and each beginning that rules name, with a bit for each of its places."""
        return self._bits(-1)

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(self.every) if self._partly else self.names

    def _bits(self, where: int) -> dict[str, int]:
        found: dict[str, int] = {}
        bit = 1
        for word in self.words:
            if where & bit:
                found[word] = found.get(word, 0) | bit
            bit <<= 1
        for word, others in self._heads.among(found).items():
            self.also[word] = others
            for other in others:
                found[other] = found.get(other, 0) | found[word]
        return found

    @cached_property
    def starts(self) -> list[int]:
        """Where the space before each word stands in the matchable text."""
        found, at = [], self.start
        for word in self.words:
            found.append(at)
            at += len(word) + 1
        return found

    def beginnings(self, pattern: Pattern) -> int:
        """Where a phrase may begin: a bit for each of these words.

        Whatever it needs has to be there at the right distance, and something that was not
        looked at before within its width.
        """
        seen, found = self._seen, -1
        for need, low, spread in pattern.steps:
            places = seen.get(need)
            if places is None:
                places = self._places(need)
            found &= _back(places >> low, spread) if spread else places >> low
            if not found:
                return 0
        return found & _back(self.fresh, pattern.width) if self._partly else found

    def where(self, places: int) -> list[int]:
        """The same places, as offsets of the space before each word."""
        found, starts = [], self.starts
        while places:
            lowest = places & -places
            found.append(starts[lowest.bit_length() - 1])
            places ^= lowest
        return found

    def between(self, cue: Cue, start: int, end: int) -> list[int]:
        """Where one of its words stands between two places of the text, in order."""
        offsets = self.known.get(cue)
        if offsets is None:
            every, found = self.every, 0
            for word in cue.first.words & self._all:
                found |= every[word]
            offsets = self.known[cue] = self.where(found)
        return offsets[bisect_left(offsets, start) : bisect_left(offsets, end)]

    def back(self, at: int, words: int) -> int:
        """The place so many words before a place of the text, or the start."""
        number = bisect_left(self.starts, at) - words
        return self.starts[number] if number > 0 else self.start

    def _places(self, need: Need) -> int:
        places, found = self.places, 0
        if need.only is not None:
            found = places.get(need.only, 0)
        else:
            for word in need.words & self.names:
                found |= places[word]
        self._seen[need] = found
        return found


def _back(places: int, spread: int) -> int:
    """The places, and so many more before each of them."""
    covered = 1
    while covered <= spread:
        step = min(covered, spread + 1 - covered)
        places |= places >> step
        covered += step
    return places


def _around(places: int, spread: int) -> int:
    """The places, and so many more on both sides of each of them."""
    return _back(places << spread, 2 * spread)
