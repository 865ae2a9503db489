"""The words of a message as they were meant: slang, spaced letters, leetspeak, typos, emoji.

Up to four readings come out: the likeliest; a second and a third one, where the neighbours of a
word ask for another; and the likeliest with emoji as words.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from safety.context import EDGE
from safety.fold import fold
from safety.glued import MOST_ODD, Budget
from safety.repair import Repairs
from safety.tokens import Token, parts

Placed: TypeAlias = tuple[str, int, int]
"""A word, and where it began and ended in the message."""

END: Final = "."
QUESTION: Final = "?"
MIN_SPACED: Final = 3
MAX_APART: Final = 4
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


def meant(
    found: list[Token], repairs: Repairs, emoji: Mapping[str, str]
) -> tuple[list[Placed], list[list[Placed]]]:
    """The likeliest reading; up to two others, and the likeliest with emoji."""
    reader = _Reader(repairs, emoji)
    reader.read(found)
    others = (reader.again(0), reader.again(1), reader.pictured())
    return _placed(reader.units), [one for one in others if one]


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
        self._others: dict[tuple[str, str, str], list[str]] = {}
        self._odd = Budget(MOST_ODD)

    def read(self, found: list[Token]) -> None:
        if len(found) > 2 * MOST_REPAIRED:
            self._leave(found)
        at = 0
        while at < len(found):
            token = found[at]
            at += 1
            if token.kind == "emoji":
                self._picture(token)
            elif token.kind != "word":
                self.units.append(_Unit("", mark(token)[:1], token.start, token.end))
            else:
                run = _spaced(found, at - 1) if len(token.text) == 1 else None
                if run:
                    at = found.index(run[-1], at) + 1
                    self._unspaced(run)
                else:
                    self._word(token)

    def _leave(self, found: list[Token]) -> None:
        """Settle by a glance what is one unknown word too many."""
        repairs = self._repairs
        every = dict.fromkeys(fold(one.text) for one in found if one.kind == "word")
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
            if read == (word,):
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

    def again(self, rank: int) -> list[Placed] | None:
        """Another reading, if the neighbours of any word ask for one; `rank` 1 is one more."""
        units, found, changed = self.units, list[_Unit](), False
        if len(units) > MAX_SECOND:
            return None
        for at, unit in enumerate(units):
            other = self._other(at, rank) if unit.typed else None
            if other is not None:
                changed = True
                if other.start < unit.start:
                    found.pop()
            found.append(other or unit)
        return _placed(found) if changed else None

    def _other(self, at: int, rank: int) -> _Unit | None:
        unit, repairs = self.units[at], self._repairs
        before, after = self._neighbour(at - 1, -1), self._neighbour(at + 1, 0)
        two = repairs.two(unit.typed)
        if not rank and two is not None and repairs.sits(two, before, after):
            return _Unit(unit.typed, two, unit.start, unit.end)
        key = (unit.typed, before, after)
        if key not in self._others:
            others = repairs.others_for(unit.typed, unit.words, before, after)
            self._others[key] = list(dict.fromkeys(others))
        found = self._others[key]
        if len(found) > rank:
            return _Unit(unit.typed, (found[rank],), unit.start, unit.end)
        if rank:
            return None
        if two is not None and len(unit.words) == 1 and unit.words != (unit.typed,):
            return _Unit(unit.typed, two, unit.start, unit.end)
        if before != EDGE:
            first = self.units[at - 1]
            both = first.typed + unit.typed
            earlier = self._neighbour(at - 2, -1)
            if repairs.fits(both, earlier, after) or repairs.torn(
                first.typed, unit.typed, earlier, after
            ):
                return _Unit(both, (both,), first.start, unit.end)
        return None

    def _neighbour(self, at: int, which: int) -> str:
        if not 0 <= at < len(self.units) or not self.units[at].typed:
            return EDGE
        return self.units[at].words[which]


def _spaced(found: list[Token], at: int) -> list[Token]:
    """A run of single letters, close to each other: `k . m . s`."""
    run: list[Token] = []
    for token in found[at : at + 80]:
        if token.kind != "word":
            if run and len(token.text) <= 1 and token.kind == "end":
                continue
            break
        if len(token.text) != 1 or (run and token.start - run[-1].end > MAX_APART):
            break
        run.append(token)
    return run if len(run) >= MIN_SPACED else []
