"""What is read once, at the start, rather than while somebody waits."""

from bot.delivery import guard
from safety.resources import find_country, help_lines


def warm() -> None:
    """Read what screening and help need, so that nobody's first message waits for it."""
    guard.ready()
    find_country("nowhere in particular", "en")
    help_lines("US", "en")
