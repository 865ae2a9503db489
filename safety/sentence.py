"""A sentence as rules look at it: its words, and where each of them stands.

Where a word stands is one whole number: bit 0 for the first word, bit 1 for the second. So whether
three words stand at their distances from each other, anywhere in the sentence, is a few shifts.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import accumulate, chain
from typing import Any, Final

from safety.compile import MAX_WIDTH, Cue
from safety.names import Names
from safety.need import Need, Place

FEW: Final = 4
"""At so many places it is quicker to look at the words there than to know all of their places."""

NEVER: Final = MAX_WIDTH + 1
"""So many words ahead is farther than a phrase can reach."""

_RUN: Final = re.compile(b"\x01+")

NO_WAYS: Final[Mapping[int, Iterable[str]]] = {}

LONG: Final = 4 * MAX_WIDTH
"""From so many words on a sentence may be one that says the same over and over."""

OFTEN: Final = 4
"""It does if each of its words stands there so often, on the average."""


class Sentence:
    """A stretch of the matchable text, and its words for a quick look before matching.

    Attributes:
        start: Where it begins in the matchable text, with the space before its first word.
        words: Its words.
        names: What its words are called.
        ways: At the places of odd words, what else they may be; a phrase may use it.
        known: What was worked out about the sentence before, by whoever asked.

    Args:
        fresh: Which of the words were not in an earlier form of the message.
    """

    def __init__(
        self,
        start: int,
        words: list[str],
        fresh: list[bool],
        names: Names,
        ways: Mapping[int, Iterable[str]] = NO_WAYS,
    ) -> None:
        self.start = start
        self.ways = ways
        self.words = words
        self.text = f" {' '.join(words)} "
        self.end = start + len(self.text)
        self.known: dict[Any, Any] = {}
        self.names = names
        new = [at for at, one in enumerate(fresh) if one]
        self._new = None if len(new) == len(words) else new
        self._stands: dict[Place, int] = {}
        self._bits: dict[str, int] = {}
        self._needed: dict[Need, int] = {}
        self._may_begin: dict[int, int] = {}

    def renew(self) -> None:
        """Look at all places again: a word read otherwise may deny no more."""
        self._new = None

    @cached_property
    def ahead(self) -> list[int]:
        """How many words from each on come to something new: 1 if it is new itself.

        More than a phrase can have where none may begin: the same was said before.
        """
        size = len(self.words)
        if self._new is None:
            found = [1] * size
        else:
            found = [NEVER] * size
            for at in reversed(self._new):
                start = max(0, at + 1 - MAX_WIDTH)
                found[start : at + 1] = range(at + 1 - start, 0, -1)
        for at in self._said_before():
            found[at] = NEVER
        return found

    def _said_before(self) -> Iterable[int]:
        """The places around which, as far as a phrase can reach, stands what stood so before."""
        words = self.words
        if len(words) < LONG or OFTEN * len(names := dict.fromkeys(words)) > len(words):
            return ()
        sign = {word: chr(number) for number, word in enumerate(names)}
        said = "".join([sign[word] for word in words])
        around = [said[max(0, at - MAX_WIDTH) : at + MAX_WIDTH] for at in range(len(words))]
        first = dict(zip(reversed(around), reversed(range(len(words))), strict=True))
        return [at for at, one in enumerate(around) if first[one] != at]

    @cached_property
    def runs(self) -> list[tuple[int, int]]:
        """From where to where a phrase may begin that reaches something new."""
        may = bytes(map(NEVER.__gt__, self.ahead))
        return [one.span() for one in _RUN.finditer(may)]

    def having(self, places: Iterable[Place], begins: Iterable[int]) -> list[int]:
        """Those of some words from which on, at each of the places, stands what is needed there."""
        found, words, ways = [], self.words, bool(self.ways)
        for begin in begins:
            for one in places:
                first, last = begin + one.low, begin + one.past
                if one.words.isdisjoint(words[first:last]) and (
                    not (ways or one.need.heads) or self.lacks(one.need, first, last)
                ):
                    break
            else:
                found.append(begin)
        return found

    def lacks(self, need: Need, first: int, last: int) -> bool:
        """Whether from one word to before another none stands that is needed."""
        needed, there = need.words, self.words[first:last]
        if not needed.isdisjoint(there):
            return False
        if need.heads:
            others = self._others
            if any(not needed.isdisjoint(others[word]) for word in others.keys() & there):
                return False
        return not (self.ways and self.where(need) >> first & ((1 << max(0, last - first)) - 1))

    @cached_property
    def _others(self) -> Mapping[str, tuple[str, ...]]:
        """The words that are called something else, too."""
        return self.names.others({*self.words})

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """The numbers of the words that each is, is called, or may be."""
        found: dict[str, list[int]] = {}
        for at, word in enumerate(self.words):
            if word in found:
                found[word].append(at)
            else:
                found[word] = [at]
        for at, ways in self.ways.items():
            for word in ways:
                found[word] = [*found.get(word, ()), at]
        others = self.names.others(found.keys()) if self.ways else self._others
        for word, called in others.items():
            for other in called:
                found[other] = [*found.get(other, ()), *found[word]]
        return found

    def bits(self, word: str) -> int:
        """The places of a word, a bit each."""
        found = self._bits.get(word)
        if found is None:
            found = self._bits[word] = _bits(self._places[word])
        return found

    @cached_property
    def _every(self) -> frozenset[str]:
        return frozenset(self._places)

    @cached_property
    def said(self) -> frozenset[str]:
        """The words within reach of where a phrase may begin, and whatever they are called."""
        runs = self.runs
        if self.ways or runs == [(0, len(self.words))]:
            return self._every
        near = {word for start, end in runs for word in self.words[start : end + MAX_WIDTH]}
        return frozenset(near.union(*self.names.others(near).values()))

    def begins(self, found: int, places: Iterable[Place], width: int) -> int:
        """At which words a phrase may begin, a bit each.

        Args:
            found: Where it may begin so far.
            places: What else must stand where, counted from the beginning of the phrase.
            width: How many words it can have.
        """
        new = self._may_begin.get(width)
        if new is None:
            new = self._may_begin[width] = self._reaching(width)
        found &= new
        for one in places:
            if not found:
                return 0
            if self.ways or one.need.heads or found.bit_count() > FEW or one in self._stands:
                found &= self._before(one)
                continue
            wanted, words, left = one.need.words, self.words, found
            while left:
                at = left.bit_length() - 1
                left ^= 1 << at
                if wanted.isdisjoint(words[at + one.low : at + one.past]):
                    found ^= 1 << at
        return found

    def _before(self, place: Place) -> int:
        bits = self._stands.get(place)
        if bits is None:
            bits = self._stands[place] = place.back(self.where(place.need))
        return bits

    def where(self, need: Need) -> int:
        """Where any of some words stands, a bit each."""
        bits = self._needed.get(need)
        if bits is None:
            bits = 0
            for word in need.words & self._every:
                bits |= self.bits(word)
            self._needed[need] = bits
        return bits

    def _reaching(self, width: int) -> int:
        """Where so many words have one that was not in an earlier form of the message."""
        ahead = self.ahead
        if NEVER not in ahead:
            return (1 << len(ahead)) - 1
        within = [range(*run) for run in self.runs]
        return _bits([at for run in within for at in run if ahead[at] <= width])

    @cached_property
    def starts(self) -> list[int]:
        """Where the space before each word stands in the matchable text."""
        sizes = [len(word) + 1 for word in self.words]
        return [*accumulate(sizes[:-1], initial=self.start)]

    def number(self, at: int) -> int:
        """The number of the word that begins at a place of the text, or of the next one."""
        return bisect_left(self.starts, at)

    def between(self, cue: Cue, start: int, end: int) -> list[int]:
        """Where one of its words stands between two places of the text, in order."""
        offsets: list[int] | None = self.known.get(cue)
        if offsets is None:
            if self.lacks(cue.first, self.number(start), self.number(end)):
                return []
            starts, every = self.starts, self._places
            where = [every[word] for word in cue.first.words & self._every]
            offsets = self.known[cue] = sorted([starts[at] for at in chain.from_iterable(where)])
        return offsets[bisect_left(offsets, start) : bisect_left(offsets, end)]

    def back(self, at: int, words: int) -> int:
        """The place so many words before a place of the text, or the start."""
        number = bisect_left(self.starts, at) - words
        return self.starts[number] if number > 0 else self.start


def numbers(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while bits:
        least = bits & -bits
        yield least.bit_length() - 1
        bits ^= least


def _bits(places: Iterable[int]) -> int:
    found = 0
    for at in places:
        found |= 1 << at
    return found
