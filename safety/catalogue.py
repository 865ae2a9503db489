"""Phrases and what they stand for, the gravest first."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeAlias, TypeVar

from safety.lookup import RANKS, Way
from safety.pattern import Pattern
from safety.sentence import Sentence

Entry = TypeVar("Entry")

Standing: TypeAlias = tuple[Entry, int, list[int]]
"""What may stand somewhere, the number of its sentence, and of the words that it may begin at."""


class Catalogue(Generic[Entry]):
    """Phrases, however many, looked up at once.

    Args:
        entries: What to find, the phrase to find it by, and its rank: the lowest is found first.
        way: How to look them up.
    """

    def __init__(self, entries: Iterable[tuple[Entry, Pattern, int]], way: Way) -> None:
        every = [*entries]
        self._entries = [entry for entry, _, _ in every]
        self._phrases = way((pattern, rank) for _, pattern, rank in every)

    def find(self, sentences: Sequence[Sentence]) -> list[Standing[Entry]]:
        """Phrases that may stand in some sentences, in order of their ranks."""
        return next(self.by_rank(sentences, [RANKS]))

    def by_rank(
        self, sentences: Sequence[Sentence], ends: Iterable[int]
    ) -> Iterator[list[Standing[Entry]]]:
        """The same in parts: those of the ranks before each of the ends.

        Whoever has seen enough takes no more: the rest is not looked for.
        """
        look, entries, low = self._phrases.look(sentences), self._entries, 0
        for past in ends:
            every = look.of(low, past, 0, len(entries))
            yield [(entries[number], at, begins) for number, at, begins in every]
            low = past
