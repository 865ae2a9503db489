"""However much is kept, what a turn, the timers and the sender ask for is found by an index."""

from collections.abc import Iterator
from typing import Final

import pytest

from bot.store.links import Invitation, Link, Shared, Therapist, Trace
from bot.store.postgres_pipe import Connection
from bot.store.rows import Answer, Incoming, Outgoing, Person, Priority, Run, Timer
from tests.store.plans import Ask, asking, indexes, plans_of, whole
from tests.store.server import Server

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
    # To freeze, it waits for pages in use: one that it passed over makes an index look dearer.
    "vacuum (freeze, analyze)",
)
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


ORDERED: Final[dict[str, tuple[Ask, str]]] = {
    "due timers": (lambda work: work.ring(50, 50), "idx_timer_due"),
    "the oldest updates": (lambda work: work.pending(99, 50), "inbox_waiting"),
    "first of its chat": (lambda work: work.pending(99, 50), "inbox_pending"),
    "the most urgent messages": (lambda work: work.sendable(9, 24, []), "outbox_order"),
    "first of its chat, too": (lambda work: work.sendable(9, 24, []), "idx_outbox_chat_seq"),
    "clients of a therapist": (lambda work: work.clients_of(7), "link_open"),
    "how they stand": (lambda work: work.standings(["l7", "l8"]), "idx_assignment_link_made"),
    "homework given": (lambda work: work.given(["l7", "l8"]), "idx_assignment_link_made"),
    "given lately": (lambda work: work.given_lately(7, 5), "idx_assignment_link_made"),
    "what became of it": (lambda work: work.happened("a7"), "idx_happened_assignment_at"),
    "what is shared": (lambda work: work.shared("l7"), "shared_pkey"),
    "who looked": (lambda work: work.traces("l7", 5), "trace_pkey"),
    "old updates": (lambda work: work.forget_handled(5), "inbox_done"),
}
"""What is asked, and the index that has to find it."""


@pytest.fixture(scope="module")
def filled(postgres_server: Server) -> Iterator[Connection]:
    """Tables large enough that an index is worth it."""
    with postgres_server.database() as url, asking(url) as connection:
        for statement in FILL:
            connection.execute(statement, {"n": PEOPLE})
        yield connection


def read_whole(filled: Connection) -> dict[str, set[str]]:
    """What reads tables from end to end, and which."""
    found = {name: plans_of(filled, ask) for name, ask in ASKED.items()}
    read = {name: set[str]().union(*map(whole, plans)) for name, plans in found.items()}
    return {name: tables for name, tables in read.items() if tables}


def test_nothing_that_a_turn_asks_for_reads_a_whole_table(filled: Connection) -> None:
    read = read_whole(filled)
    if read:  # the vacuum may have met pages in use; an index that is missing stays missing
        filled.execute("vacuum (freeze, analyze)")
        read = read_whole(filled)
    assert read == {}


@pytest.mark.parametrize(("name", "ask", "index"), [
    pytest.param(name, ask, index, id=name) for name, (ask, index) in ORDERED.items()
])  # fmt: skip
def test_what_is_looked_for_again_and_again_has_its_index(
    filled: Connection, name: str, ask: Ask, index: str
) -> None:
    """The due timer, the most urgent message, the oldest update, a therapist's pages."""
    used = set[str]().union(*map(indexes, plans_of(filled, ask)))
    assert index in used, name
