"""What an exercise costs: walks through the real flows by the real turn, counted.

Somebody begins an exercise, answers by chance, reads for a while between two answers, and sometimes
leaves in the middle. What comes of each update and of each timer is read from the outbox of a real
store, with the priority that the turn gave it.
"""

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from bot.delivery.turn import Turn
from bot.flow.library import Library
from bot.flow.serving import ALWAYS
from bot.homework.assigning import TIMER
from bot.homework.rhythm import each
from bot.people.profile import Profile
from bot.simulate.assumptions import Assumptions
from bot.store.homework_rows import Assignment
from bot.store.protocol import Store, Transaction
from bot.store.rows import Incoming, Person, Timer

MORNING: Final = 1_798_794_000.0
"""2027-01-01 09:00 UTC: no quiet hours, so timers ring when they are due."""
UPDATES_MAX: Final = 60
LATER_SECONDS: Final = 3600.0
"""A timer beyond this reminds of an exercise that was left."""
DAYS: Final = 8.0
WORDS: Final = ("6", "the words that I would like to keep", "19:30", "yes")
RISK: Final = "i want to kill myself"
_PACKS: Final = frozenset({ALWAYS, "start", "measures"})
_CHECK_IN: Final = "daily-checkin"


class Said(NamedTuple):
    """What a person did: `text` or `press`, and the words or the button's data."""

    kind: str
    value: str


class Job(NamedTuple):
    """What went into the outbox: what it is called and how urgent it is."""

    label: str
    priority: int


class Beat(NamedTuple):
    """Something that happened in a walk.

    Attributes:
        at: Seconds since it began.
        said: What the person did; None when a timer rang.
        timer: What the timer is called, or empty.
        jobs: What is to be sent because of it.
    """

    at: float
    said: Said | None
    timer: str
    jobs: tuple[Job, ...]


class Walk(NamedTuple):
    """One person's way through one exercise.

    Attributes:
        flow: Which.
        beats: What happened.
        rhythms: The parts of each rhythm that was shown.
    """

    flow: str
    beats: tuple[Beat, ...]
    rhythms: tuple[tuple[tuple[str, int], ...], ...] = ()


def exercises(library: Library) -> list[str]:
    """What people begin by themselves or from a reminder."""
    packed = [
        flow.id for flow in library if flow.file.pack not in _PACKS and not flow.file.therapist_only
    ]
    return [*packed, _CHECK_IN] if library.current(_CHECK_IN) else packed


def settle(work: Transaction, chat: int, zone: str = "UTC") -> None:
    """Somebody who has been welcomed."""
    profile = Profile("Ada", zone=zone, adult="yes", agreed=1, country="GB")
    work.save_person(profile.put(Person(chat)))


def remind(work: Transaction, chats: Iterable[int], due: float) -> None:
    """Everybody has a check-in of their own that comes at one moment, on a whole minute (UTC)."""
    moment = datetime.fromtimestamp(due, UTC)
    rhythm = each(1, (moment.hour, moment.minute))._replace(begin=moment.date().isoformat())
    for chat in chats:
        id_, written = f"a{chat:09}", rhythm.to_json()
        work.save_assignment(Assignment(id_, chat, "", "flow", _CHECK_IN, written, state="active"))
        work.set_timers([Timer(chat, TIMER, due, chat)])


def update(chat: int, said: Said) -> dict[str, Any]:
    """What somebody did, as Telegram says it; without the number of the update."""
    person = {"id": chat, "is_bot": False, "first_name": "Ada", "language_code": "en"}
    where = {"id": chat, "type": "private", "first_name": "Ada"}
    message = {"message_id": 1, "date": int(MORNING), "chat": where}
    if said.kind == "text":
        return {"message": {**message, "text": said.value, "from": person}}
    query = {"id": "1", "from": person, "data": said.value, "chat_instance": "1"}
    return {"callback_query": {**query, "message": {**message, "text": "…"}}}


def incoming(chat: int, number: int, said: Said, now: float) -> Incoming:
    """What somebody did, as it is kept."""
    body = json.dumps({"update_id": number, **update(chat, said)}).encode()
    return Incoming(f"tg:{number}", chat, body, now)


