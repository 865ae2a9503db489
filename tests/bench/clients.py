"""How long a therapist's screens take where many have many clients, and a minute of what it is.

    python -m tests.bench.clients [--therapists 1000] [--clients 50] [--postgres URL]

Builds a database with keys, as the bot writes it, and presses what a therapist presses. A figure
is the processor's time for the whole turn: the update read, screened and answered, every query
and every seal. SQLite works in the same process, so its share is less than that.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bot.delivery.turn import Turn
from bot.flow.workspace import open_workspace
from bot.homework import rhythm
from bot.people.profile import Profile
from bot.store.homework_rows import Assignment, Happened
from bot.store.links import Link, Shared, Therapist
from bot.store.protocol import Store, Transaction
from bot.store.rows import Answer, Incoming, Person, Run
from bot.store.sealed import SealedStore
from bot.store.sqlite import SqliteStore
from tests.flowkit import FLOWS
from tests.keykit import KEYS

NOW: Final = 1_800_000_000.0
DAY: Final = 24 * 3600.0
GIVEN: Final = ("slow-exhale", "daily-checkin", "ground-54321")
RUNS: Final = 24
"""Of each client, in the last ninety days."""
TRIES: Final = 200


def client(work: Transaction, therapist: int, chat: int, rng: random.Random) -> None:
    """A client who does something now and then, and shows numbers and some answers."""
    link = f"{therapist}.{chat}"
    data = Profile(f"Client {chat}", zone="Europe/Madrid", adult="yes", agreed=1)
    work.save_person(data.put(Person(chat)))
    label, long_ago = f"Client {chat}".encode(), NOW - 90 * DAY
    work.save_link(Link(link, therapist, chat, long_ago, label=label, ratings=long_ago,
                        answers=long_ago))  # fmt: skip
    silent = rng.choice((0, 0, 1, 5, 20, 60)) * DAY
    for number, flow in enumerate(GIVEN):
        id_ = f"a{chat}x{number}"
        work.save_assignment(
            Assignment(id_, chat, link, "flow", flow, rhythm.each(1).to_json(), b"a reason",
                       state="active", made=long_ago, done=RUNS // 3,
                       last_done=NOW - silent - number * DAY)
        )  # fmt: skip
        for turn in range(RUNS // 3):
            session = number * 100 + turn
            at = NOW - silent - number * DAY - turn * 3 * DAY
            did(work, Run(chat, str(session), flow, at - 60, at, "done", id_), rng)
            if flow == "daily-checkin" and turn % 3 == 0:
                work.share([Shared(link, chat, f"{session}:1", flow, "word", at)])


def did(work: Transaction, run: Run, rng: random.Random) -> None:
    """An exercise that was done, with its answers."""
    work.begin_run(run)
    work.happen(Happened(run.chat, run.assignment, run.ended or 0.0, "done"))
    names: dict[str, Any] = {"level": rng.randint(5, 9), "level_after": rng.randint(1, 5)}
    if run.flow == "daily-checkin":
        names = {"mood": rng.randint(2, 8), "word": "somewhat steadier than before"}
    work.keep(
        Answer(run.chat, f"{run.session}:{number}", run.flow, name, json.dumps(value).encode(),
               "history", run.ended or 0.0)
        for number, (name, value) in enumerate(names.items())
    )  # fmt: skip


def build(store: Store, therapists: int, clients: int) -> None:
    """Fill the store, a therapist a transaction."""
    rng = random.Random(7)  # noqa: S311  (the same people each time)
    for number in range(therapists):
        chat = 1_000_000 + number
        with store.transaction() as work:
            name = f"Therapist {number}"
            work.save_person(Profile(name, adult="yes", agreed=1).put(Person(chat)))
            work.save_therapist(Therapist(chat, f"C{number}", NOW, name=name.encode()))
            for one in range(clients):
                client(work, chat, 10_000_000 + number * clients + one, rng)


def presses(chat: int, first: int, link: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a therapist does, by what it is called."""
    sender = {"id": chat, "first_name": "T", "language_code": "en"}
    message = {"message_id": 1, "chat": {"id": chat, "type": "private"}, "from": sender}

    def pressed(data: str) -> dict[str, Any]:
        return {"callback_query": {"id": "1", "from": sender, "data": data, "message": message}}

    yield "the list", {"message": {**message, "text": "/clients"}}
    yield "its second page", pressed("cl:l:all:1")
    yield "a group", pressed("cl:l:quiet:0")
    yield "a client", pressed(f"cl:c:{link}")
    yield "the summary", pressed(f"cl:sum:14:{link}")
    yield "the table", pressed(f"cl:csv:{link}")
    yield "what to give", pressed(f"as:new:{link}")
    yield "what was given", pressed(f"as:all:{link}")


def measure(
    store: Store, turn: Turn, therapists: int, clients: int, tries: int = TRIES
) -> dict[str, list[float]]:
    """Processor milliseconds of each screen, for therapists picked by chance."""
    rng = random.Random(11)  # noqa: S311  (the same ones each time)
    found: dict[str, list[float]] = {}
    for count in range(tries):
        number = rng.randrange(therapists)
        chat = 1_000_000 + number
        first = 10_000_000 + number * clients + rng.randrange(clients)
        for name, update in presses(chat, first, f"{chat}.{first}"):
            key = f"{tries}:{count}:{name}"
            payload = json.dumps({"update_id": 1, **update}).encode()
            with store.transaction() as work:
                work.receive([Incoming(key, chat, payload, NOW)])
                [waiting] = work.pending(NOW, 1)
                begun = time.process_time()
                turn.take(work, waiting, NOW)
                found.setdefault(name, []).append(1000 * (time.process_time() - begun))
                work.drop_all(chat, "bench")
    return found


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--therapists", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--postgres", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = SealedStore(opened(given.postgres, Path(folder) / "m.db"), KEYS)
        begun = time.perf_counter()
        build(store, given.therapists, given.clients)
        print(f"built in {time.perf_counter() - begun:.0f} s")  # noqa: T201
        library = open_workspace(FLOWS).library()
        turn = Turn(lambda: library)
        measure(store, turn, given.therapists, given.clients, 10)  # warm
        for name, values in measure(store, turn, given.therapists, given.clients).items():
            worst = sorted(values)[int(0.99 * len(values))]
            middle = statistics.median(values)
            print(f"{name:16} median {middle:6.1f} ms   99 % within {worst:6.1f} ms")  # noqa: T201
        store.close()


def opened(url: str, path: Path) -> Store:
    """The store to measure."""
    if url:
        from pydantic import SecretStr  # noqa: PLC0415  (only with a server)

        from bot.store.postgres import PostgresStore  # noqa: PLC0415  (the same)

        return PostgresStore(SecretStr(url))
    store = SqliteStore(path)
    store._db.conn.execute("pragma synchronous = off")  # what is measured reads
    return store


if __name__ == "__main__":
    main()
