"""`python -m tests.bench.migrating`: how long turns stand still while the tables are changed.

Two threads do what a turn does in the database, on a server that keeps what it promises. Beside
them a migration adds columns and indexes (`tests/store/next_release.py`), as the release step
does it; then with somebody who reads all tables for long (a dump); then the plain way, for
comparison.
"""

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
from pydantic import SecretStr

from bot.store.postgres import PostgresStore, connected
from bot.store.postgres_migrate import migrate
from bot.store.protocol import StoreConflictError
from bot.store.rows import Answer, Incoming, Person
from tests.store.next_release import ADDS, released
from tests.store.server import server

THREADS: Final = 2
QUIET_SECONDS: Final = 5.0
UNDO: Final = (
    "drop index if exists answer_at", "drop index if exists outbox_label",
    "drop table if exists badge", "alter table person drop column if exists seen",
    "alter table inbox drop column if exists via",
    f"delete from migration where name = '{ADDS}'",  # noqa: S608
)  # fmt: skip


def fill(url: SecretStr, rows: int) -> None:
    """People and answers; words that nobody can open do here."""
    with psycopg.connect(url.get_secret_value(), autocommit=True) as connection:
        connection.execute(
            "insert into person select n, 'en', '', 0, 0, 0, decode(repeat('00', 200), 'hex') "
            "from generate_series(1, %s) n", (rows // 10,),
        )  # fmt: skip
        connection.execute(
            "insert into answer select 1 + n %% %s, n || ':0', 'flow', 'name', "
            "decode(repeat('00', 120), 'hex'), 'history', n from generate_series(1, %s) n",
            (rows // 10, rows),
        )
        connection.execute("analyze")


class Turns:
    """What turns do, again and again, and how long each took."""

    def __init__(self, url: SecretStr) -> None:
        self.store = PostgresStore(url)
        self.stop = threading.Event()
        self.took: list[tuple[float, float]] = []
        self.conflicts = 0
        self.threads = [threading.Thread(target=self._run, args=(n,)) for n in range(THREADS)]

    def __enter__(self) -> "Turns":
        for one in self.threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for one in self.threads:
            one.join()
        self.store.close()

    def _run(self, thread: int) -> None:
        number = 0
        while not self.stop.is_set():
            number += THREADS
            chat = 10_000_000 + (number + thread) % 1000
            began = time.monotonic()
            while True:
                try:
                    self._once(number + thread, chat, began)
                    break
                except StoreConflictError:  # as the bot does, again
                    self.conflicts += 1
            self.took.append((began, time.monotonic() - began))

    def _once(self, number: int, chat: int, now: float) -> None:
        with self.store.transaction() as work:
            work.receive([Incoming(f"tg:{number}", chat, b"x" * 200, now)])
            work.save_person(Person(chat))
            work.keep([Answer(chat, f"{number}:0", "f", "n", b"x" * 120, "history", now)])
            for one in work.pending(now, 9):
                work.handled(one.seq)

    def during(self, what: Callable[[], object]) -> str:
        """Do something beside; what turns took meanwhile."""
        began, self.conflicts = time.monotonic(), 0
        what()
        time.sleep(0.5)  # whoever still stood still is counted
        end = time.monotonic()
        took = [1000 * one for at, one in list(self.took) if at + one > began and at < end]
        took.sort()
        if not took:
            return f"{end - began:6.1f} s   no turn got through"
        return (
            f"{end - began:6.1f} s   {len(took):6} turns   half {statistics.median(took):6.1f} ms"
            f"   99 % {took[int(len(took) * 0.99)]:7.1f}   longest {took[-1]:8.1f}"
            f"   {self.conflicts} had to begin again"
        )


@contextmanager
def dump(url: SecretStr, seconds: float) -> Iterator[None]:
    """Somebody who reads the tables for a while."""
    with psycopg.connect(url.get_secret_value()) as connection:
        for table in ("person", "inbox", "outbox", "answer"):
            connection.execute(f"select 1 from {table} limit 1")  # noqa: S608
        ending = threading.Timer(seconds, connection.rollback)
        ending.start()
        yield
        ending.join()


def plainly(url: SecretStr) -> None:
    """The same in one transaction that waits as long as it takes."""
    with psycopg.connect(url.get_secret_value()) as connection:
        connection.execute("set deadlock_timeout = '1h'")  # a turn has to give way
        for statement in (
            "alter table person add column seen double precision not null default 0",
            "alter table inbox add column via text",
            "create index answer_at on answer (at)",
            "create index outbox_label on outbox (label)",
        ):
            connection.execute(statement)


def ways(url: SecretStr) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is done beside the turns."""

    def step() -> None:
        with released(), connected(url) as connection:
            assert migrate(connection).done

    def behind() -> None:
        with dump(url, QUIET_SECONDS):
            step()

    def behind_plainly() -> None:
        with dump(url, QUIET_SECONDS):
            plainly(url)

    yield "nothing beside", lambda: time.sleep(QUIET_SECONDS)
    yield "the release step", step
    yield "and somebody reads for 5 s", behind
    yield "plainly", lambda: plainly(url)
    yield "and somebody reads for 5 s", behind_plainly


def undo(url: SecretStr) -> None:
    """As it was before."""
    with psycopg.connect(url.get_secret_value(), autocommit=True) as connection:
        for statement in UNDO:
            connection.execute(statement)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.migrating", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="answers; a tenth are people")
    given = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder) / "postgres", careful=True) as running,
        running.database() as url,
    ):
        fill(url, given.rows)
        with Turns(url) as turns:
            time.sleep(1)
            for name, way in ways(url):
                print(f"{name:28} {turns.during(way)}", flush=True)  # noqa: T201
                undo(url)


if __name__ == "__main__":
    main()
