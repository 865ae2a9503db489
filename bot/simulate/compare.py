"""The model's word on the evening that `bot.simulate.slice` plays with the whole real bot."""

import random
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from bot.simulate.delays import Delays
from bot.simulate.lines import Coming, Lines, Rules, fresh
from bot.simulate.population import poisson
from bot.simulate.profile import KINDS, Profile
from bot.simulate.slice import EVENING, STORM, Evening

_LONGEST: Final = 4 * 3600


class Modelled(NamedTuple):
    """How long each kind waits beyond what it takes when nobody else wants anything, and how many
    jobs are sent."""

    delays: Mapping[str, Delays]
    jobs: float


def model(rules: Rules, exercise: Profile, evening: Evening) -> Modelled:
    """The same evening, by the lines alone."""
    dice = random.Random(evening.seed)  # noqa: S311  (an evening that can be repeated)
    lines, delays, jobs = Lines(rules), fresh(), 0.0
    begun = evening.exercises / EVENING
    updates, steps = _rates(begun, exercise.updates), _rates(begun, exercise.steps)
    storm = evening.reminded / rules.a_second
    for second in range(_LONGEST):
        minute = second // 60
        if minute >= len(updates) and lines.empty:
            break
        there = minute < len(updates)
        risk = evening.risk / storm if STORM <= second < STORM + storm else 0.0
        coming = Coming(
            (poisson(dice, updates[minute] / 60) if there else 0) + risk,
            risk,
            poisson(dice, steps[minute] / 60) if there else 0,
            evening.reminded if second == STORM else 0.0,
        )
        lines.second(second, coming, delays)
        jobs += lines.sent
    return Modelled(delays, jobs)


def _rates(begun: float, after: Sequence[float]) -> list[float]:
    """How many in each minute, when so many begin each second of the evening."""
    minutes = int(EVENING // 60)
    found = [0.0] * (minutes + 61)
    for minute in range(minutes):
        for offset, share in enumerate(after):
            found[minute + offset] += 60 * begun * share
    return found


def beside(
    real: Mapping[str, Delays], modelled: Modelled, base: Mapping[str, Sequence[float]]
) -> dict[str, dict[str, tuple[float, float]]]:
    """Half, 99 % and the longest of each kind, as it was and as the model says; seconds."""
    found = {}
    for kind in KINDS:
        was = real[kind].with_base([0.0])
        says = modelled.delays[kind].with_base(base[kind])
        found[kind] = {
            "half": (was.at(0.5), says.at(0.5)),
            "99 %": (was.at(0.99), says.at(0.99)),
            "longest": (was.longest, says.longest),
        }
    return found
