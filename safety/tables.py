"""What the lexicon knows of words: what they mean, and which of them are right as they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from safety.context import Context
from safety.need import BEGINNING

LETTERS: Final = frozenset({"i", "a", "y", "o", "u", "e"})
"""Those that are words by themselves."""

_NONE: Final[tuple[str, ...]] = ()


@dataclass(frozen=True)
class Tables:
    """The tables of all languages together.

    Attributes:
        meanings: A word as typed, to the words it stands for.
        vocabulary: Every word of a rule.
        prefixes: Every beginning of a word of a rule.
        risk: Words that people hide or mistype and that carry a rule.
        never: Ordinary words that look like a mistyped one and are not.
        weights: In how many phrases a word stands; the commoner is the likelier meaning.
        ordinary: Words of the language that are no typo unless their neighbours say so.
        context: The neighbours of words in the examples of the rules.
        others: Words of rules in languages of which only the risk words are guessed.
        attached: Short words that are written onto the next one.
        spoken: Other words that are no typo: those of these languages, and the words by which
            English and Spanish deny, quote, laugh and name people.
    """

    meanings: Mapping[str, tuple[str, ...]]
    vocabulary: frozenset[str]
    prefixes: frozenset[str]
    risk: frozenset[str]
    never: frozenset[str]
    weights: Mapping[str, int]
    ordinary: frozenset[str] = frozenset()
    context: Context = field(default_factory=lambda: Context([]))
    others: frozenset[str] = frozenset()
    attached: tuple[str, ...] = ()
    spoken: frozenset[str] = frozenset()

    def known(self, word: str) -> bool:
        """Whether a rule can use the word as it is."""
        return self.whole(word) or (word.isalpha() and self.begun(word))

    def begun(self, word: str) -> bool:
        """Whether a word begins like one of a rule."""
        return word.startswith(self._heads.get(word[:BEGINNING], _NONE))

    def scrap(self, word: str) -> bool:
        """Whether a piece is no word of the languages whose words are repaired."""
        if len(word) == 1:
            return word.isalpha() and word not in LETTERS
        return word.isalpha() and not self.plain(word) and word not in self.meanings

    def plain(self, word: str) -> bool:
        """Whether a word is right in a language whose words are repaired."""
        return word in self.vocabulary or word in self.never or word in self.ordinary

    def whole(self, word: str) -> bool:
        """Whether a word is one as it is; a mere beginning of a word of a rule is none."""
        return word in self.real or word in self.others

    def foreign(self, word: str) -> bool:
        """Whether a word stands in a language or a list of which no word is guessed."""
        return word in self.others or word in self.spoken

    @cached_property
    def real(self) -> frozenset[str]:
        """The words that are right in themselves, but for those of which nothing is guessed."""
        return self.vocabulary | self.never | self.ordinary | self.spoken

    @cached_property
    def pieces(self) -> frozenset[str]:
        """The words of which a run without spaces may be made."""
        return frozenset(
            one
            for one in self.vocabulary | self.risk | set(self.meanings)
            if len(one) > 1 or one in {"i", "a", "y"}
        )

    @cached_property
    def _heads(self) -> dict[str, tuple[str, ...]]:
        """The beginnings of words by their first letters."""
        found: dict[str, tuple[str, ...]] = {}
        for one in sorted(self.prefixes):
            found[one[:BEGINNING]] = (*found.get(one[:BEGINNING], ()), one)
        return found
