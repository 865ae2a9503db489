"""Words that are one typing mistake away: a letter too many, too few, wrong, or two swapped.

The index is that of symmetric deletion (Garbe's SymSpell): each known word is filed under every
form of it with one letter left out, so a look-up costs one step a letter.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
"""The rows of a keyboard; neighbours are hit for one another."""

SHORT: Final = 3
"""Up to so many letters a word needs its neighbours' word for a repair that adds or drops one."""


class Near:
    """The known words, to be found by what was typed instead."""

    def __init__(self, words: Iterable[str], weights: Mapping[str, int]) -> None:
        self._words = sorted(words)
        self._weights = weights

    def find(self, word: str) -> list[str]:
        """The words meant, the likeliest first: same first letter, next key, the commoner."""
        get, found = self._index.get, {*self._index.get(word, ())}
        for at in range(len(word)):
            targets = get(word[:at] + word[at + 1 :])
            if targets:
                found.update(targets)
        if not found:
            return []
        meant = [one for one in found if one != word and near(word, one)]
        return sorted(meant, key=lambda one: self._unlikely(word, one))

    def _unlikely(self, word: str, target: str) -> tuple[bool, bool, int, str]:
        far = len(word) == len(target) and not slip(word, target)
        return word[:1] != target[:1], far, -self._weights.get(target, 0), target

    @cached_property
    def _index(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self._words:
            for form in _shorter(word):
                found.setdefault(form, []).append(word)
        return found


def _shorter(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def near(word: str, target: str) -> bool:
    """Whether one edit, or one swap of neighbours, makes the one of the other."""
    size = len(word)
    if size == len(target):
        wrong = [at for at in range(size) if word[at] != target[at]]
        return len(wrong) == 1 or (len(wrong) == 2 and _swapped(word, target, wrong))
    long, short = (word, target) if size > len(target) else (target, word)
    if len(long) - len(short) != 1:
        return False
    at = 0
    while at < len(short) and long[at] == short[at]:
        at += 1
    return long[at + 1 :] == short[at:]


def plausible(word: str, target: str) -> bool:
    """Whether a near word may be taken for it without a look at its neighbours.

    In short words a letter may be wrong but not missing: "de" is more often a word than a typo.
    """
    if len(word) == len(target):
        return len(word) > SHORT or word[0] == target[0] or sorted(word) == sorted(target)
    return min(len(word), len(target)) >= SHORT and len(word) > SHORT


def slip(word: str, target: str) -> bool:
    """Whether words of one length differ by a key beside the right one, or by a swap."""
    wrong = [at for at in range(len(word)) if word[at] != target[at]]
    return len(wrong) == 2 or (
        len(wrong) == 1 and target[wrong[0]] in _NEIGHBOURS.get(word[wrong[0]], ())
    )


def _swapped(word: str, target: str, wrong: list[int]) -> bool:
    first, second = wrong
    return second == first + 1 and word[first] == target[second] and word[second] == target[first]


def _neighbours() -> dict[str, frozenset[str]]:
    found = {}
    for row, keys in enumerate(KEYS):
        for at, key in enumerate(keys):
            around = set(keys[max(0, at - 1) : at + 2])
            for other in KEYS[max(0, row - 1) : row + 2]:
                around |= set(other[max(0, at - 1) : at + 2])
            found[key] = frozenset(around - {key})
    return found


_NEIGHBOURS: Final = _neighbours()
