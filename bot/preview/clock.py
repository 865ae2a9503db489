"""The preview's time: the machine's, moved forward on demand.

A moved clock lets a reminder for tomorrow be tried today, and a test let time pass unslept.
"""

import time
from collections.abc import Callable


class Clock:
    """Unix seconds that run with the machine and can be moved forward, never back.

    Args:
        source: the time underneath; a test may give one that stands still.
        offset: seconds already moved forward (from a saved state).
    """

    def __init__(self, source: Callable[[], float] = time.time, offset: float = 0.0) -> None:
        self._source = source
        self.offset = offset

    def now(self) -> float:
        """Unix seconds."""
        return self._source() + self.offset

    def stamp(self) -> int:
        """Unix seconds as messages carry them."""
        return int(self.now())

    def advance(self, seconds: float) -> float:
        """Move forward and answer the new time.

        Raises:
            ValueError: for a negative number: what has happened can't lie in the future.
        """
        if not 0 <= seconds <= 10 * 366 * 86400:
            raise ValueError("a clock moves forward, by at most ten years; send seconds >= 0")
        self.offset += seconds
        return self.now()
