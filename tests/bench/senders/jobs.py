"""The other design: every process sends, with a job of `procrastinate` for each message.

- The outbox stays as it is, with its words sealed. In the transaction that writes a message a job
  is deferred, too, over the same connection: both are there or neither. The job knows only the
  number of the message.
- The chat is the job's lock, so a chat is sent in order, whoever sends. Within a lock what is more
  urgent would overtake, so a chat's waiting jobs inherit the priority of a later one; only the
  words of help overtake.
- One budget for all processes is in `budget.sql`. Where Telegram asks to wait, the same table and
  the same rule as the sender's hold all processes.
- Jobs of a worker that gives no sign of life for `SILENT_SECONDS` are begun again by a periodic
  task. Timers are jobs that are scheduled; they have no lock, or a chat would be silent until its
  timer rings.
"""

import asyncio
import datetime as dt
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from procrastinate import App, JobContext, PsycopgConnector, RetryDecision, SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as Deferred
from procrastinate.retry import BaseRetryStrategy
from pydantic import SecretStr
from telegram.ext import ExtBot

from bot.delivery.pace import BOT_A_SECOND, CHANGES, CHAT_BURST, EVERYBODY, FREE
from bot.store.postgres import PostgresStore, connected
from bot.store.postgres_errors import explained
from bot.store.postgres_pipe import Care, Connection
from bot.store.postgres_work import PostgresTransaction
from bot.store.rows import Outgoing, Priority, Queued, Timer
from bot.store.sealed_keys import Keys
from bot.store.sql_mail import rung
from bot.telegram.send import Messenger, Sent
from tests.keykit import KEYS

CONCURRENCY: Final = 8
"""Jobs at once in each of three processes: together as many as the one sender has."""
POLL_SECONDS: Final = 0.1
"""How often a worker looks without being told. It is told of new jobs, but not of those that
become free because the one before in their chat is done, or because their time has come."""
SIGN_SECONDS: Final = 1.0
SILENT_SECONDS: Final = 6
"""As long as the one sender may be silent; the library's own figures are 10 and 30 seconds."""
RESCUE: Final = "* * * * * */2"
QUEUE: Final = "bot"
_ANY: Final = "delete from procrastinate_jobs where status = 'todo' and queueing_lock ^@ %s"
_NAMED: Final = "delete from procrastinate_jobs where status = 'todo' and queueing_lock = %s"
_READ: Final = "select seq, chat, priority, payload, tries, label, due from outbox where seq = %s"


class PutOff(Exception):  # noqa: N818  (nothing is wrong)
    """The job's time has not come."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class Later(BaseRetryStrategy):
    """Put off as long as was said; what failed by itself, a second."""

    def get_retry_decision(self, *, exception: BaseException, job: Deferred) -> RetryDecision:
        seconds = exception.seconds if isinstance(exception, PutOff) else 1.0
        return RetryDecision(retry_at=_at(time.time() + seconds))


def _at(moment: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(moment, dt.UTC)


def _urgency(priority: int) -> int:
    """Procrastinate's numbers grow with urgency."""
    return max(Priority) - priority


