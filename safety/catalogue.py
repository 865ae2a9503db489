"""Phrases and what they stand for, the gravest first."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeAlias, TypeVar

from safety.lookup import Look, Way
from safety.pattern import Pattern
from safety.ranks import EVERY
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

    def look(self, sentences: Sequence[Sentence]) -> "Standings[Entry]":
        """Some sentences, to be looked through for phrases of these ranks or those."""
        return Standings(self._entries, self._phrases.look(sentences))

    def find(self, sentences: Sequence[Sentence]) -> list[Standing[Entry]]:
        """Phrases that may stand in some sentences, in order of their ranks."""
        return self.look(sentences).of(EVERY)


class Standings(Generic[Entry]):
    """What may stand in some sentences, looked up by ranks.

    Args:
        entries: What the phrases stand for, by their numbers.
        look: The look at the sentences.
    """

    def __init__(self, entries: Sequence[Entry], look: Look) -> None:
        self._entries = entries
        self._look = look

    def of(self, ranks: int) -> list[Standing[Entry]]:
        """The phrases of some ranks that may stand there, the lowest rank first."""
        entries = self._entries
        every = self._look.of(ranks, 0, len(entries)) if ranks else []
        return [(entries[number], at, begins) for number, at, begins in every]
