"""What is counted, one thing at a time: on a clock that stands, without a network."""

import asyncio
import contextlib
import json
import re
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import generate_latest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import Route
from telegram.error import NetworkError

from bot import metrics, scrape
from bot.delivery.batch import Taken
from bot.delivery.lifeline import Lifeline
from bot.delivery.sender import Sender
from bot.delivery.turn import Turn
from bot.delivery.worker import Worker
from bot.metrics import Metrics
from bot.scrape import Page
from bot.store.postgres import PostgresStore
from bot.store.protocol import Store, StoreConflictError, StoreFullError, Transaction
from bot.store.rows import Incoming, Outgoing, Pending, Person, Priority, Timer
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_work import SqliteTransaction
from bot.store.writer import Writer
from bot.telegram.send import Sent
from safety import CATEGORIES, TIERS
from tests.delivery.desk import library
from tests.delivery.kit import ROOT
from tests.delivery.reading import TOKEN, Reading, knowing

NOW: Final = 1_800_000_000.0
DAY: Final = 86_400.0


class Counter:
    """A store with the page of it, at a moment that a test chooses."""

    def __init__(self, kept: Path | SecretStr) -> None:
        self.now = NOW
        self.full = False
        store: Store = Full(kept, self) if isinstance(kept, Path) else PostgresStore(kept)
        self.page = Page(TOKEN, kept, lambda: self.now)
        self.writer = Writer(store, pause=0, watch=self.page.metrics)
        self.page.writer = self.writer
        app = Starlette(routes=[Route("/metrics", self.page.show)])
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot")

    async def read(self) -> Reading:
        answer = await self._http.get("/metrics", headers=knowing())
        return Reading(answer.text)

    async def does(self, work: Callable[[Transaction], Any]) -> Any:
        return await self.writer.run(work)

    def worker(self, turn: Turn) -> Worker:
        watch = self.page.metrics
        return Worker(self.writer, turn, lambda: self.now, lambda: None, None, watch)

    async def close(self) -> None:
        await self.writer.close()
        await self._http.aclose()


class Full(SqliteStore):
    """On a disk that may have no room."""

    def __init__(self, path: Path, counter: Counter) -> None:
        super().__init__(path)
        self._counter = counter

    @contextlib.contextmanager
    def transaction(self) -> Iterator[SqliteTransaction]:
        if self._counter.full:
            raise StoreFullError("no room")
        with super().transaction() as work:
            yield work


@pytest.fixture(params=["sqlite", "postgres"])
def kept(tmp_path: Path, request: pytest.FixtureRequest) -> Path | SecretStr:
    if request.param == "sqlite":
        return tmp_path / "m.db"
    url: SecretStr = request.getfixturevalue("database")
    return url


@contextlib.asynccontextmanager
async def counting(kept: Path | SecretStr) -> AsyncIterator[Counter]:
    one = Counter(kept)
    try:
        yield one
    finally:
        await one.close()


def goes(chat: int, priority: Priority, ago: float) -> Outgoing:
    return Outgoing(chat, priority, NOW - ago, json.dumps({"do": "none"}).encode(), "none")


class Telegram:
    """Answers each request with the next of these."""

    def __init__(self, *answers: Sent) -> None:
        self._answers = list(answers)

    async def send(self, *_: Any) -> Sent:
        return self._answers.pop(0)


async def test_queues_grow_and_age_while_nobody_sends(kept: Path | SecretStr) -> None:
    async with counting(kept) as one:
        empty = await one.read()
        assert empty("outbox_messages") == empty("outbox_oldest_due_age_seconds") == 0
        waiting = [goes(1, Priority.CRISIS, 7), goes(1, Priority.REPLY, 20),
                   goes(2, Priority.REPLY, 30), goes(3, Priority.REMINDER, -60)]  # fmt: skip
        came = [Incoming("tg:1", 1, b"{}", NOW - 11), Incoming("tg:2", 1, b"{}", NOW - 3)]
        timers = [Timer(1, "x", NOW - 4, 1), Timer(2, "x", NOW + 4, 1)]
        await one.does(lambda work: work.receive(came))
        await one.does(lambda work: work.send(waiting))
        await one.does(lambda work: work.set_timers(timers))
        one.now += 100
        found = await one.read()
        counts = {"crisis": 1, "reply": 2, "prompt": 0, "reminder": 1}
        ages = {"crisis": 107, "reply": 130, "prompt": 0, "reminder": 40}
        for priority, count in counts.items():
            assert found("outbox_messages", priority=priority) == count
            assert found("outbox_oldest_due_age_seconds", priority=priority) == ages[priority]
        assert found("inbox_updates") == 2
        assert found("inbox_oldest_age_seconds") == 111
        assert found("timers_overdue_seconds") == 104
        assert found("sending") == 0


