"""Which phrases may stand in a sentence, by two of their words near each other.

A word of risk stands in dozens of phrases. Two words that a phrase has at a small distance stand
in few, so that most phrases are never looked at, however many rules there are.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final, Generic, Protocol, TypeVar

from safety.compile import Pattern
from safety.need import Need, Step
from safety.sentence import Sentence

REACH: Final = 6
"""So many words from the first of the two the second may stand."""

MOST: Final = 100
"""So many pairs a phrase may be filed under; with more it is filed by its rarest word."""

TRIED: Final = 5
"""Of so many needs, the rarest ones, the two are chosen."""


class Filed(Protocol):
    """What can be filed."""

    @property
    def pattern(self) -> Pattern:
        """The phrase to file it by."""


Entry = TypeVar("Entry", bound=Filed)


class Index(Generic[Entry]):
    """Phrases filed by their words."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_word: dict[str, list[Entry]] = {}
        self._by_pair: dict[str, dict[str, list[Entry]]] = {}
        for entry in entries:
            pair = _pair(entry.pattern.steps)
            if pair is None:
                for word in entry.pattern.steps[0].need.words:
                    self._by_word.setdefault(word, []).append(entry)
                continue
            for first in pair[0].words:
                after = self._by_pair.setdefault(first, {})
                for second in pair[1].words:
                    after.setdefault(second, []).append(entry)

    def find(self, sentence: Sentence) -> dict[Entry, None]:
        """Phrases of which a sentence has the words by which they are filed, each once."""
        by_word, by_pair, also = self._by_word, self._by_pair, sentence.also
        found: list[Entry] = []
        for word in sentence.places:
            if word in by_word:
                found += by_word[word]
        words, near = sentence.words, sentence.near
        for at, word in enumerate(words):
            if (word in by_pair or word in also) and near >> at & 1:
                around = words[at + 1 : at + REACH + 1]
                for one in (word, *also.get(word, ())):
                    after = by_pair.get(one)
                    if after:
                        found += _filed(after, around, also)
        return dict.fromkeys(found)


def _filed(
    after: dict[str, list[Entry]], around: list[str], also: dict[str, tuple[str, ...]]
) -> list[Entry]:
    """What is filed under one of the words that follow, or under a beginning of one."""
    found: list[Entry] = []
    for word in around:
        if word in after:
            found += after[word]
        if word in also:
            for one in also[word]:
                found += after.get(one, ())
    return found


def _pair(steps: tuple[Step, ...]) -> tuple[Need, Need] | None:
    """The two needs that the fewest sentences will meet near each other, in order."""
    return min(_pairs(steps[:TRIED]), key=_rarity, default=None)


def _rarity(pair: tuple[Need, Need]) -> int:
    return pair[0].commonness * pair[1].commonness


def _pairs(steps: tuple[Step, ...]) -> Iterator[tuple[Need, Need]]:
    for one, other in combinations(steps, 2):
        least = other.low - one.low - one.spread
        most = other.low + other.spread - one.low
        if len(one.need.words) * len(other.need.words) > MOST:
            continue
        if 1 <= least and most <= REACH:
            yield one.need, other.need
        elif -REACH <= least and most <= -1:
            yield other.need, one.need
