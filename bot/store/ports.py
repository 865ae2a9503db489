"""What a store must do, in parts: mail, people, what flows and counting need, and custody.

Everything happens inside `bot.store.protocol.Store.transaction`, all of it or nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

from bot.store.classified import Table
from bot.store.rows import Answer, Incoming, Outgoing, Pending, Person, Queued, Run, Timer, Waiting

SOME: Final = 2000
"""So many rows at most are tidied away at once, while people wait."""


class Mail(Protocol):
    """What came in, what goes out, what is due."""

    # what came in
    def receive(self, updates: Iterable[Incoming]) -> int:
        """Keep updates not seen before; how many were new."""

    def pending(self, now: float, limit: int) -> Sequence[Pending]:
        """The oldest unhandled update of each chat, unless that was put off; oldest first."""

    def handled(self, seq: int) -> None:
        """This update has taken effect."""

    def put_off(self, seq: int, until: float) -> None:
        """Handling failed; try again, and keep the chat's later updates behind it."""

    def give_up(self, seq: int, why: str) -> None:
        """Handling failed for good. `why` is a code, never words of a person."""

    def forget_handled(self, before: float) -> int:
        """Drop handled updates older than this, the oldest `SOME` at most; how many."""

    # what goes out
    def send(self, messages: Iterable[Outgoing]) -> None:
        """Queue messages, in this order."""

    def sendable(self, now: float, limit: int, busy: Iterable[int]) -> Sequence[Queued]:
        """For each chat not in `busy`, its first message if that is due; most urgent first.

        A message of `Priority.CRISIS` overtakes what waits in its own chat, too.
        """

    def queue(self, chat: int, now: float, limit: int) -> Sequence[Queued]:
        """A chat's first messages, in the order in which they go, as far as they are due."""

    def sent(self, seq: int, message: int, now: float) -> None:
        """A message has arrived, as message number `message`."""

    def send_later(self, seq: int, until: float) -> None:
        """Sending failed; try again, and keep the chat's later messages behind it."""

    def drop(self, seq: int, why: str) -> None:
        """A message will never be sent. `why` is a code."""

    def drop_all(self, chat: int, why: str) -> int:
        """Nothing more is sent to a chat; how many messages that was."""

    def free(self, chats: Iterable[int]) -> set[int]:
        """Those of them that no other process works on now; they are ours until this is over."""

    def hold_back(self, chat: int, until: float, now: float) -> None:
        """Telegram asked to wait: nothing goes to this chat before then, whoever sends; chat 0
        stands for all. What is over by now is forgotten."""

    def let_go(self, now: float) -> None:
        """Forget who had to wait until now or before."""

    def held_back(self, now: float) -> Sequence[tuple[int, float]]:
        """The chats that have to wait, 0 for all of them, and until when."""

    # what is due
    def set_timers(self, timers: Iterable[Timer]) -> None:
        """Set timers; each replaces the one of its name."""

    def cancel_timers(self, chat: int, names: Sequence[str] = ()) -> None:
        """Forget a person's timers, or only the named ones: also those that have rung and wait
        to be handled, or they would ring in the next exercise."""

    def ring(self, now: float, limit: int) -> int:
        """Turn timers that are due into updates, once each; how many."""

    def next_due(self) -> float | None:
        """When the next timer or message is due."""

    def waiting(self) -> Waiting:
        """What waits, counted by index. The longest wait of a priority is looked for among those
        that go first: behind them it can only be longer where somebody is put off."""


class People(Protocol):
    """People, their conversations, and what they did and wrote."""

    def person(self, chat: int) -> Person | None:
        """Someone who has talked to the bot."""

    def save_person(self, person: Person) -> None:
        """Keep a person as they are now."""

    def keyboard(self, chat: int) -> int:
        """The message that carries somebody's buttons, or 0: as it was last committed, without
        waiting for whoever works on the chat."""

    def session(self, chat: int) -> bytes | None:
        """The conversation of a person."""

    def save_session(self, chat: int, body: bytes | None, pins: Iterable[tuple[str, str]]) -> None:
        """Keep a conversation with the revisions it is pinned to, or drop it."""

    def keep(self, answers: Iterable[Answer]) -> None:
        """Keep answers; the same one of the same session replaces itself."""

    def last(self, chat: int, flow: str, name: str) -> Answer | None:
        """The newest answer of this name that is kept as history."""

    def cards(self, chat: int) -> Sequence[Answer]:
        """What a person saved to read again: the newest of each flow and name, oldest first."""

    def forget_answer(self, chat: int, session: str, flow: str, name: str) -> None:
        """Drop one answer, because the person wants it gone."""

    def begin_run(self, run: Run) -> None:
        """Keep that a flow was begun."""

    def end_run(self, chat: int, flow: str, session: str, at: float, outcome: str) -> None:
        """The newest open run of a flow is over; its answers are kept under `session`."""

    def runs(self, chat: int, since: float = 0.0) -> Sequence[Run]:
        """What a person began since then, the oldest first."""

    def answers(self, chat: int, how: str = "history", since: float = 0.0) -> Sequence[Answer]:
        """What a person kept since then in this way, the oldest first."""


