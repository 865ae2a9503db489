"""The rounds: contestants take turns, so that a slow moment of the machine hits all of them."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .contestants import CONTESTANTS, Contestant, Score, prepare, running
from .server import Server


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    Attributes:
        rounds: Turns of each contestant.
        people: How many talk to each at once.
        calm: Updates of the light load, in each round.
        a_second: How many of these in a second.
        starts: Cold starts of each.
    """

    rounds: int = 5
    people: int = 100
    calm: int = 200
    a_second: float = 20.0
    starts: int = 5


async def measure(
    plan: Plan,
    folder: Path,
    tell: Callable[[str], None] = lambda _: None,
    contestants: Sequence[Contestant] = CONTESTANTS,
) -> list[Score]:
    """Start all, warm them up, let them take turns, and start each a few times more.

    Raises:
        TalkError: A contestant lost the thread.
        ContestantError: One didn't start.
    """
    scores = [Score(one.name) for one in contestants]
    async with Server() as server:
        places = []
        for one in contestants:
            tell(f"A database for {one.name}" if one.people else one.name)
            places.append(prepare(one, folder))
        for number in range(plan.starts):
            tell(f"Start {number + 1} of {plan.starts}")
            for one, place, score in zip(contestants, places, scores, strict=True):
                async with running(one, server, place, plan.people, score):
                    pass
        await _rounds(plan, server, contestants, places, scores, tell)
    return scores


async def _rounds(
    plan: Plan,
    server: Server,
    contestants: Sequence[Contestant],
    places: Sequence[Path],
    scores: Sequence[Score],
    tell: Callable[[str], None],
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        all_ = [
            await stack.enter_async_context(running(one, server, place, plan.people, score))
            for one, place, score in zip(contestants, places, scores, strict=True)
        ]
        for one in all_:
            tell(f"Warming up {one.contestant.name}")
            await one.load()
            one.score.rates.clear()
            one.score.cpu.clear()
            one.score.serving.clear()
        for number in range(plan.rounds):
            for one in all_:
                tell(f"Round {number + 1} of {plan.rounds}: {one.contestant.name}")
                await one.load()
                await one.calm(plan.a_second, plan.calm)
                await asyncio.sleep(0.2)
        for one in all_:
            one.weigh()
