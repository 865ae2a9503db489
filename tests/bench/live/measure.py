"""The rounds: contestants take turns, so that a slow moment of the machine hits all of them."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .contestants import CONTESTANTS, Contestant, Running, Score, prepare, running
from .server import Server


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    Attributes:
        rounds: Turns of each contestant.
        people: How many talk to each at once.
        calm: How many hold a conversation under light load, in each round.
        a_second: Updates of these in a second.
        starts: Cold starts of each.
    """

    rounds: int = 9
    people: int = 50
    calm: int = 10
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
        prepared = []
        for one, score in zip(contestants, scores, strict=True):
            tell(f"Preparing {one.name}")
            prepared.append((one, prepare(one, folder), score))
        for number in range(plan.starts):
            tell(f"Start {number + 1} of {plan.starts}")
            for one, place, score in prepared:
                async with running(one, server, place, plan.people, score):
                    pass
        async with contextlib.AsyncExitStack() as stack:
            bots = [
                await stack.enter_async_context(running(one, server, place, plan.people, score))
                for one, place, score in prepared
            ]
            await _rounds(plan, bots, tell)
    return scores


async def _rounds(plan: Plan, bots: Sequence[Running], tell: Callable[[str], None]) -> None:
    for one in bots:
        tell(f"Warming up {one.contestant.name}")
        await one.load()
        await one.calm(plan.a_second, 1)
        one.score.forget()
    for number in range(plan.rounds):
        tell(f"Round {number + 1} of {plan.rounds}")
        for one in bots:
            await one.load()
        for one in bots:
            await one.calm(plan.a_second, plan.calm)
    for one in bots:
        one.weigh()