class Flows(Protocol):
    """Flows in use, files at Telegram, and what is counted."""

    def keep_revision(self, flow: str, structure: str, body: bytes) -> None:
        """Keep a revision of a flow for the sessions that are pinned to it."""

    def revisions(self) -> Sequence[tuple[str, str, bytes]]:
        """Every revision that is kept: flow, structure, file."""

    def revision(self, flow: str, structure: str) -> bytes | None:
        """The file of a revision that is kept."""

    def pins(self, chat: int) -> Sequence[tuple[str, str]]:
        """The revisions that a conversation is pinned to: flow and structure."""

    def forget_revisions(self, current: Iterable[tuple[str, str]]) -> int:
        """Drop revisions that are neither current nor pinned by a session; how many."""

    def file_id(self, key: str) -> str | None:
        """The name that Telegram gave to a file we sent before."""

    def save_file_id(self, key: str, file_id: str) -> None:
        """Remember that name."""

    # what is counted
    def tally(self, day: str, what: str, key: str) -> None:
        """Count one of these on a day (2026-03-31). Neither words nor persons are kept."""

    def tallies(self, since: str) -> Sequence[tuple[str, str, str, int]]:
        """What was counted from that day on: day, what, key, how often."""

    def standing(self, flow: str) -> Sequence[tuple[str, int]]:
        """How many conversations are pinned to which structure of a flow."""


class Custody(Protocol):
    """Keys, and everything that is kept about somebody. `bot.store.classified` lists the tables."""

    def keys(self, chats: Iterable[int], *, keep: bool = False) -> Mapping[int, bytes]:
        """The wrapped keys of chats that have one; with `keep` they stay until this is over."""

    def add_keys(self, keys: Iterable[tuple[int, bytes, str]]) -> None:
        """Keep keys (chat, wrapped, name of the master key) of chats that have none."""

    def masters(self) -> Mapping[str, int]:
        """The names of master keys, and how many keys each has wrapped."""

    def all_keys(self, after: int, limit: int) -> Sequence[tuple[int, bytes, str]]:
        """Keys of chats beyond this number, in order: chat, wrapped, the master key's name."""

    def rewrap(self, chat: int, before: bytes, wrapped: bytes, master: str) -> None:
        """Exchange a wrapped key, unless it isn't that one any more."""

    def destroyed(self) -> frozenset[str]:
        """The marks of keys that were destroyed."""

    def remember_destroyed(self, marks: Iterable[str]) -> None:
        """Keep such marks."""

    def erase(self, chat: int, mark: str = "") -> None:
        """Destroy a person's key and everything that is kept about them; the rest of `Custody`
        works on single tables, this on all of them. What comes later begins anew.

        Args:
            chat: Who.
            mark: How their key is remembered, see `bot.crypto.mark_of`.
        """

    def scrub(self) -> None:
        """Leave no bytes behind of what was deleted or overwritten, as far as the store can."""

    def forget_keys(self, chats: Iterable[int] | None = None) -> int:
        """Drop keys of chats that belong to nobody any more (groups, people who are gone): of
        these chats, or of any, some at a time; how many. Without chats all keys are read."""

    def about(self, table: Table, chat: int) -> list[dict[str, Any]]:
        """The rows of a table that are of this person."""

    def chats(self, after: int, limit: int) -> Sequence[int]:
        """People, from this number on."""

    def forget_history(self, chat: int, before: float) -> int:
        """Drop answers that are no saved lines, and what was begun, from before; how many."""

    def readable(self, table: Table, column: str, limit: int) -> Sequence[tuple[int, bytes]]:
        """Words that are not sealed yet: whose key is to seal them, and the words."""

    def reseal(self, table: Table, column: str, chat: int, before: bytes, after: bytes) -> None:
        """Exchange such words for sealed ones."""
