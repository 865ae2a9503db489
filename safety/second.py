"""The second readings of a message: with other words, with other spaces, with slang as it was said.

They are made from the first one, where the neighbours of a word ask for them.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from safety.context import EDGE
from safety.doubt import Around, Way
from safety.repair import Repairs
from safety.unit import Unit, around, edge

Ways: TypeAlias = Mapping[int, Way]

MAX_SECOND: Final = 250
"""Longer messages get no second reading: they say a thing more than once, and it costs a third."""

MAX_DOUBTED: Final = 20
"""So many words a message may have for one that is right in itself to be doubted. Longer ones say
a thing more than once; of 9,242 harmless ones nine were interrupted for such a word, and of 8,255
explicit messages one is heard less without it."""


class Second:
    """What else a message may say.

    Args:
        units: The message as it was read first.
        repairs: What words may be meant.
    """

    def __init__(self, units: list[Unit], repairs: Repairs) -> None:
        self._units = units
        self._repairs = repairs
        self._ways: dict[tuple[str, Around], Way | None] = {}

    def ways(self, units: list[Unit]) -> Ways:
        """The other words that units of a reading may be, by the number of the word among all."""
        if len(units) > MAX_SECOND:
            return {}
        found, number, sure = dict[int, Way](), 0, self._repairs.sure
        for at, unit in enumerate(units):
            if unit.typed and len(unit.words) == 1 and unit.typed not in sure:
                way = self._way(unit, around(units, at))
                if way is not None and not (way.real and len(units) > MAX_DOUBTED):
                    found[number] = way
            number += len(unit.words)
        return found

    def _way(self, unit: Unit, beside: Around) -> Way | None:
        key = (unit.typed, beside)
        if key not in self._ways:
            self._ways[key] = self._repairs.ways(unit.typed, unit.words[0], beside)
        return self._ways[key]

    def respaced(self) -> list[Unit] | None:
        """The units with other spaces between them, where their neighbours ask for it."""
        units, found, changed = self._units, list[Unit](), False
        if len(units) > MAX_SECOND:
            return None
        closed, vocabulary, before = self._repairs.closed, self._repairs.vocabulary, ""
        for at, unit in enumerate(units):
            typed, other = unit.typed, None
            if typed and (typed not in closed or (before and before + typed in vocabulary)):
                other = self._respaced(at)
            before = typed
            if other is not None:
                changed = True
                if other.start < unit.start:
                    found.pop()
            found.append(other or unit)
        return found if changed else None

    def _respaced(self, at: int) -> Unit | None:
        units, repairs = self._units, self._repairs
        unit = units[at]
        before, after = edge(units, at - 1, -1), edge(units, at + 1, 0)
        apart = repairs.spread(unit.typed, before, after)
        if apart is not None and apart != unit.words:
            return Unit(unit.typed, apart, unit.start, unit.end)
        if before != EDGE:
            first = units[at - 1]
            both = first.typed + unit.typed
            if both in repairs.vocabulary:
                earlier = edge(units, at - 2, -1)
                if repairs.fits(both, earlier, after) or repairs.torn(
                    first.typed, unit.typed, earlier, after
                ):
                    return Unit(both, (both,), first.start, unit.end)
        return None

    def as_said(self) -> list[Unit] | None:
        """The units with slang as rules write it ("gonna"), if another word is mistyped."""
        units, vocabulary = self._units, self._repairs.vocabulary
        slang = {typed for typed, words, _, _ in units if len(words) > 1 and typed in vocabulary}
        if not slang or all(
            typed in slang or words == (typed,) or not typed for typed, words, _, _ in units
        ):
            return None
        return [one._replace(words=(one.typed,)) if one.typed in slang else one for one in units]
