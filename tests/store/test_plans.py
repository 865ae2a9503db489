"""However much is kept, what a turn, the timers and the sender ask for is found by an index."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import psycopg
from pydantic import SecretStr

from bot.store.links import Invitation, Link, Shared, Therapist, Trace
from bot.store.postgres_pipe import Care, Connection, Cursor, Pipe, placed
from bot.store.postgres_work import PostgresTransaction
from bot.store.rows import Answer, Incoming, Outgoing, Person, Priority, Run, Timer

PEOPLE: Final = 5000
FILL: Final = (
    "insert into person select n, 'en', '', 0, 0, 0, '{}' from generate_series(1, %(n)s) n",
    "insert into session select n, repeat('s', 500)::bytea from generate_series(1, %(n)s) n",
    "insert into pin select n, 'f', 's' from generate_series(1, %(n)s) n",
    "insert into answer select n %% %(n)s, n || ':0', 'f' || n %% 7, 'mood', '5', "
    "case n %% 3 when 0 then 'card' else 'history' end, n from generate_series(1, %(n)s * 5) n",
    "insert into run select n %% %(n)s, n::text, 'f', n, n + 1, 'done', '' "
    "from generate_series(1, %(n)s * 3) n",
    "insert into inbox (key, chat, payload, received, state, due, tries) select 'tg:' || n, "
    "n %% %(n)s, null, n, 'done', 0, 0 from generate_series(1, %(n)s * 4) n",
    "insert into inbox (key, chat, payload, received, state, due, tries) select 'new:' || n, n, "
    "'{}', n, 'pending', 0, 0 from generate_series(1, 200) n",
    "insert into outbox (chat, priority, due, payload, label, tries) select n, 3, 0, "
    "repeat('o', 300)::bytea, 'send', 0 from generate_series(1, %(n)s * 4) n",
    "insert into timer select n, 'remind-1', n, 1 from generate_series(1, %(n)s * 2) n",
    "insert into therapist select n, 'c' || n, 1, null, '', '', 0 from generate_series(1, %(n)s) n",
    "insert into invitation select 'h' || n, 'c', 'c' || n, n, 1, 2, 0, '' "
    "from generate_series(1, %(n)s) n",
    "insert into link select 'l' || n, n, n + 1, 1, null, '', '', null, null, null "
    "from generate_series(1, %(n)s) n",
    "insert into shared select 'l' || n %% 500, n %% %(n)s, n || ':0', 'f', 'mood', n "
    "from generate_series(1, %(n)s * 2) n",
    "insert into trace select 'l' || n %% 500, n %% %(n)s, n, 'seen' "
    "from generate_series(1, %(n)s * 2) n",
    "insert into assignment (id, chat, link, kind, work, rhythm, why, place, note, state, made, "
    "day, position, done, skipped, news) select 'a' || n, n %% %(n)s, 'l' || n %% 900, 'flow', "
    "'f', '', '', '', '', 'active', n, '', 0, 0, 0, '' from generate_series(1, %(n)s * 2) n",
    "insert into happened (chat, assignment, at, what) select n %% %(n)s, 'a' || n %% 900, n, "
    "'done' from generate_series(1, %(n)s * 3) n",
    "insert into nudging select n, '', 0, 0, 0 from generate_series(1, %(n)s) n",
    "insert into person_key select n, 'k', 'm' from generate_series(1, %(n)s) n",
    "vacuum analyze",
)
Ask = Callable[[PostgresTransaction], object]
ASKED: Final[dict[str, Ask]] = {
    "receive": lambda work: work.receive([Incoming("tg:1", 1, b"", 0)]),
    "pending": lambda work: work.pending(99, 50),
    "handled": lambda work: work.handled(7),
    "put_off": lambda work: work.put_off(7, 9),
    "give_up": lambda work: work.give_up(7, "x"),
    "forget_handled": lambda work: work.forget_handled(5),
    "person": lambda work: work.person(7),
    "save_person": lambda work: work.save_person(Person(7)),
    "session": lambda work: work.session(7),
    "save_session": lambda work: work.save_session(7, b"", [("f", "t")]),
    "pins": lambda work: work.pins(7),
    "keep": lambda work: work.keep([Answer(7, "s", "f", "mood", b"5", "history", 1)]),
    "last": lambda work: work.last(7, "f1", "mood"),
    "cards": lambda work: work.cards(7),
    "answers": lambda work: work.answers(7),
    "runs": lambda work: work.runs(7),
    "begin_run": lambda work: work.begin_run(Run(7, "1", "f", 1)),
    "end_run": lambda work: work.end_run(7, "f", "1", 2, "done"),
    "send": lambda work: work.send([Outgoing(7, Priority.REPLY, 0, b"")]),
    "sendable": lambda work: work.sendable(9, 24, [1, 2]),
    "queue": lambda work: work.queue(7, 9, 4),
    "sent": lambda work: work.sent(7, 1, 0),
    "free": lambda work: work.free([7, 8]),
    "keyboard": lambda work: work.keyboard(7),
    "send_later": lambda work: work.send_later(8, 1),
    "drop": lambda work: work.drop(9, "x"),
    "drop_all": lambda work: work.drop_all(10, "x"),
    "set_timers": lambda work: work.set_timers([Timer(7, "x", 1, 1)]),
    "cancel_timers": lambda work: work.cancel_timers(7),
    "cancel one": lambda work: work.cancel_timers(7, ["remind-1"]),
    "waiting": lambda work: work.waiting(),
    "ring": lambda work: work.ring(50, 50),
    "therapist": lambda work: work.therapist(7),
    "save_therapist": lambda work: work.save_therapist(Therapist(7, "c7", 1)),
    "invitation": lambda work: work.invitation("h7"),
    "invitations": lambda work: work.invitations("c", 7),
    "save_invitation": lambda work: work.save_invitation(Invitation("h", "c", "c", 7, 1, 2)),
    "link": lambda work: work.link("l7"),
    "links_of": lambda work: work.links_of(7),
    "clients_of": lambda work: work.clients_of(7),
    "save_link": lambda work: work.save_link(Link("l7", 7, 8, 1.0)),
    "share": lambda work: work.share([Shared("l7", 8, "1:0", "f", "mood", 1)]),
    "shared": lambda work: work.shared("l7"),
    "unshare": lambda work: work.unshare("l7", "7"),
    "trace": lambda work: work.trace(Trace("l7", 8, 1, "seen")),
    "assignment": lambda work: work.assignment("a7"),
    "assignments": lambda work: work.assignments(7, ["active"]),
    "given": lambda work: work.given(["l7", "l8"]),
    "standings": lambda work: work.standings(["l7", "l8"]),
    "happened": lambda work: work.happened("a7"),
    "nudging": lambda work: work.nudging(7),
    "last_run": lambda work: work.last_run(7, "f"),
    "keys": lambda work: work.keys([7, 8], keep=True),
    "chats": lambda work: work.chats(7, 9),
    "forget_history": lambda work: work.forget_history(7, 5),
    "traces": lambda work: work.traces("l7", 5),
}


class Planned(PostgresTransaction):
    """A unit of work that explains itself."""

    _pipe: "Explained"

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._pipe = Explained(connection)

    @property
    def scanned(self) -> set[str]:
        return self._pipe.scanned


class Explained(Pipe):
    """Notes the plan of each query before it is carried out."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Care())
        self.scanned: set[str] = set()
        self._care.needed = True  # each where it stands

    def _one(self, query: str, values: Sequence[Any]) -> Cursor:
        if query.split(maxsplit=1)[0] in {"select", "insert", "update", "delete", "with"}:
            plan = self._connection.execute("explain (format json) " + placed(query), values)
            [(found,)] = plan.fetchall()
            self.scanned |= whole(found[0]["Plan"])
        return super()._one(query, values)


def whole(plan: dict[str, Any]) -> set[str]:
    """Tables that a plan reads from end to end."""
    found = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return found.union(*[whole(one) for one in plan.get("Plans", [])])


def test_nothing_that_a_turn_asks_for_reads_a_whole_table(database: SecretStr) -> None:
    with psycopg.connect(database.get_secret_value(), autocommit=True) as connection:
        for statement in FILL:
            connection.execute(statement, {"n": PEOPLE})
        found = {}
        for name, ask in ASKED.items():
            with connection.transaction(force_rollback=True):
                work = Planned(connection)
                ask(work)
                found[name] = work.scanned
    assert {name: tables for name, tables in found.items() if tables} == {}
