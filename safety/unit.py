"""A word of a message as it was typed, the words it is read as, and its neighbours."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final, NamedTuple, cast

from safety.context import ANY_NUMBER, EDGE
from safety.doubt import Around
from safety.tokens import Placed


class Unit(NamedTuple):
    """A word as typed and the words it is read as; `typed` is empty for the end of a sentence."""

    typed: str
    words: tuple[str, ...]
    start: int
    end: int


_MADE: Final = cast("Callable[[object], Unit]", partial(tuple.__new__, Unit))


def many(every: Iterable[tuple[str, tuple[str, ...], int, int]]) -> Iterator[Unit]:
    """Many units at once, without a call of Python for each."""
    return map(_MADE, every)


def placed(units: list[Unit]) -> list[Placed]:
    """The words that units are read as."""
    return [(word, start, end) for _, words, start, end in units for word in words]


def edge(units: list[Unit], at: int, which: int) -> str:
    """The first (0) or the last (-1) word of a unit; `EDGE` if there is none."""
    if not 0 <= at < len(units) or not units[at].typed:
        return EDGE
    word = units[at].words[which]
    return ANY_NUMBER if word.isdecimal() else word


def around(units: list[Unit], at: int) -> Around:
    """The two words before a unit and the two after it, of its sentence."""
    before, after = edge(units, at - 1, -1), edge(units, at + 1, 0)
    early = late = EDGE
    if before != EDGE:
        words = units[at - 1].words
        early = words[-2] if len(words) > 1 else edge(units, at - 2, -1)
    if after != EDGE:
        words = units[at + 1].words
        late = words[1] if len(words) > 1 else edge(units, at + 2, 0)
    return early, before, after, late
