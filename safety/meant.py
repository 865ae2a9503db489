"""The words of a message as they were meant: slang, spaced letters, leetspeak, typos, emoji.

The likeliest reading comes out, with the other words that each word may be; the same with other
spaces, and with slang as it was said; and the likeliest with emoji as words.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from safety.context import ANY_NUMBER, EDGE
from safety.doubt import Around, Way
from safety.fold import fold
from safety.glued import MOST_ODD, Budget
from safety.repair import Repairs
from safety.tokens import Pieces, Token, parts

Placed: TypeAlias = tuple[str, int, int]
"""A word, and where it began and ended in the message."""

Ways: TypeAlias = Mapping[int, Way]

END: Final = "."
QUESTION: Final = "?"
MIN_SPACED: Final = 3
MAX_APART: Final = 4
MAX_RUN: Final = 80
MAX_SECOND: Final = 250
"""Longer messages get no second reading: they say a thing more than once, and it costs a third."""


MOST_REPAIRED: Final = 80
"""So many different words that nobody knows are repaired from the beginning of a message, and as
many from its end. Of 700 words that people write far fewer are unknown (an estimate, not measured);
where more than 160 are, it is another language, and those between are read as written and as slang.
"""


class _Unit(NamedTuple):
    """A word as typed and the words it is read as; `typed` is empty for the end of a sentence."""

    typed: str
    words: tuple[str, ...]
    start: int
    end: int


def mark(token: Token) -> Placed:
    """The sign for the end of a sentence."""
    return (END if token.kind == "end" else QUESTION, token.start, token.end)


class Reading(NamedTuple):
    """The words of a message, and what else they may be, by their numbers."""

    placed: list[Placed]
    ways: Ways


def meant(
    pieces: Pieces, repairs: Repairs, emoji: Mapping[str, str]
) -> tuple[list[Reading], list[Placed] | None]:
    """The likeliest reading, with other spaces, with slang kept; the likeliest with emoji."""
    reader = _Reader(repairs, emoji)
    reader.read(pieces)
    every = [reader.units, reader.respaced(), reader.as_said()]
    readings = [Reading(_placed(one), reader.ways(one)) for one in every if one is not None]
    return readings, reader.pictured()


def _placed(units: list[_Unit]) -> list[Placed]:
    return [(word, one.start, one.end) for one in units for word in one.words]


class _Reader:
    def __init__(self, repairs: Repairs, emoji: Mapping[str, str]) -> None:
        self.units: list[_Unit] = []
        self._repairs = repairs
        self._emoji = emoji
        self._seen: set[tuple[int, str]] = set()
        self._pictures: list[tuple[int, _Unit]] = []
        self._memo: dict[str, tuple[str, ...]] = {}
        self._ways: dict[tuple[str, Around], Way | None] = {}
        self._odd = Budget(MOST_ODD)

    def read(self, pieces: Pieces) -> None:
        """Read what needs a closer look; the words between are taken as they are."""
        units, words = self.units, pieces.words
        if len(pieces) > 2 * MOST_REPAIRED:
            self._leave(pieces)
        at = 0
        for stop in self._unclear(pieces):
            if at < stop:
                each = words[at:stop]
                units += map(_Unit, each, zip(each), pieces.starts[at:stop], pieces.ends[at:stop])
                at = stop
            if at == stop < len(pieces):
                at = self._closer(pieces, at)
                while at < len(pieces) and (not units or units[-1].typed != words[at - 1]):
                    at = self._closer(pieces, at)

    def _unclear(self, pieces: Pieces) -> Iterator[int]:
        """The places of what is more than a word that is known, and the end."""
        texts, repairs, before = pieces.texts, self._repairs, ""
        settled, vocabulary, risk = repairs.settled, repairs.vocabulary, repairs.risk
        single = [len(one) == 1 for one in texts] + [False]
        for at, word in enumerate(pieces.words):
            both = before + word
            if (
                word not in settled
                or (single[at] and single[at + 1])
                or (before and (both in vocabulary or both in risk))
            ):
                yield at
            before = word
        yield len(texts)

    def _closer(self, pieces: Pieces, at: int) -> int:
        """Read one piece, or a run of single letters; where to go on."""
        token = pieces.token(at)
        if token.kind == "emoji":
            self._picture(token)
        elif token.kind != "word":
            self.units.append(_Unit("", mark(token)[:1], token.start, token.end))
        else:
            run = _spaced(pieces, at) if len(token.text) == 1 else []
            if run:
                self._unspaced([pieces.token(one) for one in run])
                return run[-1] + 1
            self._word(token)
        return at + 1

    def _leave(self, pieces: Pieces) -> None:
        """Settle by a glance what is one unknown word too many."""
        repairs = self._repairs
        every = dict.fromkeys(
            word or fold(pieces.texts[at])
            for at, word in enumerate(pieces.words)
            if word or pieces.token(at).kind == "word"
        )
        unknown = [one for one in every if one not in repairs.settled]
        for word in unknown[MOST_REPAIRED:-MOST_REPAIRED]:
            self._memo[word] = repairs.glance(word)

    def _picture(self, token: Token) -> None:
        """Each sign once between two words: ten of them say no more than one."""
        signs = [token.text] if token.text in self._emoji else dict.fromkeys(token.text)
        for sign in signs:
            word = self._emoji.get(sign)
            if word and (len(self.units), word) not in self._seen:
                self._seen.add((len(self.units), word))
                start = token.start + token.text.index(sign)
                unit = _Unit(word, (word,), start, start + len(sign))
                self._pictures.append((len(self.units), unit))

    def _word(self, token: Token) -> None:
        word = fold(token.text)
        if not word:
            return
        units, repairs = self.units, self._repairs
        if units and units[-1].typed and (both := repairs.joined(units[-1].typed, word)):
            units[-1] = _Unit(both, (both,), units[-1].start, token.end)
            return
        read = (word,) if word in repairs.settled else self._memo.get(word)
        if read is None:
            read = repairs.repair(word, self._odd)
            if read == (word,) and not repairs.begun(word):
                read = repairs.two(word) or read
            self._memo[word] = read
        if not token.text.isalnum() and read == (word,) and len(parts(token)) > 1:
            pieces = [(one, fold(one.text)) for one in parts(token)]
            units += [_Unit(text, (text,), one.start, one.end) for one, text in pieces if text]
            return
        units.append(_Unit(word, read, token.start, token.end))

    def _unspaced(self, run: list[Token]) -> None:
        """The words that single letters spell; the letters themselves if they spell none."""
        groups: list[list[Token]] = [[run[0]]]
        narrow = min(b.start - a.end for a, b in pairwise(run))
        for before, token in pairwise(run):
            if token.start - before.end > narrow:
                groups.append([])
            groups[-1].append(token)
        for group in [run] if len(groups) == len(run) else groups:
            word = "".join(fold(one.text) for one in group)
            words = tuple(one for one in self._repairs.repair(word) if one)
            if words:
                self.units.append(_Unit(word, words, group[0].start, group[-1].end))

    def pictured(self) -> list[Placed] | None:
        """The units with a word for each emoji that has one."""
        if not self._pictures:
            return None
        every, done = [], 0
        for where, picture in self._pictures:
            every += [*self.units[done:where], picture]
            done = where
        return _placed(every + self.units[done:])

    def ways(self, units: list[_Unit]) -> Ways:
        """The other words that units may be, by the number of the word among all."""
        if len(units) > MAX_SECOND:
            return {}
        found, number = dict[int, Way](), 0
        for at, unit in enumerate(units):
            if unit.typed and len(unit.words) == 1:
                way = self._way(unit, _around(units, at))
                if way is not None:
                    found[number] = way
            number += len(unit.words)
        return found

    def _way(self, unit: _Unit, around: Around) -> Way | None:
        key = (unit.typed, around)
        if key not in self._ways:
            self._ways[key] = self._repairs.ways(unit.typed, unit.words[0], around)
        return self._ways[key]

    def respaced(self) -> list[_Unit] | None:
        """The units with other spaces between them, where their neighbours ask for it."""
        units, found, changed = self.units, list[_Unit](), False
        if len(units) > MAX_SECOND:
            return None
        for at, unit in enumerate(units):
            other = self._respaced(at) if unit.typed else None
            if other is not None:
                changed = True
                if other.start < unit.start:
                    found.pop()
            found.append(other or unit)
        return found if changed else None

    def as_said(self) -> list[_Unit] | None:
        """The units with slang as rules write it ("gonna"), if another word is mistyped."""
        slang = frozenset(
            one.typed
            for one in self.units
            if len(one.words) > 1 and one.typed in self._repairs.vocabulary
        )
        if not slang or all(
            one.typed in slang or one.words == (one.typed,) or not one.typed for one in self.units
        ):
            return None
        return [
            one._replace(words=(one.typed,)) if one.typed in slang else one for one in self.units
        ]

    def _respaced(self, at: int) -> _Unit | None:
        units, repairs = self.units, self._repairs
        unit = units[at]
        before, after = _edge(units, at - 1, -1), _edge(units, at + 1, 0)
        apart = repairs.spread(unit.typed, before, after)
        if apart is not None and apart != unit.words:
            return _Unit(unit.typed, apart, unit.start, unit.end)
        if before != EDGE:
            first = units[at - 1]
            both = first.typed + unit.typed
            earlier = _edge(units, at - 2, -1)
            if repairs.fits(both, earlier, after) or repairs.torn(
                first.typed, unit.typed, earlier, after
            ):
                return _Unit(both, (both,), first.start, unit.end)
        return None


def _around(units: list[_Unit], at: int) -> Around:
    """The two words before a unit and the two after it, of its sentence."""
    before, after = _edge(units, at - 1, -1), _edge(units, at + 1, 0)
    early = late = EDGE
    if before != EDGE:
        words = units[at - 1].words
        early = words[-2] if len(words) > 1 else _edge(units, at - 2, -1)
    if after != EDGE:
        words = units[at + 1].words
        late = words[1] if len(words) > 1 else _edge(units, at + 2, 0)
    return early, before, after, late


def _edge(units: list[_Unit], at: int, which: int) -> str:
    if not 0 <= at < len(units) or not units[at].typed:
        return EDGE
    word = units[at].words[which]
    return ANY_NUMBER if word.isdecimal() else word


def _spaced(pieces: Pieces, at: int) -> list[int]:
    """The places of a run of single letters, close to each other: `k . m . s`."""
    run: list[int] = []
    for number in range(at, min(at + MAX_RUN, len(pieces))):
        token = pieces.token(number)
        if token.kind != "word":
            if run and len(token.text) <= 1 and token.kind == "end":
                continue
            break
        if len(token.text) != 1 or (run and token.start - pieces.ends[run[-1]] > MAX_APART):
            break
        run.append(number)
    return run if len(run) >= MIN_SPACED else []
