"""What comes in, what goes out and what is due, in SQL. See `bot.store.ports.Mail`."""

import json
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Final

from bot.store.ports import SOME
from bot.store.rows import (
    Incoming,
    Line,
    Outgoing,
    Pending,
    Priority,
    Queued,
    Timer,
    Waiting,
)
from bot.store.sql_part import SqlPart

_OVER: Final = (
    "update inbox set state = ?, payload = null, "
    "chat = case when substr(key, 1, 3) = 'tg:' then 0 else chat end where seq = ?"
)
"""That an update came has to be known for two days, and not from whom."""
LOOKED_AT: Final = 100
_LONGEST: Final = (
    "select min(due) from (select due from outbox where priority = ? order by seq limit ?) as first"
)

_FORGET: Final = (
    "delete from inbox where seq in (select seq from inbox where state <> 'pending' "
    "and received < ? order by received limit ?)"
)
"""Some at a time: after a long silence there may be millions."""


class SqlMail(SqlPart):
    """Inbox, outbox and timers."""

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
        self._later(_OVER, seq, ("done", seq))

    def put_off(self, seq: int, until: float) -> None:
        self._later("update inbox set tries = tries + 1, due = ? where seq = ?", seq, (until, seq))

    def give_up(self, seq: int, why: str) -> None:
        self._later(_OVER, seq, (f"gave up: {why}", seq))

    def forget_handled(self, before: float) -> int:
        return self._do(_FORGET, (before, SOME)).rowcount

    def send(self, messages: Iterable[Outgoing]) -> None:
        for one in messages:
            self._later(
                "insert into outbox (chat, priority, due, payload, label, tries) "
                "values (?, ?, ?, ?, ?, 0)",
                one.chat,
                (one.chat, int(one.priority), one.due, one.payload, one.label),
            )

    def sendable(self, now: float, limit: int, busy: Iterable[int]) -> Sequence[Queued]:
        occupied = set(busy)
        rows = self._do(
            "select seq, chat, priority, payload, tries, label, due from outbox as one "
            "where due <= ? and not exists (select 1 from outbox as before "
            "where before.chat = one.chat and before.seq < one.seq "
            "and (one.priority <> 0 or before.priority = 0)) "
            "order by priority, seq limit ?",
            (now, 2 * (limit + len(occupied))),
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
        return [Queued(*row) for row in takewhile(lambda row: row[-1] <= now, rows)]

    def sent(self, seq: int, message: int, now: float) -> None:
        self._later("delete from outbox where seq = ?", seq, (seq,))

    def send_later(self, seq: int, until: float) -> None:
        self._later("update outbox set tries = tries + 1, due = ? where seq = ?", seq, (until, seq))

    def drop(self, seq: int, why: str) -> None:
        self._later("delete from outbox where seq = ?", seq, (seq,))

    def drop_all(self, chat: int, why: str) -> int:
        return self._do("delete from outbox where chat = ?", (chat,)).rowcount

    def free(self, chats: Iterable[int]) -> set[int]:
        return set(chats)

    def hold_back(self, chat: int, until: float, now: float) -> None:
        self.let_go(now)
        self._do(
            "insert into retry_after (chat, until) values (?, ?) on conflict (chat) "
            "do update set until = excluded.until where retry_after.until < excluded.until",
            (chat, until),
        )

    def let_go(self, now: float) -> None:
        self._do("delete from retry_after where until <= ?", (now,))

    def held_back(self, now: float) -> Sequence[tuple[int, float]]:
        rows = self._do("select chat, until from retry_after where until > ? order by chat", (now,))
        return [(chat, until) for chat, until in rows]

    def set_timers(self, timers: Iterable[Timer]) -> None:
        for one in timers:
            self._later(
                "insert into timer (chat, name, due, turn) values (?, ?, ?, ?) "
                "on conflict (chat, name) do update set due = excluded.due, turn = excluded.turn",
                one.chat,
                (one.chat, one.name, one.due, one.turn),
            )

    def cancel_timers(self, chat: int, names: Sequence[str] = ()) -> None:
        cancelled = (
            "update inbox set state = 'cancelled', payload = null "
            "where state = 'pending' and chat = ? and substr(key, 1, cast(? as integer)) = ?"
        )
        if not names:
            self._later("delete from timer where chat = ?", chat, (chat,))
            self._later(cancelled, chat, (chat, *_begins(f"timer:{chat}:")))
        for name in names:
            self._later("delete from timer where chat = ? and name = ?", chat, (chat, name))
            self._later(cancelled, chat, (chat, *_begins(f"timer:{chat}:{name}:")))

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

    def waiting(self) -> Waiting:
        count, first = self._do(
            "select count(*), min(seq) from inbox where state = 'pending'"
        ).fetchone()
        came = self._one("select received from inbox where seq = ?", first)
        counted = self._do("select priority, count(*) from outbox group by priority")
        lines = {
            Priority(priority): Line(count, self._one(_LONGEST, priority, LOOKED_AT))
            for priority, count in counted.fetchall()
        }
        timer = self._one("select min(due) from timer")
        every = {one: lines.get(one, Line()) for one in Priority}
        return Waiting(Line(count, came), every, timer)

    def _one(self, query: str, *values: object) -> float | None:
        row = self._do(query, values).fetchone()
        found: float | None = row[0] if row else None
        return found


def _begins(words: str) -> tuple[int, str]:
    """A beginning and its length, to compare with."""
    return len(words), words


def rung(chat: int, name: str, turn: int, due: float, now: float) -> Incoming:
    """A timer as an update: what it was called, for which turn and moment it was set."""
    body = json.dumps({"timer": name, "turn": turn, "due": due}).encode()
    return Incoming(f"timer:{chat}:{name}:{turn}:{due}", chat, body, now)
