"""Silence for people whose phone somebody else may see: nothing pops up by itself.

It begins with words of harm by someone near and lasts a month. Whatever may come later of its
own accord has to pass `hushed`. See `safety.md`, "After a finding", and `dv-safety`.
"""

from typing import Final

from bot.dialogue.talk import Out
from bot.effects import CancelTimers, SetTimer
from bot.model import TimerName
from safety import Screening, only_named

HUSH_SECONDS: Final = 30 * 24 * 3600
POP_UP: Final[tuple[TimerName, ...]] = ("remind-1", "remind-2", "check-in")
"""Timers that bring a message of themselves; the others come only where somebody waits."""
_AT_HOME: Final = frozenset({"abuse", "sexual_violence", "child"})


def at_home(seen: Screening) -> bool:
    """Whether someone near may be a danger to this person, and may see this phone."""
    return any(
        one.category in _AT_HOME
        and one.tier != "third_party"
        and one.plain
        and not only_named(one.rule)  # a word in calm talk would cost a month of reminders
        for one in seen.findings
    )


def hushed(out: tuple[Out, ...], *, begins: bool) -> tuple[Out, ...]:
    """What there is to do, without what would pop up later; at first, also of earlier days."""
    kept = tuple(one for one in out if not (isinstance(one, SetTimer) and one.name in POP_UP))
    return (*kept, CancelTimers(POP_UP)) if begins else kept
