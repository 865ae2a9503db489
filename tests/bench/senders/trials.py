"""What is measured. Every trial has a database, a server and processes of its own."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from pydantic import SecretStr

from tests.bench.senders.world import (
    COUNTED,
    FAST,
    Stage,
    cost,
    disorder,
    most_within,
    quantile,
    stage,
)

LATENCY: Final = 0.05
"""Seconds that Telegram takes for an answer, where something has to be in hand."""
GRACE: Final = 0.25
"""What was under way when Telegram first asked to wait is nobody's fault."""


@dataclass
class Scores:
    """Figures of a design by their names, one for each time they were taken."""

    figures: dict[str, list[float]] = field(default_factory=dict)

    def add(self, **found: float) -> None:
        """One more of each."""
        for name, value in found.items():
            self.figures.setdefault(name, []).append(value)


async def drain(design: str, url: SecretStr, scores: Scores, chats: int, replies: int) -> None:
    """How fast, and at what price, when there is no pace: everything waits at once."""
    async with stage(design, url, speed=FAST, chats=chats, processes=3) as one:
        await asyncio.sleep(2)  # until one of them has the seat
        before, own = await asyncio.to_thread(cost, url), one.herd.cpu()
        began = time.time()
        for _ in range(replies):
            await asyncio.to_thread(one.feed.reply, range(1, chats + 1))
        await one.through()
        seconds = max(each.at for each in one.bot.seen) - began
        spent = (await asyncio.to_thread(cost, url)).since(before)
        count = 4 * chats * replies
        scores.add(
            drain_per_second=count / seconds,
            drain_own_cpu_ms=(one.herd.cpu() - own) / count * 1e3,
            drain_server_cpu_ms=spent.cpu / count * 1e3,
            drain_commits=spent.commits / count,
            drain_wal_kb=spent.wal / count / 1e3,
        )
        _order(one, scores)


async def paced(design: str, url: SecretStr, scores: Scores, chats: int) -> None:
    """How near to the budget, and never above it: many chats with little, five with much."""
    async with stage(design, url, chats=chats, processes=3) as one:
        await asyncio.sleep(3)
        for _ in range(8):
            await asyncio.to_thread(one.feed.say, range(1, 6))
        for _ in range(2):
            await asyncio.to_thread(one.feed.say, range(6, chats + 1))
        await one.through()
        times = [each.at for each in one.bot.seen if each.method in COUNTED]
        busy = [at for at in times if at < times[-1] - 1]
        by_chat: dict[int, list[float]] = {}
        for each in one.bot.texts():
            by_chat.setdefault(each.chat, []).append(each.at)
        scores.add(
            paced_per_second=(len(busy) - 1) / (busy[-1] - busy[0]),
            paced_most_in_a_second=most_within(times, 1.0),
            paced_most_in_a_chat_in_3_s=max(most_within(one, 3.0) for one in by_chat.values()),
        )
        _order(one, scores)


async def light(design: str, url: SecretStr, scores: Scores, messages: int) -> None:
    """How long from the commit to the request, when there is little to do."""
    async with stage(design, url, chats=messages, processes=3) as one:
        await asyncio.sleep(3)
        before, own, began = await asyncio.to_thread(cost, url), one.herd.cpu(), time.time()
        for chat in range(1, messages + 1):
            await asyncio.to_thread(one.feed.say, [chat])
            await asyncio.sleep(0.1 + chat % 7 / 100)
        await one.through()
        seconds = time.time() - began
        waits = _waits(one)
        spent = (await asyncio.to_thread(cost, url)).since(before)
        scores.add(
            light_p50_ms=quantile(waits, 0.5) * 1e3,
            light_p99_ms=quantile(waits, 0.99) * 1e3,
            light_server_cpu_percent=spent.cpu / seconds * 100,
            light_own_cpu_percent=(one.herd.cpu() - own) / seconds * 100,
        )


async def kills(design: str, url: SecretStr, scores: Scores, count: int) -> None:
    """Who sends is killed while it sends; it is started again once all is through."""
    async with stage(design, url, chats=30, processes=3) as one:
        one.bot.delay = LATENCY
        await asyncio.sleep(3)
        for _ in range(count):
            for _ in range(2):
                await asyncio.to_thread(one.feed.say, range(1, 31))
            await asyncio.sleep(0.8)
            victim = await asyncio.to_thread(one.herd.holder)
            killed = time.time()
            await one.herd.kill(victim)
            await one.through()
            after = [each.at for each in one.bot.texts() if each.at > killed + LATENCY]
            if after:
                scores.add(kill_next_s=after[0] - killed, kill_last_chat_s=after[-1] - killed)
            await one.herd.start(1)
        _order(one, scores)


async def told(design: str, url: SecretStr, scores: Scores, *, kill: bool) -> None:
    """Telegram asks everybody to wait for 6 seconds; who sends may be killed meanwhile."""
    async with stage(design, url, chats=60, processes=3) as one:
        one.bot.delay = LATENCY
        await asyncio.sleep(3)
        for _ in range(2):
            await asyncio.to_thread(one.feed.say, range(1, 61))
        await asyncio.sleep(0.8)
        one.bot.closed_until = time.time() + 6
        await asyncio.sleep(1.5)
        if kill:
            await one.herd.kill(await asyncio.to_thread(one.herd.holder))
        await one.through()
        first = one.bot.refused[0]
        late = sum(at > first + GRACE for at in one.bot.refused)
        again = next(each.at for each in one.bot.texts() if each.at > one.bot.closed_until)
        name = "told_killed" if kill else "told"
        scores.add(**{
            f"{name}_refused": len(one.bot.refused),
            f"{name}_refused_late": late,
            f"{name}_again_s": again - one.bot.closed_until,
        })  # fmt: skip
        _order(one, scores)


def _waits(one: Stage) -> list[float]:
    came = {(each.chat, each.text): each.at for each in one.bot.texts()}
    return [came[key] - at for key, at in one.feed.committed.items()]


def _order(one: Stage, scores: Scores) -> None:
    breaches, repeats = disorder(one.bot.texts())
    times = Counter(each.text for each in one.bot.texts())
    scores.add(
        lost=one.missing(),
        breaches=breaches,
        repeats=repeats,
        most_of_one=max(times.values()),
    )
