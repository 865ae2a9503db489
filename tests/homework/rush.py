"""A minute in which ten thousand people are due a reminder: how long until all are handled, and how
long somebody waits meanwhile who presses a button. `python -m tests.homework.rush [PEOPLE]`
"""

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bot.delivery import guard
from bot.delivery.turn import Turn
from bot.delivery.worker import Worker
from bot.flow.workspace import open_workspace
from bot.homework.rhythm import each
from bot.people.profile import Profile
from bot.store.homework_rows import Assignment
from bot.store.protocol import Transaction
from bot.store.rows import Incoming, Person, Timer
from bot.store.sqlite import SqliteStore
from bot.store.writer import Writer
from tests.flowkit import FLOWS

DUE = 1_767_268_800.0  # 2026-01-01 12:00 UTC
EVERY = 10
"""Somebody presses a button each so many batches."""


def fill(work: Transaction, people: int) -> None:
    rhythm = each(1, (12, 0))._replace(begin="2026-01-01").to_json()
    for number in range(1, people + 1):
        person = Person(number, zone="Europe/London")
        work.save_person(Profile.of(person)._replace(zone="Europe/London").put(person))
        work.save_assignment(
            Assignment(f"a{number:09}", number, "", "flow", "slow-exhale", rhythm, state="active")
        )
    work.set_timers(Timer(n, "hw", DUE, n) for n in range(1, people + 1))


def press(number: int, chat: int) -> Incoming:
    sender = {"id": chat, "first_name": "Ada", "language_code": "en"}
    message = {"chat": {"id": chat, "type": "private"}, "from": sender, "message_id": 1}
    body = {"update_id": number, "message": {**message, "text": "/menu"}}
    return Incoming(f"tg:{number}", chat, json.dumps(body).encode(), DUE)


async def rush(people: int) -> dict[str, float]:
    library = open_workspace(FLOWS).library()
    guard.ready()
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        store = SqliteStore(Path(folder) / "m.db")
        with store.transaction() as work:
            fill(work, people)
        writer = Writer(store)
        worker = Worker(writer, Turn(lambda: library), lambda: DUE, lambda: None)
        waits, rounds, batches = [], [], 0
        begin = time.perf_counter()
        while True:
            came = time.perf_counter()
            if batches % EVERY == 0:
                chat = people + 1 + batches
                await writer.run(lambda work, chat=chat: work.receive([press(chat, chat)]))  # type: ignore[misc]
                while not await writer.run(lambda work, chat=chat: len(work.queue(chat, DUE, 9))):  # type: ignore[misc]
                    await worker.once()
                    batches += 1
                waits.append(time.perf_counter() - came)
                first = await writer.run(lambda work: work.sendable(DUE, 24, []))
                rounds.append(time.perf_counter() - came - waits[-1])
                assert any(one.chat == chat for one in first)
            elif not await worker.once():
                break
            batches += 1
        seconds = time.perf_counter() - begin
        reminded = await writer.run(lambda work: len(work.sendable(DUE, 10**6, [])))
        await writer.close()
    return {
        "people": people,
        "chats with a message": reminded,
        "seconds": round(seconds, 1),
        "reminders a second": round(people / seconds),
        "wait of a press, median ms": round(1000 * statistics.median(waits)),
        "wait of a press, longest ms": round(1000 * max(waits)),
        "looking for what to send, median ms": round(1000 * statistics.median(rounds), 1),
    }


if __name__ == "__main__":
    import asyncio

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    for name, value in asyncio.run(rush(count)).items():
        print(f"{name:36} {value}")  # noqa: T201
