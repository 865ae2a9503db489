"""The page `/metrics`: who may read it, and what is looked up when somebody does.

Without a token there is no such page. How often words of risk were found says something about
people when a bot has few of them, and platforms show the port to everybody.
"""

import asyncio
import hmac
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from bot.metrics import Metrics
from bot.store.protocol import StoreError
from bot.store.rows import Line, Priority, Waiting
from bot.store.writer import Writer

STORE_SECONDS: Final = 2.0
"""Without an answer for so long, the page comes without what waits."""


class Queues(Collector):
    """What waits, as it was looked up last.

    Args:
        now: The time in seconds since 1970.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.waiting: Waiting | None = None
        """None if nobody can tell now: the page says nothing rather than something old."""

    def collect(self) -> Iterator[Metric]:
        """What waits, and for how long."""
        known = self.waiting
        words = "1 if what waits could be looked up for this page."
        yield GaugeMetricFamily("mooring_store_readable", words, int(known is not None))
        if known is None:
            return
        words = "Updates that are not handled yet."
        yield GaugeMetricFamily("mooring_inbox_updates", words, known.inbox.count)
        words = "For how long the oldest of them has waited."
        yield GaugeMetricFamily("mooring_inbox_oldest_age_seconds", words, self._age(known.inbox))
        words = "How long ago a timer should have rung that has not."
        overdue = self._age(Line(1, known.timer))
        yield GaugeMetricFamily("mooring_timers_overdue_seconds", words, overdue)
        yield from self._outbox(known)

    def _outbox(self, known: Waiting) -> Iterator[Metric]:
        words = "Messages that are not sent yet."
        count = GaugeMetricFamily("mooring_outbox_messages", words, labels=["priority"])
        words = "For how long the longest of them could have gone."
        age = GaugeMetricFamily("mooring_outbox_oldest_due_age_seconds", words, labels=["priority"])
        for priority in Priority:
            line = known.outbox[priority]
            count.add_metric([priority.name.lower()], line.count)
            age.add_metric([priority.name.lower()], self._age(line))
        yield from (count, age)

    def _age(self, line: Line) -> float:
        return 0.0 if line.since is None else max(0.0, self._now() - line.since)


class Disk(Collector):
    """The disk of a database file.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def collect(self) -> Iterator[Metric]:
        """How large the database is, and how much room there is."""
        try:
            free = shutil.disk_usage(self._path.parent).free
            beside = [self._path, self._path.with_name(f"{self._path.name}-wal")]
            size = sum(one.stat().st_size for one in beside if one.exists())
        except OSError:  # the page comes without it
            return
        yield GaugeMetricFamily("mooring_database_size_bytes", "The database and its log.", size)
        yield GaugeMetricFamily(
            "mooring_disk_free_bytes", "Room on the disk of the database.", free
        )


class Page:
    """Answers `/metrics`.

    Args:
        token: What a reader has to know.
        database: A file, or the address of a server.
        now: The time in seconds since 1970.

    Attributes:
        metrics: What is counted.
        writer: The store, once it is open.
    """

    def __init__(self, token: str, database: Path | SecretStr, now: Callable[[], float]) -> None:
        self._token = token.encode()
        self._queues = Queues(now)
        self._asking: asyncio.Task[Waiting | None] | None = None
        self.writer: Writer | None = None
        self.metrics = Metrics("sqlite" if isinstance(database, Path) else "postgres")
        self.metrics.registry.register(self._queues)
        if isinstance(database, Path):
            self.metrics.registry.register(Disk(database))

    async def show(self, request: Request) -> Response:
        """The page in the format that is asked for; 401 without the token."""
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        right = hmac.compare_digest(given.strip().encode(), self._token)
        if scheme.lower() != "bearer" or not right:
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        self._queues.waiting = await self._look()
        encode, kind = choose_encoder(request.headers.get("Accept", ""))
        return Response(encode(self.metrics.registry), headers={"Content-Type": kind})

    async def _look(self) -> Waiting | None:
        """One question to the store at a time, however many ask us."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        done, _ = await asyncio.wait([self._asking], timeout=STORE_SECONDS)
        return self._asking.result() if done else None

    async def _ask(self) -> Waiting | None:
        if self.writer is None:
            return None
        try:
            return await self.writer.run(lambda work: work.waiting())
        except StoreError:
            return None
