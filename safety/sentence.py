"""A sentence as rules look at it: its words, where they stand, and which of them are new."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cached_property
from itertools import accumulate, groupby
from typing import Any, Final

from safety.compile import MAX_WIDTH, Cue
from safety.names import Names
from safety.need import Need, Place

AROUND: Final = MAX_WIDTH
"""How many words beside a new one can matter: a phrase that has it."""

NEVER: Final = MAX_WIDTH + 1
"""So many words ahead is farther than a phrase can reach."""

NO_WAYS: Final[Mapping[int, Iterable[str]]] = {}

LONG: Final = 4 * MAX_WIDTH
"""From so many words on a sentence may be one that says the same over and over."""


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
        self._fresh = None if all(fresh) else fresh
        where = range(len(words)) if self._fresh is None else self._near(fresh)
        self._where = self._unsaid(where)
        self._needed: dict[Need, list[int]] = {}

    def renew(self) -> None:
        """Look at all places again: a word read otherwise may deny no more."""
        if self._fresh is not None:
            self._fresh = None
            self._where = self._unsaid(range(len(self.words)))

    def _unsaid(self, where: Sequence[int]) -> Sequence[int]:
        """The places without those where the same words were said before, far around."""
        words = self.words
        if len(words) < LONG or 2 * len(names := dict.fromkeys(words)) > len(words):
            return where
        sign = {word: chr(number) for number, word in enumerate(names)}
        said = "".join([sign[word] for word in words])
        first = {said[max(0, at - MAX_WIDTH) : at + MAX_WIDTH]: at for at in reversed(where)}
        return sorted(first.values())

    def _near(self, fresh: list[bool]) -> list[int]:
        """The places that have something new around them."""
        found: list[int] = []
        done, size = 0, len(fresh)
        for at in range(size):
            if fresh[at]:
                start, end = max(done, at - AROUND), min(size, at + AROUND + 1)
                found += range(start, end)
                done = max(done, end)
        return found

    @cached_property
    def ahead(self) -> list[int]:
        """How many words from each on come to something new: 1 if it is new itself.

        More than a phrase can have where none may begin: the same was said before.
        """
        size, fresh = len(self.words), self._fresh
        if len(self._where) == size and fresh is None:
            return [1] * size
        found, far = [NEVER] * size, MAX_WIDTH
        for at in reversed(range(size)):
            far = 1 if fresh is None or fresh[at] else far + 1
            found[at] = far
        for at in {*range(size)}.difference(self._where):
            found[at] = NEVER
        return found

    @cached_property
    def runs(self) -> list[tuple[int, int]]:
        """From where to where a phrase may begin that reaches something new."""
        found: list[tuple[int, int]] = []
        for may, group in groupby(enumerate(self.ahead), key=_may_begin):
            if may:
                start, _ = next(group)
                found.append((start, 1 + max((at for at, _ in group), default=start)))
        return found

    def begins(self, place: Place, where: Iterable[int], width: int) -> list[int]:
        """At which words a phrase of up to so many may begin, going by where one of them stands."""
        low, ahead = place.low, self.ahead
        if place.past == low + 1:
            return sorted([at - low for at in where if at >= low and ahead[at - low] <= width])
        near = {at - by for at in where for by in range(low, place.past)}
        return sorted([at for at in near if at >= 0 and ahead[at] <= width])

    def having(self, places: Iterable[Place], begins: Iterable[int]) -> list[int]:
        """Those of some words from which on, at each of the places, stands what is needed there."""
        words, ways = self.words, self.ways
        found = []
        for begin in begins:
            for one in places:
                needed = one.need.words
                there = words[begin + one.low : begin + one.past]
                if needed.isdisjoint(there) and not (
                    (one.heads and self._otherwise(needed, there))
                    or (ways and self._may_stand(one, begin))
                ):
                    break
            else:
                found.append(begin)
        return found

    def _may_stand(self, place: Place, begin: int) -> bool:
        """Whether a word that may be another one is what is needed there."""
        where = self.where(place.need)
        first = bisect_left(where, begin + place.low)
        return first < len(where) and where[first] < begin + place.past

    def _otherwise(self, needed: frozenset[str], words: Iterable[str]) -> bool:
        """Whether one of some words is called what is needed."""
        others = self._others
        return any(word in others and not needed.isdisjoint(others[word]) for word in words)

    @cached_property
    def _others(self) -> Mapping[str, Iterable[str]]:
        return self.names.others({*self.words})

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The numbers of each word, and of whatever a word is called or may be."""
        found: dict[str, list[int]] = {}
        for at, word in enumerate(self.words):
            if word in found:
                found[word].append(at)
            else:
                found[word] = [at]
        for at, others in self.ways.items():
            for other in others:
                found[other] = [*found.get(other, ()), at]
        for word, names in self.names.others({*found}).items():
            for name in names:
                found[name] = found.get(name, []) + found[word]
        return found

    @cached_property
    def said(self) -> Set[str]:
        """The words within reach of where a phrase may begin, and whatever they are called."""
        runs = self.runs
        if self.ways or runs == [(0, len(self.words))]:
            return self._every
        words = {word for start, end in runs for word in self.words[start : end + MAX_WIDTH]}
        return words.union(*self.names.others(words).values())

    @cached_property
    def _every(self) -> frozenset[str]:
        return frozenset(self.places)

    def where(self, need: Need) -> list[int]:
        """The numbers of the words of which any is needed, in order."""
        found = self._needed.get(need)
        if found is None:
            every = self.places
            found = [at for word in need.words & self._every for at in every[word]]
            found.sort()
            self._needed[need] = found
        return found

    @cached_property
    def starts(self) -> list[int]:
        """Where the space before each word stands in the matchable text."""
        sizes = [len(word) + 1 for word in self.words]
        return [*accumulate(sizes[:-1], initial=self.start)]

    def between(self, cue: Cue, start: int, end: int) -> list[int]:
        """Where one of its words stands between two places of the text, in order."""
        offsets: list[int] | None = self.known.get(cue)
        if offsets is None:
            starts = self.starts
            offsets = [starts[at] for at in self.where(cue.first)]
            self.known[cue] = offsets
        return offsets[bisect_left(offsets, start) : bisect_left(offsets, end)]

    def back(self, at: int, words: int) -> int:
        """The place so many words before a place of the text, or the start."""
        number = bisect_left(self.starts, at) - words
        return self.starts[number] if number > 0 else self.start


def _may_begin(place: tuple[int, int]) -> bool:
    return place[1] <= MAX_WIDTH
