"""A chat strictly in order, chats side by side, whatever fails and whenever (promise 4).

Hypothesis chooses in which order updates of several chats arrive, are fetched, handled and
answered, which turns fail how often and at which point, and what Telegram refuses meanwhile.
"""

import json
import os
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.delivery.batch import Taken
from bot.delivery.turn import Turn
from bot.delivery.worker import TRIES_MAX
from bot.preview import people
from bot.preview.faults import Fault
from bot.store.protocol import Transaction
from bot.store.rows import Outgoing, Pending, Priority
from bot.telegram import render
from tests.delivery.desk import Desk
from tests.store.server import Server

CHATS: Final = 3
LONG: Final = bool(os.environ.get("MOORING_TEST_LONG"))
Key = tuple[int, int]


@dataclass
class Plan:
    """Which turns fail (chat and number), how often, and whether before or after they spoke."""

    fails: dict[Key, int]
    late: bool
    tried: Counter[Key] = field(default_factory=Counter)


class Echo(Turn):
    """Says what was said, unless it is to fail."""

    plan: Plan

    def take(self, work: Transaction, update: Pending, now: float) -> Taken:
        text = json.loads(update.payload)["message"]["text"]
        chat, number = map(int, text.split())
        self.plan.tried[chat, number] += 1
        fails = self.plan.tried[chat, number] <= self.plan.fails.get((chat, number), 0)
        if fails and not self.plan.late:
            raise ZeroDivisionError
        payload = json.dumps(render.plain(text)).encode()
        work.send([Outgoing(update.chat, Priority.REPLY, now, payload, "send")])
        work.handled(update.seq)
        if fails:
            raise ZeroDivisionError
        return Taken()


CHAT: Final = st.integers(0, CHATS - 1)
ACTS: Final = st.one_of(
    st.tuples(st.just("write"), CHAT),
    st.tuples(st.just("write"), CHAT),
    st.tuples(st.just("take"), st.just(0)),
    st.tuples(st.just("once"), st.just(0)),
    st.tuples(st.just("work"), st.just(0)),
    st.tuples(st.just("send"), st.just(0)),
    st.tuples(st.just("pass"), st.integers(1, 9)),
    st.tuples(st.sampled_from(["500", "429", "cut"]), CHAT),
)
FAILS: Final = st.dictionaries(
    st.tuples(CHAT, st.integers(0, 4)), st.integers(1, TRIES_MAX + 1), max_size=4
)


class Office:
    """The people, and what happened so far."""

    def __init__(self, plan: Plan, url: SecretStr | None = None) -> None:
        self.plan = plan
        echo = type("Planned", (Echo,), {"plan": plan})
        self.desk = Desk(echo, url)
        world = self.desk.world
        self.accounts = [world.add_account(f"P{n}", None, "en") for n in range(CHATS)]
        self.written: Counter[int] = Counter()

    def do(self, act: str, what: Any) -> None:
        desk = self.desk
        if act == "write":
            people.send_text(desk.world, self.accounts[what], f"{what} {self.written[what]}")
            self.written[what] += 1
        elif act == "take":
            desk.run(desk.take())
        elif act == "once":
            desk.run(desk.worker.once())
        elif act == "work":
            desk.run(self.work())
        elif act == "send":
            newest = desk.rows("select max(seq) from outbox")[0][0] or 0
            desk.run(desk.send())  # the poller may bring more meanwhile
            self.nobody_waits(f"outbox where seq <= {newest}")
        elif act == "pass":
            desk.world.clock.advance(what)
        else:
            desk.core.faults.arm(Fault("sendMessage", act, chat_id=self.accounts[what].id))

    async def work(self) -> None:
        await self.desk.work()
        self.nobody_waits("inbox where state = 'pending'")  # before the poller brings more

    def nobody_waits(self, where: str) -> None:
        """Only behind something of their own chat that failed and whose time has not come."""
        oldest: dict[int, float] = {}
        for chat, due in self.desk.rows(f"select chat, due from {where} order by seq"):  # noqa: S608
            oldest.setdefault(chat, due)
        assert all(due > self.desk.now for due in oldest.values()), oldest

    def finish(self) -> None:
        for _ in range(200):
            for act in ("take", "work", "send"):
                self.do(act, 0)
            self.do("pass", 1)
            if not self.desk.rows(
                "select seq from inbox where state = 'pending' union all select seq from outbox"
            ):
                return
        raise AssertionError("never through")

    def said(self) -> dict[int, list[int]]:
        said = defaultdict(list)
        for account in self.accounts:
            chat = self.desk.world.chats.get(account.id)
            for note in chat.messages.values() if chat else ():
                if note.by_bot:
                    which, number = map(int, note.message["text"].split())
                    assert account is self.accounts[which]
                    said[which].append(number)
        return said


GIVEN: Final = given(acts=st.lists(ACTS, max_size=60), fails=FAILS, late=st.booleans())


@GIVEN
def test_a_chat_in_order_and_chats_side_by_side(
    *, acts: list[tuple[str, Any]], fails: dict[Key, int], late: bool
) -> None:
    goes_in_order(Office(Plan(fails, late)), acts, fails)


@GIVEN
@settings(
    max_examples=200 if LONG else 8, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_same_on_postgresql(
    postgres_server: Server, *, acts: list[tuple[str, Any]], fails: dict[Key, int], late: bool
) -> None:
    with postgres_server.database() as url:
        goes_in_order(Office(Plan(fails, late), url), acts, fails)


def goes_in_order(office: Office, acts: list[tuple[str, Any]], fails: dict[Key, int]) -> None:
    try:
        for act, what in acts:
            office.do(act, what)
        office.finish()
        said = office.said()
        for who in range(CHATS):
            handled = [
                number
                for number in range(office.written[who])
                if fails.get((who, number), 0) < TRIES_MAX
            ]
            assert said[who] == handled
        tried = {
            key: min(count + 1, TRIES_MAX) for key, count in fails.items()
            if key[1] < office.written[key[0]]
        }  # fmt: skip
        assert {key: office.plan.tried[key] for key in tried} == tried
    finally:
        office.desk.close()
    assert office.desk.failures == []
