"""A database as it is after years with very many people, made by the server itself or by SQLite.

Words are bytes of the usual lengths that nobody could open. Only those who talk while it is
measured have keys, and their conversations and answers open.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import psycopg

from bot.crypto import DataKey, new_key
from bot.dialogue.talk import Talk
from bot.store.classified import TABLES, place
from bot.store.protocol import Store
from bot.store.rows import Person
from tests.bench.live.fill import WELCOME
from tests.keykit import KEYS

FIRST: Final = 1_000_000_000
"""The first chat; Telegram's numbers are as long."""
NOW: Final = 1_767_268_800.0
"""2026-01-01 12:00 UTC."""
ANSWERS: Final = 10
"""Of each person, over three exercises."""
BEGUN: Final = 3
"""Exercises of each."""
FILLING_KIB: Final = 1_000_000
"""Of SQLite's memory: its keys come in all over the index."""
USUAL_KIB: Final = 2000
QUEUES: Final = ("inbox", "outbox")
WORDS: Final = json.dumps("A call after dinner, with no phone in between.").encode()

Do = Callable[[str], object]


class Part(NamedTuple):
    """Rows of one table: how many for each person, and what the n-th is, in SQL.

    `chat` stands for the chat of the n-th row, in turns, as things come in over time.
    """

    table: str
    columns: str
    each: float
    row: str


def _bytes(length: int) -> str:
    """Sealed bytes of some length, other ones in each row."""
    return f"{{blob:{length}}}"


PARTS: Final = (
    Part("person", "id, lang, zone, text_only, blocked, keyboard, data", 1,
         f"{{chat}}, 'en', 'Europe/Madrid', 0, 0, 17, {_bytes(200)}"),
    Part("person_key", "chat, wrapped, master", 1, f"{{chat}}, {_bytes(65)}, '{KEYS.names[0]}'"),
    Part("session", "chat, body", 1, f"{{chat}}, {_bytes(600)}"),
    Part("pin", "chat, flow, structure", 0.3, "{chat}, 'flow-' || ({n} % 40), '0123456789abcdef'"),
    Part("answer", "chat, session, flow, name, value, how, at", ANSWERS,
         f"{{chat}}, ({{turn}} / 4 + 1) || ':' || ({{turn}} % 4), 'flow-' || ({{n}} % 40), "
         f"'name-' || ({{turn}} % 4), {_bytes(80)}, "
         f"case {{n}} % 8 when 0 then 'card' else 'history' end, {NOW} - 1e7 + {{n}} * 0.01"),
    Part("run", "chat, session, flow, began, ended, outcome, assignment", 3,
         "{chat}, cast({turn} + 1 as text), 'flow-' || ({n} % 40), "
         f"{NOW} - 1e7 + {{n}} * 0.03, {NOW} - 1e7 + {{n}} * 0.03 + 600, 'done', ''"),
    Part("inbox", "key, chat, payload, received, state, due, tries", 2,
         f"'tg:' || {{n}}, 0, null, {NOW} - 172000 + {{turn}} * 80000, 'done', 0, 0"),
    Part("outbox", "chat, priority, due, payload, label, tries", 0.001,
         f"{{chat}}, 3, {NOW} + 600 + {{n}}, {_bytes(350)}, 'send', 1"),
    Part("timer", "chat, name, due, turn", 0.5,
         f"{{chat}}, 'remind-1', {NOW} + 5000 + {{n}} % 600000, 1"),
    Part("therapist", "chat, code, since, ended, name, nudge, looked", 0.01,
         f"{{chat}}, 'code-' || {{n}}, 1, null, {_bytes(45)}, 'weekly', {NOW} - 100000"),
    Part("link", "id, therapist, client, since, ended, ended_by, label, ratings, answers, notice",
         0.1, f"'link-' || {{n}}, {{first}} + {{n}} / 10, {{chat}}, {NOW} - 9e6, null, '', "
         f"{_bytes(45)}, {NOW} - 9e6, {NOW} - 9e6, null"),
    Part("shared", "link, client, session, flow, name, at", 0.3,
         "'link-' || ({n} / 3), {first} + {n} / 3, ({n} % 3 + 1) || ':0', 'flow-1', 'name-0', "
         f"{NOW} - 9e5 + {{n}}"),
    Part("trace", "link, client, at, what", 0.3,
         f"'link-' || ({{n}} / 3), {{first}} + {{n}} / 3, {NOW} - 9e5 + {{n}}, 'seen'"),
    Part("assignment", "id, chat, link, kind, work, rhythm, why, place, note, state, made, day, "
         "due, position, done, skipped, news", 0.3,
         "'work-' || {n}, {chat}, 'link-' || ({n} / 3), 'flow', 'flow-' || ({n} % 40), "
         f"'{{{{\"kind\":\"days\"}}}}', {_bytes(60)}, {_bytes(60)}, {_bytes(33)}, 'active', "
         f"{NOW} - 9e6, '2025-12-31', {NOW} + 5000 + {{n}} % 600000, 5, 4, 1, ''"),
    Part("happened", "chat, assignment, at, what", 1,
         f"{{first}} + {{n}} * 3 / 10, 'work-' || ({{n}} * 3 / 10), {NOW} - 9e6 + {{n}}, 'done'"),
    Part("nudging", "chat, day, at, unanswered, stopped", 0.3,
         f"{{chat}}, '2025-12-31', {NOW} - 80000, 0, 0"),
)  # fmt: skip


