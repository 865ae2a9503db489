"""What waits for the end of a unit of work is written as if each had been written at once."""

import contextlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.store.postgres import hurried, prepared
from bot.store.postgres_pipe import Care, Connection
from bot.store.postgres_work import PostgresTransaction
from bot.store.protocol import Transaction
from bot.store.rows import Answer, Incoming, Outgoing, Person, Priority, Run, Timer
from bot.store.write_behind import Write, grouped, touched

TABLES: Final = ("person", "session", "pin", "inbox", "outbox", "timer", "answer", "run", "tally")
CHATS: Final = st.integers(1, 3)
Step = Callable[[Transaction], object]

_writes = st.lists(
    st.builds(
        Write,
        st.sampled_from(["insert into a (x) values (?)", "update a set x = ?", "delete from b"]),
        CHATS,
        st.tuples(st.integers(0, 99)),
    ),
    max_size=12,
)


@given(_writes)
def test_what_is_of_one_chat_and_table_keeps_its_order(writes: list[Write]) -> None:
    numbered = [one._replace(values=(place,)) for place, one in enumerate(writes)]
    order: dict[tuple[str, int], list[int]] = defaultdict(list)
    went = [(group.query, row[0]) for group in grouped(numbered) for row in group.rows]
    assert sorted(place for _, place in went) == list(range(len(writes)))
    for query, place in went:
        assert query == writes[place].query
        table = "b" if "from b" in query else "a"
        order[table, writes[place].whose].append(place)
    assert all(places == sorted(places) for places in order.values())


def test_many_turns_alike_are_a_few_groups() -> None:
    turn = ("delete from timer where chat = ?", "insert into timer (chat) values (?)", "update x")
    writes = [Write(query, chat, (chat,)) for chat in range(50) for query in turn]
    assert [len(group.rows) for group in grouped(writes)] == [50, 50, 50]


def test_who_reads_a_table_sees_what_waits_for_it() -> None:
    waiting = [Write("insert into timer (chat) values (?)", 1, (1,))]
    assert touched(waiting, "select min(due) from (select due from timer) as one")
    assert touched(waiting, "select 1 from person left join timer on true")
    assert not touched(waiting, "select chat from session")


def _steps() -> st.SearchStrategy[Step]:
    """What turns do, of a few chats."""
    name, number = st.sampled_from("ab"), st.integers(0, 9)
    priority, words = st.sampled_from(Priority), st.binary(max_size=3)
    return st.one_of(
        st.builds(lambda c, n, d: lambda work: work.set_timers([Timer(c, n, d, d)]),
                  CHATS, name, number),
        st.builds(lambda c, n: lambda work: work.cancel_timers(c, n),
                  CHATS, st.lists(name, max_size=1)),
        st.builds(lambda d: lambda work: work.ring(d, 2), number),
        st.builds(lambda c, p, w: lambda work: work.send([Outgoing(c, p, 0, w)]),
                  CHATS, priority, words),
        st.builds(lambda c: lambda work: work.drop_all(c, "x"), CHATS),
        st.builds(lambda c, w: lambda work: work.save_person(Person(c, data=w)), CHATS, words),
        st.builds(lambda c, w, n: lambda work: work.save_session(c, w, [("f", n)]),
                  CHATS, st.none() | words, name),
        st.builds(lambda c, n, d: lambda work: work.begin_run(Run(c, str(d), n, d)),
                  CHATS, name, number),
        st.builds(lambda c, n, d: lambda work: work.end_run(c, n, str(d), d, "done"),
                  CHATS, name, number),
        st.builds(lambda c, n, d: lambda work: work.keep([Answer(c, "1", n, n, b"", "card", d)]),
                  CHATS, name, number),
        st.builds(lambda c, n: lambda work: work.forget_answer(c, "1", n, n), CHATS, name),
        st.builds(lambda n, c: lambda work: work.receive([Incoming(f"tg:{n}", c, b"", 0)]),
                  number, CHATS),
        st.builds(lambda c: lambda work: work.erase(c, ""), CHATS),
        st.builds(lambda n: lambda work: work.tally("2026-01-01", "x", n), name),
        st.just(lambda work: [work.handled(one.seq) for one in work.pending(9, 2)]),
        st.just(lambda work: [work.sent(one.seq, 1, 9) for one in work.sendable(9, 2, [])]),
        st.just(lambda work: [work.session(chat) for chat in (1, 2, 3)]),
    )  # fmt: skip


Turn = tuple[Sequence[Step], bool]


@given(st.lists(st.tuples(st.lists(_steps(), max_size=6), st.booleans()), max_size=4))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_it_is_as_if_each_had_been_written_at_once(database: SecretStr, turns: list[Turn]) -> None:
    with psycopg.connect(database.get_secret_value(), autocommit=True) as connection:
        prepared(connection)
        hurried(connection)
        at_once, later = (_after(connection, turns, needed=needed) for needed in (True, False))
    assert at_once == later


def _after(connection: Connection, turns: Sequence[Turn], *, needed: bool) -> Any:
    care = Care()
    care.needed = needed
    heard = []
    with connection.transaction(force_rollback=True):
        for name in ("inbox", "outbox"):
            connection.execute(f"alter table {name} alter seq restart with 1")
        work = PostgresTransaction(connection, care, inside=True)
        for steps, fails in turns:
            with contextlib.suppress(ZeroDivisionError), work.savepoint():
                heard += [step(work) for step in steps]
                if fails:
                    raise ZeroDivisionError
        heard += [work.person(chat) for chat in (1, 2, 3)]
        work.finish()
        return heard, {name: _rows(connection, name) for name in TABLES}


def _rows(connection: Connection, name: str) -> list[str]:
    rows = connection.execute(f"select to_jsonb(one) - 'rowid' from {name} as one").fetchall()  # noqa: S608
    if name == "outbox":  # between chats, which number is the smaller doesn't matter
        return sorted(str({**row, "seq": 0}) for (row,) in rows)
    return sorted(str(row) for (row,) in rows)