async def test_each_try_to_send_is_counted_by_what_became_of_it(kept: Path | SecretStr) -> None:
    async with counting(kept) as one:
        waiting = [goes(n, Priority.REPLY, 2 * n) for n in range(1, 6)]
        await one.does(lambda work: work.send(waiting))
        telegram: Any = Telegram(
            Sent("later", wait=9, why="retry_after"),
            Sent("later", wait=9, why="network"),
            Sent("blocked", why="forbidden"),
            Sent("dropped", why="bad_request"),
            Sent("sent", 1),
        )
        watch = one.page.metrics
        sender = Sender(one.writer, telegram, lambda: one.now, watch=watch)
        task = asyncio.create_task(sender.run())
        while not (found := await one.read())("sends_total", result="sent"):
            await asyncio.sleep(0.005)
        assert found("sending") == 1
        for became, count in {"later": 2, "blocked": 1, "dropped": 1, "sent": 1}.items():
            assert found("sends_total", priority="reply", result=became) == count
        for why in ("retry_after", "network"):
            assert found("send_retries_total", why=why) == 1
        assert found("send_delay_seconds_sum", priority="reply") == 10
        assert found("send_delay_seconds_bucket", priority="reply", le="5.0") == 0
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        stopped = await one.read()
        assert stopped("sending") == 0
        assert stopped("outbox_messages") == 2


class Failing(Turn):
    """Fails as often as it is told."""

    fails = 0
    error: Exception = ZeroDivisionError()

    def take(self, work: Transaction, update: Pending, now: float) -> Taken:
        if self.fails:
            self.fails -= 1
            raise self.error
        return super().take(work, update, now)


def says(number: int, text: str) -> Incoming:
    message = {"message_id": number, "text": text, "chat": {"id": 7, "type": "private"},
               "from": {"id": 7, "first_name": "Ada"}}  # fmt: skip
    body = json.dumps({"update_id": number, "message": message}).encode()
    return Incoming(f"tg:{number}", 7, body, NOW)


async def test_what_fails_and_what_is_undone_is_counted_once(kept: Path | SecretStr) -> None:
    async with counting(kept) as one:
        turn = Failing(library)
        worker = one.worker(turn)
        turn.fails = 2
        await worker.receive([says(1, "hello"), says(1, "hello")])
        for _ in range(3):
            await worker.once()
            one.now += 60
        found = await one.read()
        assert (found("updates_received_total"), found("updates_duplicate_total")) == (1, 1)
        assert (found("updates_retried_total"), found("updates_given_up_total")) == (2, 0)
        assert found("turn_duration_seconds_count") == 1
        turn.fails, turn.error = 3, StoreConflictError("the whole batch again")
        await one.does(lambda work: work.receive([says(2, "I want to kill myself")]))
        await worker.once()
        found = await one.read()
        assert found("turn_duration_seconds_count") == 2
        assert found("findings_total", tier="serious") == found("help_total", how="shown") == 1
        assert found("store_errors_total", part="turns", kind="conflict") == 3
        turn.fails, turn.error = 9, ZeroDivisionError()
        await worker.receive([says(3, "no")])
        for _ in range(5):
            one.now += 60
            await worker.once()
        found = await one.read()
        assert (found("updates_retried_total"), found("updates_given_up_total")) == (6, 1)


async def test_a_message_counts_once_a_category_at_its_gravest(kept: Path | SecretStr) -> None:
    async with counting(kept) as one:
        worker = one.worker(Turn(library))
        await worker.receive([says(1, "I want to kill myself tonight. I want to kill myself")])
        found = await one.read()
        assert found("findings_total") == 1
        assert found("findings_total", category="suicide", tier="imminent") == 1


async def test_timers_that_ring_too_late_are_counted(kept: Path | SecretStr) -> None:
    async with counting(kept) as one:
        worker = one.worker(Turn(library))
        late = [Timer(7, "remind-1", NOW - DAY, 1), Timer(7, "check-in", NOW - 60, 1)]
        await one.does(lambda work: work.save_person(Person(7)))
        await one.does(lambda work: work.set_timers(late))
        while await worker.once():
            pass
        found = await one.read()
        assert (found("timers_rung_total"), found("timers_dropped_total")) == (2, 1)
        assert found("turn_duration_seconds_count", kind="timer") == 2
        assert found("updates_received_total") == 0


async def test_a_full_disk_is_counted_and_the_page_still_comes(tmp_path: Path) -> None:
    async with counting(tmp_path / "m.db") as one:
        one.full = True
        with pytest.raises(StoreFullError):
            await one.worker(Turn(library)).receive([says(1, "hello")])
        found = await one.read()
        assert found("store_errors_total", part="turns", kind="full") == 1
        assert found("store_readable") == found("updates_received_total") == 0
        assert found("disk_free_bytes") > 0
        assert "mooring_outbox_messages" not in found.text
        one.full = False
        assert (await one.read())("store_readable") == 1


async def test_a_store_that_hangs_does_not_hold_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrape, "STORE_SECONDS", 0.05)
    async with counting(tmp_path / "m.db") as one:
        free = threading.Event()
        hanging = asyncio.create_task(one.does(lambda _work: free.wait(30)))
        found = await one.read()
        assert found("store_readable") == 0
        assert "mooring_inbox_updates" not in found.text
        free.set()
        await hanging
        monkeypatch.undo()
        found = await one.read()
        assert found("store_readable") == 1
        assert found("store_wait_seconds_sum", part="other") > 0.04


