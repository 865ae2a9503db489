"""The contract of a store. Whatever passes this can keep Mooring's conversations."""

import json
from abc import abstractmethod
from contextlib import suppress
from dataclasses import replace

import pytest

from bot.store.links import Invitation, Link, Shared, Therapist, Trace
from bot.store.ports import SOME
from bot.store.protocol import Store, Transaction
from bot.store.rows import Answer, Incoming, Line, Outgoing, Person, Priority, Run, Timer
from tests.store.homework import HomeworkContract


def came(number: int, chat: int = 1, at: float = 0.0) -> Incoming:
    return Incoming(f"tg:{number}", chat, f"u{number}".encode(), at)


def goes(chat: int, words: str, priority: Priority = Priority.REPLY, due: float = 0.0) -> Outgoing:
    return Outgoing(chat, priority, due, words.encode(), "test")


class StoreContract(HomeworkContract):
    """Subclass it, give it a store, and let pytest find it."""

    @pytest.fixture
    @abstractmethod
    def store(self) -> Store:
        """An empty store; `reopen` makes another one on the same data."""

    @abstractmethod
    def reopen(self, store: Store) -> Store:
        """Close it and open the same data again."""

    @abstractmethod
    def answers(self, store: Store) -> list[Answer]:
        """Everything that is kept, in any order: the bot itself only writes answers."""

    def test_an_update_is_kept_once(self, store: Store) -> None:
        with store.transaction() as work:
            assert work.receive([came(1), came(2), came(1)]) == 2
        with store.transaction() as work:
            assert work.receive([came(2), came(3)]) == 1
            assert [one.payload for one in work.pending(0, 10)] == [b"u1"]

    def test_what_waits_is_counted_with_how_long_it_has_waited(self, store: Store) -> None:
        with store.transaction() as work:
            empty = work.waiting()
            assert (empty.inbox, empty.timer) == (Line(), None)
            assert empty.outbox == {one: Line() for one in Priority}
            work.receive([came(1, at=5), came(2, at=7), came(3, chat=2, at=9)])
            work.handled(work.pending(9, 10)[0].seq)
            work.send([goes(1, "a", due=40), goes(2, "b", due=30), goes(2, "c", due=35)])
            work.send([goes(3, "h", Priority.CRISIS, due=50)])
            work.set_timers([Timer(1, "x", 70, 1), Timer(2, "x", 60, 1)])
        with self.reopen(store).transaction() as work:
            found = work.waiting()
            assert (found.inbox, found.timer) == (Line(2, 7), 60)
            assert found.outbox == {
                Priority.CRISIS: Line(1, 50),
                Priority.REPLY: Line(3, 30),
                Priority.PROMPT: Line(),
                Priority.REMINDER: Line(),
            }
            [first] = [one for one in work.sendable(99, 9, []) if one.chat == 2]
            assert first.due == 30
            work.send_later(first.seq, 90)
            assert work.waiting().outbox[Priority.REPLY] == Line(3, 35)

    def test_the_last_answer_is_the_newest_that_is_history(self, store: Store) -> None:
        def kept(
            session: str, value: int, at: float, how: str = "history", chat: int = 7
        ) -> Answer:
            return Answer(chat, session, "mood", "total", json.dumps(value).encode(), how, at)

        with store.transaction() as work:
            assert work.last(7, "mood", "total") is None
            work.keep([kept("2:0", 5, 20.0), kept("1:0", 3, 10.0), kept("3:0", 9, 30.0, "card")])
            work.keep([kept("4:0", 8, 40.0, chat=8)])
        with self.reopen(store).transaction() as work:
            assert work.last(7, "mood", "total") == kept("2:0", 5, 20.0)
            assert work.last(7, "mood", "gad2") is None
            assert work.last(7, "other", "total") is None

    def test_answers_are_listed_by_kind_from_a_moment_on(self, store: Store) -> None:
        def kept(session: str, at: float, how: str = "history", chat: int = 7) -> Answer:
            return Answer(chat, session, "mood", "total", b"5", how, at)

        with store.transaction() as work:
            work.keep([kept("2:0", 20.0), kept("1:0", 10.0), kept("3:0", 30.0, "card")])
            work.keep([kept("4:0", 40.0, chat=8)])
        with self.reopen(store).transaction() as work:
            assert [one.session for one in work.answers(7)] == ["1:0", "2:0"]
            assert [one.session for one in work.answers(7, since=20.0)] == ["2:0"]
            assert work.answers(7, "card") == [kept("3:0", 30.0, "card")]

    def test_one_answer_can_be_forgotten(self, store: Store) -> None:
        def kept(chat: int, session: str, name: str) -> Answer:
            return Answer(chat, session, "one", name, b'"x"', "card", 1.0)

        stay = [kept(7, "1:0", "b"), kept(7, "2:0", "a"), kept(8, "1:0", "a")]
        with store.transaction() as work:
            work.keep([*stay, kept(7, "1:0", "a")])
            work.forget_answer(7, "1:0", "one", "a")
            work.forget_answer(7, "9:9", "gone", "a")
        assert sorted(self.answers(store), key=repr) == sorted(stay, key=repr)

    def test_a_run_is_open_until_it_ends_under_the_number_it_has_then(self, store: Store) -> None:
        first, other = Run(7, "1", "mood", 10.0), Run(7, "2", "ground", 20.0, assignment="a1")
        with store.transaction() as work:
            work.begin_run(first)
            work.begin_run(other)
            work.begin_run(Run(8, "1", "mood", 15.0))
            work.end_run(7, "mood", "3", 30.0, "done")  # it had rested, and was taken up again
            work.end_run(7, "mood", "4", 40.0, "done")  # none is open: nothing changes
        with self.reopen(store).transaction() as work:
            ended = replace(first, session="3", ended=30.0, outcome="done")
            assert work.runs(7) == [ended, other]
            assert work.runs(7, since=15.0) == [other]
            assert [one.ended for one in work.runs(8)] == [None]

    def test_a_therapist_is_kept_as_they_are_now(self, store: Store) -> None:
        ada, eve = Therapist(5, "A1B2", 10.0, name=b"Ada"), Therapist(4, "C3D4", 20.0)
        with store.transaction() as work:
            work.save_therapist(eve)
            work.save_therapist(ada)
            work.save_therapist(replace(eve, ended=30.0, nudge="weekly", looked=25.0))
        with self.reopen(store).transaction() as work:
            assert work.therapist(5) == ada
            assert work.therapist(6) is None
            assert work.therapists() == [ada, replace(eve, ended=30.0, nudge="weekly", looked=25.0)]

    def test_an_invitation_is_found_by_its_hash_and_its_maker(self, store: Store) -> None:
        def one(name: str, kind: str = "c", therapist: int = 5, made: float = 1.0) -> Invitation:
            return Invitation(name, kind, name[:2], therapist, made, made + 10)

        with store.transaction() as work:
            for invitation in (
                one("bb", made=2.0),
                one("aa"),
                one("cc", "t", 0),
                one("dd", "c", 6),
            ):
                work.save_invitation(invitation)
            work.save_invitation(replace(one("aa"), chat=7, used="accepted"))
        with self.reopen(store).transaction() as work:
            used = replace(one("aa"), chat=7, used="accepted")
            assert work.invitation("aa") == used
            assert work.invitation("a") is None
            assert work.invitations("c", 5) == [used, one("bb", made=2.0)]
            assert work.invitations("t") == [one("cc", "t", 0)]
            assert work.forget_invitations(11.0) == 0
            assert work.forget_invitations(12.0) == 3
            assert [invitation.hash for invitation in work.invitations("c", 5)] == ["bb"]

    def test_links_are_found_from_both_sides(self, store: Store) -> None:
        first, second = Link("x", 5, 7, 1.0, label=b"Sam"), Link("y", 5, 8, 2.0)
        other = Link("z", 6, 7, 3.0, ratings=3.0, answers=4.0, notice=5.0)
        with store.transaction() as work:
            for link in (other, second, first):
                work.save_link(link)
            work.save_link(replace(first, ended=9.0, ended_by="client", label=b""))
        with self.reopen(store).transaction() as work:
            over = replace(first, ended=9.0, ended_by="client", label=b"")
            assert work.link("x") == over
            assert work.link("w") is None
            assert work.links_of(7) == [over, other]
            assert work.clients_of(5) == [second]
            work.save_link(replace(first, id="w", since=10.0))
            assert [link.id for link in work.clients_of(5)] == ["y", "w"]

    def test_what_is_shared_can_be_taken_back_whole_or_by_exercise(self, store: Store) -> None:
        def one(session: str, name: str = "word", link: str = "x") -> Shared:
            return Shared(link, 7, session, "mood", name, 5.0)

        with store.transaction() as work:
            work.share(
                [one("1:0"), one("1:1", "note"), one("11:0"), one("2:0"), one("1:0", "w", "y")]
            )
            work.share([replace(one("1:0"), at=9.0)])
        with self.reopen(store).transaction() as work:
            assert work.shared("x") == [one("1:0"), one("1:1", "note"), one("11:0"), one("2:0")]
            work.unshare("x", "1")
            assert work.shared("x") == [one("11:0"), one("2:0")]
            work.unshare("x")
            assert work.shared("x") == []
            assert work.shared("y") == [one("1:0", "w", "y")]

    def test_what_happened_on_a_link_is_read_newest_first(self, store: Store) -> None:
        with store.transaction() as work:
            for at, what in ((1.0, "looked"), (2.0, "ratings"), (3.0, "looked"), (3.0, "looked")):
                work.trace(Trace("x", 7, at, what))
            work.trace(Trace("y", 7, 9.0, "looked"))
        with self.reopen(store).transaction() as work:
            assert [(one.at, one.what) for one in work.traces("x", 2)] == [
                (3.0, "looked"), (2.0, "ratings")
            ]  # fmt: skip
            assert [one.at for one in work.traces("x", 9, "looked")] == [3.0, 1.0]

    def test_a_chat_is_handled_in_order_and_chats_side_by_side(self, store: Store) -> None:
        with store.transaction() as work:
            work.receive([came(1, 7), came(2, 8), came(3, 7)])
            first = work.pending(0, 10)
            assert [(one.chat, one.key) for one in first] == [(7, "tg:1"), (8, "tg:2")]
            work.handled(first[0].seq)
            assert [one.key for one in work.pending(0, 10)] == ["tg:2", "tg:3"]

    def test_an_update_that_failed_holds_the_chat_until_its_time(self, store: Store) -> None:
        with store.transaction() as work:
            work.receive([came(1, 7), came(2, 7), came(3, 8)])
            work.put_off(work.pending(0, 10)[0].seq, until=50)
        with store.transaction() as work:
            assert [one.key for one in work.pending(49, 10)] == ["tg:3"]
            later = work.pending(50, 10)[0]
            assert (later.key, later.tries) == ("tg:1", 1)
            work.give_up(later.seq, "broken")
            assert work.pending(50, 10)[0].key == "tg:2"

    def test_what_is_tidied_away_goes_some_at_a_time_the_oldest_first(self, store: Store) -> None:
        with store.transaction() as work:
            work.receive(came(number, number, at=number) for number in range(1, SOME + 4))
            for one in work.pending(0, SOME + 3):
                work.handled(one.seq)
            assert work.forget_handled(before=SOME + 3) == SOME
            assert work.receive([came(SOME), came(SOME + 1)]) == 1
            assert work.forget_handled(before=SOME + 3) == 2

    def test_a_handled_update_stays_known_until_it_is_forgotten(self, store: Store) -> None:
        with store.transaction() as work:
            work.receive([came(1, at=10)])
            work.handled(work.pending(0, 1)[0].seq)
            assert work.receive([came(1)]) == 0
            assert work.forget_handled(before=10) == 0
            assert work.forget_handled(before=11) == 1
            assert work.receive([came(1)]) == 1

    def test_what_fails_leaves_nothing(self, store: Store) -> None:
        with pytest.raises(ZeroDivisionError), store.transaction() as work:
            work.receive([came(1)])
            work.save_person(Person(1))
            raise ZeroDivisionError
        with store.transaction() as work:
            assert work.pending(0, 10) == []
            assert work.person(1) is None

    def test_a_part_can_fail_alone(self, store: Store) -> None:
        with store.transaction() as work:
            work.save_person(Person(1))
            with pytest.raises(ZeroDivisionError), work.savepoint():
                work.save_person(Person(2))
                raise ZeroDivisionError
            with work.savepoint():
                work.save_person(Person(3))
        with store.transaction() as work:
            assert [work.person(n) is not None for n in (1, 2, 3)] == [True, False, True]

    def test_a_part_of_a_part_is_undone_alone_before_anything_was_asked(self, store: Store) -> None:
        with store.transaction() as work, work.savepoint():
            with pytest.raises(ZeroDivisionError), work.savepoint():
                work.cancel_timers(1)
                raise ZeroDivisionError
            assert work.person(3) is None
        with store.transaction() as work:
            with pytest.raises(ZeroDivisionError), work.savepoint():
                with pytest.raises(ZeroDivisionError), work.savepoint():
                    work.cancel_timers(1)
                    raise ZeroDivisionError
                work.save_person(Person(2))
                assert work.runs(2) == []
                raise ZeroDivisionError
            work.save_person(Person(3))
        with store.transaction() as work:
            assert [work.person(n) is not None for n in (2, 3)] == [False, True]

    def test_everything_is_there_after_a_restart(self, store: Store) -> None:
        person = Person(1, "es", "Europe/Madrid", text_only=True, keyboard=12, data=b'{"a":1}')
        with store.transaction() as work:
            work.receive([came(1)])
            work.save_person(person)
            work.save_session(1, b"body", [("f", "s")])
            work.send([goes(1, "hello")])
            work.set_timers([Timer(1, "step", 9.0, 3)])
            work.keep_revision("f", "s", b"file")
            work.save_file_id("k", "id")
        with self.reopen(store).transaction() as work:
            assert work.pending(0, 1)[0].payload == b"u1"
            assert work.person(1) == person
            assert work.session(1) == b"body"
            assert work.sendable(0, 1, [])[0].payload == b"hello"
            assert work.next_due() == 0
            assert work.revisions() == [("f", "s", b"file")]
            assert work.file_id("k") == "id"
            assert work.file_id("other") is None

    def test_a_person_and_a_conversation_replace_themselves(self, store: Store) -> None:
        with store.transaction() as work:
            work.save_person(Person(1))
            other = Person(1, "es", "Europe/Madrid", True, True, 7, b"[]")  # noqa: FBT003
            work.save_person(other)
            assert work.person(1) == other
            work.save_session(1, b"a", [("f", "1"), ("g", "1")])
            work.save_session(1, b"b", [("f", "2")])
            person = work.person(1)
            assert person is not None
            assert person.blocked
            assert work.session(1) == b"b"
            assert work.standing("f") == [("2", 1)]
            assert work.standing("g") == []
            work.save_session(1, None, [])
            assert work.session(1) is None
            assert work.standing("f") == []

    def test_messages_go_in_order_within_a_chat_and_by_urgency_across(self, store: Store) -> None:
        with store.transaction() as work:
            work.send([goes(1, "a", Priority.REMINDER), goes(1, "b"), goes(2, "c")])
            work.send([goes(3, "d", Priority.CRISIS), goes(4, "e", due=99)])
            ready = work.sendable(0, 10, [])
            assert [one.payload for one in ready] == [b"d", b"c", b"a"]
            assert [one.payload for one in work.sendable(0, 1, [3])] == [b"c"]
            work.sent(ready[2].seq, 100, 0)
            assert b"b" in [one.payload for one in work.sendable(0, 10, [])]

    def test_a_message_put_off_holds_its_chat(self, store: Store) -> None:
        with store.transaction() as work:
            work.send([goes(1, "a"), goes(1, "b")])
            work.send_later(work.sendable(0, 1, [])[0].seq, until=30)
            assert work.sendable(29, 10, []) == []
            again = work.sendable(30, 10, [])[0]
            assert (again.payload, again.tries) == (b"a", 1)
            work.drop(again.seq, "refused")
            assert work.sendable(30, 10, [])[0].payload == b"b"
            assert work.drop_all(1, "blocked") == 1
            assert work.sendable(30, 10, []) == []

    def test_a_timer_rings_once_even_if_the_process_dies_in_between(self, store: Store) -> None:
        with store.transaction() as work:
            work.set_timers([Timer(1, "step", 10, 4), Timer(1, "expire", 20, 4)])
            work.set_timers([Timer(1, "step", 12, 5)])
            assert work.ring(11, 10) == 0
        with pytest.raises(ZeroDivisionError), store.transaction() as work:
            assert work.ring(12, 10) == 1
            raise ZeroDivisionError
        with store.transaction() as work:
            assert work.ring(12, 10) == 1
            assert work.ring(12, 10) == 0
            rung = json.loads(work.pending(12, 1)[0].payload)
            assert rung == {"timer": "step", "turn": 5, "due": 12}

    def test_timers_are_cancelled_by_name_or_all(self, store: Store) -> None:
        with store.transaction() as work:
            work.set_timers([Timer(1, name, 1, 1) for name in ("a", "b", "c")])
            work.set_timers([Timer(2, "a", 1, 1)])
            work.cancel_timers(1, ["a"])
            assert work.ring(1, 10) == 3
            work.set_timers([Timer(1, name, 1, 2) for name in ("a", "b")])
            work.cancel_timers(1)
            assert work.ring(1, 10) == 0

    def test_revisions_stay_while_they_are_current_or_pinned(self, store: Store) -> None:
        with store.transaction() as work:
            for structure in ("old", "pinned", "current"):
                work.keep_revision("f", structure, b"x")
            work.save_session(1, b"s", [("f", "pinned")])
            assert work.forget_revisions([("f", "current")]) == 1
            assert {row[1] for row in work.revisions()} == {"pinned", "current"}

    def test_what_a_conversation_is_pinned_to_can_be_looked_up(self, store: Store) -> None:
        with store.transaction() as work:
            work.keep_revision("f", "1", b"one")
            work.save_session(1, b"s", [("g", "2"), ("f", "1")])
            assert work.pins(1) == [("f", "1"), ("g", "2")]
            assert work.pins(2) == []
            assert work.revision("f", "1") == b"one"
            assert work.revision("f", "2") is None

    def test_an_answer_replaces_itself_within_its_session(self, store: Store) -> None:
        first = Answer(1, "s", "f", "urge", b"7", "history", 1.0)
        changed = replace(first, value=b"5", how="card", at=2.0)
        others = [
            replace(first, chat=2),
            replace(first, session="t"),
            replace(first, flow="g"),
            replace(first, name="mood"),
        ]
        with store.transaction() as work:
            work.keep([first, *others])
            work.keep([changed])
        kept = self.answers(store)
        assert sorted(map(str, kept)) == sorted(map(str, [changed, *others]))
        assert len(self.answers(self.reopen(store))) == 5

    def test_no_more_updates_than_asked_for_the_oldest_first(self, store: Store) -> None:
        with store.transaction() as work:
            work.receive([came(1, 9), came(2, 8), came(3, 7), came(4, 9)])
            assert [one.key for one in work.pending(0, 2)] == ["tg:1", "tg:2"]
            assert [one.tries for one in work.pending(0, 9)] == [0, 0, 0]

    def test_an_update_given_up_stays_known_as_long_as_a_handled_one(self, store: Store) -> None:
        with store.transaction() as work:
            work.receive([came(1, 1, at=10), came(2, 2, at=10), came(3, 3, at=10)])
            given_up, handled, _ = work.pending(0, 9)
            work.give_up(given_up.seq, "broken")
            work.handled(handled.seq)
            assert work.receive([came(1), came(2)]) == 0
            assert work.forget_handled(before=11) == 2
            assert [one.key for one in work.pending(0, 9)] == ["tg:3"]
            assert work.receive([came(1), came(2), came(3)]) == 2

    def test_what_is_urgent_overtakes_within_its_chat(self, store: Store) -> None:
        with store.transaction() as work:
            work.send([goes(1, "a"), goes(1, "b"), goes(2, "c")])
            work.send([goes(1, "help", Priority.CRISIS), goes(1, "help 2", Priority.CRISIS)])
            said = [self.next_of(work, 1) for _ in range(4)]
            assert said == [b"help", b"help 2", b"a", b"b"]
            assert [one.payload for one in work.sendable(0, 9, [])] == [b"c"]

    def test_nothing_else_overtakes_within_its_chat(self, store: Store) -> None:
        with store.transaction() as work:
            work.send([goes(1, "a", Priority.REMINDER), goes(1, "b", Priority.PROMPT)])
            work.send([goes(1, "c", Priority.REPLY)])
            assert [self.next_of(work, 1) for _ in range(3)] == [b"a", b"b", b"c"]

    def test_help_overtakes_a_message_that_was_put_off(self, store: Store) -> None:
        with store.transaction() as work:
            work.send([goes(1, "a"), goes(1, "b")])
            work.send_later(work.sendable(0, 1, [])[0].seq, until=30)
            work.send([goes(1, "help", Priority.CRISIS)])
            assert self.next_of(work, 1) == b"help"
            assert work.sendable(29, 9, []) == []
            assert self.next_of(work, 1, now=30) == b"a"

    def test_help_put_off_holds_what_came_after_it(self, store: Store) -> None:
        with store.transaction() as work:
            work.send([goes(1, "help", Priority.CRISIS), goes(1, "a")])
            work.send_later(work.sendable(0, 1, [])[0].seq, until=30)
            assert work.sendable(29, 9, []) == []
            assert [self.next_of(work, 1, now=30) for _ in range(2)] == [b"help", b"a"]

    def test_a_message_for_later_holds_those_behind_it(self, store: Store) -> None:
        with store.transaction() as work:
            work.send([goes(1, "later", due=50), goes(1, "now")])
            assert work.sendable(49, 9, []) == []
            assert [self.next_of(work, 1, now=50) for _ in range(2)] == [b"later", b"now"]

    def test_busy_chats_do_not_crowd_out_the_others(self, store: Store) -> None:
        with store.transaction() as work:
            for chat in range(1, 7):
                work.send([goes(chat, f"a{chat}"), goes(chat, f"h{chat}", Priority.CRISIS)])
            ready = work.sendable(0, 2, [1, 2, 3, 4])
            assert [one.payload for one in ready] == [b"h5", b"h6"]
            assert len(work.sendable(0, 3, [])) == 3
            work.send([goes(9, "a9")])
            ready = work.sendable(0, 1, [1, 2, 3, 4, 5, 6])
            assert [one.payload for one in ready] == [b"a9"]

    def test_dropping_all_for_one_chat_drops_nothing_of_another(self, store: Store) -> None:
        with store.transaction() as work:
            work.send([goes(1, "a"), goes(1, "b", Priority.CRISIS), goes(2, "c")])
            assert work.drop_all(1, "blocked") == 2
            assert [one.payload for one in work.sendable(0, 9, [])] == [b"c"]
            assert work.drop_all(1, "blocked") == 0

    def test_the_number_of_a_message_that_is_gone_is_never_given_again(self, store: Store) -> None:
        # One that is on its way while its row goes is recorded by its number afterwards.
        with store.transaction() as work:
            work.send([goes(1, "a"), goes(1, "b")])
            on_their_way = {one.seq for one in work.queue(1, 0, 9)}
        again = self.reopen(store)
        with again.transaction() as work:
            assert {one.seq for one in work.queue(1, 0, 9)} == on_their_way
            work.erase(1)
            work.send([goes(1, "farewell")])
        with again.transaction() as work:
            [farewell] = work.sendable(0, 9, [])
            on_their_way.add(farewell.seq)
            work.drop_all(1, "blocked")
        with again.transaction() as work:
            work.send([goes(2, "of somebody else")])
            for seq in on_their_way:
                work.sent(seq, 1, 0)
            assert [one.payload for one in work.sendable(0, 9, [])] == [b"of somebody else"]

    def test_a_message_says_what_it_is(self, store: Store) -> None:
        with store.transaction() as work:
            work.send([goes(4, "a", Priority.PROMPT)])
            [one] = work.sendable(0, 9, [])
            assert (one.chat, one.priority, one.label, one.tries) == (4, 2, "test", 0)

    def test_a_timer_that_has_rung_can_still_be_cancelled(self, store: Store) -> None:
        with store.transaction() as work:
            work.set_timers([Timer(1, name, 1, 1) for name in ("a", "a-2", "b")])
            work.set_timers([Timer(11, "a", 1, 1)])
            assert work.ring(1, 10) == 4
            work.receive([came(5, 1)])
            work.cancel_timers(1, ["a"])
            assert self.next_keys(work) == {1: ["timer", "timer", "tg:5"], 11: ["timer"]}
            work.cancel_timers(1)
            assert self.next_keys(work) == {1: ["tg:5"], 11: ["timer"]}
            assert work.forget_handled(before=10) == 3

    def test_timers_ring_the_earliest_first_and_no_more_than_asked(self, store: Store) -> None:
        with store.transaction() as work:
            work.set_timers([Timer(1, "c", 3, 7), Timer(1, "a", 1, 8), Timer(1, "b", 2, 9)])
            assert work.ring(5, 2) == 2
            rung = []
            while waiting := work.pending(5, 1):
                data = json.loads(waiting[0].payload)
                rung.append((waiting[0].chat, data["timer"], data["turn"]))
                work.handled(waiting[0].seq)
            assert rung == [(1, "a", 8), (1, "b", 9)]
            assert work.ring(5, 2) == 1

    def test_a_timer_replaces_the_one_of_its_name_and_person_only(self, store: Store) -> None:
        with store.transaction() as work:
            work.set_timers([Timer(1, "a", 5, 1), Timer(1, "b", 5, 1), Timer(2, "a", 5, 1)])
            work.set_timers([Timer(1, "a", 9, 2)])
            assert work.ring(5, 10) == 2
            assert work.ring(9, 10) == 1

    def test_the_next_thing_due_is_said(self, store: Store) -> None:
        with store.transaction() as work:
            assert work.next_due() is None
            work.set_timers([Timer(1, "a", 50, 1)])
            assert work.next_due() == 50
            work.send([goes(1, "a", due=40)])
            assert work.next_due() == 40
            work.receive([came(1)])
            work.put_off(work.pending(0, 1)[0].seq, until=30)
            assert work.next_due() == 30
            work.handled(work.pending(30, 1)[0].seq)
            assert work.next_due() == 40

    def test_a_revision_and_a_file_replace_themselves(self, store: Store) -> None:
        with store.transaction() as work:
            work.keep_revision("f", "1", b"old words")
            work.keep_revision("f", "1", b"new words")
            work.keep_revision("g", "1", b"another")
            assert sorted(work.revisions()) == [("f", "1", b"new words"), ("g", "1", b"another")]
            work.save_file_id("k", "old")
            work.save_file_id("k", "new")
            assert work.file_id("k") == "new"
            assert work.forget_revisions([("f", "1")]) == 1
            assert [row[0] for row in work.revisions()] == ["f"]

    def test_conversations_are_counted_where_they_stand(self, store: Store) -> None:
        with store.transaction() as work:
            work.save_session(1, b"a", [("f", "1"), ("g", "1")])
            work.save_session(2, b"b", [("f", "1")])
            work.save_session(3, b"c", [("f", "2")])
            assert sorted(work.standing("f")) == [("1", 2), ("2", 1)]
            work.save_session(2, b"b", [])
            assert sorted(work.standing("f")) == [("1", 1), ("2", 1)]
            work.save_session(1, None, [("f", "1")])
            assert work.standing("f") == [("2", 1)]
            assert work.session(2) == b"b"
            assert work.session(4) is None

    def next_of(self, work: Transaction, chat: int, now: float = 0) -> bytes:
        """The message of a chat that goes next; it is sent."""
        [one] = [one for one in work.sendable(now, 9, []) if one.chat == chat]
        work.sent(one.seq, 1, now)
        return one.payload

    def next_keys(self, work: Transaction) -> dict[int, list[str]]:
        """What waits in each chat, in order; nothing is changed."""
        found: dict[int, list[str]] = {}
        with suppress(ZeroDivisionError), work.savepoint():
            while waiting := work.pending(99, 99):
                for one in waiting:
                    found.setdefault(one.chat, []).append(
                        "timer" if one.key.startswith("timer:") else one.key
                    )
                    work.handled(one.seq)
            raise ZeroDivisionError
        return found

    def test_whom_telegram_asked_to_wait_is_known_until_that_is_over(self, store: Store) -> None:
        with store.transaction() as work:
            assert work.held_back(0.0) == []
            for chat, until in ((7, 30.0), (0, 20.0), (8, 10.0), (7, 25.0), (0, 22.0)):
                work.hold_back(chat, until, 5.0)
        with self.reopen(store).transaction() as work:
            assert work.held_back(5.0) == [(0, 22.0), (7, 30.0), (8, 10.0)]
            assert work.held_back(10.0) == [(0, 22.0), (7, 30.0)]
            work.hold_back(9, 50.0, 22.0)
            assert work.held_back(5.0) == [(7, 30.0), (9, 50.0)]
            work.let_go(30.0)
            assert work.held_back(5.0) == [(9, 50.0)]

    def test_who_carries_the_buttons_is_found_without_the_rest(self, store: Store) -> None:
        with store.transaction() as work:
            work.save_person(Person(7, keyboard=5))
            assert (work.keyboard(7), work.keyboard(8)) == (5, 0)
            assert work.free([8, 7]) == {7, 8}
            assert work.free([]) == set()
