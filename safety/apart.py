"""Words written without the space between them, and a space in the middle of a word."""

import re
from itertools import pairwise
from typing import Final

from safety.glued import MAX_TYPO, Known
from safety.tables import Tables
from safety.typo import SHORT, Near

ENDINGS: Final = frozenset({"ed", "er", "ers", "ing", "ly", "s"})
"""What is no word of its own at the end of another."""

_COUNTED: Final = re.compile("([a-z]{2,})?([0-9]{1,4})([a-z]{3,})?")


class Apart:
    """The words that one may be without its spaces.

    Args:
        tables: What the lexicon knows of words.
        near: Its words, to be found by what was typed instead.
        pieces: The words of which a run may be made.
    """

    def __init__(self, tables: Tables, near: Near, pieces: Known) -> None:
        self._tables = tables
        self._context = tables.context
        self._pieces = pieces
        self._slang = near.among(one for one, words in tables.meanings.items() if len(words) > 1)
        seen = tables.context.seen
        cuts = {word: [one for one in self._cuts(word) if seen(*one)] for word in tables.real}
        self._halves = {word: tuple(found) for word, found in cuts.items() if found}
        every = tables.real | tables.others | tables.meanings.keys()
        self.closed = frozenset(one for one in every if one.isalpha() and one not in self._halves)

    def _sits(self, words: tuple[str, ...], before: str, after: str) -> bool:
        """Whether words have been seen beside each other, and beside a neighbour."""
        together = self._context.together
        inside = all(together(*pair) for pair in pairwise(words))
        return inside and (together(before, words[0]) or together(words[-1], after))

    def spread(self, word: str, before: str, after: str) -> tuple[str, ...] | None:
        """The words that one may be without its spaces: `todo`, `suicidalfor`, `tome40`, `wadna`.

        A real word is taken apart only where it was never seen, by both of its neighbours.
        """
        together = self._context.together
        if word in self._halves:
            if together(before, word) or together(word, after):
                return None
            for first, second in self._halves[word]:
                if together(before, first) and together(second, after):
                    return first, second
            return None
        if not word.isalpha():
            return self._counted(word)
        if self._tables.whole(word) or word in self._tables.meanings or len(word) <= SHORT:
            return None
        ways: list[tuple[str, ...]] = [two] if (two := self.two(word)) else []
        ways += [self._tables.meanings[one] for one in self._slang.find(word)]
        near_by = (one for one in ways if self._sits(one, before, after))
        return next(near_by, ways[0] if ways else None)

    def _counted(self, word: str) -> tuple[str, ...] | None:
        """A number and a word of the rules written as one: `20benadryl`."""
        found = _COUNTED.fullmatch(word)
        if found is None:
            return None
        pieces = tuple(one for one in found.groups() if one)
        return (
            pieces if all(one.isdecimal() or one in self._tables.pieces for one in pieces) else None
        )

    def two(self, word: str) -> tuple[str, str] | None:
        """Two words typed as one that nobody knows: `wakeup`, `tofucking`."""
        if not 3 < len(word) <= MAX_TYPO or not word.isalpha() or self._tables.whole(word):
            return None
        found = self._cuts(word)
        seen = [one for one in found if self._context.together(*one)]
        return min(seen or found, key=lambda one: min(map(len, one)) < 2, default=None)

    def _cuts(self, word: str) -> list[tuple[str, str]]:
        known = self._pieces.words
        return [
            (word[:at], word[at:])
            for at in self._pieces.ends(word, 0)
            if word[at:] in known and word[at:] not in ENDINGS
        ]
