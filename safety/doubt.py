"""What else a word may be: each word one typing mistake away for which its neighbours ask.

A word that nobody knows may be any of them. A word that is right in itself ("nose", "ben") is
doubted only where it was never seen, and where the other word was.
"""

from typing import Final, NamedTuple, TypeAlias

from safety.glued import MAX_TYPO
from safety.need import EVERYDAY
from safety.tables import Tables
from safety.typo import SHORT, Near

SELF: Final = frozenset({"i", "me", "my", "im", "myself", "mi", "yo", "mio", "mia"})

PEOPLE: Final = frozenset(
    {"he", "she", "we", "you", "they", "him", "her", "his", "hers", "them", "us", "ours"}
    | {"your", "their"}
)
"""Whose it is: read as it stands, or a friend's wish to die would become one's own."""

TOO: Final = frozenset({"te", "le", "se", "les", "su", "tu", "nos"})
"""The same in Spanish: these may be a small word of English, but not oneself."""

SMALL: Final = frozenset(
    {"to", "me", "my", "no", "of", "so", "is", "in", "be", "he", "it", "a", "de"}
)
"""Words of two letters that a shorter or a longer one may be."""

EVERYDAY_TYPED: Final = EVERYDAY - {"ill"}
"""Words that are seldom a slip for another. "ill" is one of them only without its apostrophe."""

MIN_SLANG: Final = 5
"""From so many letters on a slang word may be mistyped too."""

MOST_WAYS: Final = 24
"""So many other words a word may be, at most."""

Around: TypeAlias = tuple[str, str, str, str]
"""The two words before a word and the two after it; empty where its sentence ends."""


class Way(NamedTuple):
    """What else a word may be, the likeliest first.

    Attributes:
        real: Whether the word is right in itself, or so short that it may be anything.
        faint: Those of them for which only one neighbour asks.
    """

    words: tuple[str, ...]
    real: bool
    faint: frozenset[str] = frozenset()


class Doubts:
    """What words may be instead.

    Args:
        tables: What the lexicon knows of words.
        near: Its words, to be found by what was typed instead.
    """

    def __init__(self, tables: Tables, near: Near) -> None:
        self._tables = tables
        self._context = tables.context
        self._near = near
        self._known = {one: self._find(one) for one in tables.real if one not in PEOPLE}
        self.sure = PEOPLE | EVERYDAY_TYPED | {one for one in tables.real if self._decided(one)}

    def _decided(self, word: str) -> bool:
        """Whether a right word is never another, whatever stands beside it."""
        if not word.isalpha() or len(word) > MAX_TYPO:
            return True
        if self._tables.scrap(word) and (len(word) == 1 or not self._tables.foreign(word)):
            return False
        return (len(word) > 2 and word in self._tables.never) or not self.mistaken(word)

    def ways(self, word: str, meant: str, around: Around) -> Way | None:
        """What else a word may be.

        Args:
            word: The word as typed, folded.
            meant: Its first reading.
            around: The two words before it and the two after it as meant; "" where a sentence
                ends.
        """
        if word in PEOPLE or word in EVERYDAY_TYPED or not word.isalpha() or len(word) > MAX_TYPO:
            return None
        if not self._tables.scrap(word) or (len(word) > 1 and self._tables.foreign(word)):
            return self._doubted(word, around)
        found = self.mistaken(word)[:MOST_WAYS]
        return Way(found, len(word) <= SHORT) if found and found != (meant,) else None

    def _doubted(self, word: str, around: Around) -> Way | None:
        """What a real word may be that stands where none was ever seen."""
        together = self._context.together
        _, before, after, _ = around
        never = len(word) > 2 and word in self._tables.never
        if never or together(before, word) or together(word, after):
            return None
        near_by = self.mistaken(word)
        if word in TOO:
            near_by = tuple(one for one in near_by if one not in SELF)
        sure = {one for one in near_by if self._sure(one, around)}
        faint = {
            one
            for one in (near_by if word not in self._tables.vocabulary else ())
            if one not in sure and self._likely(one, around)
        }
        found = tuple(one for one in near_by if one in sure or one in faint)
        return Way(found, real=True, faint=frozenset(faint)) if found else None

    def _sure(self, word: str, around: Around) -> bool:
        """Whether both neighbours ask for a word, or two on one side of it.

        For a small word, which says nothing by itself, it is enough that the phrases let it stand
        between its neighbours.
        """
        context = self._context
        early, before, after, late = around
        left, right = context.seen(before, word), context.seen(word, after)
        if left and (right or context.three(early, before, word)):
            return True
        if right and context.three(word, after, late):
            return True
        small = word in EVERYDAY or word in SMALL
        return small and context.together(before, word) and context.together(word, after)

    def _likely(self, word: str, around: Around) -> bool:
        """Whether a word was said beside one of two neighbours, or may stand between them."""
        context = self._context
        _, before, after, _ = around
        return (
            context.seen(before, word)
            or context.seen(word, after)
            or (context.together(before, word) and context.together(word, after))
        )

    def mistaken(self, word: str) -> tuple[str, ...]:
        """The words that a typing mistake may have made of a word, the likeliest first."""
        known = self._known.get(word)
        return self._find(word) if known is None else known

    def _find(self, word: str) -> tuple[str, ...]:
        found = (
            (one,)
            if one in self._tables.vocabulary or len(one) < MIN_SLANG
            else self._tables.meanings.get(one, (one,))
            for one in self._near.find(word)
        )
        return tuple(dict.fromkeys(one[0] for one in found if len(one) == 1))
