"""The words of a message as they were meant: slang, spaced letters, leetspeak, typos, emoji.

The likeliest reading comes out, with the other words that each word may be; the same with other
spaces, and with slang as it was said; and the likeliest with emoji as words.
"""

from collections.abc import Mapping
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from safety.glued import MOST_ODD, Budget
from safety.repair import Repairs
from safety.second import Second, Ways
from safety.tokens import Kind, Pieces, Placed
from safety.unit import Unit, many, placed

END: Final = "."
QUESTION: Final = "?"
MIN_SPACED: Final = 3
MAX_APART: Final = 4
MAX_RUN: Final = 80

MOST_REPAIRED: Final = 50
"""So many different words that nobody knows are repaired from the beginning of a message, and as
many from its end. Of 700 words that people write far fewer are unknown (an estimate, not measured);
where more than 100 are, it is another language, and those between are read as written and as slang.
"""


def mark(kind: Kind) -> str:
    """The sign for the end of a sentence."""
    return END if kind == "end" else QUESTION


class Reading(NamedTuple):
    """The words of a message, and what else they may be, by their numbers."""

    placed: list[Placed]
    ways: Ways


def meant(
    pieces: Pieces, repairs: Repairs, emoji: Mapping[str, str]
) -> tuple[list[Reading], list[Placed] | None]:
    """The likeliest reading, with other spaces, with slang kept; the likeliest with emoji."""
    reader = _Reader(pieces, repairs, emoji)
    reader.read()
    second = Second(reader.units, repairs)
    every = [reader.units, second.respaced(), second.as_said()]
    readings = [Reading(placed(one), second.ways(one)) for one in every if one is not None]
    return readings, reader.pictured()


def _signs(text: str, emoji: Mapping[str, str]) -> list[Placed]:
    """The words of a run of emoji, each once, and where in the run its sign stands."""
    if whole := emoji.get(text):
        return [(whole, 0, len(text))]
    found: dict[str, int] = {}
    for at, word in enumerate(map(emoji.get, text)):
        if word and word not in found:
            found[word] = at
    return [(word, at, at + 1) for word, at in found.items()]


