"""A unit of work on PostgreSQL: the queries of SQLite, and what several processes add to them.

A chat is one process's at a time: `pending` takes a lock on it that ends with the unit of work,
and passes over chats that another process has. Whoever else changes what belongs to a person
waits for that lock first. It is PostgreSQL's advisory lock on the number of the chat rather than
on the person's row, since a group that we leave at once must not become a person.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

import psycopg

from bot.store.homework_rows import Assignment
from bot.store.postgres_errors import explained
from bot.store.rows import Pending, Person
from bot.store.sql_custody import SqlCustody
from bot.store.sql_flows import SqlFlows
from bot.store.sql_homework import SqlHomework
from bot.store.sql_links import SqlLinks
from bot.store.sql_mail import SqlMail, rung
from bot.store.sql_people import SqlPeople

MORE_HEADS: Final = 4
"""So many more chats are looked at than are wanted: some will be another process's."""

_HEADS = (
    "select chat from inbox as one where state = 'pending' and due <= ? and not exists "
    "(select 1 from inbox as before where before.state = 'pending' and before.chat = one.chat "
    "and before.seq < one.seq) order by seq limit ?"
)
_FREE = "select chat from unnest(?::bigint[]) as chat where pg_try_advisory_xact_lock(chat) limit ?"
_FIRST = (
    "select distinct on (chat) seq, key, chat, payload, tries, due from inbox "
    "where state = 'pending' and chat = any(?::bigint[]) order by chat, seq"
)
_DUE = (
    "with ringing as materialized (select ctid from timer where due <= ? "
    "order by due limit ? for update skip locked) delete from timer using ringing "
    "where timer.ctid = ringing.ctid "
    "returning timer.chat, timer.name, timer.turn, timer.due"
)

_COUNT = (
    "insert into tally (day, what, key, count) values (?, ?, ?, ?) "
    "on conflict (day, what, key) do update set count = tally.count + excluded.count"
)

_SERVED = "update revision set kept = now() where flow = ? and structure = ?"
_YOUNG = "select flow, structure from revision where kept > now() - ?::interval"

Connection = psycopg.Connection[tuple[Any, ...]]


class _None:
    """What a query for no rows gives, without asking the server."""

    rowcount = 0


NONE: Final = _None()


REVISIONS: Final = 0x7265766E
"""The advisory lock ("revn") of whoever changes which revisions are kept."""
SERVED: Final = "1 day"
"""So long a revision counts as served after a process said so; each says it every hour."""
TWO_SIDED: Final = ("therapist", "invitation", "link")
"""Tables whose rows are changed in the units of work of more than one person. What was read of
them stays as it was read until the unit of work ends, or one side's change would undo the
other's: a link that its client has just ended would be open again."""
_TWO_SIDED: Final = re.compile(
    rf"select [^()]+ from ({'|'.join(TWO_SIDED)}) (?!.* group by )"  # noqa: S608  (no query)
)


@lru_cache(maxsize=512)
def worded(query: str) -> str:
    """A query in PostgreSQL's words: its placeholders, and a hold on what two persons change."""
    hold = " for update" if _TWO_SIDED.match(query) else ""
    return query.replace("%", "%%").replace("?", "%s") + hold


