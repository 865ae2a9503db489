"""Minutes in which nobody is answered: Telegram can't be reached, or the bot does not run."""

from typing import NamedTuple

from bot.simulate.demand import Demand
from bot.simulate.lines import Coming, Lines

_BACK_MINUTES = 10


class Outage(NamedTuple):
    """`away` (Telegram) or `down` (the bot), from when to when, in seconds since 1970."""

    kind: str
    begin: float
    end: float

    def touches(self, day: float) -> bool:
        """Whether it begins on the day that begins then."""
        return day <= self.begin < day + 86400


class Silence:
    """An outage, what people send meanwhile, and whether its consequences are over."""

    def __init__(self, outage: Outage) -> None:
        self.outage = outage
        self.over = False
        self._kept: list[tuple[float, Coming]] = []

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


def silenced(demand: Demand, silence: Silence, tries: float) -> Demand:
    """A day with an outage: who begins meanwhile tries so often, and goes on when it is over.

    Exercises under way stop at their next message; they go on, too.
    """
    first = int((silence.outage.begin - demand.begin) // 60)
    last = min(1439, int((silence.outage.end - demand.begin) // 60))
    updates, steps = list(demand.updates), list(demand.steps)
    missed = missed_steps = 0.0
    for minute in range(first, last):
        sent = min(updates[minute], demand.begun[minute] * tries)
        missed += updates[minute] - sent
        missed_steps += steps[minute]
        updates[minute], steps[minute] = sent, 0.0
    back = range(last, min(1440, last + _BACK_MINUTES))
    for minute in back:
        updates[minute] += missed / len(back)
        steps[minute] += missed_steps / len(back)
    return demand._replace(updates=updates, steps=steps)