class Walker:
    """Walks on one store, one person after the other.

    Args:
        store: Where it happens; for nothing else.
        turn: Handles the updates.
        assume: How long people think, and how often they leave.
        dice: Chance, from a seed.
    """

    def __init__(self, store: Store, turn: Turn, assume: Assumptions, dice: random.Random) -> None:
        self._store = store
        self._turn = turn
        self._assume = assume
        self._dice = dice
        self._chat = 10_000_000
        self._number = 0

    def walk(self, flow: str) -> Walk:
        """Through one exercise, begun at home, until it ends or the last of its timers rang."""
        self._chat += 1
        with self._store.transaction() as work:
            settle(work, self._chat)
        begin = Said("text", f"/start flow_{flow.replace('-', '_')}")
        return self._walk(flow, [Said("text", "/menu"), begin])

    def welcome(self) -> Walk:
        """Somebody new: from the first tap to where they are asked nothing more."""
        self._chat += 1
        return self._walk("welcome", [Said("text", "/start")])

    def risk(self) -> Walk:
        """Words of risk, out of the blue."""
        self._chat += 1
        with self._store.transaction() as work:
            settle(work, self._chat)
        told = self._tell(0.0, Said("text", RISK))
        self._pass(0.0, DAYS * 86400)
        return Walk("risk", (told.beat,))

    def reminder(self) -> Walk:
        """Homework that comes by itself."""
        self._chat += 1
        with self._store.transaction() as work:
            settle(work, self._chat)
            remind(work, [self._chat], MORNING)
        told = self._pass(0.0, 1.0, once=True)
        with self._store.transaction() as work:
            work.cancel_timers(self._chat)
        return Walk("reminder", tuple(one.beat for one, _ in told))

    def _walk(self, name: str, first: Sequence[Said]) -> Walk:
        at, beats, doing = 0.0, list[_Told](), list(first)
        for _ in range(UPDATES_MAX):
            beats.append(self._tell(at, doing.pop(0)))
            at, screen = self._watch(at, beats)
            following = doing[0] if doing else self._answer(screen)
            if following is None or (not doing and self._dice.random() < self._leaving):
                break
            doing = doing or [following]
            at += self._think()
        beats += [told for told, _ in self._pass(at, DAYS * 86400)]
        rhythms = {
            tuple((part, seconds) for part, seconds in job["parts"])
            for told in beats
            for job in told.shown
            if job["do"] == "breath"
        }
        return Walk(name, tuple(one.beat for one in beats), tuple(sorted(rhythms)))

    @property
    def _leaving(self) -> float:
        """The chance to leave at one question, of some eight."""
        stays: float = (1 - self._assume.leave_midway.value) ** (1 / 8)
        return 1 - stays

    def _think(self) -> float:
        return self._dice.expovariate(1 / self._assume.think_seconds.value)

    def _tell(self, at: float, said: Said) -> "_Told":
        self._number += 1
        with self._store.transaction() as work:
            work.receive([incoming(self._chat, self._number, said, MORNING + at)])
            return self._handle(work, at, said, "")

    def _handle(self, work: Transaction, at: float, said: Said | None, timer: str) -> "_Told":
        now = MORNING + at
        for pending in work.pending(now, 1):
            self._turn.take(work, pending, now)
        jobs, shown = [], list[dict[str, Any]]()
        while queue := work.sendable(now, 1, []):
            one = queue[0]
            work.sent(one.seq, 1, now)
            jobs.append(Job(one.label, one.priority))
            shown.append(json.loads(one.payload))
        return _Told(Beat(at, said, timer, tuple(jobs)), shown)

    def _watch(self, at: float, beats: list["_Told"]) -> tuple[float, list[dict[str, Any]]]:
        """Wait as long as the exercise wants to: a rhythm, a pause."""
        screen = beats[-1].shown
        while _waits(screen) and self._dice.random() < 0.9:
            rung = self._pass(at, LATER_SECONDS, once=True)
            if not rung:
                break
            told, at = rung[0]
            beats.append(told)
            screen = told.shown
        return at, screen

    def _pass(
        self, at: float, seconds: float, *, once: bool = False
    ) -> list[tuple["_Told", float]]:
        """Let time pass; each timer that is due rings, or only the first."""
        end, rung = at + seconds, list[tuple[_Told, float]]()
        while not (once and rung):
            with self._store.transaction() as work:
                due = work.next_due()
                if due is None or due - MORNING > end:
                    break
                at = max(at, due - MORNING)
                work.ring(MORNING + at, 1)
                pending = work.pending(MORNING + at, 1)
                name = json.loads(pending[0].payload).get("timer", "") if pending else ""
                rung.append((self._handle(work, at, None, name), at))
        return rung

    def _answer(self, screen: Sequence[Mapping[str, Any]]) -> Said | None:
        """What is pressed or written next; None when nothing is asked."""
        asked = [job for job in screen if job.get("question") or job["do"] in {"breath", "buttons"}]
        if not asked:
            return None
        data = [one for row in asked[-1]["rows"] for _, one in row if one[0].isdecimal()]
        ticked = any("✓" in label for row in asked[-1]["rows"] for label, _ in row)
        options = [one for one in data if ":o:" in one]
        others = [one for one in data if one.endswith((":skip", ":done", ":early"))]
        if ticked and others:
            return Said("press", others[0])
        if options and (not others or self._dice.random() < 0.9):
            first = self._dice.random() < 0.5  # who begins wants to: "Begin" comes before "Not now"
            return Said("press", options[0] if first else self._dice.choice(options))
        if asked[-1]["do"] == "breath" or any(one.endswith(":early") for one in others):
            return Said("press", self._dice.choice(others)) if others else None
        if others and self._dice.random() < 0.3:
            return Said("press", self._dice.choice(others))
        return Said("text", self._dice.choice(WORDS))


class _Told(NamedTuple):
    """A beat, and what it put on the screen."""

    beat: Beat
    shown: list[dict[str, Any]]


def _waits(screen: Sequence[Mapping[str, Any]]) -> bool:
    """Whether this goes on by itself."""
    data = [one for job in screen for row in job.get("rows", ()) for _, one in row]
    return any(one.endswith(":early") for one in data)
