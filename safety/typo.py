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


FAR: Final = 1 << 32
"""What a key that is not beside the right one makes a word less likely, more than any rank."""

OTHER: Final = 2 * FAR
"""The same for another first letter."""


class Near:
    """The known words, to be found by what was typed instead."""

    def __init__(self, words: Iterable[str], weights: Mapping[str, int]) -> None:
        ranked = sorted(words, key=lambda one: (-weights.get(one, 0), one))
        self._ranks = {word: rank for rank, word in enumerate(ranked)}
        self._longest = max(map(len, ranked), default=0)

    def among(self, words: Iterable[str]) -> "Near":
        """Those of some words that are known, in the same order of likelihood."""
        known = [one for one in words if one in self._ranks]
        return Near(known, {one: -self._ranks[one] for one in known})

    def find(self, word: str) -> list[str]:
        """The words meant, the likeliest first: same first letter, next key, the commoner."""
        found = self.unlikely(word)
        return sorted(found, key=found.__getitem__)

    def unlikely(self, word: str) -> dict[str, int]:
        """The words meant, and how unlikely each is."""
        size, get = len(word), self._index.get
        if size > self._longest + 1:
            return {}
        half = size // 2
        first_half, last_half = self._halves
        start = 0 if word[half + 1 :] in last_half else half
        stop = size if word[:half] in first_half else half
        found = dict.fromkeys(get(word, ()), 0)
        shorter = [
            (at, head, tail, targets)
            for at in range(start, stop)
            if (targets := get((head := word[:at]) + (tail := word[at + 1 :])))
        ]
        for at, head, tail, targets in shorter:
            for target in targets:
                if len(target) < size:
                    found[target] = 0
                elif target.startswith(head):
                    if target.endswith(tail):
                        found[target] = FAR * (target[at] not in _NEIGHBOURS.get(word[at], ()))
                    elif tail and target[at:] == tail[0] + word[at] + tail[1:]:
                        found[target] = 0
        found.pop(word, None)
        if not found:
            return {}
        first, ranks = word[:1], self._ranks
        return {one: ranks[one] + far + OTHER * (one[:1] != first) for one, far in found.items()}

    @cached_property
    def _halves(self) -> tuple[frozenset[str], frozenset[str]]:
        """What the words begin and end with, as far as one mistake leaves it as it is."""
        first, last = set(), set()
        for word in self._ranks:
            for size in (len(word) - 1, len(word), len(word) + 1):
                first.add(word[: size // 2])
                last.add(word[len(word) - (size - 1) // 2 :])
        return frozenset(first), frozenset(last)

    @cached_property
    def _index(self) -> dict[str, tuple[str, ...]]:
        """The words by themselves and by what is left of them without one letter."""
        found: dict[str, tuple[str, ...]] = {}
        for word in self._ranks:
            for form in {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}:
                found[form] = (*found.get(form, ()), word)
        return found


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
