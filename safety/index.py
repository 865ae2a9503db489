"""Which phrases may stand in a sentence, and where they would begin.

A phrase is filed by a word of it that few sentences have, or by two words that it has near each
other: a word of risk stands in dozens of phrases, two of them together in few. Around such a place
everything else that the phrase needs is looked for at its distance. So what a message costs depends
on its words, and hardly on how many rules there are.
"""

from collections.abc import Hashable, Iterable, Iterator, Set
from itertools import combinations
from typing import Any, Final, Generic, NamedTuple, TypeAlias, TypeVar

from safety.compile import Pattern
from safety.need import NUMBER, Step
from safety.sentence import Sentence

REACH: Final = 6
"""So many words the two may stand from each other, at most."""

MOST: Final = 100
"""So many pairs a phrase may be filed under; with more it is filed by its rarest word."""

LOOKED_AT: Final = 3
"""So many other needs, the rarest ones, are looked for before the phrase itself is tried."""

TRIED: Final = 5
"""Of so many needs, the rarest ones, the two are chosen."""

Entry = TypeVar("Entry")


class Around(NamedTuple):
    """Words of which one has to stand so many words from the place by which a phrase is filed."""

    words: frozenset[str]
    low: int
    past: int
    heads: bool


class Filed(Generic[Entry]):
    """A phrase, and what has to be around the word by which it is filed."""

    __slots__ = ("around", "entry", "first", "high", "kinds", "low", "width")

    def __init__(
        self,
        entry: Entry,
        pattern: Pattern,
        kinds: tuple[Hashable, ...],
        anchor: Step,
        beside: Step | None,
    ) -> None:
        self.entry, self.kinds = entry, kinds
        self.width = pattern.width
        self.low, self.high = anchor.low, anchor.low + anchor.spread
        first = [one.need.words for one in pattern.steps if one.low == one.spread == 0]
        self.first = min(first, key=len, default=None)
        self.around = tuple(
            Around(
                one.need.words,
                one.low - self.high,
                one.low + one.spread - self.low + 1,
                any(word[-1] in HEADS for word in one.need.words),
            )
            for one in [one for one in pattern.steps if one not in (anchor, beside)][:LOOKED_AT]
        )

    def begins(self, sentence: Sentence, at: int) -> list[int]:
        """Where the phrase may begin if the word by which it is filed stands at a place."""
        has, words = sentence.has, sentence.words
        for wanted, low, past, heads in self.around:
            start = at + low
            if wanted.isdisjoint(words[max(0, start) : at + past]) and not (
                heads and has(wanted, start, at + past)
            ):
                return []
        first = self.first
        return [
            start
            for start in range(max(0, at - self.high), at - self.low + 1)
            if (first is None or has(first, start, start + 1)) and sentence.new(start, self.width)
        ]


Beside: TypeAlias = dict[str, tuple[Any, ...]]
"""Under a word: at which distances, a bit each, and the phrases that have it there."""

HEADS: Final = frozenset({"*", NUMBER})
_NOTHING: Final = (0,)


class Index(Generic[Entry]):
    """Phrases filed by their words.

    Args:
        entries: What to find, the phrase to find it by, and the kinds of thing that it is.
    """

    def __init__(self, entries: Iterable[tuple[Entry, Pattern, tuple[Hashable, ...]]]) -> None:
        self._alone: dict[str, list[Filed[Entry]]] = {}
        filed_by: dict[str, Beside] = {}
        for entry, pattern, kinds in entries:
            anchor, beside = _pair(pattern.steps) or (pattern.steps[0], None)
            filed = Filed(entry, pattern, kinds, anchor, beside)
            for word in anchor.need.words:
                if beside is None:
                    self._alone.setdefault(word, []).append(filed)
                    continue
                others = filed_by.setdefault(word, {})
                distances = _distances(anchor, beside)
                for other in beside.need.words:
                    mask, *before = others.get(other, (0,))
                    others[other] = (mask | distances, *before, filed)
        self._beside = {word: (others, *_reach(others)) for word, others in filed_by.items()}
        self._words = frozenset(self._alone) | frozenset(self._beside)

    def find(self, sentence: Sentence) -> dict[Entry, set[int]]:
        """Phrases that may stand in a sentence, and the numbers of the words they may begin at."""
        found: dict[Entry, set[int]] = {}
        for word in self._words & sentence.names:
            for at in sentence.places[word]:
                for one in self._filed(word, sentence, at):
                    for start in one.begins(sentence, at):
                        found.setdefault(one.entry, set()).add(start)
        return found

    def walk(self, sentence: Sentence, enough: Set[Hashable]) -> Iterator[tuple[Entry, list[int]]]:
        """The same word by word, without the kinds of which there is enough by then."""
        tried: set[tuple[Entry, int]] = set()
        for at, words in sentence.steps(self._words):
            for word in words:
                for one in self._filed(word, sentence, at):
                    if not enough.isdisjoint(one.kinds):
                        continue
                    starts = [
                        start
                        for start in one.begins(sentence, at)
                        if (one.entry, start) not in tried
                    ]
                    if starts:
                        tried.update((one.entry, start) for start in starts)
                        yield one.entry, starts

    def _filed(self, word: str, sentence: Sentence, at: int) -> Iterable[Filed[Entry]]:
        alone, others = self._alone.get(word, ()), self._beside.get(word)
        return (*alone, *_near(*others, sentence, at)) if others else alone


def _near(others: Beside, low: int, high: int, sentence: Sentence, at: int) -> list[Filed[Any]]:
    """What is filed under a word that stands near a place, or under a beginning of one."""
    found: list[Filed[Any]] = []
    also, start = sentence.also, max(0, at + low)
    bit = 1 << start - at + REACH
    for word in sentence.words[start : at + high + 1]:
        if word in others:
            filed = others[word]
            if filed[0] & bit:
                found += filed[1:]
        if word in also:
            for one in also[word]:
                filed = others.get(one, _NOTHING)
                if filed[0] & bit:
                    found += filed[1:]
        bit <<= 1
    return found


def _reach(others: Beside) -> tuple[int, int]:
    """The least and the greatest distance at which anything is filed."""
    mask = 0
    for distances, *_ in others.values():
        mask |= distances
    return (mask & -mask).bit_length() - 1 - REACH, mask.bit_length() - 1 - REACH


def _distances(anchor: Step, beside: Step) -> int:
    """A bit for each distance at which the one may stand from the other; `REACH` is none."""
    least = beside.low - anchor.low - anchor.spread
    most = beside.low + beside.spread - anchor.low
    return sum(1 << one + REACH for one in range(least, most + 1))


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
