"""Phrases and what they stand for, the gravest first."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from safety.lookup import Way
from safety.pattern import Pattern
from safety.sentence import Sentence

Entry = TypeVar("Entry")


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

    def find(self, sentences: Sequence[Sentence]) -> list[tuple[Entry, int, list[int]]]:
        """Phrases that may stand in some sentences, in order of their ranks.

        Each with the number of its sentence, and of the words that it may begin at there.
        """
        entries = self._entries
        every = self._phrases.find(sentences)
        return [(entries[number], at, begins) for number, at, begins in every]
