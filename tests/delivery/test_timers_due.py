"""Thousands of timers are due at once: people are answered all the same."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery.turn import Turn
from bot.delivery.worker import BATCH, RINGS, Worker
from bot.simulate.walks import MORNING, Said, incoming, settle
from bot.store.rows import Timer
from bot.store.sqlite import SqliteStore
from bot.store.writer import Writer
from tests.delivery.desk import library

TIMERS = 8 * BATCH
A_ROUND = BATCH - RINGS
"""So many people write while a batch is handled."""


@pytest.fixture
async def writer(tmp_path: Path) -> AsyncIterator[Writer]:
    store = SqliteStore(tmp_path / "m.db")
    with store.transaction() as work:
        for chat in range(1, TIMERS + 1):
            settle(work, chat)
        work.set_timers(Timer(chat, "hw", MORNING, chat) for chat in range(1, TIMERS + 1))
    writer = Writer(store)
    yield writer
    await writer.close()


async def test_who_writes_meanwhile_is_answered_in_the_same_batch(writer: Writer) -> None:
    worker = Worker(writer, Turn(library), lambda: MORNING, lambda: None)
    for number in range(TIMERS // RINGS):
        first = 2 * TIMERS + number * A_ROUND
        people = range(first, first + A_ROUND)
        rows = [incoming(one, one, Said("text", "/menu"), MORNING) for one in people]
        await writer.run(lambda work, rows=rows: work.receive(rows))  # type: ignore[misc]
        assert await worker.once() == BATCH
        answered = await writer.run(
            lambda work, people=people: [bool(work.queue(one, MORNING, 1)) for one in people]  # type: ignore[misc]
        )
        assert all(answered)
    assert await worker.once() == 0  # and all timers have rung
