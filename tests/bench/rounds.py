"""Rounds in which every peer has its turn, so that a slow moment of the machine hits all."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from .talk import REPLIES, SCRIPTS, Peer, converse

WARM_SECONDS: Final = 0.3


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
        """Conversations for so long, the garbage collector on and starting from clean."""
        gc.collect()
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
        for runner, score in zip(runners, scores, strict=True):
            conversations, took = runner.round(seconds)
            score.rates.append(conversations / took)
    return scores
