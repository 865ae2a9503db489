"""Minutes in which nobody is answered: Telegram can't be reached, or the bot does not run."""

from typing import Final, NamedTuple

from bot.simulate.demand import MINUTES, Demand
from bot.simulate.lines import Coming, Lines

BACK_MINUTES: Final = 10
"""Within so many minutes after an outage people go on where they had stopped."""


class Outage(NamedTuple):
    """`away` (Telegram) or `down` (the bot), from when to when, in seconds since 1970."""

    kind: str
    begin: float
    end: float


class Silence:
    """An outage, what people send meanwhile, and whether its consequences are over."""

    def __init__(self, outage: Outage, tries: float) -> None:
        self.outage = outage
        self.tries = tries
        self.over = False
        self.missed = 0.0
        """Updates of exercises that stopped, until they go on."""
        self.missed_steps = 0.0
        self._kept: list[tuple[float, Coming]] = []

    def touches(self, day: float) -> bool:
        """Whether it is felt on the day that begins then."""
        return self.outage.begin < day + 86400 and not self.over

    def lasts(self, at: float) -> bool:
        """Whether it is felt in the minute that begins then."""
        return at + 60 > self.outage.begin and not self.over

    def keep(self, at: float, coming: Coming) -> None:
        """Telegram keeps updates that nobody takes."""
        self._kept.append((at, coming))

    def hand_in(self, lines: Lines) -> None:
        """It is over: what was kept comes at once, the oldest first."""
        for at, coming in self._kept:
            lines.hand_in(at, "crisis", coming.risk)
            lines.hand_in(at, "reply", coming.updates - coming.risk)
        self._kept.clear()


def silenced(demand: Demand, silence: Silence) -> Demand:
    """A day with an outage: who begins meanwhile tries so often, and goes on when it is over.

    Exercises under way stop at their next message; they go on, too.
    """
    first = max(0, int((silence.outage.begin - demand.begin) // 60))
    last = max(0, min(MINUTES, int((silence.outage.end - demand.begin) // 60)))
    updates, steps = list(demand.updates), list(demand.steps)
    for minute in range(first, last):
        sent = min(updates[minute], demand.begun[minute] * silence.tries)
        silence.missed += updates[minute] - sent
        silence.missed_steps += steps[minute]
        updates[minute], steps[minute] = sent, 0.0
    back = range(last, min(MINUTES, last + BACK_MINUTES))
    for minute in back:
        updates[minute] += silence.missed / len(back)
        steps[minute] += silence.missed_steps / len(back)
    if back:
        silence.missed = silence.missed_steps = 0.0
    return demand._replace(updates=updates, steps=steps)
