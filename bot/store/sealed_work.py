"""A unit of work that seals words on their way in and opens them on their way out.

The stores behind it hold only bytes. What has no words passes straight through; mypy sees to it
that a method that is new in `bot.store.ports` is thought of here.

Sealed words that don't open are never a reason to stop the others. Those of an update or message
are given up, those of a setting fall back to what is usual, and an answer is left out (and kept:
a restored key opens it again). The log says which column, and no more.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from bot.crypto import SealError
from bot.store.classified import Table
from bot.store.protocol import Transaction
from bot.store.rows import Answer, Incoming, Outgoing, Pending, Person, Queued
from bot.store.sealed_homework import SealedHomework
from bot.store.sealed_keys import Keys, reported
from bot.store.sealed_links import SealedLinks

TIMER: Final = "timer:"
"""So begin the keys of timers in the inbox. They are no words, and the store itself writes them."""


class SealedMail:
    """What comes in and goes out. See `bot.store.ports.Mail`."""

    def __init__(self, work: Transaction, keys: Keys) -> None:
        self._work, self._keys = work, keys
        self._fresh: dict[bytes, bytes] = {}
        """What was sealed in this unit of work: most updates are handled in the same."""
        self.handled = work.handled
        self.put_off = work.put_off
        self.give_up = work.give_up
        self.forget_handled = work.forget_handled
        self.sent = work.sent
        self.send_later = work.send_later
        self.drop = work.drop
        self.drop_all = work.drop_all
        self.set_timers = work.set_timers
        self.cancel_timers = work.cancel_timers
        self.ring = work.ring
        self.next_due = work.next_due
        self.free = work.free
        self.hold_back = work.hold_back
        self.let_go = work.let_go
        self.held_back = work.held_back
        self.waiting = work.waiting

    def receive(self, updates: Iterable[Incoming]) -> int:
        """Keep updates, sealed."""
        came = list(updates)
        self._keys.ensure(one.chat for one in came)
        return self._work.receive(self._sealed(one) for one in came)

    def _sealed(self, one: Incoming) -> Incoming:
        words = self._keys.seal("inbox", "payload", one.chat, one.payload)
        self._fresh[words] = one.payload
        return Incoming(one.key, one.chat, words, one.received)

    def pending(self, now: float, limit: int) -> Sequence[Pending]:
        """Updates, opened; one that doesn't open is given up."""
        rows = self._work.pending(now, limit)
        self._keys.ensure(one.chat for one in rows)  # their turns will write
        return list(
            self._messages(rows, "inbox", lambda seq: self._work.give_up(seq, "not opened"))
        )

    def send(self, messages: Iterable[Outgoing]) -> None:
        """Queue messages, sealed."""
        seal = self._keys.seal
        self._work.send(
            Outgoing(one.chat, one.priority, one.due,
                     seal("outbox", "payload", one.chat, one.payload), one.label)
            for one in messages
        )  # fmt: skip

    def sendable(self, now: float, limit: int, busy: Iterable[int]) -> Sequence[Queued]:
        """Messages, opened; one that doesn't open is dropped."""
        rows = self._work.sendable(now, limit, busy)
        self._keys.look_up(one.chat for one in rows)
        return list(self._messages(rows, "outbox", self._dropped))

    def queue(self, chat: int, now: float, limit: int) -> Sequence[Queued]:
        """A chat's messages, opened."""
        return list(self._messages(self._work.queue(chat, now, limit), "outbox", self._dropped))

    def _given_up(self, seq: int) -> None:
        self._work.give_up(seq, "not opened")

    def _dropped(self, seq: int) -> None:
        self._work.drop(seq, "not opened")

    def _messages(
        self, rows: Iterable[Any], table: str, lost: Callable[[int], None]
    ) -> Iterator[Any]:
        for one in rows:
            if table == "inbox" and one.key.startswith(TIMER):
                yield one
                continue
            try:
                words = self._fresh.get(one.payload) or self._keys.open(
                    table, "payload", one.chat, one.payload
                )
            except SealError as error:
                reported(error, f"{table}.payload")
                lost(one.seq)
            else:
                yield replace(one, payload=words)


