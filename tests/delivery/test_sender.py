"""The sender beside other processes, and what it leaves to whoever sends next."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Final

import pytest
from pydantic import SecretStr
from telegram.ext import ExtBot

from bot.delivery.sender import Sender
from bot.preview import people
from bot.preview.clock import Clock
from bot.preview.core import Core
from bot.preview.direct import Direct
from bot.preview.faults import Fault
from bot.preview.world import World
from bot.store.postgres import PostgresStore
from bot.store.protocol import Store
from bot.store.rows import Outgoing, Person, Priority
from bot.store.sqlite import SqliteStore
from bot.store.writer import Writer
from bot.telegram.send import Messenger
from tests.delivery.desk import START
from tests.delivery.kit import until

PATIENCE: Final = 20.0
IDLE: Final = 0.01
PEOPLE: Final = 4


class House:
    """A world with people in it, a store, and one sender after the other. The clock stands."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self.open = open_store
        self.now = START
        self.looks = 0
        self.world = World(Clock(lambda: START))
        self.core = Core(self.world)
        accounts = [self.world.add_account(f"P{n}", f"p{n}", "en") for n in range(PEOPLE)]
        for one in accounts:
            people.start(self.world, one, None)
        self.chats = [one.id for one in accounts]
        with closing(self.open()) as store, store.transaction() as work:
            for chat in self.chats:
                work.save_person(Person(chat))

    def _clock(self) -> float:
        self.looks += 1
        return self.now

    def outgoing(self, *chats: int) -> list[Outgoing]:
        job = {"do": "send", "text": "Hello", "rows": [], "silent": False, "question": True}
        body = json.dumps(job).encode()
        return [Outgoing(one, Priority.REPLY, 0.0, body, "send") for one in chats]

    def answered(self, *, ok: bool) -> list[int]:
        """For whom the messages were that Telegram took or refused, in order."""
        return [int(one.parameters["chat_id"]) for one in self.core.requests
                if one.answer.get("ok") is ok]  # fmt: skip

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[Writer]:
        writer = Writer(self.open())
        bot: ExtBot[None] = ExtBot(self.world.token, request=Direct(self.core))
        sender = Sender(writer, Messenger(bot, {}), self._clock, lambda: self.now, IDLE)
        task = asyncio.create_task(sender.run())
        try:
            yield writer
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await writer.close()

    async def until(self, condition: Callable[[], object]) -> None:
        await until(condition, lambda: f"{self.answered(ok=True)} of {self.chats}", PATIENCE)

    async def looked(self) -> None:
        """Wait until it has looked several times for what may go."""
        before = self.looks
        await self.until(lambda: self.looks > before + 5)


@pytest.fixture(params=["sqlite", "postgres"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    if request.param == "sqlite":
        yield House(lambda: SqliteStore(tmp_path / "m.db"))
    else:
        url: SecretStr = request.getfixturevalue("database")
        yield House(lambda: PostgresStore(url))


async def test_what_telegram_asked_of_all_holds_for_whoever_sends_next(house: House) -> None:
    for chat in house.chats[:2]:
        house.core.faults.arm(Fault("sendMessage", "429", chat_id=chat, retry_after=30))
    async with house.sending() as writer:
        house.now += 5
        await writer.run(lambda work: work.send(house.outgoing(*house.chats[:2])))
        await house.until(lambda: len(house.answered(ok=False)) == 2)
        await house.looked()
    async with house.sending() as writer:
        await writer.run(lambda work: work.send(house.outgoing(*house.chats[2:])))
        house.now += 25
        await house.looked()
        assert house.answered(ok=True) == []
        house.now += 6
        await house.until(lambda: sorted(house.answered(ok=True)) == house.chats)
    assert len(house.answered(ok=False)) == 2


async def test_whoever_begins_to_send_waits_a_second(house: House) -> None:
    """The one before, or this one before a restart, may have sent 28 just now."""
    async with house.sending() as writer:
        await writer.run(lambda work: work.send(house.outgoing(*house.chats)))
        await house.looked()
        assert house.answered(ok=True) == []
        house.now += 1
        await house.until(lambda: sorted(house.answered(ok=True)) == house.chats)


async def test_a_chat_that_another_process_works_on_holds_nobody_else(
    database: SecretStr,
) -> None:
    house = House(lambda: PostgresStore(database))
    theirs, *others = house.chats
    async with house.sending() as writer:
        house.now += 5
        with closing(PostgresStore(database)) as store, store.transaction() as work:
            assert work.free([theirs]) == {theirs}
            await writer.run(lambda mine: mine.send(house.outgoing(*house.chats * 2)))
            await house.until(lambda: len(house.answered(ok=True)) >= 2 * len(others) + 1)
            await house.looked()
            assert sorted(house.answered(ok=True)) == sorted([theirs, *others * 2])
        house.now += 1
        await house.until(lambda: len(house.answered(ok=True)) == 2 * PEOPLE)
        await house.looked()
    with closing(PostgresStore(database)) as store, store.transaction() as work:
        assert not any(work.queue(chat, START * 2, 9) for chat in house.chats)
        assert all(work.keyboard(chat) for chat in house.chats)
