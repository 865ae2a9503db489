"""What the bot asks a large database by itself, again and again: how long, and how it is found.

Each is done in a unit of work that is undone afterwards, on words that stay sealed.
"""

import statistics
import time
from collections.abc import Mapping
from typing import Final

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from bot.store.postgres import hurried
from bot.store.postgres_pipe import Care, Connection
from bot.store.postgres_work import PostgresTransaction
from tests.bench.multitude import FIRST, NOW
from tests.store.plans import Ask, asking, outlined, plans_of, whole

TIMES: Final = 5
HOUR: Final = 3600.0


def _list(work: PostgresTransaction) -> None:
    """A therapist's list of clients."""
    links = work.clients_of(FIRST + 1)
    work.standings([one.id for one in links])


def _client(work: PostgresTransaction) -> None:
    """A therapist's page about one client."""
    link = work.clients_of(FIRST + 1)[0]
    for assignment in work.given([link.id]):
        work.happened(assignment.id)
    work.shared(link.id)
    work.traces(link.id, 5)


CHORES: Final[Mapping[str, Ask]] = {
    "inbox: 50 of the oldest": lambda work: work.pending(NOW, 50),
    "timers: ring 50 that are due": lambda work: work.ring(NOW + 9e5, 50),
    "outbox: 24 of the most urgent": lambda work: work.sendable(NOW + 1e6, 24, []),
    "next due": lambda work: work.next_due(),
    "review: a therapist's list": _list,
    "review: the page of a client": _client,
    "tidy: handled updates": lambda work: work.forget_handled(NOW - 48 * HOUR + 6 * HOUR),
    "tidy: invitations": lambda work: work.forget_invitations(NOW - 720 * HOUR),
    "tidy: keys of nobody": lambda work: work.forget_keys(
        chat for chat, *_ in work.all_keys(FIRST, 400)
    ),
    "tidy: a person's history": lambda work: work.forget_history(FIRST + 7, NOW),
    "counts of a month": lambda work: work.tallies("2025-12-01"),
    "start: master keys": lambda work: work.masters(),
    "start: unused revisions": lambda work: work.forget_revisions([]),
}


def show(console: Console, url: SecretStr, *, plans: bool) -> None:
    """The table, and with `plans` how each is found."""
    table = Table(title=f"What is asked by itself, median of {TIMES}")
    for heading in ("", "ms", "tables read from end to end"):
        table.add_column(heading, justify="right" if heading == "ms" else "left")
    outlines = []
    with asking(url) as connection:
        hurried(connection)
        for name, ask in CHORES.items():
            found = plans_of(connection, ask)
            read = set[str]().union(*map(whole, found))
            table.add_row(name, f"{_milliseconds(connection, ask):.1f}", ", ".join(sorted(read)))
            outlines += [name, *(f"  {line}" for one in found for line in outlined(one))]
    console.print(table)
    if plans:
        console.print("\n".join(outlines))


def _milliseconds(connection: Connection, ask: Ask) -> float:
    took = []
    for _ in range(TIMES):
        with connection.transaction(force_rollback=True):
            began = time.perf_counter()
            work = PostgresTransaction(connection, Care(), inside=True)
            ask(work)
            work.finish()
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)