class PostgresTransaction(SqlMail, SqlPeople, SqlFlows, SqlLinks, SqlHomework, SqlCustody):
    """See `bot.store.protocol.Transaction`."""

    keeping = " for key share"
    claiming = " for update skip locked"

    def __init__(self, connection: Connection) -> None:
        super().__init__(self._execute, self._execute_many)
        self._connection = connection
        self._held: set[int] = set()
        self._counted: Counter[tuple[str, str, str]] = Counter()

    def _execute(self, query: str, values: Sequence[Any] = ()) -> Any:
        return self._connection.execute(worded(query), values)

    def _execute_many(self, query: str, rows: Iterable[Sequence[Any]]) -> Any:
        values = list(rows)
        if len(values) == 1:  # what psycopg does for many is slower for one
            return self._execute(query, values[0])
        if not values:
            return NONE
        cursor = self._connection.cursor()
        cursor.executemany(worded(query), values)
        return cursor

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        held, counted = set(self._held), Counter(self._counted)
        try:
            with explained(), self._connection.transaction():
                yield
        except BaseException:
            self._held, self._counted = held, counted  # these locks ended with what was undone
            raise

    def finish(self) -> None:
        """Write down what was put aside until the end."""
        counted, self._counted = self._counted, Counter()
        for (day, what, key), count in sorted(counted.items()):
            self._do(_COUNT, (day, what, key, count))

    def hold(self, chat: int) -> None:
        """Wait until no other process works on a chat, and keep it to the end."""
        if chat not in self._held:
            self._do("select pg_advisory_xact_lock(?)", (chat,))
            self._held.add(chat)

    def pending(self, now: float, limit: int) -> Sequence[Pending]:
        chats = [chat for (chat,) in self._do(_HEADS, (now, MORE_HEADS * limit))]
        free = [chat for chat in chats if chat in self._held]
        others = [chat for chat in chats if chat not in self._held]
        if others and len(free) < limit:
            got = [chat for (chat,) in self._do(_FREE, (others, limit - len(free)))]
            self._held.update(got)
            free += got
        if not free:
            return []
        # Looked up anew: who had the chat a moment ago may have handled what we saw.
        rows = [row for row in self._do(_FIRST, (free,)) if row[5] <= now]
        return sorted((Pending(*row[:5]) for row in rows), key=lambda one: one.seq)[:limit]

    def free(self, chats: Iterable[int]) -> set[int]:
        wanted = set(chats)
        if others := sorted(wanted - self._held):
            self._held.update(chat for (chat,) in self._do(_FREE, (others, len(others))))
        return wanted & self._held

    def person(self, chat: int) -> Person | None:
        self.hold(chat)
        return super().person(chat)

    def save_person(self, person: Person) -> None:
        self.hold(person.id)
        super().save_person(person)

    def save_session(self, chat: int, body: bytes | None, pins: Iterable[tuple[str, str]]) -> None:
        self.hold(chat)
        super().save_session(chat, body, pins)

    def save_assignment(self, assignment: Assignment) -> None:
        self.hold(assignment.chat)
        super().save_assignment(assignment)

    def assignment(self, id_: str) -> Assignment | None:
        found = super().assignment(id_)
        if found is None or found.chat in self._held:
            return found
        self.hold(found.chat)  # looked up anew: who had the chat may have changed it meanwhile
        return super().assignment(id_)

    def erase(self, chat: int, mark: str = "") -> None:
        self.hold(chat)
        super().erase(chat, mark)

    def drop_all(self, chat: int, why: str) -> int:
        self.hold(chat)
        return super().drop_all(chat, why)

    def cancel_timers(self, chat: int, names: Sequence[str] = ()) -> None:
        self.hold(chat)
        super().cancel_timers(chat, names)

    def ring(self, now: float, limit: int) -> int:
        # Those that another process rings just now are passed over.
        due = sorted(self._do(_DUE, (now, limit)), key=lambda one: one[3])
        self.receive(rung(chat, name, turn, when, now) for chat, name, turn, when in due)
        return len(due)

    def keep_revision(self, flow: str, structure: str, body: bytes) -> None:
        self._first(REVISIONS)
        super().keep_revision(flow, structure, body)
        self._do(_SERVED, (flow, structure))

    def forget_revisions(self, current: Iterable[tuple[str, str]]) -> int:
        # Another process may serve other flows than ours, and somebody begin one of them there.
        self._first(REVISIONS)
        return super().forget_revisions([*current, *self._do(_YOUNG, (SERVED,))])

    def _first(self, matter: int) -> None:
        """Wait until no other process is at this matter, and keep it to the end."""
        self._do("select pg_advisory_xact_lock(0, ?)", (matter,))

    def tally(self, day: str, what: str, key: str) -> None:
        # Rows that every process counts in: touched last and in one order, nobody waits for long
        # and never two for each other.
        self._counted[day, what, key] += 1

    def tallies(self, since: str) -> Sequence[tuple[str, str, str, int]]:
        self.finish()
        return super().tallies(since)
