"""Whoever somebody worked with learns that the link is over when they are erased.

The link goes with them, so nothing can be said of it later: one silent line is sent now.
"""

import json
from typing import NamedTuple

from bot.flow.library import Library
from bot.homework.bonds import call_back, open_links
from bot.people.signs import Crisis
from bot.store.protocol import Transaction
from bot.store.rows import Outgoing, Priority
from bot.telegram import render


class Parting(NamedTuple):
    """What is said before somebody is erased.

    Attributes:
        work: The store, inside the transaction that erases.
        library: Gives the words.
        now: Seconds since 1970.
    """

    work: Transaction
    library: Library
    now: float

    def of(self, chat: int) -> None:
        """Tell a therapist's clients, and a client's therapists."""
        therapist = self.work.therapist(chat)
        name = therapist.name if therapist else b""
        for link in self.work.clients_of(chat):
            self._tell(link.client, "care_ended", name, "care_therapist")
        for link in open_links(self.work, chat):
            call_back(self.work, link)
            self._tell(link.therapist, "th_left", link.label, "care_client")

    def _tell(self, chat: int, phrase: str, name: bytes, nameless: str) -> None:
        """Say it, unless nothing may pop up where they are."""
        person = self.work.person(chat)
        if person is None or person.blocked or self.now < Crisis.of(person).hush_until:
            return
        phrases, lang = self.library.phrases, person.lang
        words = phrases.say(phrase, lang, {"name": name.decode() or phrases.say(nameless, lang)})
        job = render.plain(words) | {"silent": True}
        payload = json.dumps(job, ensure_ascii=False).encode()
        self.work.send([Outgoing(chat, Priority.REMINDER, self.now, payload, job["do"])])
