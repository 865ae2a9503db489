"""Whole chats of several people against a simple model: whatever they do, in any order.

Texts, odd texts, words of risk, commands, buttons of now, of before and of others, edits,
stickers, blocking and coming back, time passing, and the process dying at any transaction. After
each settling the database and the chats are compared with the model (promises 2, 3, 11, 12, 14
and 20). `MOORING_TEST_LONG=1` tries many more and longer chats.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any, ClassVar, Final, NamedTuple

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.preview import people
from bot.preview.world import Account, Note
from tests.delivery.desk import HELP, START, Desk
from tests.delivery.model import DAY, HOUR, WORDS, Heard, Person
from tests.store.server import Server

LONG: Final = bool(os.environ.get("MOORING_TEST_LONG"))
RISK: Final = "i want to kill myself tonight"
QUESTION: Final = re.compile(r"\d+:\d+:")
KNOWN: Final = re.compile(r"\d+:|flow:|(continue|home|help)$")
"""Buttons that the model knows. Those of other screens: `tests/people/test_walks.py`."""
COMMANDS: Final = (
    "/start", "/start flow_all_kinds", "/start flow_two_questions", "/start flow_none", "/menu",
    "/help", "/stop", "/pause", "/privacy", "/nothing", "/crisis", "/continue",
    "/stop@mooring_bot now",
)  # fmt: skip
READABLE: Final = {
    kind: next(words for words, reads in WORDS.items() if kind in reads)
    for kind in ("choice", "multi", "scale", "number", "time")
} | {"text": "good morning"}
"""A text that each kind of question can read."""
WHO: Final = st.sampled_from([0, 0, 0, 1, 2])
"""One does most, so that a chat gets somewhere; the others show that it is only theirs."""
PICK: Final = st.integers(0, 10_000)


def screen_of(buttons: Iterable[str]) -> tuple[int, int] | None:
    """The exercise and the question that buttons belong to; None for those of a menu."""
    for data in buttons:
        if QUESTION.match(data):
            serial, turn, _ = data.split(":", 2)
            return int(serial), int(turn)
    return None


class Said(NamedTuple):
    """A message as it was sent."""

    note: int
    words: str
    data: tuple[str, ...]
    silent: bool

    @classmethod
    def of(cls, parameters: dict[str, Any], note: int) -> "Said":
        markup = json.loads(parameters.get("reply_markup", "{}")).get("inline_keyboard", [])
        return cls(
            note,
            str(parameters.get("text", parameters.get("caption", ""))),
            tuple(one["callback_data"] for row in markup for one in row),
            parameters.get("disable_notification") == "true",
        )

    @property
    def screen(self) -> tuple[int, int] | None:
        """The exercise and the question of its buttons."""
        return screen_of(self.data)

    def is_(self, wanted: Heard) -> bool:
        menu = any(data.startswith("flow:") for data in self.data)
        return wanted.words in self.words and (self.screen, self.silent, menu) == (
            wanted.screen,
            wanted.silent,
            wanted.menu,
        )

    def same(self, other: "Said | None") -> bool:
        return other is not None and other[1:] == self[1:]


class Chats(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.desk = self.new_desk()
        self.accounts = [
            self.desk.world.add_account(name, name.lower(), "en") for name in ("Ada", "Ben", "Cy")
        ]
        self.people = [Person() for _ in self.accounts]
        for one in self.people:
            one.now = int(START)
        self.seen: list[list[tuple[int, str]]] = [[] for _ in self.accounts]
        self.spare = [0] * len(self.accounts)
        self.presses: list[list[str]] = [[] for _ in self.accounts]
        self.deaths = 0
        self.updates: list[tuple[float, dict[str, Any]]] = []
        self.desk.world.updates.on_push = self._remember
        self.unsettled = self.failed = False

    def new_desk(self) -> Desk:
        return Desk()

    def _remember(self) -> None:
        self.updates.append((self.desk.now, self.desk.world.updates.waiting[-1]))

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            try:
                if not self.failed:
                    self.settle()
            finally:
                self.desk.close()

    # what people do

    def _acts(self, who: int) -> Person:
        """Whoever does something has unblocked the bot before, if it was blocked."""
        person, account = self.people[who], self.accounts[who]
        self.unsettled = True
        if account.blocked:
            people.unblock(self.desk.world, account)
            person.returns()
        return person

    def _send(self, who: int, text: str) -> None:
        people.send_text(self.desk.world, self.accounts[who], text)

    @rule(who=WHO, text=st.sampled_from(sorted(WORDS)))
    def writes(self, who: int, text: str) -> None:
        person = self._acts(who)
        self._send(who, text)
        person.write(text)

    @rule(who=WHO, command=st.sampled_from(COMMANDS))
    def commands(self, who: int, command: str) -> None:
        person = self._acts(who)
        self._send(who, command)
        person.command(command.replace("@mooring_bot", ""))

    @rule(who=WHO, flow=st.sampled_from(["all_kinds", "two_questions"]))
    def begins(self, who: int, flow: str) -> None:
        self.commands(who, f"/start flow_{flow}")

    @rule(who=WHO, times=st.integers(1, 7))
    def goes_on(self, who: int, times: int) -> None:
        """Answers what is asked, or begins: chance alone seldom comes to a later question."""
        for _ in range(times):
            run = self.people[who].run
            if run is None:
                self.begins(who, "all_kinds")
            elif run.paused:
                self._ways(who, "resume")
            elif not run.step.asks:
                self._ways(who, "early")
            else:
                self.writes(who, READABLE[run.step.kind])

    @rule(who=WHO, way=st.sampled_from(["back", "back", "pause", "skip", "o:a", "o:b", "done"]))
    def takes_a_way(self, who: int, way: str) -> None:
        self._ways(who, way)

    @rule(who=WHO, options=st.lists(st.sampled_from("abc"), max_size=4), done=st.booleans())
    def ticks(self, who: int, options: list[str], *, done: bool) -> None:
        """Come to the question that takes several, and tick some."""
        self.begins(who, "all_kinds")
        self.goes_on(who, 1)
        for option in options:
            self._ways(who, f"o:{option}")
        self.settle()
        if done:
            self._ways(who, "done")

    @rule(who=WHO, times=st.integers(2, 3))
    def goes_back(self, who: int, times: int) -> None:
        for _ in range(times):
            self._ways(who, "back")

    def _ways(self, who: int, way: str) -> None:
        """Press a button of the question of now, if it has that one."""
        self.settle()
        for note in self._notes(who):
            for data in self._data(note):
                if data.endswith(f":{way}") and screen_of([data]) == self.people[who].screen:
                    self._press(who, note.id, data)
                    return

    @rule(who=WHO, how=st.sampled_from(["text", "caption", "command"]))
    def writes_of_risk(self, who: int, how: str) -> None:
        person = self._acts(who)
        if how == "caption":
            people.send_kind(self.desk.world, self.accounts[who], "photo", RISK)
        else:
            self._send(who, RISK if how == "text" else f"/why {RISK}")
        person.risk()

    @rule(who=WHO, kind=st.sampled_from(["sticker", "voice", "photo", "location"]))
    def sends_something(self, who: int, kind: str) -> None:
        person = self._acts(who)
        people.send_kind(self.desk.world, self.accounts[who], kind, None)
        person.sends_something()

    @rule(who=WHO, risk=st.booleans(), pick=PICK)
    def edits(self, who: int, *, risk: bool, pick: int) -> None:
        mine = [note for note in self._notes(who, by_bot=False) if "text" in note.message]
        if mine:
            person = self._acts(who)
            account = self.accounts[who]
            text = RISK if risk else "changed"
            people.edit(self.desk.world, account, mine[pick % len(mine)].id, text)
            person.risk() if risk else person.edits()

    @rule(who=WHO, pick=PICK, times=st.sampled_from([1, 1, 1, 2]))
    def presses_a_button_of_now(self, who: int, pick: int, times: int) -> None:
        live = [
            (note.id, data) for note in self._notes(who) for data in self._data(note)
            if QUESTION.match(data)
        ]  # fmt: skip
        if live:
            for _ in range(times):
                self._press(who, *live[pick % len(live)])

    @rule(who=WHO, pick=PICK)
    def presses_any_button_ever_seen(self, who: int, pick: int) -> None:
        if self.seen[who]:
            self._press(who, *self.seen[who][pick % len(self.seen[who])])

    @rule(who=WHO, other=WHO, pick=PICK)
    def presses_with_the_data_of_somebody_else(self, who: int, other: int, pick: int) -> None:
        self.settle()
        questions = [note for note, data in self.seen[who] if QUESTION.match(data)]
        if questions and self.seen[other]:
            _, data = self.seen[other][pick % len(self.seen[other])]
            self._press(who, questions[-1], data)

    def _press(self, who: int, note: int, data: str) -> None:
        person = self._acts(who)
        query = people.press(self.desk.world, self.accounts[who], note, data)
        self.presses[who].append(query)
        person.press(data)

    @rule(who=WHO)
    def blocks(self, who: int) -> None:
        account = self.accounts[who]
        if account.started and not account.blocked:
            self.unsettled = True
            people.block(self.desk.world, account)
            self.people[who].blocks()
            self.presses[who].clear()
            self.people[who].toasts.clear()

    @rule(who=WHO)
    @precondition(lambda self: any(account.blocked for account in self.accounts))
    def unblocks(self, who: int) -> None:
        if self.accounts[who].blocked:
            self._acts(who)

    # what happens

    @rule(
        seconds=st.sampled_from([1, 10, 599, 600, HOUR, 2 * HOUR, DAY, 3 * DAY, 3 * DAY + 601]),
        secretly=st.none() | WHO,
    )
    def time_passes(self, seconds: int, secretly: int | None) -> None:
        """`secretly`: somebody blocks the bot and it is not told, until it writes to them."""
        self.settle()
        if secretly is not None and not self._hidden(secretly):
            self.accounts[secretly].blocked = True
        self.desk.world.clock.advance(seconds)
        self.unsettled = True
        for account, person in zip(self.accounts, self.people, strict=True):
            before = len(person.heard), person.run
            person.rings(int(self.desk.now))
            if account.blocked and before != (len(person.heard), person.run):
                person.blocks()
        self.settle()
        for account, person in zip(self.accounts, self.people, strict=True):
            account.blocked = person.blocked

    def _hidden(self, who: int) -> bool:
        return not self.accounts[who].started or self.people[who].lost

    @rule(fuse=st.integers(1, 25), when=st.sampled_from(["before", "inside", "after"]))
    @precondition(lambda self: self.unsettled)
    def dies_while_settling(self, fuse: int, when: Any) -> None:
        self.desk.store.fuse, self.desk.store.when = fuse, when
        self.settle()
        self.desk.store.fuse = 0

    @rule(most=st.integers(1, 20))
    def telegram_sends_again_what_was_handled(self, most: int) -> None:
        """As after a crash: it keeps an update for a day."""
        self.settle()
        self.desk.restart()
        self.deaths = self.desk.deaths
        again = [one for at, one in self.updates if self.desk.now - at < DAY][-most:]
        self.desk.world.updates.waiting.extend(again)
        self.settle()

    @rule()
    @precondition(lambda self: self.unsettled)
    def settle(self) -> None:
        self.failed = True  # until the end of this
        self.desk.settle()
        died = self.desk.deaths - self.deaths
        self.deaths = self.desk.deaths
        for who in range(len(self.accounts)):
            self._compare(who, died)
        assert list(self.desk.core.violations) == []
        assert self.desk.failures == []
        assert self.desk.rows("select * from inbox where state not in ('done', 'cancelled')") == []
        assert self.desk.rows("select * from outbox") == []
        refused = Counter(
            record.parameters["chat_id"]
            for record in self.desk.core.requests
            if record.answer.get("error_code") == 403
        )
        assert max(refused.values(), default=0) <= 1 + died, "written to after it was refused"
        self.desk.core.requests.clear()
        self.unsettled = self.failed = False

    # what must then be true

    def _notes(self, who: int, *, by_bot: bool = True) -> list[Note]:
        chat = self.desk.world.chats.get(self.accounts[who].id)
        return [one for one in chat.messages.values() if one.by_bot == by_bot] if chat else []

    def _buttons(self, note: Note) -> list[dict[str, str]]:
        rows = (note.markup or {}).get("inline_keyboard", [])
        return [one for row in rows for one in row]

    def _data(self, note: Note) -> list[str]:
        return [one["callback_data"] for one in self._buttons(note)]

    def _compare(self, who: int, died: int) -> None:
        account, person = self.accounts[who], self.people[who]
        self._compare_messages(who, died)
        self._compare_toasts(who)
        chat = account.id
        timers = self.desk.rows("select name, due, turn from timer where chat = ?", chat)
        assert {name: (due, turn) for name, due, turn in timers} == person.timers
        stored = self.desk.rows("select session, name, value from answer where chat = ?", chat)
        kept = {(int(one.split(":")[0]), name): json.loads(value) for one, name, value in stored}
        assert kept == person.kept
        assert len(stored) == len(kept)
        self._compare_session(account, person)
        if not person.blocked and not person.lost:
            self._compare_screen(who)

    def _compare_messages(self, who: int, died: int) -> None:
        """What was said is what was to be said, in order, once; help before the rest of it."""
        person, found = self.people[who], self._sent(who)
        self.seen[who] += [
            (one.note, data) for one in found for data in one.data if KNOWN.match(data)
        ]
        wanted, person.heard = person.heard, []
        if any(one.help for one in wanted):
            assert HELP in found[0].words, "help is not the next message"
        wanted = [one for one in wanted if one.help] + [one for one in wanted if not one.help]
        before: Said | None = None
        repeats = 0
        for one in found:
            if wanted and one.is_(wanted[0]):
                wanted.pop(0)
            else:
                assert one.same(before), f"{one} instead of {wanted[:1]}"
                repeats += 1
                self.spare[who] += one.screen is not None
            before = one
        assert wanted == []
        assert repeats <= died

    def _sent(self, who: int) -> list[Said]:
        """What has arrived since the last settling."""
        chat = str(self.accounts[who].id)
        return [
            Said.of(record.parameters, record.answer["result"]["message_id"])
            for record in self.desk.core.requests
            if record.method in {"sendMessage", "sendAnimation"}
            and record.answer["ok"]
            and record.parameters["chat_id"] == chat
        ]

    def _compare_toasts(self, who: int) -> None:
        """Each press was answered, a late one in words."""
        person = self.people[who]
        answered = {
            str(one.parameters["callback_query_id"]): bool(one.parameters.get("text"))
            for one in self.desk.core.requests
            if one.method == "answerCallbackQuery" and one.answer["ok"]
        }
        assert [answered.get(query) for query in self.presses[who]] == person.toasts
        self.presses[who].clear()
        person.toasts.clear()

    def _compare_session(self, account: Account, person: Person) -> None:
        rows = self.desk.rows("select body from session where chat = ?", account.id)
        serial, text, resting = json.loads(rows[0][0]) if rows else (0, None, None)
        assert resting is None  # these flows have no questions after help
        assert serial == person.serial
        status = json.loads(text)[2] if text else "ended"
        run = person.run
        assert status == ("ended" if run is None else "paused" if run.paused else "active")
        blocked = self.desk.rows("select blocked from person where id = ?", account.id)
        assert blocked == ([(int(person.blocked),)] if person.met else [])

    def _compare_screen(self, who: int) -> None:
        """Buttons are under the question of now and nowhere else."""
        person = self.people[who]
        found = Counter(
            screen for note in self._notes(who) if (screen := screen_of(self._data(note)))
        )
        wanted = Counter([person.screen] if person.screen else [])
        extra = found - wanted
        assert not wanted - found
        assert sum(extra.values()) <= self.spare[who], f"{extra} beside {wanted}"
        for note in self._notes(who):
            labels = {one["callback_data"]: one["text"] for one in self._buttons(note)}
            if person.screen and person.buttons().keys() & labels.keys():
                assert {data: text.startswith("✓") for data, text in labels.items()} == (
                    person.buttons()
                )


TestChats = Chats.TestCase
TestChats.settings = settings(
    max_examples=200 if LONG else 60, stateful_step_count=100 if LONG else 40
)


class ChatsOnServer(Chats):
    """The same on PostgreSQL."""

    server: ClassVar[Server]

    def __init__(self) -> None:
        super().__init__()
        self._kept = ExitStack()

    def new_desk(self) -> Desk:
        return Desk(url=self._kept.enter_context(self.server.database()))

    def teardown(self) -> None:
        with self._kept:
            super().teardown()


def test_chats_on_postgresql(postgres_server: Server) -> None:
    run_state_machine_as_test(
        type("OnThisServer", (ChatsOnServer,), {"server": postgres_server}),
        settings=settings(max_examples=40 if LONG else 3, stateful_step_count=60 if LONG else 30),
    )
