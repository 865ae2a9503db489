"""A sentence as rules look at it: its words, and where each of them stands."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final

from safety.compile import MAX_WIDTH, Cue
from safety.need import Beginnings

AROUND: Final = 2 * MAX_WIDTH
"""How many words beside a new one can matter: a phrase that has it, and an idiom over that."""


LONG: Final = 4 * MAX_WIDTH
"""From so many words on a sentence may be one that says the same over and over."""


class Sentence:
    """A stretch of the matchable text, and its words for a quick look before matching.

    Attributes:
        start: Where it begins in the matchable text, with the space before its first word.
        words: Its words.
        places: Each word and each beginning of a word that rules name, with the numbers of its
            places; only where something new is near.
        names: The same without the places.
        also: The beginnings of a word that rules name.
        known: What was worked out about the sentence before, by whoever asked.
    """

    def __init__(self, start: int, words: list[str], fresh: list[bool], heads: Beginnings) -> None:
        self.start = start
        self.words = words
        self.text = f" {' '.join(words)} "
        self.end = start + len(self.text)
        self.known: dict[Any, Any] = {}
        self.also: dict[str, tuple[str, ...]] = {}
        self._heads = heads
        self._fresh = None if all(fresh) else _counted(fresh)
        where = range(len(words)) if self._fresh is None else self._near(fresh)
        self.places = self._places(self._unsaid(where))
        self.names = frozenset(self.places)

    @cached_property
    def every(self) -> dict[str, list[int]]:
        """All places of each word, and of the beginnings that rules name."""
        return self._places(range(len(self.words)))

    def _unsaid(self, where: Sequence[int]) -> Sequence[int]:
        """The places without those where the same words were said before, far around."""
        words = self.words
        if len(words) < LONG or 2 * len(frozenset(words)) > len(words):
            return where
        said = {tuple(words[max(0, at - MAX_WIDTH) : at + MAX_WIDTH]): at for at in reversed(where)}
        return sorted(said.values())

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(self.every)

    def _places(self, where: Iterable[int]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        words = self.words
        for at in where:
            word = words[at]
            if word in found:
                found[word].append(at)
            else:
                found[word] = [at]
        for word, others in self._heads.among(found).items():
            self.also[word] = others
            for other in others:
                found[other] = [*found.get(other, ()), *found[word]]
        return found

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

    def steps(self, words: frozenset[str]) -> Iterator[tuple[int, list[str]]]:
        """The places of these words in order, and what stands there: the word, its beginnings."""
        found: dict[int, list[str]] = {}
        for word in words & self.names:
            for at in self.places[word]:
                found.setdefault(at, []).append(word)
        for at in sorted(found):
            yield at, sorted(found[at])

    def new(self, first: int, width: int) -> bool:
        """Whether any of so many words was not looked at in an earlier form of the message."""
        if self._fresh is None:
            return True
        last = min(first + width, len(self.words))
        return self._fresh[last] > self._fresh[first]

    def has(self, words: frozenset[str], first: int, last: int) -> bool:
        """Whether one of some words, or of some beginnings, stands between two places."""
        here = self.words[max(first, 0) : last]
        if not words.isdisjoint(here):
            return True
        also = self.also
        return bool(also) and any(not words.isdisjoint(also[one]) for one in here if one in also)

    @cached_property
    def starts(self) -> list[int]:
        """Where the space before each word stands in the matchable text."""
        found, at = [], self.start
        for word in self.words:
            found.append(at)
            at += len(word) + 1
        return found

    def between(self, cue: Cue, start: int, end: int) -> list[int]:
        """Where one of its words stands between two places of the text, in order."""
        offsets: list[int] | None = self.known.get(cue)
        if offsets is None:
            every, starts = self.every, self.starts
            numbers = [at for word in cue.first.words & self._all for at in every[word]]
            offsets = self.known[cue] = sorted({starts[at] for at in numbers})
        return offsets[bisect_left(offsets, start) : bisect_left(offsets, end)]

    def back(self, at: int, words: int) -> int:
        """The place so many words before a place of the text, or the start."""
        number = bisect_left(self.starts, at) - words
        return self.starts[number] if number > 0 else self.start


def _counted(fresh: list[bool]) -> list[int]:
    """How many were new before each place, and in all."""
    found = [0]
    for one in fresh:
        found.append(found[-1] + one)
    return found
