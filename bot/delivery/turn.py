"""One update, one transaction: load, decide, keep, queue what is to be said."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bot.delivery import album, erasing, guard, outbox
from bot.delivery.batch import Taken
from bot.delivery.desks import DESKS
from bot.delivery.parting import Parting
from bot.delivery.talks import load_talk, save_talk
from bot.dialogue import lifecycle
from bot.dialogue.menu import with_help
from bot.dialogue.talk import Began, Came, Erase, Out, Tally
from bot.effects import CancelTimers, Ended, SetTimer
from bot.flow.library import Library
from bot.model import Context
from bot.people.client import Client
from bot.people.desk import Room
from bot.people.helps import ALL, Helps
from bot.people.lasts import Lasts
from bot.people.places import Atlas
from bot.people.profile import Profile
from bot.people.quiet import may_come, too_late
from bot.people.reception import Reception
from bot.people.signs import Crisis
from bot.people.welcome import settled
from bot.store.protocol import Transaction
from bot.store.rows import Answer, Pending, Person, Priority, Run, Timer
from bot.telegram import incoming, render

_PARTS: Final = {"in": "part_in", "again": "part_again", "hold": "part_hold",
                 "out": "part_out", "rest": "part_rest"}  # fmt: skip
_OF_SESSION: Final = ("step", "remind-1", "remind-2", "expire")
_CAN_WAIT: Final = frozenset({"remind-1", "remind-2", "check-in"})
"""Timers whose message does no good at night, nor long after it was due."""


class Turn:
    """Handles updates with the flows that are served now.

    Args:
        library: Gives the flows; asked anew each time, so that they can be exchanged.
        helps: The numbers to call, by country and language; see `bot.people.helps`.
        bot: Gives what the bot is called on Telegram, or nothing while nobody knows.
        operator: Who runs the bot, for the policy.
    """

    def __init__(
        self,
        library: Callable[[], Library],
        helps: Callable[[str, str], Mapping[str, str]] = Helps,
        bot: Callable[[], str] = str,
        operator: str = "",
    ) -> None:
        self._library = library
        self._bot = bot
        self._helps = helps
        self._operator = operator

    def take(self, work: Transaction, update: Pending, now: float) -> Taken:
        """Let an update take effect."""
        data = json.loads(update.payload)
        taken = Taken()
        if "timer" in data:
            ringing = Timer(update.chat, data["timer"], data.get("due", now), data["turn"])
            taken = self._ring(work, ringing, now)
        else:
            received = incoming.read(data)
            if received.leave:
                self._leave(work, received, now)
            elif received.chat:
                taken = self._person(work, received, now)
        work.handled(update.seq)
        return taken

    def _leave(self, work: Transaction, received: incoming.Received, now: float) -> None:
        """Leave a group, saying why if it has just let us in; leave a channel without a word."""
        jobs: list[render.Job] = [{"do": "leave"}]
        if received.added:
            words = self._library().phrases.say("only_private", received.lang)
            jobs.insert(0, render.plain(words))
        outbox.queue(work, received.chat, jobs, now, Priority.REPLY)

    def apologise(self, work: Transaction, chat: int, now: float) -> None:
        """Tell a person that what they did could not be handled."""
        person = work.person(chat)
        if person is not None and not person.blocked:
            job = render.plain(self._library().phrases.say("fault", person.lang))
            outbox.queue(work, chat, [job], now, Priority.REPLY)

    def _ring(self, work: Transaction, timer: Timer, now: float) -> Taken:
        """A timer rang. What can wait is neither sent at night nor long after it was due."""
        person = work.person(timer.chat)
        if person is None or person.blocked:
            return Taken("timer")
        if timer.name in _CAN_WAIT:
            profile = Profile.of(person)
            moment = may_come(now, profile.zone, profile.quiet)
            if too_late(timer.due, now):
                return Taken("timer", late=True)
            if moment > now:
                work.set_timers([replace(timer, due=moment)])
                return Taken("timer")
        came = Came("timer", timer.name, timer.turn, timer.due)
        received = incoming.Received(timer.chat, came)
        return self._talk(work, person, received, now)

    def _person(self, work: Transaction, received: incoming.Received, now: float) -> Taken:
        known = work.person(received.chat)
        if known is None and erasing.begins_nothing(received):
            self._toast(work, received, "", now)
            return Taken()
        person = known or Person(received.chat, received.lang)
        if received.blocked:
            work.save_person(replace(person, blocked=True))
            work.drop_all(person.id, "blocked")
            work.cancel_timers(person.id)
            return Taken()
        if person.blocked:
            self._rest(work, person, now)
        profile = Profile.of(person)
        lang = received.lang if received.name and not profile.lang_chosen else person.lang
        profile = profile._replace(name=received.name or profile.name, lang=lang)
        told = album.answered(person, received.album)
        person = album.remember(replace(profile.put(person), blocked=False), received.album)
        work.save_person(person)
        if told and received.came and not guard.look(received.came, lang).findings:
            return Taken()
        return self._talk(work, person, received, now) if received.came else Taken()

    def _rest(self, work: Transaction, person: Person, now: float) -> None:
        """Let the exercise of someone who had blocked the bot rest until they go on.

        What was on its way to them is gone: they may never have seen the question of now.
        """
        talk = load_talk(work, person.id)
        if talk.running is not None:
            pause, context = Came("command", "pause"), Context(int(now), person.lang)
            after, out = lifecycle.handle(self._library(), talk, pause, context)
            self._keep(work, person.id, talk.serial, out, now)
            save_talk(work, person.id, after)
        room = Room(self._library(), Context(int(now), person.lang), person.id, work)
        for desk in DESKS.all:
            desk.returned(room)

    def _talk(
        self, work: Transaction, person: Person, received: incoming.Received, now: float
    ) -> Taken:
        profile = Profile.of(person)
        reception = self._reception(work, person.id, profile, now)
        came = received.came or Came("other")
        before = Client(load_talk(work, person.id), profile, Crisis.of(person))
        seen = guard.look(came, profile.lang)
        after, out = reception.handle(before, came, seen)
        if any(isinstance(one, Erase) for one in out):
            self._erase(work, after, received, out, now)
            return Taken.of(came.kind, seen, out)
        after = after._replace(profile=settled(after.profile, out, int(now)))
        self._keep(work, person.id, before.talk.serial, out, now)
        reception = self._reception(work, person.id, after.profile, now)  # as they are now
        for ended in [one for one in out if isinstance(one, Ended)]:
            after, more = reception.over(after, ended)
            self._keep(work, person.id, after.talk.serial, more, now)
            out += more
        after, more = reception.settled(before, after)
        out += more
        save_talk(work, person.id, after.talk)
        changed = after.crisis.put(after.profile.put(person))
        if changed != person:
            work.save_person(changed)
        self._show(work, after, received, out, now)
        return Taken.of(came.kind, seen, out)

    def _reception(self, work: Transaction, chat: int, profile: Profile, now: float) -> Reception:
        """Who handles this, with all that is known of the moment and the person."""
        library = self._library()
        languages = library.phrases.languages
        helps = self._helps(profile.country, profile.lang)
        last = Lasts(lambda flow, name: work.last(chat, flow, name))
        context = Context(
            int(now), profile.lang, profile.known(languages), helps[ALL], helps, last=last,
            doors=lambda: DESKS.doors(room), places=Atlas(self._helps, languages),
        )  # fmt: skip
        room = Room(library, context, chat, work, languages, DESKS.names, self._bot(),
                    self._operator)  # fmt: skip
        return Reception(room, DESKS)

    def _show(
        self,
        work: Transaction,
        client: Client,
        received: incoming.Received,
        out: tuple[Out, ...],
        now: float,
    ) -> None:
        chat, came = received.chat, received.came or Came("other")
        self._toast(work, received, render.toast(out), now)
        jobs = self._jobs(client, received, out)
        said = [(job, outbox.priority_of(came, out, job)) for job in jobs]
        outbox.put(work, chat, said, now)

    def _toast(
        self, work: Transaction, received: incoming.Received, words: str, now: float
    ) -> None:
        if received.query:  # at once: the button shows a clock until then
            answer = {"do": "toast", "query": received.query, "text": words}
            outbox.queue(work, received.chat, [answer], now, Priority.CRISIS)

    def _erase(
        self,
        work: Transaction,
        client: Client,
        received: incoming.Received,
        out: tuple[Out, ...],
        now: float,
    ) -> None:
        """Keep nothing of them, and say so."""
        Parting(work, self._library(), now).of(received.chat)
        work.erase(received.chat)
        self._toast(work, received, "", now)
        erasing.farewell(work, received.chat, self._jobs(client, received, out), now)

    def _jobs(
        self, client: Client, received: incoming.Received, out: tuple[Out, ...]
    ) -> Iterable[render.Job]:
        came = received.came or Came("other")
        library, lang = self._library(), client.profile.lang
        words = {part: library.phrases.say(key, lang) for part, key in _PARTS.items()}
        screen = render.Screen(
            client.talk.serial,
            0 if lifecycle.of_menu(came) else received.message,
            received.message if received.editable else 0,
            client.profile.text_only,
            client.profile.protect,
        )
        return render.jobs(with_help(library, out, lang), screen, words)

    def _keep(
        self, work: Transaction, chat: int, serial: int, out: tuple[Out, ...], now: float
    ) -> None:
        for one in out:
            if isinstance(one, Began):
                serial = one.serial
                if one.flow:
                    run = Run(chat, str(serial), one.flow, now, assignment=one.assignment)
                    work.begin_run(run)
            elif isinstance(one, CancelTimers):
                work.cancel_timers(chat, one.names or _OF_SESSION)
            elif isinstance(one, Tally):
                work.tally(_day(now), one.what, one.key)
            elif isinstance(one, SetTimer):
                work.set_timers([Timer(chat, one.name, now + one.seconds, one.token)])
            elif isinstance(one, Ended):
                work.end_run(chat, one.flow, str(serial), now, one.outcome)
                work.keep(
                    Answer(chat, f"{serial}:{number}", kept.flow, kept.name,
                           json.dumps(kept.value).encode(), kept.how, now)
                    for number, kept in enumerate(one.kept)
                )  # fmt: skip


def _day(now: float) -> str:
    return datetime.fromtimestamp(now, UTC).date().isoformat()