class _Reader:
    def __init__(self, pieces: Pieces, repairs: Repairs, emoji: Mapping[str, str]) -> None:
        self.units: list[Unit] = []
        self._pieces = pieces
        self._repairs = repairs
        self._emoji = emoji
        self._signs: dict[str, list[Placed]] = {}
        self._pictures: dict[tuple[int, str], Placed] = {}
        self._as_it_is: frozenset[str] = frozenset()
        self._memo: dict[str, tuple[str, ...]] = {}
        self._joined: dict[tuple[str, str], str | None] = {}
        self._spelled: dict[str, tuple[str, ...]] = {}
        self._odd = Budget(MOST_ODD)

    def read(self) -> None:
        """Read what needs a closer look; the words between are taken as they are."""
        units, pieces = self.units, self._pieces
        words, size = pieces.words, len(pieces)
        if size > 2 * MOST_REPAIRED:
            self._leave()
        alone = zip(words, strict=True)
        as_typed = [*many(zip(words, alone, pieces.starts, pieces.ends, strict=True))]
        beside, at = self._beside(), 0
        for stop in self._unclear(beside):
            if at < stop:
                units += as_typed[at:stop]
                at = stop
            if at == stop < size:
                at = self._closer(at)
                while at < size and beside[at] != (units[-1].typed if units else ""):
                    at = self._closer(at)

    def _beside(self) -> list[str]:
        """The word before each piece; an emoji is none, and none stands behind an end."""
        words, kinds, texts = self._pieces.words, self._pieces.kinds, self._pieces.texts
        if "emoji" not in kinds.values():
            return ["", *words][:-1]
        found, last = [], ""
        for word, text in zip(words, texts, strict=True):
            found.append(last)
            if word or kinds[text] != "emoji":
                last = word
        return found

    def _unclear(self, beside: list[str]) -> list[int]:
        """The places of what is more than a word that is known, and the end."""
        words, repairs = self._pieces.words, self._repairs
        odd = {*words} - repairs.settled - self._as_it_is
        found = {at for at, word in enumerate(words) if word in odd}
        single = [at for at, one in enumerate(self._pieces.texts) if len(one) == 1]
        found.update(at for at, after in pairwise(single) if after == at + 1)
        pairs = [before and before + word for before, word in zip(beside, words, strict=True)]
        if whole := repairs.whole_words.intersection(pairs):
            found.update(at for at, both in enumerate(pairs) if both in whole)
        return [*sorted(found), len(words)]

    def _closer(self, at: int) -> int:
        """Read one piece, or a run of single letters; where to go on."""
        pieces = self._pieces
        text, word = pieces.texts[at], pieces.words[at]
        kind = "word" if word else pieces.kinds[text]
        if kind == "emoji":
            self._picture(text, pieces.starts[at])
        elif kind != "word":
            self.units.append(Unit("", (mark(kind),), pieces.starts[at], pieces.ends[at]))
        else:
            run = _spaced(pieces, at) if len(text) == 1 else []
            if run:
                self._unspaced(run)
                return run[-1] + 1
            word = word or pieces.folded[text]
            if word:
                self._word(word, at)
        return at + 1

    def _leave(self) -> None:
        """Settle by a glance what is one unknown word too many."""
        every, settled = dict.fromkeys(self._pieces.folded.values()), self._repairs.settled
        unknown = [one for one in every if one not in settled]
        left = unknown[MOST_REPAIRED:-MOST_REPAIRED]
        self._memo = self._repairs.glances(left)
        self._as_it_is = frozenset(left).difference(self._memo, ("",))

    def _picture(self, text: str, start: int) -> None:
        """Each sign once between two words: ten of them say no more than one."""
        signs = self._signs.get(text)
        if signs is None:
            signs = self._signs[text] = _signs(text, self._emoji)
        where, pictures = len(self.units), self._pictures
        for word, first, last in signs:
            if (where, word) not in pictures:
                pictures[where, word] = (word, start + first, start + last)

    def _word(self, word: str, at: int) -> None:
        units, pieces = self.units, self._pieces
        before = units[-1].typed if units else ""
        if before and before + word in self._repairs.whole_words:
            both = self._join(before, word)
            if both:
                units[-1] = Unit(both, (both,), units[-1].start, pieces.ends[at])
                return
        read = self._memo.get(word)
        if read is None:
            read = self._memo[word] = self._repaired(word)
        if not pieces.words[at] and read == (word,) and len(parts := pieces.parts(at)) > 1:
            units += many([(one, (one,), start, end) for one, start, end in parts if one])
            return
        units.append(Unit(word, read, pieces.starts[at], pieces.ends[at]))

    def _join(self, first: str, second: str) -> str | None:
        key = (first, second)
        if key not in self._joined:
            self._joined[key] = self._repairs.joined(first, second)
        return self._joined[key]

    def _repaired(self, word: str) -> tuple[str, ...]:
        repairs = self._repairs
        if word in repairs.settled or word in self._as_it_is:
            return (word,)
        read = repairs.repair(word, self._odd)
        if read == (word,) and not repairs.begun(word):
            return repairs.two(word) or read
        return read

    def _unspaced(self, run: list[int]) -> None:
        """The words that single letters spell; the letters themselves if they spell none."""
        pieces = self._pieces
        starts, ends, words = pieces.starts, pieces.ends, pieces.words
        gaps = [starts[after] - ends[before] for before, after in pairwise(run)]
        narrow = min(gaps)
        wide = [at for at, gap in enumerate(gaps, 1) if gap > narrow]
        for first, last in pairwise([0, *wide, len(run)]):
            group = run[first:last]
            word = "".join([words[at] for at in group])
            spelled = self._spelled.get(word)
            if spelled is None:
                found = (one for one in self._repairs.repair(word) if one)
                spelled = self._spelled[word] = tuple(found)
            if spelled:
                self.units.append(Unit(word, spelled, starts[group[0]], ends[group[-1]]))

    def pictured(self) -> list[Placed] | None:
        """The units with a word for each emoji that has one."""
        if not self._pictures:
            return None
        words = placed(self.units)
        begins = [*accumulate([len(one.words) for one in self.units], initial=0)]
        found, done = list[Placed](), 0
        for (where, _), picture in self._pictures.items():
            at = begins[where]
            found += words[done:at]
            found.append(picture)
            done = at
        return found + words[done:]


def _spaced(pieces: Pieces, at: int) -> list[int]:
    """The places of a run of single letters, close to each other: `k . m . s`."""
    run: list[int] = []
    kinds, stop, end = pieces.kinds, at + MAX_RUN, pieces.starts[at]
    here = zip(pieces.texts[at:stop], pieces.starts[at:stop], strict=True)
    for number, (text, start) in enumerate(here, at):
        if len(text) != 1:
            break
        if kinds[text] == "word":
            if start - end > MAX_APART:
                break
            run.append(number)
            end = start + 1
        elif not run or kinds[text] != "end":
            break
    return run if len(run) >= MIN_SPACED else []
