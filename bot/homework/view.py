"""What one link lets a therapist see. Nothing of a client is read for them in any other place.

A view is opened for one of the two who are linked, and for nobody else; what each of its parts
gives is bounded by what the client allows at this moment. The client opens the same view.
"""

import json
from collections.abc import Sequence
from typing import Final, NamedTuple

from bot.flow.library import Library
from bot.homework import works
from bot.homework.wording import words_of
from bot.people.desk import Room
from bot.people.progress import Progress, look
from bot.store.homework_rows import OPEN_STATES, Assignment, Happened, Standing
from bot.store.links import Link, Shared, Trace
from bot.store.protocol import Transaction
from bot.store.rows import Answer, Run

LOOK_SECONDS: Final = 3600.0
"""Looks within an hour of each other are one look in the record."""
NOTE: Final = "bring-to-session"
"""The flow whose kept note is the client's for a session."""
LATELY: Final = 20
NOBODY: Final = Progress({})


class Told(NamedTuple):
    """Something that the client shared: its flow and words, and when it was written."""

    session: str
    flow: str
    words: str
    at: float


class View:
    """What a link lets be seen.

    Args:
        work: The store.
        library: Flows, for titles and the kinds of answers.
        link: The link; whoever makes a view has looked whose it is (`open_view`).
        lang: The language of whoever reads.
        mine: It is the client who looks.
    """

    def __init__(
        self, work: Transaction, library: Library, link: Link, lang: str, *, mine: bool
    ) -> None:
        self._work = work
        self._library = library
        self._lang = lang
        self.link = link
        self.mine = mine

    @property
    def label(self) -> str:
        """What the therapist calls the client."""
        return self.link.label.decode()

    def assignments(self) -> Sequence[Assignment]:
        """What was given over this link, the newest first: that it was done or not is always
        part of a link."""
        return list(reversed(self._work.given([self.link.id])))

    def open_assignments(self) -> Sequence[Assignment]:
        """Those that are not over."""
        return [one for one in self.assignments() if one.state in OPEN_STATES]

    def assignment(self, id_: str) -> Assignment | None:
        """One of them."""
        found = self._work.assignment(id_)
        return found if found is not None and found.link == self.link.id else None

    def happened(self, id_: str) -> Sequence[Happened]:
        """What happened to one of them, the oldest first."""
        return self._work.happened(id_) if self.assignment(id_) else ()

    def runs(self, since: float = 0.0) -> Sequence[Run]:
        """What was begun for this link's assignments; nothing that the client did on their own."""
        given = {one.id for one in self._work.given([self.link.id])}
        return [one for one in self._work.runs(self.link.client, since) if one.assignment in given]

    def numbers(self, since: float = 0.0) -> Progress:
        """The numbers of assigned exercises that began after the client allowed it."""
        if self.link.ratings is None:
            return NOBODY
        runs = self.runs(max(since, self.link.ratings))
        sessions = {one.session for one in runs}
        answers = [
            one
            for one in self._work.answers(self.link.client, "history")
            if one.session.partition(":")[0] in sessions
        ]
        return look(self._library.newest(), runs, answers)

    def told(self, since: float = 0.0) -> Sequence[Told]:
        """What the client shared piece by piece, the newest first; notes for a session aside."""
        return [one for one in self._told(since) if one.flow != NOTE]

    def note(self) -> Told | None:
        """The client's newest note for a session, if they shared one."""
        return next((one for one in self._told(0.0) if one.flow == NOTE), None)

    def notes(self) -> Sequence[Told]:
        """All notes for a session that they shared, the newest first."""
        return [one for one in self._told(0.0) if one.flow == NOTE]

    def looked(self, at: float, what: str) -> None:
        """Keep that the therapist looked; the client reads it. Their own looks are nobody's."""
        if self.mine:
            return
        last = self._work.traces(self.link.id, 1, what)
        if not last or at - last[0].at >= LOOK_SECONDS:
            self._work.trace(Trace(self.link.id, self.link.client, at, what))

    def traces(self, limit: int) -> Sequence[Trace]:
        """What happened on the link, the newest first; for the client only."""
        return self._work.traces(self.link.id, limit) if self.mine else ()

    def _told(self, since: float) -> list[Told]:
        shared = self._work.shared(self.link.id)
        if not shared:
            return []
        kept = {_place(one): one for how in ("history", "card")
                for one in self._work.answers(self.link.client, how)}  # fmt: skip
        found = [kept[_place(one)] for one in shared if _place(one) in kept]
        told = [self._words(one) for one in found if one.at >= since]
        return sorted(told, key=lambda one: one.at, reverse=True)

    def _words(self, answer: Answer) -> Told:
        words = words_of(self._library, answer.flow, answer.name, _value(answer), self._lang)
        return Told(answer.session.partition(":")[0], answer.flow, words, answer.at)

    def title(self, flow: str) -> str:
        """What an exercise is called."""
        return works.title_of_flow(self._library, flow, self._lang)

    def title_of(self, one: Assignment) -> str:
        """What something that was given is called."""
        return works.title(self._library, one, self._lang)


def open_view(room: Room, link_id: str) -> View | None:
    """The view of a link for whoever's turn it is.

    Returns:
        None unless the link is open and it is theirs, as its client or as its therapist who is
        still one. A link that is not theirs and one that never was give the same answer.
    """
    link = room.work.link(link_id)
    if link is None or link.ended is not None:
        return None
    mine = link.client == room.chat
    if not mine and (link.therapist != room.chat or not is_therapist(room)):
        return None
    return View(room.work, room.library, link, room.context.lang, mine=mine)


def therapist_view(room: Room, link_id: str) -> View | None:
    """The view of a link for its therapist, and for nobody else."""
    view = open_view(room, link_id)
    return view if view is not None and not view.mine else None


def client_view(room: Room, link_id: str) -> View | None:
    """The view of a link for its client, and for nobody else."""
    view = open_view(room, link_id)
    return view if view is not None and view.mine else None


def is_therapist(room: Room) -> bool:
    """Whether whoever's turn it is may work as a therapist here."""
    found = room.work.therapist(room.chat)
    return found is not None and found.ended is None


def standings(room: Room) -> list[tuple[Link, Standing]]:
    """All clients of the therapist whose turn it is, each with how their homework stands."""
    if not is_therapist(room):
        return []
    links = room.work.clients_of(room.chat)
    found = {one.link: one for one in room.work.standings([one.id for one in links])}
    none = Standing("", 0, 0, 0, 0, None)
    return [(one, found.get(one.id, none)) for one in links]


def given_lately(room: Room) -> list[str]:
    """Ids of what the therapist whose turn it is gave to anyone, the newest first."""
    return list(room.work.given_lately(room.chat, LATELY)) if is_therapist(room) else []


def assigned(room: Room, id_: str) -> tuple[View, Assignment] | None:
    """Something that the therapist whose turn it is gave, and that is not over."""
    one = room.work.assignment(id_)
    view = therapist_view(room, one.link) if one and one.link else None
    if one is None or view is None or one.state not in OPEN_STATES:
        return None
    return view, one


def _place(one: Answer | Shared) -> tuple[str, str, str]:
    return one.session, one.flow, one.name


def _value(answer: Answer) -> object:
    return json.loads(answer.value)