class JobsTransaction(PostgresTransaction):
    """Defers a job with each message and each timer, in the same unit of work."""

    writing: Final = App(connector=SyncPsycopgConnector())  # only ever used with our connection

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Care(), inside=True)
        self._direct = connection

    def send(self, messages: Iterable[Outgoing]) -> None:
        wanted = list(messages)
        if not wanted:
            return
        cursor = self._direct.cursor()
        cursor.executemany(
            "insert into outbox (chat, priority, due, payload, label, tries) "
            "values (%s, %s, %s, %s, %s, 0) returning seq",
            [(one.chat, int(one.priority), one.due, one.payload, one.label) for one in wanted],
            returning=True,
        )
        numbers = [found[0] for one in cursor.results() if (found := one.fetchone())]
        most = self._inherited(wanted)
        self._defer(
            Deferred(
                id=None, queue=QUEUE, lock=str(one.chat), queueing_lock=None, task_name="send",
                priority=_urgency(min(one.priority, most.get(one.chat, one.priority))),
                task_kwargs={"chat": one.chat, "seq": seq},
                scheduled_at=_at(one.due) if one.due > time.time() else None,
            )
            for one, seq in zip(wanted, numbers, strict=True)
        )  # fmt: skip

    def _inherited(self, messages: Sequence[Outgoing]) -> dict[int, int]:
        """What waits in a chat becomes as urgent as what comes behind it, or would be overtaken."""
        most: dict[int, int] = {}
        for one in messages:
            if one.priority != Priority.CRISIS:
                most[one.chat] = min(most.get(one.chat, one.priority), one.priority)
        for chat, priority in most.items():
            row = self._direct.execute(
                "update procrastinate_jobs set priority = greatest(priority, %s) "
                "where lock = %s and status in ('todo', 'doing') returning priority",
                (_urgency(priority), str(chat)),
            ).fetchall()
            others = [int(one) for (one,) in row if int(one) < _urgency(Priority.CRISIS)]
            most[chat] = min([priority, *(max(Priority) - one for one in others)])
        return most

    def set_timers(self, timers: Iterable[Timer]) -> None:
        wanted = {(one.chat, one.name): one for one in timers}.values()
        for one in wanted:
            self.cancel_timers(one.chat, [one.name])
        self._defer(
            Deferred(
                id=None, queue=QUEUE, lock=None, queueing_lock=_timer(one.chat, one.name),
                task_name="ring", priority=0, scheduled_at=_at(one.due),
                task_kwargs={"chat": one.chat, "name": one.name, "due": one.due, "turn": one.turn},
            )
            for one in wanted
        )  # fmt: skip

    def cancel_timers(self, chat: int, names: Sequence[str] = ()) -> None:
        super().cancel_timers(chat, names)
        begins = [_timer(chat, name) for name in names] or [_timer(chat, "")]
        for one in begins:
            self._direct.execute(_NAMED if names else _ANY, (one,))

    def _defer(self, jobs: Iterable[Deferred]) -> None:
        if wanted := list(jobs):
            self.writing.job_manager.batch_defer_jobs(wanted, connection=self._direct)

    def reserve(self, chat: int, label: str, speed: float) -> tuple[bool, float]:
        """Whether a message is to be put off, and how long it waits."""
        self._direct.execute("select set_config('synchronous_commit', 'off', true)")
        counts = label not in FREE
        found = self._direct.execute(
            "select later, wait from reserve(%s, %s, %s, %s, %s, %s)",
            (chat, counts, counts and label not in CHANGES, BOT_A_SECOND, CHAT_BURST, speed),
        ).fetchone()
        assert found is not None
        return found[0], found[1]

    def message(self, seq: int) -> Queued | None:
        """What is to be sent, unless it went."""
        row = self._direct.execute(_READ, (seq,)).fetchone()
        return Queued(*row) if row else None

    def told(self, chat: int, seconds: float) -> None:
        """Telegram asked to wait; when a second chat is told the same, all wait."""
        now = time.time()
        others = any(one != chat for one, _ in self.held_back(now))
        for one in [chat, EVERYBODY] if others else [chat]:
            self.hold_back(one, now + seconds, now)


def _timer(chat: int, name: str) -> str:
    return f"timer:{chat}:{name}"


class JobsStore(PostgresStore):
    """The store of this design, of which several threads may each have a unit of work."""

    @contextmanager
    def transaction(self) -> Iterator[JobsTransaction]:
        """Begin a unit of work."""
        with explained(), self._pool.connection() as connection, connection.transaction():
            work = JobsTransaction(connection)
            yield work
            work.finish()


class Found(NamedTuple):
    """A message that may go, and what has to be known for it."""

    queued: Queued
    keyboard: int
    wait: float


