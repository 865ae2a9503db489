"""A unit of work on SQLite. Plain SQL on the hot path: the table API is 4 to 8 times slower."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile

from sqlite_utils import Database

from bot.store.rows import Answer, Incoming, Outgoing, Pending, Person, Priority, Queued, Timer
from bot.store.sqlite_errors import explained


class SqliteTransaction:
    """See `bot.store.protocol.Transaction`."""

    def __init__(self, database: Database, name: str) -> None:
        self._db = database
        self._name = name
        self._do = database.conn.execute
        self._each = database.conn.executemany

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        with explained(self._name), self._db.atomic():
            yield

    def receive(self, updates: Iterable[Incoming]) -> int:
        return self._each(
            "insert into inbox (key, chat, payload, received, state, due, tries) "
            "values (?, ?, ?, ?, 'pending', 0, 0) on conflict (key) do nothing",
            [(one.key, one.chat, one.payload, one.received) for one in updates],
        ).rowcount

    def pending(self, now: float, limit: int) -> Sequence[Pending]:
        rows = self._do(
            "select seq, key, chat, payload, tries from inbox where seq in "
            "(select min(seq) from inbox where state = 'pending' group by chat) "
            "and due <= ? order by seq limit ?",
            (now, limit),
        )
        return [Pending(*row) for row in rows]

    def handled(self, seq: int) -> None:
        self._do("update inbox set state = 'done', payload = null where seq = ?", (seq,))

    def put_off(self, seq: int, until: float) -> None:
        self._do("update inbox set tries = tries + 1, due = ? where seq = ?", (until, seq))

    def give_up(self, seq: int, why: str) -> None:
        self._do(
            "update inbox set state = ?, payload = null where seq = ?", (f"gave up: {why}", seq)
        )

    def forget_handled(self, before: float) -> int:
        return self._do(
            "delete from inbox where state <> 'pending' and received < ?", (before,)
        ).rowcount

    def person(self, chat: int) -> Person | None:
        row = self._do(
            "select id, lang, zone, text_only, blocked, keyboard, data from person where id = ?",
            (chat,),
        ).fetchone()
        if row is None:
            return None
        id_, lang, zone, text_only, blocked, keyboard, data = row
        return Person(id_, lang, zone, bool(text_only), bool(blocked), keyboard, data)

    def save_person(self, person: Person) -> None:
        self._do(
            "insert into person (id, lang, zone, text_only, blocked, keyboard, data) "
            "values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set lang = excluded.lang, "
            "zone = excluded.zone, text_only = excluded.text_only, blocked = excluded.blocked, "
            "keyboard = excluded.keyboard, data = excluded.data",
            (
                person.id,
                person.lang,
                person.zone,
                int(person.text_only),
                int(person.blocked),
                person.keyboard,
                person.data,
            ),
        )

    def session(self, chat: int) -> bytes | None:
        row = self._do("select body from session where chat = ?", (chat,)).fetchone()
        return row[0] if row else None

    def save_session(self, chat: int, body: bytes | None, pins: Iterable[tuple[str, str]]) -> None:
        wanted = set(pins) if body is not None else set()
        there = set(self._do("select flow, structure from pin where chat = ?", (chat,)))
        for flow, structure in there - wanted:
            self._do(
                "delete from pin where chat = ? and flow = ? and structure = ?",
                (chat, flow, structure),
            )
        self._each(
            "insert into pin (chat, flow, structure) values (?, ?, ?)",
            [(chat, *pin) for pin in wanted - there],
        )
        if body is None:
            self._do("delete from session where chat = ?", (chat,))
            return
        self._do(
            "insert into session (chat, body) values (?, ?) "
            "on conflict (chat) do update set body = excluded.body",
            (chat, body),
        )

    def keep(self, answers: Iterable[Answer]) -> None:
        self._each(
            "insert into answer (chat, session, flow, name, value, how, at) "
            "values (?, ?, ?, ?, ?, ?, ?) on conflict (chat, session, flow, name) "
            "do update set value = excluded.value, how = excluded.how, at = excluded.at",
            [
                (one.chat, one.session, one.flow, one.name, one.value, one.how, one.at)
                for one in answers
            ],
        )

    def last(self, chat: int, flow: str, name: str) -> Answer | None:
        row = self._do(
            "select chat, session, flow, name, value, how, at from answer where chat = ? "
            "and flow = ? and name = ? and how = 'history' order by at desc, rowid desc limit 1",
            (chat, flow, name),
        ).fetchone()
        return Answer(*row) if row else None

    def cards(self, chat: int) -> Sequence[Answer]:
        rows = self._do(
            "select chat, session, flow, name, value, how, at from (select *, row_number() over "
            "(partition by flow, name order by at desc, rowid desc) as place from answer "
            "where chat = ? and how = 'card') as card where place = 1 order by at",
            (chat,),
        )
        return [Answer(*row) for row in rows]

    def send(self, messages: Iterable[Outgoing]) -> None:
        self._each(
            "insert into outbox (chat, priority, due, payload, label, tries) "
            "values (?, ?, ?, ?, ?, 0)",
            [(one.chat, int(one.priority), one.due, one.payload, one.label) for one in messages],
        )

    def sendable(self, now: float, limit: int, busy: Iterable[int]) -> Sequence[Queued]:
        occupied = set(busy)
        rows = self._do(
            "select seq, chat, priority, payload, tries, label from outbox where seq in "
            "(select min(seq) from outbox group by chat union "
            "select min(seq) from outbox where priority = ? group by chat) and due <= ? "
            "order by priority, seq limit ?",
            (int(Priority.CRISIS), now, 2 * (limit + len(occupied))),
        )
        first: dict[int, Queued] = {}
        for row in rows:
            if row[1] not in occupied:
                first.setdefault(row[1], Queued(*row))
        return list(first.values())[:limit]

    def queue(self, chat: int, now: float, limit: int) -> Sequence[Queued]:
        rows = self._do(
            "select seq, chat, priority, payload, tries, label, due from outbox where chat = ? "
            "order by priority <> ?, seq limit ?",
            (chat, int(Priority.CRISIS), limit),
        )
        return [Queued(*row[:-1]) for row in takewhile(lambda row: row[-1] <= now, rows)]

    def sent(self, seq: int, message: int, now: float) -> None:
        self._do("delete from outbox where seq = ?", (seq,))

    def send_later(self, seq: int, until: float) -> None:
        self._do("update outbox set tries = tries + 1, due = ? where seq = ?", (until, seq))

    def drop(self, seq: int, why: str) -> None:
        self._do("delete from outbox where seq = ?", (seq,))

    def drop_all(self, chat: int, why: str) -> int:
        return self._do("delete from outbox where chat = ?", (chat,)).rowcount

    def set_timers(self, timers: Iterable[Timer]) -> None:
        self._each(
            "insert into timer (chat, name, due, turn) values (?, ?, ?, ?) "
            "on conflict (chat, name) do update set due = excluded.due, turn = excluded.turn",
            [(one.chat, one.name, one.due, one.turn) for one in timers],
        )

    def cancel_timers(self, chat: int, names: Sequence[str] = ()) -> None:
        cancelled = (
            "update inbox set state = 'cancelled', payload = null "
            "where state = 'pending' and chat = ? and substr(key, 1, ?) = ?"
        )
        if not names:
            self._do("delete from timer where chat = ?", (chat,))
            self._do(cancelled, (chat, *_begins(f"timer:{chat}:")))
        for name in names:
            self._do("delete from timer where chat = ? and name = ?", (chat, name))
            self._do(cancelled, (chat, *_begins(f"timer:{chat}:{name}:")))

    def ring(self, now: float, limit: int) -> int:
        due = self._do(
            "select chat, name, turn, due from timer where due <= ? order by due limit ?",
            (now, limit),
        ).fetchall()
        self.receive(rung(chat, name, turn, when, now) for chat, name, turn, when in due)
        self._each(
            "delete from timer where chat = ? and name = ?",
            [(chat, name) for chat, name, *_ in due],
        )
        return len(due)

    def next_due(self) -> float | None:
        found: float | None = self._do(
            "select min(due) from (select min(due) as due from timer union all "
            "select min(due) from outbox union all "
            "select min(due) from inbox where state = 'pending')"
        ).fetchone()[0]
        return found

    def keep_revision(self, flow: str, structure: str, body: bytes) -> None:
        self._do(
            "insert into revision (flow, structure, body) values (?, ?, ?) "
            "on conflict (flow, structure) do update set body = excluded.body",
            (flow, structure, body),
        )

    def revisions(self) -> Sequence[tuple[str, str, bytes]]:
        return self._do("select flow, structure, body from revision order by rowid").fetchall()

    def forget_revisions(self, current: Iterable[tuple[str, str]]) -> int:
        serving = set(current)
        pinned = set(self._do("select distinct flow, structure from pin"))
        kept = set(self._do("select flow, structure from revision"))
        gone = kept - serving - pinned
        self._each("delete from revision where flow = ? and structure = ?", list(gone))
        return len(gone)

    def file_id(self, key: str) -> str | None:
        row = self._do("select file_id from file where key = ?", (key,)).fetchone()
        return row[0] if row else None

    def save_file_id(self, key: str, file_id: str) -> None:
        self._do(
            "insert into file (key, file_id) values (?, ?) "
            "on conflict (key) do update set file_id = excluded.file_id",
            (key, file_id),
        )

    def tally(self, day: str, what: str, key: str) -> None:
        self._do(
            "insert into tally (day, what, key, count) values (?, ?, ?, 1) "
            "on conflict (day, what, key) do update set count = tally.count + 1",
            (day, what, key),
        )

    def tallies(self, since: str) -> Sequence[tuple[str, str, str, int]]:
        return self._do(
            "select day, what, key, count from tally where day >= ? order by day, what, key",
            (since,),
        ).fetchall()

    def standing(self, flow: str) -> Sequence[tuple[str, int]]:
        return self._do(
            "select structure, count(distinct chat) from pin where flow = ? group by structure",
            (flow,),
        ).fetchall()


def _begins(words: str) -> tuple[int, str]:
    """A beginning and its length, to compare with."""
    return len(words), words


def rung(chat: int, name: str, turn: int, due: float, now: float) -> Incoming:
    """A timer as an update: what it was called, for which turn and moment it was set."""
    body = json.dumps({"timer": name, "turn": turn, "due": due}).encode()
    return Incoming(f"timer:{chat}:{name}:{turn}:{due}", chat, body, now)