def talkers(people: int, count: int) -> list[int]:
    """Those who talk, spread evenly among all people."""
    return [FIRST + number * people // count for number in range(count)]


def awake(chats: Sequence[int], people: int) -> list[int]:
    """Those who talk, and their therapists."""
    numbers = [chat - FIRST for chat in chats]
    therapists = {FIRST + one // 10 for one in numbers if one < people // 10}
    return sorted(therapists.union(chats))


def fill_postgres(connection: psycopg.Connection[Any], people: int) -> None:
    """Fill empty tables; indexes are made when the rows are there."""
    for part in PARTS:
        again = _without_indexes(connection, part.table)
        rows = int(part.each * people)
        if rows:
            row = _said(part.row, people, "decode(repeat(md5(n::text), %d), 'hex')", 16)
            connection.execute(
                f"insert into {part.table} ({part.columns}) select {row} "  # noqa: S608
                f"from generate_series(0, {rows - 1}) as n"
            )
        for statement in again:
            connection.execute(statement)
    connection.execute("vacuum analyze")


def fill_sqlite(do: Do, people: int) -> None:
    """The same in a file, inside a transaction of the caller's."""
    do(f"pragma cache_size = {-FILLING_KIB}")
    for part in PARTS:
        rows = int(part.each * people)
        if rows:
            row = _said(part.row, people, "randomblob(%d)", 1)
            do(
                f"with recursive some(n) as (select 0 union all select n + 1 from some "  # noqa: S608
                f"where n < {rows - 1}) insert into {part.table} ({part.columns}) "
                f"select {row} from some"
            )
    do("analyze")
    do(f"pragma cache_size = {-USUAL_KIB}")


def _said(row: str, people: int, blob: str, unit: int) -> str:
    """A row in the words of one database; `unit` is how many bytes its function makes at least."""
    head, *more = row.split("{blob:")
    for one in more:
        length, _, rest = one.partition("}")
        head += blob % max(int(length) // unit, 1) + rest
    return head.format(chat=f"({FIRST} + n % {people})", turn=f"(n / {people})", n="n", first=FIRST)


def _without_indexes(connection: psycopg.Connection[Any], table: str) -> list[str]:
    """Drop the indexes of a table; what makes them again."""
    again = []
    for name, definition in connection.execute(
        "select conname, pg_get_constraintdef(oid) from pg_constraint "
        "where conrelid = %s::regclass and contype = 'p'", (table,)
    ).fetchall():  # fmt: skip
        connection.execute(f'alter table {table} drop constraint "{name}"')
        again.append(f'alter table {table} add constraint "{name}" {definition}')
    for name, definition in connection.execute(
        "select indexname, indexdef from pg_indexes where schemaname = 'public' "
        "and tablename = %s", (table,)
    ).fetchall():  # fmt: skip
        connection.execute(f'drop index "{name}"')
        again.append(definition)
    return again


def wake(change: Callable[..., object], chats: Sequence[int]) -> None:
    """Give those who talk keys, and what they have said in words that open with these.

    Args:
        change: Changes the database, with `?` for values.
        chats: Who.
    """
    for chat in chats:
        key = new_key()
        seal = DataKey(key)
        wrapped = KEYS.wrap(key, chat)
        change("update person_key set wrapped = ?, master = ? where chat = ?", (*wrapped, chat))
        for table in TABLES:
            for column in table.sealed:
                if table.name not in QUEUES:
                    change(
                        f"update {table.name} set {column} = ? where {table.keyed_by} = ?",  # noqa: S608
                        (seal.seal(WORDS, place(table.name, column, chat)), chat),
                    )


def settle(store: Store, chats: Sequence[int]) -> None:
    """They have had their first minute, and stand in no exercise."""
    with store.transaction() as work:
        for chat in chats:
            work.save_person(Person(chat, data=WELCOME))
            work.save_session(chat, Talk(serial=BEGUN).to_json(), ())
