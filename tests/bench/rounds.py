"""Rounds in which every peer has its turn, so that a slow moment of the machine hits all."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from .talk import REPLIES, SCRIPTS, Peer, converse

WARM_SECONDS: Final = 0.3
SLICES: Final = 50
"""Each round is cut into so many turns of each peer: processors change their speed by half
within seconds, and that has to hit all peers alike.
"""


class Runner(Protocol):
    """A peer that can be asked to hold conversations for a while."""

    @property
    def name(self) -> str:
        """What the peer is called in the table."""

    def round(self, seconds: float) -> tuple[int, float]:
        """Hold conversations for so long: how many, and the seconds they really took."""


@dataclass(frozen=True, slots=True)
class Here:
    """A peer that runs in this process."""

    peer: Peer

    @property
    def name(self) -> str:
        """The peer's name."""
        return self.peer.name

    def round(self, seconds: float) -> tuple[int, float]:
        """Conversations for so long, with the garbage collector on."""
        conversations = 0
        start = now = time.perf_counter()
        while now - start < seconds:
            for script in SCRIPTS:
                converse(self.peer, script)
            conversations += len(SCRIPTS)
            now = time.perf_counter()
        return conversations, now - start


@dataclass(slots=True)
class Score:
    """What one peer did: conversations a second, round by round."""

    name: str
    rates: list[float] = field(default_factory=list)

    @property
    def micros(self) -> list[float]:
        """Microseconds for one reply, round by round."""
        return [1e6 / rate / REPLIES for rate in self.rates]

    def beside(self, other: "Score") -> list[float]:
        """How many times as fast as another, round by round."""
        return [mine / theirs for mine, theirs in zip(self.rates, other.rates, strict=True)]


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, least and greatest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """The spread of some values."""
        return cls(statistics.median(values), min(values), max(values))

    @property
    def width(self) -> float:
        """Greatest less least, as a part of the median."""
        return (self.high - self.low) / self.median


def measure(
    runners: Sequence[Runner],
    rounds: int,
    seconds: float,
    progress: Callable[[int], None] = lambda _: None,
) -> list[Score]:
    """Warm every peer up, then let them take turns."""
    for runner in runners:
        runner.round(WARM_SECONDS)
    scores = [Score(runner.name) for runner in runners]
    for number in range(rounds):
        progress(number)
        gc.collect()
        for score, rate in zip(scores, _round(runners, seconds), strict=True):
            score.rates.append(rate)
    return scores


def _round(runners: Sequence[Runner], seconds: float) -> list[float]:
    """One round: conversations a second of each peer, over all of its slices."""
    held, took = [0] * len(runners), [0.0] * len(runners)
    for _ in range(SLICES):
        for at, runner in enumerate(runners):
            conversations, passed = runner.round(seconds / SLICES)
            held[at] += conversations
            took[at] += passed
    return [count / passed for count, passed in zip(held, took, strict=True)]
