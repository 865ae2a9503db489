"""What a turn, a reminder, a message and a row cost on this machine: measured, by the real parts.

A crowd walks through real exercises on a sealed store, handled by the real worker in its batches
and sent by the real sender to nobody. Only the time in which the store's writer is taken counts:
that is what can't be shared. Where the file lies decides what a commit costs.
"""

import asyncio
import itertools
import sqlite3
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from bot.crypto import Keyring, new_key
from bot.delivery.sender import AT_ONCE, Sender
from bot.delivery.turn import Turn
from bot.delivery.worker import BATCH, Worker
from bot.simulate.walks import MORNING, Walk, incoming, remind, settle
from bot.store.classified import TABLES
from bot.store.protocol import Store, Transaction
from bot.store.sealed import SealedStore
from bot.store.sqlite import SqliteStore
from bot.store.writer import Writer
from bot.telegram.render import Job
from bot.telegram.send import Messenger, Sent

CROWD: Final = 120
APART: Final = 4
"""Rounds of the loop between two messages that arrive."""
PAUSE: Final = 31.0
"""Seconds between two answers of the crowd: the timers of an exercise ring meanwhile."""
_BELONGS: Final = {
    "answer": "exercise", "run": "exercise", "inbox": "update", "happened": "reminder",
    "assignment": "homework", "nudging": "homework", "timer": "homework",
}  # fmt: skip
"""What a row of a table comes with, if not with a person."""
_PERSONAL: Final = ("person", "person_key", "session")

Result = TypeVar("Result")


class Rows(NamedTuple):
    """The rows of a table: how many come with each person, exercise, update … and how large."""

    with_each: str
    number: float
    size: float


class Costs(NamedTuple):
    """Seconds in which the writer is taken, and bytes.

    Attributes:
        turn: For an update.
        ring: For a reminder: its timer and its turn.
        send: For a message or a change that was sent.
        rows: By table.
    """

    turn: float
    ring: float
    send: float
    rows: Mapping[str, Rows]


class Timed(Writer):
    """Without a thread; knows how long the store was taken."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._spent = [0.0]  # shared by those who work under other names

    async def run(self, work: Callable[[Transaction], Result]) -> Result:
        """Run it here and now."""
        begin = time.perf_counter()
        try:
            return self._one(work, begin)
        finally:
            self._spent[0] += time.perf_counter() - begin

    def taken(self) -> float:
        """Seconds since this was last asked."""
        seconds, self._spent[0] = self._spent[0], 0.0
        return seconds


class Nobody(Messenger):
    """Says that everything has arrived, one after the other as at the bot's pace, so that each is
    recorded in a unit of work of its own."""

    def __init__(self) -> None:
        self.messages = 0

    async def send(self, chat: int, job: Job, keyboard: int, file_id: str | None) -> Sent:
        """Send to nobody."""
        self.messages += 1
        number = self.messages
        for _ in range(number % AT_ONCE * APART):
            await asyncio.sleep(0)
        return Sent("sent", number, job.get("question") or None)


def measure(turn: Turn, walks: Sequence[Walk], folder: Path | None = None) -> Costs:
    """Measure on a SQLite file of its own in a folder; some seconds."""
    with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as place:
        path = Path(place) / "calibration.db"
        crowd = Crowd(SealedStore(SqliteStore(path), Keyring([new_key()])), turn)
        try:
            seconds = asyncio.run(crowd.run(walks))
        finally:
            crowd.close()
        with closing(sqlite3.connect(path)) as file:
            found = {
                table.name: (
                    file.execute(f"select count(*) from {table.name}").fetchone()[0],  # noqa: S608
                    _bytes(file, table.name),
                )
                for table in TABLES
            }
    return costs(seconds, found, crowd)


def _bytes(file: sqlite3.Connection, table: str) -> int:
    """With the indexes; 0 where SQLite was built without what counts them."""
    try:
        found = file.execute(
            "select sum(pgsize) from dbstat where name in "
            "(select name from sqlite_master where tbl_name = ?)",
            (table,),
        ).fetchone()
    except sqlite3.OperationalError:
        return 0
    return int(found[0] or 0)


class Crowd:
    """People who all do an exercise at the same time."""

    def __init__(self, store: Store, turn: Turn) -> None:
        self._store = store
        self._writer = Timed(store)
        self._now = MORNING
        self._worker = Worker(self._writer, turn, lambda: self._now, lambda: None)
        self.updates = 0
        self.exercises = CROWD
        self.sent = 0

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    async def run(self, walks: Sequence[Walk]) -> tuple[float, float, float]:
        """Seconds that a turn, a reminder and a message take."""
        with self._store.transaction() as work:
            for chat in range(1, CROWD + 1):
                settle(work, chat)
        doing = [
            [beat.said for beat in walks[chat % len(walks)].beats if beat.said]
            for chat in range(CROWD)
        ]
        handling = sending = 0.0
        turns = 0
        for number in range(max(len(one) for one in doing)):
            rows = [
                incoming(chat, self.updates + chat, said[number], self._now)
                for chat, said in enumerate(doing, start=1)
                if number < len(said)
            ]
            self.updates += CROWD
            for first in range(0, len(rows), BATCH):
                await self._worker.receive(rows[first : first + BATCH])
            turns += len(rows) + await self._handle()
            handling += self._writer.taken()
            sending += await self._send()
            self._now += PAUSE
        self.updates = turns
        return handling / turns, await self._remind(), sending / max(1, self.sent)

    async def _handle(self) -> int:
        count = 0
        while handled := await self._worker.once():
            count += handled
        return count

    async def _remind(self) -> float:
        """Everybody has an exercise that comes now."""
        self._now = MORNING + 3 * 3600
        with self._store.transaction() as work:
            for chat in range(1, CROWD + 1):
                work.cancel_timers(chat)
            remind(work, range(1, CROWD + 1), self._now)
        self._writer.taken()
        handled = await self._handle()
        return self._writer.taken() / max(1, handled)

    async def _send(self) -> float:
        """Everything that waits; seconds of the writer."""
        hurried = itertools.count(step=1000)  # the pace is not what is measured
        nobody = Nobody()
        sender = Sender(self._writer, nobody, lambda: self._now, lambda: float(next(hurried)))
        task = asyncio.create_task(sender.run())
        while self._waiting():
            for _ in range(AT_ONCE * APART):
                await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        self.sent += nobody.messages
        return self._writer.taken()

    def _waiting(self) -> bool:
        with self._store.transaction() as work:
            return bool(work.sendable(self._now, 1, []))


def costs(
    seconds: tuple[float, float, float], found: Mapping[str, tuple[int, int]], crowd: Crowd
) -> Costs:
    """What was measured, for one of each.

    Args:
        seconds: A turn, a reminder, a message.
        found: Rows and bytes by table.
        crowd: How many there were.
    """
    many = {
        "person": CROWD, "homework": CROWD, "reminder": CROWD, "exercise": CROWD,
        "update": crowd.updates,
    }  # fmt: skip
    rows = {}
    for table, (count, size) in found.items():
        what = _BELONGS.get(table) or ("person" if table in _PERSONAL else "")
        if what and count:
            rows[table] = Rows(what, count / many[what], size / count)
    return Costs(*seconds, rows)
