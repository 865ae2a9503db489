"""The one schedule of a person: what comes next by itself, and what is said when it comes."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bot.dialogue.talk import Out
from bot.homework import plan, screens
from bot.homework.assigning import TIMER, rings
from bot.homework.plan import Calendar
from bot.homework.rhythm import Rhythm
from bot.people.client import Client
from bot.people.desk import Room
from bot.store.homework_rows import Assignment, Happened, Nudging, What

IGNORED_MAX: Final = 2
"""After so many reminders in a row that nobody answered, nothing comes until they do something."""
BUSY_SECONDS: Final = 1800.0
"""So long after somebody began an exercise nothing comes in between."""


def calendar(room: Room, client: Client, nudging: Nudging) -> Calendar:
    """When this person can be reminded."""
    profile = client.profile
    held = max(float(client.crisis.hold_until), _busy_until(room, client))
    return Calendar(profile.zone, profile.quiet, nudging.day, held)


def _busy_until(room: Room, client: Client) -> float:
    running = client.talk.running
    if running is None or running.status != "active":
        return 0.0
    runs = room.work.runs(room.chat, since=room.context.at - BUSY_SECONDS)
    return max((run.began + BUSY_SECONDS for run in runs if run.ended is None), default=0.0)


def note(room: Room, one: Assignment, *what: What) -> Assignment:
    """Keep an assignment as it is now, and what happened to it."""
    room.work.save_assignment(one)
    for each in what:
        room.work.happen(Happened(one.chat, one.id, room.context.at, each))
    return one


def replan(room: Room, client: Client) -> None:
    """Set the timer of a person to what comes next, after anything that may have changed it."""
    work, now = room.work, float(room.context.at)
    nudging = work.nudging(room.chat)
    when = calendar(room, client, nudging)
    moments: list[float] = []
    for one in work.assignments(room.chat):
        if one.news and not nudging.stopped:
            moments.append(max(now, float(client.crisis.hush_until)))
        if one.state == "active":
            moments += _planned(room, one, when)
    if moments:
        moment = when.free(max(now, min(moments)))
        rings(work, room.chat, math.ceil(moment))
    else:
        work.cancel_timers(room.chat, [TIMER])


def _planned(room: Room, before: Assignment, when: Calendar) -> Iterable[float]:
    """When something happens with an active assignment; it is brought up to date."""
    now = float(room.context.at)
    one = plan.caught_up(before, when, now)
    closes = plan.closes(one, when, now)
    if closes is not None and closes <= now:
        note(room, replace(one, state="ended", due=None, opened=None), "ended")
        return []
    due = plan.due(one, when)
    if Rhythm.from_json(one.rhythm).kind != "after":
        one = replace(one, due=due)
    if one != before:
        room.work.save_assignment(one)
    return [at for at in (due, closes) if at is not None]


def rung(room: Room, client: Client) -> tuple[Out, ...]:
    """The timer rang: what is said now, if anything may be."""
    work, now = room.work, float(room.context.at)
    nudging = work.nudging(room.chat)
    when = calendar(room, client, nudging)
    if when.free(now) > now:  # it is night, or no time for this: the timer is set to later
        replan(room, client)
        return ()
    hushed = now < client.crisis.hush_until
    out: tuple[Out, ...] = ()
    if not hushed and not nudging.stopped:
        out = _news(room)
    active = [plan.caught_up(one, when, now) for one in work.assignments(room.chat, ["active"])]
    now_due = plan.ripe(active, when, now)
    for one in {one.id: one for one in (*active, *now_due)}.values():
        work.save_assignment(one)
    if now_due and not hushed:
        out += _remind(room, active, now_due, nudging, when)
    replan(room, client)
    return out


def _news(room: Room) -> tuple[Out, ...]:
    """What a therapist has given, changed or ended, once."""
    told = [one for one in room.work.assignments(room.chat) if one.news]
    for one in told:
        room.work.save_assignment(replace(one, news=""))
    return (screens.news(room, told),) if told else ()


def _remind(
    room: Room,
    active: Sequence[Assignment],
    now_due: Sequence[Assignment],
    nudging: Nudging,
    when: Calendar,
) -> tuple[Out, ...]:
    """One reminder for all that is due, or silence where two went unanswered."""
    now = float(room.context.at)
    if nudging.unanswered >= IGNORED_MAX:
        known = {one.id: one for one in (*active, *now_due)}
        for one in known.values():
            note(room, replace(one, state="quiet", due=None, snooze=None), "quiet")
        return ()
    today = max(when.day(now), nudging.day)
    prompted = [note(room, replace(one, prompted=now), "prompted") for one in now_due]
    room.work.save_nudging(replace(nudging, day=today, at=now, unanswered=nudging.unanswered + 1))
    return (screens.reminder(room, prompted, today),)