class Sending:
    """What the tasks do."""

    def __init__(self, store: JobsStore, messenger: Messenger, speed: float) -> None:
        self._store = store
        self._messenger = messenger
        self._speed = speed

    async def send(self, chat: int, seq: int) -> None:
        """Send one message, or put it off."""
        found = await asyncio.to_thread(self._look, chat, seq)
        if found is None:
            return
        if found.wait > 0:
            await asyncio.sleep(found.wait)
            if (held := await asyncio.to_thread(self._held, chat)) > 0:
                raise PutOff(held)
        job = json.loads(found.queued.payload)
        sent = await self._messenger.send(chat, job, found.keyboard, None)
        await asyncio.to_thread(self._note, found.queued, sent)
        if sent.how == "later":
            raise PutOff(sent.wait)

    def _look(self, chat: int, seq: int) -> Found | None:
        with self._store.transaction() as work:
            queued = work.message(seq)
            if queued is None:
                return None

            later, wait = work.reserve(chat, queued.label, self._speed)
            if later:
                raise PutOff(wait)
            words = Keys(work, KEYS).open("outbox", "payload", chat, queued.payload)
            return Found(replace(queued, payload=words), work.keyboard(chat), wait)

    def _held(self, chat: int) -> float:
        """For how long Telegram has asked to wait since the slot was taken."""
        now = time.time()
        with self._store.transaction() as work:
            held = dict(work.held_back(now))
        return max((held.get(one, now) for one in (chat, EVERYBODY)), default=now) - now

    def _note(self, queued: Queued, sent: Sent) -> None:
        with self._store.transaction() as work:
            if sent.why == "retry_after":
                work.told(queued.chat, sent.wait)
            if sent.how == "blocked":
                work.drop_all(queued.chat, sent.why)
                work.cancel_timers(queued.chat)
            elif sent.how != "later":
                work.sent(queued.seq, sent.message, time.time())
            if sent.how == "blocked" or sent.keyboard is not None:
                person = work.person(queued.chat)
                if person:
                    carries = sent.message if sent.keyboard else 0
                    kept = carries if sent.keyboard is not None else person.keyboard
                    blocked = person.blocked or sent.how == "blocked"
                    work.save_person(replace(person, keyboard=kept, blocked=blocked))

    async def ring(self, chat: int, name: str, due: float, turn: int) -> None:
        """Let a timer ring: whoever handles updates takes it from the inbox."""
        await asyncio.to_thread(self._ring, Timer(chat, name, due, turn))

    def _ring(self, timer: Timer) -> None:
        with self._store.transaction() as work:
            work.receive([rung(timer.chat, timer.name, timer.turn, timer.due, time.time())])


def install(url: SecretStr) -> None:
    """Make what this design adds to the database."""
    from procrastinate.schema import SchemaManager  # noqa: PLC0415

    with connected(url) as connection:
        connection.execute(SchemaManager.get_schema().encode())
        connection.execute((Path(__file__).parent / "budget.sql").read_bytes())


def app_of(url: SecretStr, sending: Sending) -> App:
    """The tasks, on this database."""
    app = App(connector=PsycopgConnector(conninfo=url.get_secret_value(), min_size=2, max_size=4))
    app.task(name="send", queue=QUEUE, retry=Later())(sending.send)
    app.task(name="ring", queue=QUEUE, retry=Later())(sending.ring)

    @app.periodic(cron=RESCUE)
    @app.task(name="rescue", queue=QUEUE, queueing_lock="rescue", priority=9, pass_context=True)
    async def rescue(context: JobContext, timestamp: int) -> None:
        manager = context.app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
            try:
                await manager.retry_job(job)
            except ConnectorException:  # it ended meanwhile
                continue

    return app


async def serve(
    url: SecretStr,
    bot: ExtBot[None],
    speed: float,
    ready: Callable[[], Any],
    poll: float = POLL_SECONDS,
) -> None:
    """One process, until it is cancelled."""
    store = await asyncio.to_thread(JobsStore, url)
    app = app_of(url, Sending(store, Messenger(bot, {}), speed))
    async with app.open_async():
        ready()
        await app.run_worker_async(
            queues=[QUEUE],
            concurrency=CONCURRENCY,
            fetch_job_polling_interval=poll,
            update_heartbeat_interval=SIGN_SECONDS,
            stalled_worker_timeout=SILENT_SECONDS,
            shutdown_graceful_timeout=5,
            delete_jobs="always",
            install_signal_handlers=False,
        )
    store.close()
