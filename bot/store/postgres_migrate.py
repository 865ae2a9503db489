"""Bringing the tables of a PostgreSQL database up to date, also while others work on it.

Who changes a table has to wait until those who use it are through, and everybody who comes later
waits behind: so it waits `LOCK_SECONDS` only, lets them pass, and tries again. An index of a
table that is in use is made while it is written to. One process does this at a time; any other
goes to work as soon as the tables are as it knows them.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final, NamedTuple

import psycopg

from bot.store.migrations import NEWER
from bot.store.postgres_errors import NAME
from bot.store.postgres_pipe import Connection
from bot.store.postgres_schema import INDEX, Step, steps
from bot.store.protocol import StoreConflictError, StoreNewerError

MIGRATING: Final = 0x6D6F6F72
"""The advisory lock ("moor") of whoever changes the tables."""
LOCK_SECONDS: Final = 0.3
"""So long turns may stand still at once, because a table is to be changed."""
PAUSE_SECONDS: Final = 0.3
PATIENCE_SECONDS: Final = 60.0
BUSY: Final = ("55P03", "40P01")
_STOP: Final = "0"

_ROWS: Final = (
    "select name, at is null, coalesce((to_jsonb(migration) ->> 'needs')::bigint, 0) from migration"
)
_OLDER: Final = (
    "select count(distinct application_name) from pg_stat_activity "
    "where datname = current_database() and pid <> pg_backend_pid() "
    "and application_name ~ '^mooring [0-9]+' "
    "and coalesce(nullif(split_part(application_name, ' ', 3), ''), '0')::bigint < %s"
)
"""Processes that know fewer migrations; those from before say none."""


class Standing(NamedTuple):
    """How far the tables are.

    Attributes:
        fresh: There is nothing yet.
        ahead: Steps of a newer program that this one can work with.
        pending: Steps that are to be carried out.
        unfinished: Steps whose indexes are being made, or were when somebody was cut off.
    """

    fresh: bool
    ahead: Sequence[str]
    pending: Sequence[Step]
    unfinished: Sequence[Step]


class Outcome(NamedTuple):
    """What was done, and what has to wait until `older` processes have ended."""

    done: Sequence[str] = ()
    waiting: Sequence[str] = ()
    older: int = 0


def standing(connection: Connection) -> Standing:
    """Look how far the tables are; nothing is changed.

    Raises:
        StoreNewerError: They are of a newer program and without what this one needs.
    """
    known = steps()
    there = connection.execute("select to_regclass('migration') is not null").fetchone()
    rows = connection.execute(_ROWS).fetchall() if there and there[0] else []
    if any(needs > len(known) for *_, needs in rows):
        raise StoreNewerError(f"{NAME} {NEWER}")
    begun = {name: unfinished for name, unfinished, _ in rows}
    return Standing(
        not begun,
        sorted(begun.keys() - {one.name for one in known}),
        [one for one in known if one.name not in begun],
        [one for one in known if begun.get(one.name)],
    )


def migrate(connection: Connection, patience: float = PATIENCE_SECONDS) -> Outcome:
    """Bring the tables up to date; each step whole or not at all.

    Args:
        connection: A session outside of any transaction.
        patience: Seconds until it is given up when the tables are never free.

    Raises:
        StoreConflictError: Somebody has held them for too long.
        StoreNewerError: They are of a newer program and without what this one needs.
    """
    end = time.monotonic() + patience
    while True:
        now = standing(connection)
        if not now.pending and not now.unfinished:
            return Outcome()
        with _alone(connection) as alone:
            if alone:
                return _carry_out(connection, end)
        if not now.pending:
            return Outcome()  # another makes the indexes, which nobody has to wait for
        _wait(end)


@contextmanager
def _alone(connection: Connection) -> Iterator[bool]:
    """Whether nobody else changes the tables, until the block ends.

    Nobody stands in line for it: who waits inside a statement holds up the making of an index.
    """
    row = connection.execute("select pg_try_advisory_lock(0, %s)", (MIGRATING,)).fetchone()
    alone = bool(row and row[0])
    try:
        yield alone
    finally:
        if alone:
            with suppress(psycopg.Error):  # with the session the lock is gone, too
                connection.execute("select pg_advisory_unlock(0, %s)", (MIGRATING,))


def _carry_out(connection: Connection, end: float) -> Outcome:
    now, done = standing(connection), list[str]()
    if now.fresh:
        _patiently(lambda: _from_nothing(connection, now.pending), end)
        return Outcome([one.name for one in now.pending])
    for step in now.unfinished:
        _finish(connection, step)
        done.append(step.name)
    for number, step in enumerate(now.pending):
        older = _older(connection, step)
        if older:
            return Outcome(done, [one.name for one in now.pending[number:]], older)
        _patiently(lambda step=step: _begin(connection, step), end)  # type: ignore[misc]
        if step.later:
            _finish(connection, step)
        done.append(step.name)
    return Outcome(done)


def _older(connection: Connection, step: Step) -> int:
    """How many processes are at work that could not go on after this step."""
    if not step.needs:
        return 0
    row = connection.execute(_OLDER, (step.needs,)).fetchone()
    return int(row[0]) if row else 0


def _from_nothing(connection: Connection, pending: Sequence[Step]) -> None:
    with connection.transaction():
        _ready(connection)
        for step in pending:
            for statement in step.statements:
                connection.execute(statement)
            _note(connection, step, time.time())


def _begin(connection: Connection, step: Step) -> None:
    """All of a step but the indexes of tables that are in use."""
    with connection.transaction():
        milliseconds = str(round(LOCK_SECONDS * 1000))
        connection.execute("select set_config('lock_timeout', %s, true)", (milliseconds,))
        connection.execute("select set_config('statement_timeout', %s, true)", (_STOP,))
        _ready(connection)
        for statement in step.statements:
            if statement not in step.later:
                connection.execute(statement)
        _note(connection, step, None if step.later else time.time())


def _ready(connection: Connection) -> None:
    connection.execute(
        "create table if not exists migration (name text primary key, at double precision, "
        "needs bigint not null default 0)"
    )
    connection.execute(
        "alter table migration add column if not exists needs bigint not null default 0"
    )


def _note(connection: Connection, step: Step, at: float | None) -> None:
    connection.execute(
        "insert into migration (name, at, needs) values (%s, %s, %s)", (step.name, at, step.needs)
    )


def _finish(connection: Connection, step: Step) -> None:
    """Make its indexes, those anew that somebody was cut off at. It waits for nobody's lock."""
    with _unhurried(connection):
        for statement in step.later:
            found = INDEX.match(statement)
            assert found  # noqa: S101  (that is what makes it `later`)
            broken = connection.execute(
                "select 1 from pg_index where not indisvalid and indexrelid = to_regclass(%s)",
                (found["name"],),
            ).fetchone()
            if broken:
                connection.execute(f'drop index concurrently "{found["name"]}"')
            head = f"create {found['unique'] or ''}index "
            connection.execute(f"{head}concurrently if not exists {statement[len(head) :]}")
        connection.execute("update migration set at = %s where name = %s", (time.time(), step.name))


@contextmanager
def _unhurried(connection: Connection) -> Iterator[None]:
    """Without the limits of a turn: an index of a large table takes as long as it takes."""
    names = ("lock_timeout", "statement_timeout")
    query = "select " + ", ".join(["current_setting(%s)"] * len(names))
    before = connection.execute(query, names).fetchone() or ()
    for name in names:
        connection.execute("select set_config(%s, %s, false)", (name, _STOP))
    try:
        yield
    finally:
        with suppress(psycopg.Error):  # with the session its settings are gone, too
            for name, value in zip(names, before, strict=True):
                connection.execute("select set_config(%s, %s, false)", (name, value))


def _patiently(change: Callable[[], None], end: float) -> None:
    """Try again and again, letting those pass who use the tables."""
    while True:
        try:
            change()
        except psycopg.Error as error:
            if error.sqlstate not in BUSY:
                raise
            _wait(end)
        else:
            return


def _wait(end: float) -> None:
    if time.monotonic() > end:
        raise StoreConflictError(
            f"{NAME} has tables that are to be changed, and somebody has used them all the while "
            "(another Mooring that changes them, or pg_dump?); nothing was changed, try again later"
        )
    time.sleep(PAUSE_SECONDS)
