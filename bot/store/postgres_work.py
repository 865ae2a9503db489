"""A unit of work on PostgreSQL: the queries of SQLite, and what several processes add to them.

A chat is one process's at a time: `pending` takes a lock on it that ends with the unit of work,
and passes over chats that another process has. Whoever else changes what belongs to a person
waits for that lock first. It is PostgreSQL's advisory lock on the number of the chat rather than
on the person's row, since a group that we leave at once must not become a person.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from bot.store.homework_rows import Assignment
from bot.store.ports import SOME
from bot.store.postgres_errors import explained
from bot.store.postgres_known import Known
from bot.store.postgres_pipe import Care, Connection, Pipe
from bot.store.postgres_words import holding
from bot.store.rows import Pending, Person, Queued
from bot.store.sql_custody import SqlCustody
from bot.store.sql_flows import SqlFlows
from bot.store.sql_homework import SqlHomework
from bot.store.sql_links import SqlLinks
from bot.store.sql_mail import SqlMail, rung
from bot.store.sql_people import PERSON, SqlPeople, person_of

MORE_HEADS: Final = 4
"""So many more chats are looked at than are wanted: some will be another process's."""

_HEADS = (
    # Locked one after the other, until there are enough; a chat of ours can be locked again.
    "with heads as materialized (select chat from inbox as one where state = 'pending' "
    "and due <= ? and not exists (select 1 from inbox as before where before.state = 'pending' "
    "and before.chat = one.chat and before.seq < one.seq) order by seq limit ?) "
    "select chat from heads where pg_try_advisory_xact_lock(chat) limit ?"
)
_FREE = "select chat from unnest(?::bigint[]) as chat where pg_try_advisory_xact_lock(chat)"
_FIRST = (
    "select distinct on (chat) seq, key, chat, payload, tries, due from inbox "
    "where state = 'pending' and chat = any(?::bigint[]) order by chat, seq"
)
_KEYS = (
    "select chat, wrapped from person_key where chat = any(?::bigint[]) order by chat for key share"
)
_SESSIONS = "select chat, body from session where chat = any(?::bigint[])"
_PINS = (
    "select chat, flow, structure from pin where chat = any(?::bigint[]) "
    "order by chat, flow, structure"
)
_KEYBOARDS = "select id, keyboard from person where id = any(?::bigint[])"
_HOLD = "select pg_advisory_xact_lock(chat) from unnest(?::bigint[]) as chat"
_DUE = (
    "with ringing as materialized (select ctid from timer where due <= ? "
    "order by due limit ? for update skip locked) delete from timer using ringing "
    "where timer.ctid = ringing.ctid "
    "returning timer.chat, timer.name, timer.turn, timer.due"
)

_FORGET = (
    "delete from inbox where ctid = any(array(select ctid from inbox where state <> 'pending' "
    "and received < ? order by received limit ? for update skip locked))"
)
_COUNT = (
    "insert into tally (day, what, key, count) values (?, ?, ?, ?) "
    "on conflict (day, what, key) do update set count = tally.count + excluded.count"
)

_SERVED = "update revision set kept = now() where flow = ? and structure = ?"
_YOUNG = "select flow, structure from revision where kept > now() - ?::interval"

REVISIONS: Final = 0x7265766E
"""The advisory lock ("revn") of whoever changes which revisions are kept."""
SERVED: Final = "1 day"
"""So long a revision counts as served after a process said so; each says it every hour."""