async def test_a_server_that_is_away_leaves_the_rest_of_the_page(database: SecretStr) -> None:
    async with counting(database) as one:
        await one.worker(Turn(library)).receive([says(1, "hello")])
        store = one.writer._store
        assert isinstance(store, PostgresStore)
        store._pool.close()
        found = await one.read()
        assert found("store_readable") == 0
        assert found("updates_received_total") == 1
        assert found("store_errors_total", store="postgres", kind="away") == 1
        assert "mooring_disk_free_bytes" not in found.text


def test_who_counts_nothing_loads_nothing_that_counts() -> None:
    line = "import sys, bot.app, bot.cli; sys.exit('prometheus_client' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", line], check=False).returncode == 0


async def test_help_without_a_store_is_counted_if_it_arrived(tmp_path: Path) -> None:
    class Bot:
        fails = True

        async def send_message(self, *_: Any) -> None:
            if self.fails:
                raise NetworkError("cut")

    async with counting(tmp_path / "m.db") as one:
        bot: Any = Bot()
        lifeline = Lifeline(bot, library, one.page.metrics)
        for number in (1, 2):
            await lifeline.reach([json.loads(says(number, "I want to kill myself").payload)])
            bot.fails = False
        assert (await one.read())("help_total", how="without_store") == 1


CLOSED: Final[dict[str, set[str]]] = {
    "kind": {*metrics.KINDS, *metrics.TROUBLES.values()},
    "code": {*metrics.CODES},
    "tier": {*TIERS},
    "category": {*CATEGORIES},
    "how": {*metrics.WAYS},
    "priority": {*metrics.PRIORITIES},
    "result": {"sent", "later", "blocked", "dropped"},
    "why": {*metrics.WHYS},
    "part": {"turns", "intake", "sending", "other"},
    "store": {*metrics.STORES},
}
WORDS: Final = st.text(max_size=20)
TOLD: Final = st.one_of(
    st.tuples(st.just("handled"), WORDS, st.just(0.1)),
    st.tuples(st.just("found"), WORDS | st.sampled_from(TIERS), WORDS),
    st.tuples(st.just("helped"), WORDS),
    st.tuples(st.just("sent"), st.integers(-9, 9), WORDS, WORDS, st.just(0.1), st.just(0.1)),
    st.tuples(st.just("sent"), st.integers(0, 3), st.just("later"), WORDS, st.just(0.1),
              st.just(0.1)),
    st.tuples(st.just("refused"), st.integers()),
    st.tuples(st.just("transaction"), WORDS, st.just(0.1), st.just(0.1)),
    st.tuples(st.just("store_failed"), WORDS, WORDS),
)  # fmt: skip


@settings(max_examples=50)
@given(st.lists(TOLD, max_size=30), WORDS)
def test_no_label_has_a_value_from_outside_the_lists(told: list[Any], store: str) -> None:
    watch = Metrics(store)
    for name, *values in told:
        getattr(watch, name)(*values)
    page = Reading(generate_latest(watch.registry).decode())
    for series in page.ours:
        labels = {label: value for label, value in series.labels if label != "le"}
        if series.name == "mooring_build_info":
            assert labels.pop("schema").startswith("m0")
            assert labels.pop("version").replace(".", "").isdigit()
        for label, value in labels.items():
            assert value in CLOSED[label] | {metrics.OTHER}


GUIDE: Final = (ROOT / "bot" / "README.md").read_text("utf-8").split("\n## Metrics\n")[1]
NAMED: Final = re.compile(r"\bmooring_[a-z_]+\b")


async def test_the_guide_names_each_metric_and_asks_of_no_other(tmp_path: Path) -> None:
    guide = GUIDE.partition("\n## ")[0]
    table = "\n".join(line for line in guide.splitlines() if line.startswith("|"))
    async with counting(tmp_path / "m.db") as one:
        page = await one.read()
    there = {series.name for series in page.ours}
    families = {re.sub("_(bucket|count|sum)$", "", name) for name in there}
    assert set(NAMED.findall(table)) == families
    assert set(NAMED.findall(guide)) <= there | families
    for name, labels in re.findall(r"`(mooring_[a-z_]+)\{([a-z,]+)\}`", table):
        seen = [series.labels for series in page.ours if series.name.startswith(name)]
        assert {label for one in seen for label, _ in one} - {"le"} == set(labels.split(","))
    [rules] = re.findall(r"```yaml\n(groups:.*?)```", guide, re.DOTALL)
    for rule in yaml.safe_load(rules)["groups"][0]["rules"]:
        for name, label, values in re.findall(r'(mooring_\w+)\{(\w+)=~?"([^"]+)"\}', rule["expr"]):
            for value in values.split("|"):
                assert page(name.removeprefix("mooring_"), **{label: value}) >= 0
