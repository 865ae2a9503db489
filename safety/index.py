"""A few phrases: which of them may stand in a sentence, and where they would begin.

A phrase is filed by the words of its rarest need. From where one of these stands it is known where
the phrase would begin, and there everything else that it needs is looked for at its distance.
"""

from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from safety.compile import MAX_WIDTH, Pattern
from safety.need import Place, need, place
from safety.sentence import Sentence, numbers

Entry = TypeVar("Entry")


class Filed(NamedTuple, Generic[Entry]):
    """What is found by a phrase, where its rarest need stands, what else it needs, its width."""

    entry: Entry
    rarest: Place
    rest: tuple[Place, ...]
    width: int


class Index(Generic[Entry]):
    """Phrases by their rarest words; for thousands of them there is `safety.catalogue`.

    Args:
        entries: What to find and the phrase to find it by, in the order in which to find them.
    """

    def __init__(self, entries: Iterable[tuple[Entry, Pattern]]) -> None:
        self._filed: list[Filed[Entry]] = []
        self._by_word: dict[str, list[int]] = {}
        for number, (entry, pattern) in enumerate(entries):
            rarest, *rest = map(place, pattern.steps)
            self._filed.append(Filed(entry, rarest, tuple(rest), pattern.width))
            for word in rarest.need.words:
                self._by_word.setdefault(word, []).append(number)
        self._words = frozenset(self._by_word)
        self._any = need(self._words)

    def near(self, sentence: Sentence, first: int, last: int) -> bool:
        """Whether a phrase may cover any of the words from one to before another."""
        start, end = max(0, first + 1 - MAX_WIDTH), last - 1 + MAX_WIDTH
        return not sentence.lacks(self._any, start, end)

    def named(self, words: frozenset[str]) -> bool:
        """Whether any of these words is one by which phrases are filed."""
        return not self._words.isdisjoint(words)

    def find(self, sentence: Sentence) -> Iterator[tuple[Entry, list[int]]]:
        """Phrases that may stand in a sentence, and the numbers of the words they may begin at."""
        said = sentence.said
        found: dict[int, list[str]] = {}
        for word in self._words & said:
            for number in self._by_word[word]:
                if number in found:
                    found[number].append(word)
                else:
                    found[number] = [word]
        for number in sorted(found):
            one = self._filed[number]
            for other in one.rest:
                if other.words.isdisjoint(said):
                    break
            else:
                bits = 0
                for word in found[number]:
                    bits |= sentence.bits(word)
                begins = sentence.begins(one.rarest.back(bits), one.rest, one.width)
                if begins:
                    yield one.entry, [*numbers(begins)]
