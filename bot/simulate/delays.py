"""How long things took: a histogram that stays small over a year."""

from collections.abc import Mapping, Sequence
from typing import Final

_FINE: Final = 2.0
_WHOLE: Final = 120.0


class Delays:
    """Seconds and how often, rounded: quarters below 2 s, whole ones below 2 minutes, then 2 %."""

    def __init__(self) -> None:
        self.counts: dict[float, float] = {}

    def add(self, seconds: float, count: float) -> None:
        """So many took so long."""
        if seconds < _FINE:
            key = round(seconds * 4) / 4
        elif seconds < _WHOLE:
            key = float(round(seconds))
        else:
            key = float(f"{seconds:.2g}") if seconds < 1000 else float(f"{seconds:.3g}")
        self.counts[key] = self.counts.get(key, 0.0) + count

    def merge(self, other: "Delays") -> None:
        """Add what another has counted."""
        for key, count in other.counts.items():
            self.counts[key] = self.counts.get(key, 0.0) + count

    @property
    def total(self) -> float:
        """How many there were."""
        return sum(self.counts.values())

    def over(self, seconds: float) -> float:
        """How many took longer."""
        return sum(count for key, count in self.counts.items() if key > seconds)

    def with_base(self, base: Sequence[float]) -> "Spread":
        """As people feel it: on top of what it takes when nobody else wants anything."""
        return Spread(self.counts, base)


class Spread:
    """The sum of two delays that don't depend on each other."""

    def __init__(self, counts: Mapping[float, float], base: Sequence[float]) -> None:
        share = 1 / len(base)
        sums = sorted((key + one, count * share) for key, count in counts.items() for one in base)
        self._sums = sums
        self.total = sum(count for _, count in sums)

    def at(self, share: float) -> float:
        """The delay that this share of all did not exceed; 0 where there were none.

        With fewer than a whole one beyond, the largest.
        """
        left = self.total * share
        for seconds, count in self._sums:
            left -= count
            if left <= 0:
                return seconds
        return self._sums[-1][0] if self._sums else 0.0

    @property
    def longest(self) -> float:
        """The longest; of expected values, so a rare one counts from a hundredth on."""
        left = 0.01
        for seconds, count in reversed(self._sums):
            left -= count
            if left <= 0:
                return seconds
        return self._sums[0][0] if self._sums else 0.0
