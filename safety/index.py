"""A few phrases: which of them may stand in a sentence, and where they would begin.

A phrase is filed by the words of its rarest need. From where one of these stands it is known where
the phrase would begin, and there everything else that it needs is looked for at its distance.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from safety.compile import Pattern
from safety.need import Place, place
from safety.sentence import Sentence

NO_PLACES: Final[tuple[int, ...]] = ()


class Filed(NamedTuple):
    """A phrase, where its rarest need stands in it, and what else it needs."""

    pattern: Pattern
    rarest: Place
    rest: tuple[Place, ...]


class Index:
    """Phrases by their rarest words; for thousands of them there is `safety.catalogue`.

    Args:
        patterns: The phrases, in the order in which they are to be found.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._filed: list[Filed] = []
        self._by_word: dict[str, list[int]] = {}
        for number, pattern in enumerate(patterns):
            rarest, *rest = map(place, pattern.steps)
            self._filed.append(Filed(pattern, rarest, tuple(rest)))
            for word in rarest.need.words:
                self._by_word.setdefault(word, []).append(number)
        self._words = frozenset(self._by_word)

    def find(self, sentence: Sentence) -> Iterator[tuple[Pattern, list[int]]]:
        """Phrases that may stand in a sentence, and the numbers of the words they may begin at."""
        if self._words.isdisjoint(sentence.said):
            return
        found: dict[int, list[int]] = {}
        for word in self._words & sentence.said:
            places = sentence.places[word]
            for number in self._by_word[word]:
                found[number] = [*found.get(number, NO_PLACES), *places]
        for number in sorted(found):
            one = self._filed[number]
            begins = sentence.begins(one.rarest, found[number], one.pattern.width)
            if begins and (begins := sentence.having(one.rest, begins)):
                yield one.pattern, begins
