"""Thousands of phrases at once: which of them may stand in a sentence, and where they would begin.

Each phrase has a number, and a set of phrases is one whole number with a bit for each. Under each
word stand the phrases that can begin with it, that need it right behind, or not far behind, or
somewhere. So a few `and` and `or` for each word of a message tell where which phrases have words
enough, however many phrases there are; only these are looked at one by one.
"""

from array import array
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from operator import and_, or_
from typing import Any, Final, Generic, NamedTuple, TypeAlias, TypeVar

from safety.compile import MAX_WIDTH, Pattern
from safety.names import Names
from safety.need import Place, Step, place
from safety.sentence import Sentence

NEXT: Final = (1, 1)
NEAR: Final = (0, 3)
MIDDLE: Final = (0, 7)
FAR: Final = (0, MAX_WIDTH - 1)
SHELVES: Final = (NEXT, NEAR, MIDDLE, FAR)
"""How far behind its beginning a phrase needs a word, from and to. Each phrase stands on a shelf
with the rarest of its needs that is not on a narrower one."""

BLOCK: Final = 4
"""Words are taken together by so many where it matters little where one stands."""

NONE: Final = (0,) * (1 + len(SHELVES))

Shelved: TypeAlias = tuple[int, ...]
"""Of a word: the phrases that can begin with it, and those on each shelf that need it."""

Entry = TypeVar("Entry")


class Filed(NamedTuple, Generic[Entry]):
    """What is found by a phrase, its kinds; what it needs behind its first word, and where."""

    entry: Entry
    kinds: tuple[Hashable, ...]
    needs: tuple[Place, ...]


