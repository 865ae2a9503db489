"""A therapist's practice: several people on one bot, each update taken by the real turn."""

import json
import re
from pathlib import Path
from typing import Any, Final

from bot.crypto import Keyring
from bot.delivery.turn import Turn
from bot.flow.library import Library
from bot.homework import invitations
from bot.homework.shelf import key_of
from bot.people.profile import Profile
from bot.store.homework_rows import OPEN_STATES, Assignment
from bot.store.protocol import Store, Transaction
from bot.store.rows import Incoming, Person
from bot.store.sealed import SealedStore
from bot.store.sqlite import SqliteStore
from tests.people.kit import NOON, Job, buttons, texts

BOT: Final = "mooring_bot"
DAY: Final = 24 * 3600.0
ELEVEN: Final = NOON + 4 * 3600
"""In the morning in New York, where everybody lives."""


class Practice:
    """One bot, its store, and a clock that stands until it is moved."""

    def __init__(self, library: Library, path: Path, ring: Keyring | None = None) -> None:
        self.library = library
        self.turn = Turn(lambda: library, bot=lambda: BOT)
        self.bare = bare = SqliteStore(path)
        bare._db.conn.execute("pragma synchronous = off")  # no machine dies here
        self.store: Store = SealedStore(bare, ring) if ring else bare
        self.now = ELEVEN
        self.people: dict[int, One] = {}
        self._count = 0
        self.reached = True
        """Whether Telegram takes what is sent; until then it waits in the outbox."""

    def one(self, chat: int, name: str, lang: str = "en") -> "One":
        """Somebody who has settled here."""
        self.people[chat] = one = One(self, chat, name, lang)
        with self.store.transaction() as work:
            profile = Profile(name, lang, country="US", zone="America/New_York")
            work.save_person(settled(profile).put(Person(chat)))
        return one

    def newcomer(self, chat: int, name: str, lang: str = "en") -> "One":
        """Somebody who has never been here: they have to be welcomed first."""
        self.people[chat] = one = One(self, chat, name, lang)
        return one

    def therapist(self, chat: int, name: str) -> "One":
        """Somebody who accepted the operator's invitation."""
        one = self.one(chat, name)
        with self.store.transaction() as work:
            secret, _ = invitations.make(work, "t", 0, f"T{chat}", self.now)
        one.taps(one.says(f"/start t_{secret}"), "I agree")
        return one

    def linked(self, therapist: "One", client: "One") -> str:
        """A client accepted a therapist's invitation; the link's id."""
        client.taps(client.says(f"/start c_{therapist.invites()}"), "Accept")
        with self.store.transaction() as work:
            [link] = [one for one in work.clients_of(therapist.chat) if one.client == client.chat]
        self.passes(0)
        return link.id

    def work(self, what: Any) -> Any:
        """Do something in a transaction."""
        with self.store.transaction() as work:
            return what(work)

    def take(self, chat: int, **update: Any) -> list[Job]:
        self._count += 1
        payload = json.dumps({"update_id": self._count, **update}).encode()
        with self.store.transaction() as work:
            work.receive([Incoming(f"tg:{self._count}", chat, payload, self.now)])
        self._handle()
        return self.people[chat].read()

    def _handle(self) -> None:
        with self.store.transaction() as work:
            while waiting := work.pending(self.now, 50):
                for update in waiting:
                    self.turn.take(work, update, self.now)
            self._deliver(work)

    def _deliver(self, work: Transaction) -> None:
        while self.reached and (waiting := work.sendable(self.now, 50, [])):
            for message in waiting:
                work.sent(message.seq, 1, self.now)
                if message.chat in self.people:
                    self.people[message.chat].unread.append(json.loads(message.payload))

    def passes(self, seconds: float) -> None:
        """Let time pass, for everybody."""
        end = self.now + seconds
        while True:
            with self.store.transaction() as work:
                due = work.next_due()
            if due is None or due > end:
                break
            self.now = max(self.now, due)
            with self.store.transaction() as work:
                work.ring(self.now, 50)
            self._handle()
        self.now = end


class One:
    """One person's chat with the bot."""

    def __init__(self, practice: Practice, chat: int, name: str, lang: str) -> None:
        self.practice, self.chat, self.name, self.lang = practice, chat, name, lang
        self.unread: list[Job] = []
        self.everything: list[Job] = []

    @property
    def sender(self) -> Job:
        return {"id": self.chat, "first_name": self.name, "language_code": self.lang}

    def read(self) -> list[Job]:
        """What has come since they looked last."""
        new, self.unread = self.unread, []
        self.everything += new
        return new

    def says(self, text: str) -> list[Job]:
        self.read()
        chat = {"id": self.chat, "type": "private"}
        message = {"chat": chat, "from": self.sender, "message_id": 1, "text": text}
        return self.practice.take(self.chat, message=message)

    def presses(self, data: str) -> list[Job]:
        self.read()
        message = {"message_id": 1, "chat": {"id": self.chat, "type": "private"}}
        query = {"id": "1", "from": self.sender, "data": data, "message": message}
        return self.practice.take(self.chat, callback_query=query)

    def taps(self, sent: list[Job], *labels: str) -> list[Job]:
        """Press buttons one after the other, each on what the one before showed."""
        for label in labels:
            named = buttons(sent)
            found = [data for text, data in named.items() if text.startswith(label)]
            assert found, f"no button {label!r} among {list(named)}"
            sent = self.presses(named.get(label, found[0]))
        return sent

    def invites(self) -> str:
        """Make an invitation; its token."""
        sent = self.presses("cl:invite")
        [picture] = [job for job in sent if job["do"] == "picture"]
        found = re.search(rf"https://t\.me/{BOT}\?start=c_([\w-]+)", picture["text"])
        assert found, picture["text"]
        return found[1]

    def does(self, flow: str, *answers: str) -> list[Job]:
        """Do an exercise: answers are labels of buttons, or typed after a `>`."""
        return self.goes_on(self.presses(f"flow:{flow}"), *answers)

    def gives(self, link: str, flow: str, often: str = "Once") -> list[Job]:
        """Give an exercise; the buttons are those of the real steps."""
        key = f"{link}.{key_of(flow)}"
        return self.taps(self.presses(f"as:o:{key}"), often, "Send")

    def assignments(self, flow: str) -> list[Assignment]:
        """What is theirs of a flow, and not over."""
        found = self.practice.work(lambda work: work.assignments(self.chat, OPEN_STATES))
        return [one for one in found if one.work == flow]

    def accepts(self, flow: str) -> list[Job]:
        """Say yes to what was given."""
        return self.presses(f"hw:yes:{self.assignments(flow)[-1].id}")

    def begins(self, flow: str) -> list[Job]:
        """Begin what was given."""
        one = self.assignments(flow)[-1]
        return self.presses(f"hw:go:{one.id}:{one.position}")

    def goes_on(self, sent: list[Job], *answers: str) -> list[Job]:
        for answer in answers:
            sent = self.says(answer[1:]) if answer.startswith(">") else self.taps(sent, answer)
        return sent


def settled(profile: Profile) -> Profile:
    """As after the first steps here."""
    return profile._replace(adult="yes", agreed=int(NOON) - 86400)


def said(sent: list[Job]) -> str:
    """All words of what was sent."""
    return "\n".join(
        [*texts(sent), *(job["text"] for job in sent if job["do"] in {"picture", "document"})]
    )
