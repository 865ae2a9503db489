"""A sentence as rules look at it: its words, and where each of them stands."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from itertools import accumulate, chain
from operator import add
from typing import Any, Final

from safety.names import Names
from safety.need import Need, Place
from safety.pattern import MAX_WIDTH

NEVER: Final = MAX_WIDTH + 1
"""So many words ahead is farther than a phrase can reach."""

WINDOW: Final = 160
"""How many characters before a hit, and behind it, count as its context."""

AROUND: Final = 2 * MAX_WIDTH
"""So many words around a new one can matter at least: those of a phrase, of an idiom over it."""

_RUN: Final = re.compile(b"\x01+")

NO_WAYS: Final[Mapping[int, Iterable[str]]] = {}

LONG: Final = 4 * MAX_WIDTH
"""From so many words on a sentence may be one that says the same over and over."""

OFTEN: Final = 4
"""It does if each of its words stands there so often, on the average."""


class Sentence:
    """A stretch of the matchable text, and its words for a quick look before matching.

    Attributes:
        start: Where it begins in the matchable text, with the space before its first word.
        starts: Where the space before each word stands there.
        words: Its words.
        names: What its words are called.
        ways: At the places of odd words, what else they may be; a phrase may use it.
        known: What was worked out about the sentence before, by whoever asked.

    Args:
        starts: Where the space before each word stands in the matchable text.
        words: The words.
        new: The numbers of the words that were not in an earlier form of the message, in order;
            None if all are new.
    """

    def __init__(
        self,
        starts: list[int],
        words: list[str],
        new: list[int] | None,
        names: Names,
        ways: Mapping[int, Iterable[str]] = NO_WAYS,
    ) -> None:
        self.start = start = starts[0]
        self.starts = starts
        self.ways = ways
        self.words = words
        self.text = f" {' '.join(words)} "
        self.end = start + len(self.text)
        self.known: dict[Any, Any] = {}
        self.names = names
        self._new = new

    def renew(self) -> None:
        """Look at all places again: a word read otherwise may deny no more."""
        self._new = None

    @cached_property
    def ahead(self) -> list[int]:
        """How many words from each on come to something new: 1 if it is new itself.

        More than a phrase can have where none may begin: the same was said before.
        """
        size = len(self.words)
        if self._new is None:
            found = [1] * size
        else:
            found, before = list[int](), -1
            for at in self._new:
                near = min(at - before, MAX_WIDTH)
                found += [NEVER] * (at - before - near)
                found += range(near, 0, -1)
                before = at
            found += [NEVER] * (size - len(found))
        for at in self._said_before():
            found[at] = NEVER
        return found

    def _said_before(self) -> Iterable[int]:
        """The places around which, as far as a phrase can reach, stands what stood so before."""
        words = self.words
        if len(words) < LONG or OFTEN * len(names := dict.fromkeys(words)) > len(words):
            return ()
        sign = {word: chr(number) for number, word in enumerate(names)}
        said = "".join([sign[word] for word in words])
        around = [said[max(0, at - MAX_WIDTH) : at + MAX_WIDTH] for at in range(len(words))]
        first = dict(zip(reversed(around), reversed(range(len(words))), strict=True))
        return [at for at, one in enumerate(around) if first[one] != at]

    @cached_property
    def runs(self) -> list[tuple[int, int]]:
        """From where to where a phrase may begin that reaches something new."""
        may = bytes(map(NEVER.__gt__, self.ahead))
        return [one.span() for one in _RUN.finditer(may)]

    def having(self, places: Iterable[Place], begins: Iterable[int]) -> list[int]:
        """Those of some words from which on, at each of the places, stands what is needed there."""
        found, words, ways = [], self.words, bool(self.ways)
        for begin in begins:
            for one in places:
                first, last = begin + one.low, begin + one.past
                if one.words.isdisjoint(words[first:last]) and (
                    not (ways or one.need.heads) or self.lacks(one.need, first, last)
                ):
                    break
            else:
                found.append(begin)
        return found

    def lacks(self, need: Need, first: int, last: int) -> bool:
        """Whether from one word to before another none stands that is needed."""
        needed, there = need.words, self.words[first:last]
        if not needed.isdisjoint(there):
            return False
        more = self._more if need.heads or self.ways else {}
        return all(needed.isdisjoint(more[at]) for at in range(first, last) if at in more)

    @cached_property
    def _more(self) -> Mapping[int, Collection[str]]:
        """What else each word is called, or may be, by its number."""
        ways, called = self.ways, self.names.others({*self.words}.union(*self.ways.values()))
        found: dict[int, Collection[str]] = {
            at: called[word] for at, word in enumerate(self.words) if word in called
        }
        for at, words in ways.items():
            every = ((word, *called.get(word, ())) for word in words)
            found[at] = {*found.get(at, ()), *chain.from_iterable(every)}
        return found

    def number(self, at: int) -> int:
        """The number of the word that begins at a place of the text, or of the next one."""
        return bisect_left(self.starts, at)

    def back(self, at: int, words: int) -> int:
        """The place so many words before a place of the text, or the start."""
        number = bisect_left(self.starts, at) - words
        return self.starts[number] if number > 0 else self.start


def starts(words: list[str], first: int) -> list[int]:
    """Where each of some words begins, the first at a place, and where one more would."""
    return [*map(add, accumulate(map(len, words), initial=first), range(len(words) + 1))]


def stretches(words: list[str], new: list[int]) -> list[tuple[int, int]]:
    """From where to where a sentence says something new, with all that tells what it says.

    Of a long sentence in which two words are read otherwise the rest was looked at before.

    Args:
        words: Its words.
        new: The numbers of those that are new, in order.
    """
    if not new or len(words) <= AROUND * len(new):
        return [(0, len(words))] if new else []
    place = starts(words, 0)
    found: list[tuple[int, int]] = []
    for at in new:
        first, last = max(0, at - MAX_WIDTH), min(len(words), at + MAX_WIDTH)
        first = min(first - MAX_WIDTH, bisect_left(place, place[first] - WINDOW))
        last = max(last + MAX_WIDTH, bisect_right(place, place[last] + WINDOW))
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], min(len(words), last)
        else:
            found.append((max(0, first), min(len(words), last)))
    return found