class PostgresTransaction(SqlMail, SqlPeople, SqlFlows, SqlLinks, SqlHomework, SqlCustody):
    """See `bot.store.protocol.Transaction`; for the arguments `Pipe`."""

    keeping = " for key share"
    claiming = " for update skip locked"

    def __init__(self, connection: Connection, care: Care, *, inside: bool = False) -> None:
        super().__init__(self._execute, self._execute_many)
        self._pipe = Pipe(connection, care, inside=inside)
        self._known = Known()
        self._counted: Counter[tuple[str, str, str]] = Counter()

    def _execute(self, query: str, values: Sequence[Any] = ()) -> Any:
        return self._pipe.ask(holding(query), values)

    def _execute_many(self, query: str, rows: Iterable[Sequence[Any]]) -> Any:
        return self._pipe.each(query, rows)

    def _later(self, query: str, whose: int, values: Sequence[Any]) -> None:
        self._pipe.later(query, whose, values)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        known, counted = self._known.copy(), Counter(self._counted)
        try:
            with explained(), self._pipe.part():
                yield
        except BaseException:
            self._known, self._counted = known, counted  # locks, too, ended with what was undone
            raise

    def finish(self) -> None:
        """Write down what was put aside until the end."""
        self._count()
        self._pipe.finish()

    def _count(self) -> None:
        counted, self._counted = self._counted, Counter()
        for (day, what, key), count in sorted(counted.items()):
            self._later(_COUNT, 0, (day, what, key, count))

    def hold(self, *chats: int) -> None:
        """Wait until no other process works on these chats, and keep them to the end."""
        new = sorted(set(chats) - self._known.held)
        if new:
            self._pipe.ahead(_HOLD, (new,))
            self._known.held.update(new)

    def _meet(self, chats: Iterable[int]) -> None:
        """Look up the people of several chats at once."""
        wanted = list(chats)
        self.hold(*wanted)
        new = [chat for chat in wanted if chat not in self._known.persons]
        if new:
            found = self._do(f"{PERSON} id = any(?::bigint[])", (new,))
            self._known.persons.update(
                dict.fromkeys(new) | {one[0]: person_of(one) for one in found}
            )

    def pending(self, now: float, limit: int) -> Sequence[Pending]:
        heads = self._do(_HEADS, (now, MORE_HEADS * limit, limit))
        free = [chat for (chat,) in heads]
        self._known.held.update(free)
        if not free:
            return []
        # Looked up anew: who had the chat a moment ago may have handled what we saw.
        rows = [row for row in self._begun(free) if row[5] <= now]
        return sorted((Pending(*row[:5]) for row in rows), key=lambda one: one.seq)[:limit]

    def _begun(self, chats: list[int]) -> Any:
        """The first update of each of these chats, and with the same journey what their turns
        ask first."""
        known = self._known
        new = [chat for chat in chats if chat not in known.persons or chat not in known.sessions]
        first, keys, persons, sessions, pins = self._pipe.ask_all(
            [
                (_FIRST, (chats,)),
                (_KEYS, (new,)),
                (f"{PERSON} id = any(?::bigint[])", (new,)),
                (_SESSIONS, (new,)),
                (_PINS, (new,)),
            ]
        )
        known.keys.update(keys)
        known.persons.update(dict.fromkeys(new) | {one[0]: person_of(one) for one in persons})
        known.sessions.update(dict.fromkeys(new) | dict(sessions))
        pinned: dict[int, list[tuple[str, str]]] = {chat: [] for chat in new}
        for chat, flow, structure in pins:
            pinned[chat].append((flow, structure))
        known.pins.update(pinned)
        return first

    def sendable(self, now: float, limit: int, busy: Iterable[int]) -> Sequence[Queued]:
        found = super().sendable(now, limit, busy)
        new = [one.chat for one in found if one.chat not in self._known.persons]
        if new:  # the sender asks for each of them
            self._known.keyboards.update(dict.fromkeys(new, 0) | dict(self._do(_KEYBOARDS, (new,))))
        return found

    def keys(self, chats: Iterable[int], *, keep: bool = False) -> Mapping[int, bytes]:
        wanted = set(chats)
        known = {chat: self._known.keys[chat] for chat in wanted & self._known.keys.keys()}
        others = wanted - known.keys()
        if not others:
            return known
        found = super().keys(others, keep=keep)
        if keep:  # nobody destroys them before this is over
            self._known.keys.update(found)
        return {**known, **found}

    def forget_keys(self, chats: Iterable[int] | None = None) -> int:
        self._known.keys.clear()
        return super().forget_keys(chats)

    def rewrap(self, chat: int, before: bytes, wrapped: bytes, master: str) -> None:
        super().rewrap(chat, before, wrapped, master)
        self._known.keys.pop(chat, None)

    def keyboard(self, chat: int) -> int:
        if chat in self._known.persons:
            person = self._known.persons[chat]
            return person.keyboard if person else 0
        if chat not in self._known.keyboards:
            self._known.keyboards[chat] = super().keyboard(chat)
        return self._known.keyboards[chat]

    def free(self, chats: Iterable[int]) -> set[int]:
        wanted, held = set(chats), self._known.held
        if others := sorted(wanted - held):
            held.update(chat for (chat,) in self._do(_FREE, (others,)))
        return wanted & held

    def person(self, chat: int) -> Person | None:
        self._meet([chat])
        return self._known.persons[chat]

    def save_person(self, person: Person) -> None:
        self.hold(person.id)
        if self._known.persons.get(person.id) != person:
            self._known.persons[person.id] = person
            super().save_person(person)

    def session(self, chat: int) -> bytes | None:
        if chat not in self._known.held:
            return super().session(chat)
        if chat not in self._known.sessions:
            self._known.sessions[chat] = super().session(chat)
        return self._known.sessions[chat]

    def pins(self, chat: int) -> Sequence[tuple[str, str]]:
        if chat not in self._known.held:
            return super().pins(chat)
        if chat not in self._known.pins:
            self._known.pins[chat] = super().pins(chat)
        return self._known.pins[chat]

    def save_session(self, chat: int, body: bytes | None, pins: Iterable[tuple[str, str]]) -> None:
        self.hold(chat)
        wanted = sorted(set(pins)) if body is not None else []
        super().save_session(chat, body, wanted)
        self._known.sessions[chat], self._known.pins[chat] = body, wanted

    def save_assignment(self, assignment: Assignment) -> None:
        self.hold(assignment.chat)
        super().save_assignment(assignment)

    def assignment(self, id_: str) -> Assignment | None:
        found = super().assignment(id_)
        if found is None or found.chat in self._known.held:
            return found
        self.hold(found.chat)  # looked up anew: who had the chat may have changed it meanwhile
        return super().assignment(id_)

    def erase(self, chat: int, mark: str = "") -> None:
        self.hold(chat)
        super().erase(chat, mark)
        self._known.persons[chat] = self._known.sessions[chat] = None
        self._known.pins[chat] = []
        self._known.keys.pop(chat, None)

    def drop_all(self, chat: int, why: str) -> int:
        self.hold(chat)
        return super().drop_all(chat, why)

    def cancel_timers(self, chat: int, names: Sequence[str] = ()) -> None:
        self.hold(chat)
        super().cancel_timers(chat, names)

    def forget_handled(self, before: float) -> int:
        return int(self._do(_FORGET, (before, SOME)).rowcount)

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
        self._do("select pg_advisory_xact_lock(0, ?::integer)", (matter,))

    def tally(self, day: str, what: str, key: str) -> None:
        # Rows that every process counts in: touched last and in one order, nobody waits for long
        # and never two for each other.
        self._counted[day, what, key] += 1

    def tallies(self, since: str) -> Sequence[tuple[str, str, str, int]]:
        self._count()
        return super().tallies(since)
