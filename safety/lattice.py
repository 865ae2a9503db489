"""A sentence in which a word may be one of several, and the readings that a phrase asks for.

A mistyped word is nearly many words. Which of them was meant, its neighbours seldom tell, but the
phrases of the rules do: a reading is made only where one of them matches with it. So an odd word
becomes a word of risk only in the company of every other word that a rule needs.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Final, TypeAlias

from safety.doubt import Way
from safety.names import Names
from safety.need import EVERYDAY
from safety.pattern import Pattern
from safety.sentence import Sentence, starts

MOST_TRIED: Final = 24
"""So many choices of words are tried where a phrase may stand."""

CLEAR_WORDS: Final = 2
CLEAR_LETTERS: Final = 6
"""So many other words, or letters of one, a phrase must have where a real word is doubted."""

LITTLE: Final = 2
"""Words of so many letters tell nothing."""

TELLING: Final = 4
"""A word of so many letters says something, unless everybody says it every day."""

MOST_READINGS: Final = 4
"""So many readings are made of a message."""

Asked: TypeAlias = Callable[
    [Sentence], Iterable[tuple[Pattern, list[int], Callable[[int, int], bool]]]
]
"""Which phrases may stand in a sentence, the words they would begin at, and whether an idiom masks
the words from one place to another."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """The words of a sentence, and what else they may be.

    Attributes:
        words: The likeliest words.
        ways: Other words, where there are any, by the number of the word.
    """

    words: list[str]
    ways: Mapping[int, Way]

    def asked_for(self, names: Names, asked: Asked) -> Iterator[dict[int, str]]:
        """The words to change for the phrases of rules."""
        ways = {at: way.words for at, way in self.ways.items()}
        odd = Sentence(starts(self.words, 0)[:-1], self.words, sorted(ways), names, ways)
        for pattern, begins, masked in asked(odd):
            for begin in begins:
                yield from self.chosen(pattern, begin, masked)

    def chosen(
        self, pattern: Pattern, begin: int, masked: Callable[[int, int], bool]
    ) -> Iterator[dict[int, str]]:
        """With which other words a phrase matches from a place on, the fewest first."""
        end = min(len(self.words), begin + pattern.width)
        if self._match(pattern, begin, end, {}):
            return
        for changed in islice(self._choices(pattern, begin, end), MOST_TRIED):
            words = self._match(pattern, begin, end, changed)
            if max(changed) < begin + len(words) and self._clear(pattern, changed, words, begin):
                if not masked(begin, begin + len(words)):
                    yield changed
                return

    def _choices(self, pattern: Pattern, begin: int, end: int) -> Iterator[dict[int, str]]:
        """One word read as the phrase has it, then two that nobody knows."""
        ones = [
            (at, one)
            for at in range(begin, end)
            if at in self.ways
            for one in self._fitting(pattern, at)
        ]
        for at, one in ones:
            yield {at: one}
        odd = [one for one in ones if not self.ways[one[0]].real]
        for (first, one), (second, other) in combinations(odd, 2):
            if first != second:
                yield {first: one, second: other}

    def _fitting(self, pattern: Pattern, at: int) -> tuple[str, ...]:
        vocabulary, heads = pattern.vocabulary, pattern.heads
        return tuple(
            one
            for one in self.ways[at].words
            if one in vocabulary or (heads and one.startswith(heads))
        )

    def _match(
        self, pattern: Pattern, begin: int, end: int, changed: Mapping[int, str]
    ) -> list[str]:
        """The words that the phrase matches, some of them changed; none if it doesn't match."""
        words = [changed.get(at, self.words[at]) for at in range(begin, end)]
        match = pattern.regex.match(f" {' '.join(words)} ")
        return match.group().split() if match else []

    def _clear(
        self, pattern: Pattern, changed: Mapping[int, str], words: list[str], begin: int
    ) -> bool:
        """Whether enough of the phrase stands there as it is, gaps left out."""
        left = [
            one
            for at, one in enumerate(words, begin)
            if at not in changed and one in pattern.vocabulary
        ]
        letters = sum(map(len, left))
        if len(changed) == 1 and not any(self.ways[at].real for at in changed):
            return letters > LITTLE
        if any(one in self.ways[at].faint for at, one in changed.items()):
            return any(one not in EVERYDAY and len(one) >= TELLING for one in left)
        short = any(one in EVERYDAY or len(one) <= LITTLE for one in changed.values())
        return len(left) >= CLEAR_WORDS or (letters >= CLEAR_LETTERS and not short)


def join(found: list[dict[int, str]], changed: dict[int, str]) -> None:
    """Add words to change to the first reading with which they agree, or as one more."""
    for one in found:
        if all(one.get(at, word) == word for at, word in changed.items()):
            one.update(changed)
            return
    if len(found) < MOST_READINGS:
        found.append(changed)