class Catalogue(Generic[Entry]):
    """Phrases by their words.

    Args:
        entries: What to find, the phrase to find it by, its rank (the lowest is found first), and
            the kinds of thing that it is. Numbers are short for what comes first.
    """

    def __init__(self, entries: Iterable[tuple[Entry, Pattern, int, tuple[Hashable, ...]]]) -> None:
        self._filed: list[Filed[Entry]] = []
        self._ranks: list[int] = []
        self._shelves: dict[str, tuple[array[int], ...]] = {}
        self._free = [0] * len(SHELVES)
        self._wider = [0] * (MAX_WIDTH + 1)
        for number, (entry, pattern, rank, kinds) in enumerate(entries):
            first, *rest = sorted(pattern.steps, key=_not_first)
            self._filed.append(Filed(entry, kinds, tuple(map(place, rest))))
            self._ranks.append(rank)
            self._file(number, 0, first)
            self._shelve(number, rest)
            for width in range(pattern.width + 1):
                self._wider[width] |= 1 << number
        self._ready: dict[str, Shelved] = {}
        self._sets: dict[int, int] = {}
        self._words = frozenset(self._shelves)

    def _shelve(self, number: int, left: list[Step]) -> None:
        """File a phrase under the words of a need for each shelf."""
        left = left[:]
        for shelf, (low, high) in enumerate(SHELVES):
            fits = (one for one in left if low <= one.low and one.low + one.spread <= high)
            step = next(fits, None)
            if step is None:
                self._free[shelf] |= 1 << number
            else:
                left.remove(step)
                self._file(number, 1 + shelf, step)

    def _file(self, number: int, shelf: int, step: Step) -> None:
        for word in step.need.words:
            if word not in self._shelves:
                self._shelves[word] = tuple(array("I") for _ in NONE)
            self._shelves[word][shelf].append(number)

    def find(
        self, sentences: Sequence[Sentence], enough: Set[Hashable] = frozenset()
    ) -> Iterator[tuple[Entry, int, list[int]]]:
        """Phrases that may stand in some sentences, in order of their ranks.

        Each with the number of its sentence, and of the words that it may begin at there. Those of
        which there is `enough` by then are left out.
        """
        found: list[tuple[int, int, int, list[int]]] = []
        for at, sentence in enumerate(sentences):
            for number, begins in self._may_stand(sentence).items():
                found.append((self._ranks[number], at, number, begins))
        for _, at, number, may_begin in sorted(found):
            one = self._filed[number]
            if enough and not enough.isdisjoint(one.kinds):
                continue
            begins = sentences[at].having(one.needs, may_begin)
            if begins:
                yield one.entry, at, begins

    def _may_stand(self, sentence: Sentence) -> dict[int, list[int]]:
        """The numbers of phrases that may stand in a sentence, and of the words to begin at."""
        found: dict[int, list[int]] = {}
        for start, stop in sentence.runs:
            for at, phrases in self._begin(sentence, start, stop):
                left = phrases
                while left:
                    number = left.bit_length() - 1
                    left ^= 1 << number
                    if number in found:
                        found[number].append(at)
                    else:
                        found[number] = [at]
        return found

    def _begin(self, sentence: Sentence, start: int, stop: int) -> Iterator[tuple[int, int]]:
        """The places of a run at which phrases may begin, and which phrases, a bit each."""
        rows = self._rows(sentence, start, stop + MAX_WIDTH)
        first, nexts, near, middle, far = zip(*rows, strict=True)
        ahead, wider = sentence.ahead, self._wider
        free_next, free_near, free_middle, free_far = self._free
        some = _blocks(middle, free_middle, 1 + MIDDLE[1] // BLOCK)
        many = _blocks(far, free_far, 1 + FAR[1] // BLOCK)
        around = [*map(and_, some, many)]
        after, behind = (*nexts[1:], 0), (*near, 0, 0, 0)
        for at in range(stop - start):
            phrases = first[at] & around[at // BLOCK]
            if not phrases:
                continue
            phrases = phrases & free_next | phrases & after[at]
            if not phrases:
                continue
            a, b, c, d = behind[at : at + 1 + NEAR[1]]
            phrases = phrases & free_near | phrases & a | phrases & b | phrases & c | phrases & d
            phrases &= wider[ahead[start + at]]
            if phrases:
                yield start + at, phrases

    def _rows(self, sentence: Sentence, start: int, stop: int) -> list[Shelved]:
        """What stands under the words of a run; under all that a word may be together."""
        names = sentence.names
        known = self._known(names)
        rows = [known[word] for word in sentence.words[start:stop]]
        for at, others in sentence.ways.items():
            if start <= at < stop:
                names.words.update(others)
                known = self._known(names)
                for other in others:
                    rows[at - start] = _both(rows[at - start], known[other])
        return rows

    def _known(self, names: Names) -> Mapping[str, Shelved]:
        """What stands under each word of a message, looked up once."""
        known: dict[str, Any] = names.known.setdefault(self, {})
        if len(known) < len(names.words):
            new = names.words - known.keys()
            known |= dict.fromkeys(new, NONE)
            known |= {word: self._under(word) for word in self._words & new}
            for word, others in names.others(new).items():
                for other in self._words.intersection(others):
                    known[word] = _both(known[word], self._under(other))
        return known

    def _under(self, word: str) -> Shelved:
        """What stands under a word of a phrase; made when a message first has it.

        Most words of a list stand in the same phrases, so a set is kept once for all of them.
        """
        found = self._ready.get(word)
        if found is None:
            sets = map(_bits, self._shelves[word])
            found = self._ready[word] = tuple([self._sets.setdefault(one, one) for one in sets])
        return found


def _not_first(step: Step) -> bool:
    return (step.low, step.spread) != (0, 0)


def _both(one: Shelved, other: Shelved) -> Shelved:
    return tuple(map(or_, one, other))


def _bits(phrases: Iterable[int]) -> int:
    found = 0
    for number in phrases:
        found |= 1 << number
    return found


def _blocks(each: Sequence[int], free: int, reach: int) -> list[int]:
    """For each block of words what stands in it and in so many blocks behind, and what is free."""
    found = []
    for at in range(0, len(each), BLOCK):
        joined = 0
        for phrases in each[at : at + BLOCK]:
            joined |= phrases
        found.append(joined)
    done = 1
    while done <= reach:
        by = min(done, reach + 1 - done)
        found = [*map(or_, found, found[by:]), *found[-by:]]
        done += by
    return [one | free for one in found]
