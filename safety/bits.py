"""Which phrases may stand in a sentence, and where they would begin, worked out in Python.

Each phrase has a number, and a set of phrases is one whole number with a bit for each. Under each
word stand the phrases that can begin with it, that need it right behind, or not far behind, or
somewhere. So a few `and` and `or` for each word of a message tell where which phrases have words
enough, however many phrases there are; only these are looked at one by one.

`safety.seek` does the same in machine code, where it could be compiled (see `safety.lookup`).
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import and_, or_
from typing import Any, Final, TypeAlias

from safety.names import Names
from safety.need import Need, Place, Step, place, split
from safety.pattern import MAX_WIDTH, Pattern
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

May: TypeAlias = tuple[int, int, list[int]]
"""The number of a phrase, of a sentence in which it may stand, and of the words to begin at."""

Shelved: TypeAlias = tuple[int, ...]
"""Of a word: the phrases that can begin with it, and those on each shelf that need it."""


class Bits:
    """Phrases by their words.

    Args:
        patterns: The phrases and their ranks. Their numbers are short for what comes first.

    Attributes:
        everywhere: What those begin with that are found wherever they may begin, new or not.
    """

    def __init__(self, patterns: Iterable[tuple[Pattern, int]]) -> None:
        self._ranks: list[int] = []
        self._needs: list[tuple[Place, ...]] = []
        self._shelves: dict[str, tuple[array[int], ...]] = {}
        self._free = [0] * len(SHELVES)
        self._wider = [0] * (MAX_WIDTH + 1)
        self.everywhere: dict[int, Need] = {}
        for number, (pattern, rank) in enumerate(patterns):
            self._ranks.append(rank)
            first, rest = split(pattern.steps)
            self._needs.append(tuple(map(place, rest)))
            if pattern.width > MAX_WIDTH:
                self.everywhere[number] = first.need
                continue
            self._file(number, 0, first)
            self._shelve(number, rest)
            for width in range(pattern.width + 1):
                self._wider[width] |= 1 << number
        self._ready: dict[str, Shelved] = {}
        self._sets: dict[int, int] = {}
        self._words = frozenset(self._shelves)
        self.size = len(self._ranks)

    def _shelve(self, number: int, left: list[Step]) -> None:
        """File a phrase under the words of a need for each shelf."""
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

    def look(self, sentences: Sequence[Sentence]) -> "Look":
        """Sentences in which to look for them."""
        return Look(self, sentences)

    def find(self, sentences: Sequence[Sentence]) -> Iterator[May]:
        """The numbers of phrases, of the sentences in which they may stand, and where."""
        for at, sentence in enumerate(sentences):
            for number, may_begin in self._may_stand(sentence).items():
                begins = sentence.having(self._needs[number], may_begin)
                if begins:
                    yield number, at, begins

    def rank(self, number: int) -> int:
        """The rank of a phrase."""
        return self._ranks[number]

    def in_order(self, every: Iterable[May]) -> list[May]:
        """Phrases in order of their ranks, then of sentences."""
        return sorted(every, key=lambda one: (self._ranks[one[0]], one[1], one[0]))

    def _may_stand(self, sentence: Sentence) -> dict[int, list[int]]:
        """The numbers of phrases that may stand in a sentence, and the words to begin at."""
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
            others = names.others(new)
            for word in new & others.keys():
                for other in self._words.intersection(others[word]):
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


class Look:
    """Some sentences, to be looked through for phrases of these ranks or those.

    All phrases are looked for at once when the first are asked for.

    Args:
        phrases: The phrases.
        sentences: Where to look for them.
    """

    def __init__(self, phrases: Bits, sentences: Sequence[Sentence]) -> None:
        self._phrases = phrases
        self._sentences = sentences

    @cached_property
    def _found(self) -> Mapping[int, list[May]]:
        """What may stand there, by the numbers of the phrases."""
        found: dict[int, list[May]] = {}
        for one in self._phrases.find(self._sentences):
            found.setdefault(one[0], []).append(one)
        return found

    def of(self, ranks: int, first: int, last: int) -> list[May]:
        """Of the phrases from one to before another those of some ranks that may stand there."""
        asked, rank = range(first, last), self._phrases.rank
        everywhere = [
            one for one in _few(asked, self._phrases.everywhere) if ranks >> rank(one) & 1
        ]
        every = [one for number in everywhere for one in self._beginning(number)]
        if len(everywhere) < len(asked):
            found = self._found
            numbers = (one for one in _few(asked, found) if ranks >> rank(one) & 1)
            every += [one for number in numbers for one in found[number]]
        return self._phrases.in_order(every)

    def _beginning(self, number: int) -> Iterator[May]:
        """Where a phrase may begin, wherever that is."""
        need = self._phrases.everywhere[number]
        for at, one in enumerate(self._sentences):
            words = range(len(one.words))
            if begins := [word for word in words if not one.lacks(need, word, word + 1)]:
                yield number, at, begins


def _few(asked: range, there: Mapping[int, Any]) -> Iterator[int]:
    """Those of some numbers that are there."""
    if len(asked) < len(there):
        return (one for one in asked if one in there)
    return (one for one in there if one in asked)


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