class SealedPeople:
    """People and what they wrote. See `bot.store.ports.People`."""

    def __init__(self, work: Transaction, keys: Keys) -> None:
        self._work, self._keys = work, keys
        self.begin_run = work.begin_run
        self.end_run = work.end_run
        self.keyboard = work.keyboard
        self.runs = work.runs
        self.forget_answer = work.forget_answer

    def person(self, chat: int) -> Person | None:
        """Somebody; settings that don't open are as if never chosen."""
        person = self._work.person(chat)
        if person is None:
            return None
        words, sealed = self._keys.recent.get(chat, (b"", b""))
        if sealed and sealed == person.data:
            return replace(person, data=words)
        try:
            words = self._keys.open("person", "data", chat, person.data)
            self._keys.recent[chat] = (words, person.data)
            return replace(person, data=words)
        except SealError as error:
            reported(error, "person.data")
            return replace(person, data=b"{}")

    def save_person(self, person: Person) -> None:
        """Keep somebody, their data sealed."""
        words, sealed = self._keys.recent.get(person.id, (b"", b""))
        if not sealed or words != person.data:
            sealed = self._keys.seal("person", "data", person.id, person.data)
            self._keys.recent[person.id] = (person.data, sealed)
        self._work.save_person(replace(person, data=sealed))

    def session(self, chat: int) -> bytes | None:
        """A conversation; of one that doesn't open only how far its exercises were counted."""
        body = self._work.session(chat)
        if body is None:
            return None
        try:
            return self._keys.open("session", "body", chat, body)
        except SealError as error:
            reported(error, "session.body")
            numbers = [one.session for one in self._work.runs(chat)]
            numbers += [one.session for how in ("history", "card")
                        for one in self._work.answers(chat, how)]  # fmt: skip
            counted = [one.partition(":")[0] for one in numbers]
            return b"[%d, " % max((int(one) for one in counted if one.isdecimal()), default=0)

    def save_session(self, chat: int, body: bytes | None, pins: Iterable[tuple[str, str]]) -> None:
        """Keep a conversation, sealed."""
        sealed = None if body is None else self._keys.seal("session", "body", chat, body)
        self._work.save_session(chat, sealed, pins)

    def keep(self, answers: Iterable[Answer]) -> None:
        """Keep answers, sealed."""
        seal = self._keys.seal
        self._work.keep(
            replace(one, value=seal("answer", "value", one.chat, one.value)) for one in answers
        )

    def last(self, chat: int, flow: str, name: str) -> Answer | None:
        """The newest answer, opened."""
        found = self._work.last(chat, flow, name)
        return next(iter(self._readable([found])), None) if found else None

    def cards(self, chat: int) -> Sequence[Answer]:
        """Saved lines, opened."""
        return self._readable(self._work.cards(chat))

    def answers(self, chat: int, how: str = "history", since: float = 0.0) -> Sequence[Answer]:
        """Answers, opened."""
        return self._readable(self._work.answers(chat, how, since))

    def _readable(self, answers: Iterable[Answer]) -> list[Answer]:
        found = []
        for one in answers:
            try:
                words = self._keys.open("answer", "value", one.chat, one.value)
            except SealError as error:
                reported(error, "answer.value")
            else:
                found.append(replace(one, value=words))
        return found


class SealedFlows:
    """What is about nobody. See `bot.store.ports.Flows`."""

    def __init__(self, work: Transaction) -> None:
        self.keep_revision = work.keep_revision
        self.revisions = work.revisions
        self.revision = work.revision
        self.pins = work.pins
        self.forget_revisions = work.forget_revisions
        self.file_id = work.file_id
        self.save_file_id = work.save_file_id
        self.tally = work.tally
        self.tallies = work.tallies
        self.standing = work.standing


class SealedCustody:
    """Keys and the rights of people. See `bot.store.ports.Custody`."""

    def __init__(self, work: Transaction, keys: Keys) -> None:
        self._work, self._keys = work, keys
        self.keys = work.keys
        self.add_keys = work.add_keys
        self.masters = work.masters
        self.all_keys = work.all_keys
        self.rewrap = work.rewrap
        self.destroyed = work.destroyed
        self.remember_destroyed = work.remember_destroyed
        self.forget_keys = work.forget_keys
        self.chats = work.chats
        self.forget_history = work.forget_history
        self.readable = work.readable
        self.scrub = work.scrub

    def erase(self, chat: int, mark: str = "") -> None:
        """Erase somebody, and remember their key as destroyed."""
        self._work.erase(chat, mark or self._keys.mark(chat))
        self._keys.forget(chat)

    def about(self, table: Table, chat: int) -> list[dict[str, Any]]:
        """What is kept about somebody, opened; None where it doesn't open."""
        rows = self._work.about(table, chat)
        for row in rows:
            for column in table.sealed:
                if row[column] is not None and not _is_timer(table, row):
                    row[column] = self._open(table, column, row[table.keyed_by], row[column])
        return rows

    def reseal(self, table: Table, column: str, chat: int, before: bytes, after: bytes) -> None:
        """Seal words that were kept before there were keys; `after` are the words."""
        sealed = self._keys.seal(table.name, column, chat, after)
        self._work.reseal(table, column, chat, before, sealed)

    def _open(self, table: Table, column: str, chat: int, sealed: bytes) -> bytes | None:
        try:
            return self._keys.open(table.name, column, chat, sealed)
        except SealError as error:
            reported(error, f"{table.name}.{column}")
            return None


class SealedTransaction(
    SealedMail, SealedPeople, SealedFlows, SealedLinks, SealedHomework, SealedCustody
):
    """See `bot.store.protocol.Transaction`."""

    def __init__(self, work: Transaction, keys: Keys) -> None:
        SealedMail.__init__(self, work, keys)
        SealedPeople.__init__(self, work, keys)
        SealedFlows.__init__(self, work)
        SealedLinks.__init__(self, work, keys)
        SealedHomework.__init__(self, work, keys)
        SealedCustody.__init__(self, work, keys)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part that can fail alone; keys that it made are gone then, too."""
        before = self._keys.known()
        try:
            with self._work.savepoint():
                yield
        except BaseException:
            self._keys.back_to(before)
            raise


def _is_timer(table: Table, row: dict[str, Any]) -> bool:
    return table.name == "inbox" and str(row["key"]).startswith(TIMER)
