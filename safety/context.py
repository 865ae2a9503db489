"""Which words stand beside which in the examples and the phrases of the rules.

A word that is right in itself ("fish") is read as another ("wish") only if that other one has
been seen after the word before it and before the word after it.
"""

from collections.abc import Iterable
from itertools import chain, pairwise
from typing import Final

EDGE: Final = ""
"""Stands for the beginning and the end of a sentence."""

ANY_NUMBER: Final = "#"
"""Stands for a number, whichever it is."""

_NONE: Final[frozenset[str]] = frozenset()


class Context:
    """The neighbours of words, learnt from sentences, and more loosely from pairs."""

    def __init__(
        self, sentences: Iterable[list[str]], pairs: Iterable[tuple[str, str]] = ()
    ) -> None:
        said = [[ANY_NUMBER if one.isdecimal() else one for one in line] for line in sentences]
        seen = [pair for words in said for pair in pairwise([EDGE, *words, EDGE])]
        self._said = _Beside(seen)
        self._three = frozenset(
            three
            for words in ([EDGE, *one, EDGE] for one in said)
            for three in zip(words, words[1:], words[2:], strict=False)
        )
        self._written = _Beside(chain(seen, pairs))

    def said(self, before: str, after: str) -> frozenset[str]:
        """The words that stand between these in a sentence: good enough to doubt a real word."""
        return self._said.between(before, after)

    def written(self, before: str, after: str) -> frozenset[str]:
        """The words that a sentence or a phrase lets stand between these."""
        return self._written.between(before, after)

    def seen(self, first: str, second: str) -> bool:
        """Whether a sentence has the one right before the other."""
        return second in self._said.after.get(first, _NONE)

    def beside(self, first: str, last: str) -> frozenset[str]:
        """The words that a sentence has after the one or before the other."""
        said = self._said
        return said.after.get(first, _NONE) | said.before.get(last, _NONE)

    def three(self, first: str, second: str, third: str) -> bool:
        """Whether a sentence has these one after another."""
        return (first, second, third) in self._three

    def together(self, first: str, second: str) -> bool:
        """Whether the one can stand right before the other."""
        return second in self._written.after.get(first, _NONE)


class _Beside:
    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        after: dict[str, set[str]] = {}
        before: dict[str, set[str]] = {}
        for first, second in pairs:
            after.setdefault(first, set()).add(second)
            before.setdefault(second, set()).add(first)
        self.after = {word: frozenset(found) for word, found in after.items()}
        self.before = {word: frozenset(found) for word, found in before.items()}

    def between(self, before: str, after: str) -> frozenset[str]:
        if before == after == EDGE:
            return _NONE
        first, last = self.after.get(before), self.before.get(after)
        return first & last if first and last else _NONE
