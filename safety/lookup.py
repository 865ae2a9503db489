"""Which phrases may stand in sentences: in machine code where it was compiled, or else in Python.

`safety/native` is compiled when Mooring is installed, if there is a C compiler. Without it the same
is found by `safety.bits`, which takes two thirds longer for a short message, and three to four
times as long for a very long one.
"""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol, TypeAlias

from safety.bits import Bits, May
from safety.names import Names
from safety.need import HEADS, Beginnings, Need, split
from safety.pattern import Pattern
from safety.sentence import Sentence

try:
    from safety.seek import Table

    COMPILED = True
except ImportError:  # there was no compiler
    COMPILED = False

Numbers: TypeAlias = "array[int]"


class Look(Protocol):
    """Some sentences, to be looked through for phrases of these ranks or those."""

    def of(self, ranks: int, first: int, last: int) -> list[May]:
        """The phrases that may stand there, in order of their ranks.

        Those of a rank come in order of sentences, those of a sentence in order of their numbers.

        Args:
            ranks: The ranks of the phrases to look for, a bit each.
            first: The first of the phrases to look for.
            last: The phrase behind the last.
        """


class Lookup(Protocol):
    """Phrases, to be found by their numbers."""

    size: int
    """How many they are."""

    def look(self, sentences: Sequence[Sentence]) -> Look:
        """Sentences in which to look for them."""


Ranked: TypeAlias = tuple[Pattern, int]
"""A phrase and its rank, the lowest of which comes first."""

Way: TypeAlias = Callable[[Iterable[Ranked]], Lookup]
"""Makes phrases ready to be looked up."""


def quickest(heads: Beginnings) -> Way:
    """The quicker of the two ways that there is, for all phrases of a lexicon.

    Args:
        heads: The beginnings of words that they name.
    """
    return partial(Seek, words=Words(heads)) if COMPILED else Bits


class Words:
    """The numbers of words, for all phrases of a lexicon the same.

    Args:
        heads: The beginnings of words that they name.
    """

    def __init__(self, heads: Beginnings) -> None:
        self._heads = heads
        self._numbers: dict[str, tuple[int, ...]] = {}

    def number(self, word: str) -> int:
        """The number of a word; a new one if it has none."""
        if word not in self._numbers:
            own = len(self._numbers)
            self._numbers[word] = (own,)
            if word[-1] not in HEADS:
                others = self._heads.among([word]).get(word, ())
                self._numbers[word] = (own, *map(self.number, others))
        return self._numbers[word][0]

    def of(self, sentence: Sentence) -> list[tuple[int, ...]]:
        """The numbers of each word of a sentence, by whatever it is called or may be."""
        found: list[tuple[int, ...]] | None = sentence.known.get(self)
        if found is None:
            names = sentence.names
            for others in sentence.ways.values():
                names.words.update(others)
            known = self._of(names)
            found = sentence.known[self] = [known[word] for word in sentence.words]
            for at, others in sentence.ways.items():
                found[at] = sum([known[other] for other in others], found[at])
        return found

    def _of(self, names: Names) -> Mapping[str, tuple[int, ...]]:
        """The numbers of each word of a message, looked up once.

        Those of a word that phrases name were worked out with its number.
        """
        known: dict[str, tuple[int, ...]] = names.known.setdefault(self, {})
        if len(known) < len(names.words):
            new, get = names.words - known.keys(), self._numbers.get
            known |= {word: get(word, ()) for word in new}
            odd = {word for word in new if not known[word]}
            others = names.others(odd)
            for word in odd & others.keys():
                known[word] = sum([get(one, ()) for one in others[word]], ())
        return known


class Seek:
    """Phrases by their words, as arrays of numbers for `safety.seek`.

    Args:
        patterns: The phrases and their ranks.
        words: The numbers of their words.
    """

    def __init__(self, patterns: Iterable[Ranked], words: Words) -> None:
        self._words = words
        needs: dict[Need, int] = {}
        under: dict[int, list[int]] = {}
        firsts, steps, step_from = array("i"), array("i"), array("i", [0])
        widths, ranks = array("i"), array("i")
        for pattern, rank in patterns:
            first, rest = split(pattern.steps)
            firsts.append(self._file(first.need, needs, under))
            for step in rest:
                number = self._file(step.need, needs, under)
                steps.extend((number, step.low, step.low + step.spread + 1))
            step_from.append(len(steps) // 3)
            widths.append(pattern.width)
            ranks.append(rank)
        need_from, each = _joined(under, 1 + max([-1, *under]))
        self.size = len(ranks)
        self._arrays = (need_from, each, firsts, step_from, steps, widths, ranks)
        self._table = Table(*self._arrays)

    def __getstate__(self) -> dict[str, Any]:
        return {"_words": self._words, "_arrays": self._arrays, "size": self.size}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        self.__dict__ |= kept
        self._table = Table(*self._arrays)

    def _file(self, need: Need, needs: dict[Need, int], under: dict[int, list[int]]) -> int:
        """The number of a need; a new one is filed under its words."""
        if need not in needs:
            needs[need] = len(needs)
            for word in need.words:
                under.setdefault(self._words.number(word), []).append(needs[need])
        return needs[need]

    def look(self, sentences: Sequence[Sentence]) -> Look:
        """Sentences in which to look for them."""
        found: Look = self._table.look([(self._words.of(one), one.ahead) for one in sentences])
        return found


def _joined(each: Mapping[int, list[int]], size: int) -> tuple[Numbers, Numbers]:
    """Lists one behind the other, as many as asked for, and where each of them begins."""
    starts, every = array("i", [0]), array("i")
    for at in range(size):
        every.extend(each.get(at, ()))
        starts.append(len(every))
    return starts, every
