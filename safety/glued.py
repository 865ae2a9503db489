"""A run without spaces taken apart into known words: `iwanttodie`."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final

MIN_GLUED: Final = 6
MAX_GLUED: Final = 120
MAX_TYPO: Final = 24
"""Up to so many letters a word may have a typing mistake."""


class Glued:
    """The words that a run may be made of.

    Args:
        pieces: The words.
        telling: Those of which one must be in it, so that ordinary words are left whole.
        meanings: What slang stands for.
    """

    def __init__(
        self,
        pieces: frozenset[str],
        telling: frozenset[str],
        meanings: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._pieces = pieces
        self._telling = telling
        self._meanings = meanings
        self._longest = max(map(len, pieces), default=0)

    def apart(self, word: str) -> tuple[str, ...] | None:
        """A run as words, if all of it is known and some of it is risk; one letter may be odd."""
        word = word[:MAX_GLUED]
        if len(word) < MIN_GLUED or not word.isalnum() or not self._inside.search(word):
            return None
        found = self._fewest(word)
        if found is None and len(word) <= MAX_TYPO:
            shorter = (word[:at] + word[at + 1 :] for at in range(1, len(word) - 1))
            found = next(filter(None, map(self._fewest, shorter)), None)
        return found

    def _fewest(self, word: str) -> tuple[str, ...] | None:
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - self._longest), end):
                before, piece = best[start], word[start:end]
                if before is None or piece not in self._pieces or (start and len(piece) == 1):
                    continue
                found = (*before, piece)
                old = best[end]
                if old is None or len(found) < len(old):
                    best[end] = found
        pieces = best[-1]
        if pieces is None or not any(one in self._telling for one in pieces):
            return None
        return tuple(word for one in pieces for word in self._meanings.get(one, (one,)))

    @cached_property
    def _inside(self) -> re.Pattern[str]:
        """Whether a run holds any risk word at all, before it is taken apart."""
        words = sorted(one for one in self._telling if len(one) > 2)
        return re.compile("|".join(map(re.escape, words)) or "$^")
