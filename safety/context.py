"""Which words stand beside which in the examples of the rules.

A word that is right in itself ("fish") is read as another ("wish") only if that other one has
been seen after the word before it and before the word after it.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

EDGE: Final = ""
"""Stands for the beginning and the end of a sentence."""

_NONE: Final[frozenset[str]] = frozenset()


class Context:
    """The neighbours of words, learnt from sentences."""

    def __init__(self, sentences: Iterable[list[str]]) -> None:
        after: dict[str, set[str]] = {}
        before: dict[str, set[str]] = {}
        for words in sentences:
            line = [EDGE, *words, EDGE]
            for first, second in pairwise(line):
                after.setdefault(first, set()).add(second)
                before.setdefault(second, set()).add(first)
        self._after = {word: frozenset(found) for word, found in after.items()}
        self._before = {word: frozenset(found) for word, found in before.items()}

    def between(self, before: str, after: str) -> frozenset[str]:
        """The words seen after the one and before the other."""
        if before == after == EDGE:
            return _NONE
        first, last = self._after.get(before), self._before.get(after)
        return first & last if first and last else _NONE

    def together(self, first: str, second: str) -> bool:
        """Whether the one has been seen right before the other."""
        return second in self._after.get(first, _NONE)
