"""How long what somebody did is kept: their choice among a few, and what follows from it.

Answers and the list of what was begun go when their time is over. Saved lines are kept to be read
again, so only their owner deletes them.
"""

from typing import Final

KEEP_CHOICES: Final = (30, 90, 365, 0)
"""Days; 0 is until they delete it."""
KEEP: Final = 365
"""Unless they choose: long enough to look back on a year."""
DAY_SECONDS: Final = 86400.0


def too_old(keep: int, now: float) -> float | None:
    """From before when nothing is kept (seconds since 1970); None where nothing goes by itself."""
    return now - keep * DAY_SECONDS if keep else None
