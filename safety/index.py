"""Which phrases may stand in a sentence, and where they would begin.

A phrase is filed by a word of it that few sentences have, or by two words that it has near each
other: a word of risk stands in dozens of phrases, two of them together in few. From where these
stand it is known where the phrase would begin, and there everything else that it needs is looked
for at its distance. What is named first is found first, so the gravest can come before the rest.
"""

from collections.abc import Hashable, Iterable, Iterator, Set
from itertools import combinations
from operator import attrgetter
from typing import Final, Generic, TypeVar

from safety.compile import Pattern
from safety.need import Step, place
from safety.sentence import Sentence, numbers, spread

REACH: Final = 6
"""So many words the two may stand from each other, at most."""

MOST: Final = 100
"""So many pairs a phrase may be filed under; with more it is filed by its rarest word."""

TRIED: Final = 5
"""Of so many needs, the rarest ones, the two are chosen."""

Entry = TypeVar("Entry")


class Filed(Generic[Entry]):
    """A phrase, and what has to be in a sentence for it; `order` is its number among all.

    Attributes:
        anchor: Where the word stands by which it is filed.
        beside: Where the other one stands, if it is filed by two.
        rest: What else it needs, the rarest first.
    """

    __slots__ = ("anchor", "beside", "entry", "kinds", "order", "rest", "width")

    def __init__(
        self,
        entry: Entry,
        pattern: Pattern,
        kinds: tuple[Hashable, ...],
        order: int,
        by: tuple[Step, ...],
    ) -> None:
        self.entry, self.kinds, self.order = entry, kinds, order
        self.width = pattern.width
        self.anchor, *others = [place(one) for one in by]
        self.beside = others[0] if others else None
        self.rest = tuple(place(one) for one in pattern.steps if one not in by)

    def begins(self, word: int, other: int) -> int:
        """Where it may begin, going by the places of the words by which it is filed."""
        found = self.anchor.back(word)
        return found & self.beside.back(other) if self.beside else found


class Beside(Generic[Entry]):
    """What is filed under a word and another one: how far from it, and under which."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most
        self.others: dict[str, list[Filed[Entry]]] = {}
        self.words: frozenset[str] = frozenset()

    def near(self, bits: int) -> int:
        """The places at which the other word may stand, from those of the word."""
        found = spread(bits << self.most, self.most - self.least) if self.most >= 0 else 0
        if self.most < 0:
            found = spread(bits, self.most - self.least) >> -self.most
        return found


class Index(Generic[Entry]):
    """Phrases filed by their words.

    Args:
        entries: What to find, the phrase to find it by, and the kinds of thing that it is; in the
            order in which they are to be found.
    """

    def __init__(self, entries: Iterable[tuple[Entry, Pattern, tuple[Hashable, ...]]]) -> None:
        self._alone: dict[str, list[Filed[Entry]]] = {}
        self._beside: dict[str, Beside[Entry]] = {}
        for order, (entry, pattern, kinds) in enumerate(entries):
            pair = _pair(pattern.steps)
            filed = Filed(entry, pattern, kinds, order, pair or pattern.steps[:1])
            if pair is None:
                for word in pattern.steps[0].need.words:
                    self._alone.setdefault(word, []).append(filed)
            else:
                self._file(filed, *pair)
        for one in self._beside.values():
            one.words = frozenset(one.others)
        self._alone_words = frozenset(self._alone)
        self._beside_words = frozenset(self._beside)

    def _file(self, filed: Filed[Entry], anchor: Step, beside: Step) -> None:
        least = beside.low - anchor.low - anchor.spread
        most = beside.low + beside.spread - anchor.low
        for word in anchor.need.words:
            found = self._beside.setdefault(word, Beside(least, most))
            found.least, found.most = min(found.least, least), max(found.most, most)
            for other in beside.need.words:
                found.others.setdefault(other, []).append(filed)

    def named(self, names: frozenset[str]) -> bool:
        """Whether any of these words is one by which phrases are filed."""
        return not (self._alone_words.isdisjoint(names) and self._beside_words.isdisjoint(names))

    def find(
        self, sentence: Sentence, enough: Set[Hashable] = frozenset()
    ) -> Iterator[tuple[Entry, list[int]]]:
        """Phrases that may stand in a sentence, and the numbers of the words they may begin at.

        Those of which there is `enough` by then are left out.
        """
        may_begin = self._may_begin(sentence)
        for one in sorted(may_begin, key=_order):
            if enough and not enough.isdisjoint(one.kinds):
                continue
            starts = sentence.begins(may_begin[one], one.rest, one.width)
            if starts:
                yield one.entry, [*numbers(starts)]

    def _may_begin(self, sentence: Sentence) -> dict[Filed[Entry], int]:
        """The phrases whose words by which they are filed stand there, and where they'd begin."""
        found: dict[Filed[Entry], int] = {}
        names, bits, get = sentence.names, sentence.bits, found.get
        for word in self._alone_words & names:
            for one in self._alone[word]:
                found[one] = get(one, 0) | one.begins(bits[word], 0)
        for word in self._beside_words & names:
            beside = self._beside[word]
            others = beside.words & names
            if others:
                here = bits[word]
                near = beside.near(here)
                for other in others:
                    there = bits[other]
                    if near & there:
                        for one in beside.others[other]:
                            starts = one.begins(here, there)
                            if starts:
                                found[one] = get(one, 0) | starts
        return found


_order = attrgetter("order")


def _pair(steps: tuple[Step, ...]) -> tuple[Step, Step] | None:
    """The two needs that the fewest sentences will meet near each other, the rarer one first."""
    return min(_pairs(steps[:TRIED]), key=_rarity, default=None)


def _rarity(pair: tuple[Step, Step]) -> int:
    return pair[0].need.commonness * pair[1].need.commonness


def _pairs(steps: tuple[Step, ...]) -> Iterator[tuple[Step, Step]]:
    for one, other in combinations(steps, 2):
        least = other.low - one.low - one.spread
        most = other.low + other.spread - one.low
        few = len(one.need.words) * len(other.need.words) <= MOST
        if few and not least <= 0 <= most and max(-least, most) <= REACH:
            yield one, other
