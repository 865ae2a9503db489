"""One person's updates, taken one after the other by the real turn on a real store."""

import json
from pathlib import Path
from typing import Any, Final

from bot.delivery.turn import Turn
from bot.dialogue.talk import Talk
from bot.people.profile import Profile
from bot.store.rows import Incoming, Person
from bot.store.sqlite import SqliteStore

Job = dict[str, Any]
SAM: Final = 7
NOON: Final = 1_767_268_800.0
"""2026-01-01 12:00 UTC."""


class Chat:
    """A conversation whose clock stands until it is moved.

    Args:
        turn: Takes the updates.
        path: The file of the store.
        lang: The language of the app.
        newcomer: They have not been welcomed yet.
    """

    def __init__(self, turn: Turn, path: Path, lang: str = "en", *, newcomer: bool = False) -> None:
        self._turn, self.store, self._count = turn, SqliteStore(path), 0
        self.now = NOON
        self.lang = lang
        if not newcomer:
            self.settled(adult="yes", agreed=int(NOON) - 86400)

    def settled(self, **changes: Any) -> None:
        """Settings as if chosen before."""
        with self.store.transaction() as work:
            person = work.person(SAM) or Person(SAM)
            work.save_person(Profile.of(person)._replace(**changes).put(person))

    def stands(self, talk: Talk) -> None:
        """Put them into the middle of a conversation."""
        with self.store.transaction() as work:
            work.save_session(SAM, talk.to_json(), ())

    @property
    def profile(self) -> Profile:
        with self.store.transaction() as work:
            person = work.person(SAM)
        assert person is not None
        return Profile.of(person)

    def take(self, **update: Any) -> list[Job]:
        """Take an update; what is then waiting to be sent."""
        self._count += 1
        payload = json.dumps({"update_id": self._count, **update}).encode()
        with self.store.transaction() as work:
            work.receive([Incoming(f"tg:{self._count}", SAM, payload, self.now)])
        return self.handled()

    def handled(self) -> list[Job]:
        """Handle what waits."""
        with self.store.transaction() as work:
            for update in work.pending(self.now, 1):
                self._turn.take(work, update, self.now)
            sent = []
            while waiting := work.sendable(self.now, 1, []):
                sent.append(json.loads(waiting[0].payload))
                work.sent(waiting[0].seq, 1, self.now)
        return sent

    def passes(self, seconds: float) -> list[Job]:
        """Let time pass, at once; every timer that is due rings, one after the other."""
        end = self.now + seconds
        sent: list[Job] = []
        while True:
            with self.store.transaction() as work:
                due = work.next_due()
            if due is None or due > end:
                break
            self.now = max(self.now, due)
            with self.store.transaction() as work:
                work.ring(self.now, 1)
            sent += self.handled()
        self.now = end
        return sent

    def late(self, seconds: float) -> list[Job]:
        """The program was not running for so long; what was due meanwhile rings now."""
        self.now += seconds
        sent: list[Job] = []
        while True:
            with self.store.transaction() as work:
                rung = work.ring(self.now, 1)
            if not rung:
                return sent
            sent += self.handled()

    def says(self, text: str, key: str = "text", kind: str = "message") -> list[Job]:
        sender = {"id": SAM, "first_name": "Sam", "language_code": self.lang}
        message = {"chat": {"id": SAM, "type": "private"}, "from": sender, "message_id": 1}
        return self.take(**{kind: {**message, key: text}})

    def presses(self, data: str) -> list[Job]:
        sender = {"id": SAM, "first_name": "Sam", "language_code": self.lang}
        message = {"message_id": 1, "chat": {"id": SAM, "type": "private"}}
        return self.take(callback_query={"id": "1", "from": sender, "data": data,
                                         "message": message})  # fmt: skip

    def taps(self, sent: list[Job], label: str) -> list[Job]:
        """Press the last button of that name."""
        return self.presses(buttons(sent)[label])

    def tallies(self) -> dict[tuple[str, str], int]:
        with self.store.transaction() as work:
            return {(what, key): count for _, what, key, count in work.tallies("2000-01-01")}

    def due(self, name: str) -> float | None:
        """When a timer of that name is due."""
        with self.store.transaction() as work:
            rows = work._do(
                "select due from timer where chat = ? and name = ?", (SAM, name)
            ).fetchall()
        return rows[0][0] if rows else None


def buttons(sent: list[Job]) -> dict[str, str]:
    """Name and data of every button on the screen."""
    return {text: data for job in sent for row in job.get("rows", ()) for text, data in row}


def texts(sent: list[Job]) -> list[str]:
    """The words of every message."""
    return [job["text"] for job in sent if job["do"] in {"send", "edit", "breath"}]
