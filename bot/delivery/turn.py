"""One update, one transaction: load, decide, keep, queue what is to be said."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from bot.delivery import album, guard
from bot.dialogue import lifecycle
from bot.dialogue.lifecycle import Began, Came, Out, Talk
from bot.effects import CancelTimers, Ended, Fault, SetTimer
from bot.flow.library import Library
from bot.log import logger
from bot.model import Context, SessionFormatError
from bot.store.protocol import Transaction
from bot.store.rows import Answer, Outgoing, Pending, Person, Priority, Timer
from bot.telegram import incoming, render

_PARTS: Final = {"in": "part_in", "again": "part_again", "hold": "part_hold",
                 "out": "part_out", "rest": "part_rest"}  # fmt: skip


class Turn:
    """Handles updates with the flows that are served now.

    Args:
        library: Gives the flows; asked anew each time, so that they can be exchanged.
        help_lines: Emergency number and helplines for a person.
    """

    def __init__(
        self, library: Callable[[], Library], help_lines: Callable[[Person, Library], str]
    ) -> None:
        self._library = library
        self._help_lines = help_lines

    def take(self, work: Transaction, update: Pending, now: float) -> list[Fault]:
        """Let an update take effect. Returns what has to be told to the operators."""
        data = json.loads(update.payload)
        if "timer" in data:
            came = Came("timer", data["timer"], data["turn"])
            received = incoming.Received(update.chat, came)
        else:
            received = incoming.read(data)
        faults: list[Fault] = []
        if received.leave:
            self._leave(work, received, now)
        elif received.chat:
            faults = self._person(work, received, now)
        work.handled(update.seq)
        return faults

    def _leave(self, work: Transaction, received: incoming.Received, now: float) -> None:
        """Leave a group, saying why if it has just let us in; leave a channel without a word."""
        jobs: list[render.Job] = [{"do": "leave"}]
        if received.added:
            words = self._library().phrases.say("only_private", received.lang)
            jobs.insert(0, render.plain(words))
        _queue(work, received.chat, jobs, now, Priority.REPLY)

    def apologise(self, work: Transaction, chat: int, now: float) -> None:
        """Tell a person that what they did could not be handled."""
        person = work.person(chat)
        if person is not None and not person.blocked:
            job = render.plain(self._library().phrases.say("fault", person.lang))
            _queue(work, chat, [job], now, Priority.REPLY)

    def _person(self, work: Transaction, received: incoming.Received, now: float) -> list[Fault]:
        person = work.person(received.chat) or Person(received.chat, received.lang)
        if received.blocked:
            work.save_person(replace(person, blocked=True))
            work.drop_all(person.id, "blocked")
            work.cancel_timers(person.id)
            return []
        if person.blocked and received.came and received.came.kind == "timer":
            return []
        if person.blocked:
            self._rest(work, person, now)
        name = received.name or str(album.data_of(person).get("name", ""))
        lang = received.lang if received.name else person.lang
        told = album.answered(person, received.album)
        data = json.dumps(album.data_of(person) | {"name": name}).encode()
        person = replace(person, lang=lang, blocked=False, data=data)
        person = album.remember(person, received.album)
        work.save_person(person)
        if told and received.came and not guard.shows_risk(received.came, lang):
            return []
        return self._talk(work, person, received, now) if received.came else []

    def _rest(self, work: Transaction, person: Person, now: float) -> None:
        """Let the exercise of someone who had blocked the bot rest until they go on.

        What was on its way to them is gone: they may never have seen the question of now.
        """
        talk = _load(work, person.id)
        if talk.session is not None and talk.session.status != "ended":
            pause, context = Came("command", "pause"), Context(int(now), person.lang)
            after, out = lifecycle.handle(self._library(), talk, pause, context)
            self._keep(work, person.id, talk.serial, out, now)
            _save(work, person.id, after)

    def _talk(
        self, work: Transaction, person: Person, received: incoming.Received, now: float
    ) -> list[Fault]:
        library = self._library()
        helps = self._help_lines(person, library)
        name = str(album.data_of(person).get("name", ""))
        context = Context(int(now), person.lang, {"name": name, "pace": "", "country": ""}, helps)
        talk = _load(work, person.id)
        came = received.came or Came("other")
        if guard.shows_risk(came, person.lang):
            came = Came("risk")  # the words go no further
        after, out = lifecycle.handle(library, talk, came, context)
        self._keep(work, person.id, talk.serial, out, now)
        _save(work, person.id, after)
        if received.query:  # at once: the button shows a clock until then
            answer = {"do": "toast", "query": received.query, "text": render.toast(out)}
            _queue(work, person.id, [answer], now, Priority.CRISIS)
        words = {part: library.phrases.say(key, person.lang) for part, key in _PARTS.items()}
        pressed = 0 if lifecycle.of_menu(came) else received.message
        messages = list(render.jobs(out, after.serial, pressed, words))
        for job in messages:
            _queue(work, person.id, [job], now, _priority(came, job))
        return [one for one in out if isinstance(one, Fault)]

    def _keep(
        self, work: Transaction, chat: int, serial: int, out: tuple[Out, ...], now: float
    ) -> None:
        for one in out:
            if isinstance(one, Began):
                serial = one.serial
            elif isinstance(one, CancelTimers):
                work.cancel_timers(chat, one.names)
            elif isinstance(one, SetTimer):
                work.set_timers([Timer(chat, one.name, now + one.seconds, one.token)])
            elif isinstance(one, Ended):
                work.keep(
                    Answer(chat, f"{serial}:{number}", kept.flow, kept.name,
                           json.dumps(kept.value).encode(), kept.how, now)
                    for number, kept in enumerate(one.kept)
                )  # fmt: skip


def _priority(came: Came, job: render.Job) -> Priority:
    """Help overtakes; buttons never do, or those of an earlier question would come after them."""
    if lifecycle.asks_help(came) and job["do"] == "send" and not job["question"]:
        return Priority.CRISIS
    return Priority.REMINDER if came.kind == "timer" else Priority.REPLY


def _queue(
    work: Transaction, chat: int, jobs: Iterable[render.Job], now: float, priority: Priority
) -> None:
    work.send(
        Outgoing(chat, priority, now, json.dumps(job, ensure_ascii=False).encode(), job["do"])
        for job in jobs
    )


def _save(work: Transaction, chat: int, talk: Talk) -> None:
    """Keep a conversation, and with it the revisions that it may still come back to."""
    session = talk.session
    running = session is not None and session.status != "ended"
    frames = session.frames if session and running else ()
    places = session.history if session and running else ()
    pins = {(frame.flow, frame.revision) for frame in frames}
    pins |= {(frame.flow, frame.revision) for place in places for frame in place.frames}
    work.save_session(chat, talk.to_json(), pins)


def _load(work: Transaction, chat: int) -> Talk:
    body = work.session(chat)
    if body is None:
        return Talk()
    try:
        return Talk.from_json(body)
    except SessionFormatError as error:
        logger.error("session_unreadable", error=type(error).__name__)
        return Talk(serial=Talk.serial_in(body))
