"""What a person does with what is theirs: yes and no, later, not today, done, rest and go on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.homework import plan, works
from bot.homework.plan import Calendar
from bot.homework.rhythm import Rhythm, day_of, moment
from bot.homework.schedule import calendar, note, replan
from bot.people.client import Client
from bot.people.desk import Room
from bot.store.homework_rows import Assignment, State

HOUR: Final = 3600.0
EVENING: Final = (19, 0)
EVENING_LEAST: Final = 3600.0
"""This evening is offered while it is at least so far away."""
NOT_DONE: Final = frozenset({"stopped", "expired", "fault"})
"""Outcomes of an exercise that was left before its end."""
RUN_SECONDS: Final = 30 * 86400.0
"""No exercise stays open for longer."""
GOING: Final[tuple[State, ...]] = ("active", "quiet", "paused")


def awake(room: Room) -> None:
    """The person did something: what went unanswered before counts no more."""
    nudging = room.work.nudging(room.chat)
    if nudging.unanswered or nudging.stopped:
        room.work.save_nudging(replace(nudging, unanswered=0, stopped=False))


def answered(room: Room) -> None:
    """The person did an exercise: reminders before it were not in vain. STOP stays STOP."""
    nudging = room.work.nudging(room.chat)
    if nudging.unanswered:
        room.work.save_nudging(replace(nudging, unanswered=0))


def today(room: Room, client: Client) -> date:
    """The day on the person's calendar."""
    return day_of(room.context.at, client.profile.zone)


def accept(room: Room, client: Client, one: Assignment, *, asked: bool = False) -> Assignment:
    """Yes: it begins today, or on the day that was chosen for it.

    Args:
        room: The moment and the store.
        client: Who says yes.
        one: To what.
        asked: They asked for just this rhythm, so no pace slows it down.
    """
    rhythm = Rhythm.from_json(one.rhythm)
    begin = max(rhythm.begin, today(room, client).isoformat())
    pace = room.context.person.get("pace", "")
    least = 1 if asked else works.pace_floor(room.library, one.work, pace)
    rhythm = rhythm._replace(begin=begin, apart=max(rhythm.apart, least))
    yes = replace(one, state="active", news="", rhythm=rhythm.to_json())
    note(room, yes, "accepted")
    replan(room, client)
    return room.work.assignment(one.id) or yes


def decline(room: Room, one: Assignment) -> None:
    """No, which is a full answer."""
    note(room, replace(one, state="declined", news="", due=None), "declined")


def skip(room: Room, client: Client, several: Sequence[Assignment]) -> None:
    """Not today. What comes only once stays theirs for some days."""
    when = calendar(room, client, room.work.nudging(room.chat))
    for one in several:
        rhythm = Rhythm.from_json(one.rhythm)
        again = plan.turn(one, rhythm, when) is not None or rhythm.kind == "after"
        opened = None if again else one.opened
        note(room, replace(one, skipped=one.skipped + 1, opened=opened, snooze=None), "skipped")
    replan(room, client)


def leave_out(room: Room, client: Client, one: Assignment) -> Assignment:
    """This day of a programme is left out; the next one comes in its time."""
    day = max(one.day, today(room, client).isoformat())
    after = replace(
        one, position=one.position + 1, day=day, opened=None, snooze=None, skipped=one.skipped + 1
    )
    after = _finished(room, client, note(room, after, "skipped"))
    replan(room, client)
    return room.work.assignment(one.id) or after


def later(room: Room, client: Client) -> Sequence[tuple[str, float]]:
    """When they can be reminded again: `hour`, `evening`, `tomorrow`, and the moment of each."""
    now, zone = float(room.context.at), client.profile.zone
    when = Calendar(zone, client.profile.quiet)
    day = today(room, client)
    evening = moment(day, EVENING, zone)
    choices = [("hour", now + HOUR), ("evening", evening)]
    kept = [
        (name, at)
        for name, at in choices
        if when.free(at) == at and (name == "hour" or at - now > EVENING_LEAST)
    ]
    return [*kept, ("tomorrow", moment(day + timedelta(days=1), EVENING, zone))]


def snooze(room: Room, client: Client, several: Sequence[Assignment], name: str) -> float | None:
    """Remind them again; the moment, or None if that can't be chosen any more."""
    at = dict(later(room, client)).get(name)
    if at is None:
        return None
    for one in several:
        usual = at
        if name == "tomorrow":
            day = today(room, client) + timedelta(days=1)
            usual = moment(day, Rhythm.from_json(one.rhythm).at, client.profile.zone)
        room.work.save_assignment(replace(one, snooze=usual))
    replan(room, client)
    return at


def of_reminder(room: Room, day: str) -> Sequence[Assignment]:
    """What the reminder of a day spoke of, as far as it is still to do."""
    nudging = room.work.nudging(room.chat)
    if day != nudging.day:
        return []
    return [
        one
        for one in room.work.assignments(room.chat, ["active"])
        if one.prompted == nudging.at and plan.is_open(one, float(room.context.at))
    ]


def rest(room: Room, client: Client, several: Sequence[Assignment]) -> None:
    """Nothing of these comes until they are taken up again."""
    for one in several:
        if one.state in {"active", "quiet"}:
            note(room, replace(one, state="paused", due=None, snooze=None), "paused")
    replan(room, client)


def go_on(room: Room, client: Client, several: Sequence[Assignment]) -> int:
    """Take up what rests; how many that were."""
    resting = [one for one in several if one.state in {"quiet", "paused"}]
    for one in resting:
        note(room, replace(one, state="active"), "resumed")
    replan(room, client)
    return len(resting)


def over(room: Room, client: Client, one: Assignment) -> None:
    """They have ended it."""
    if one.state in GOING:
        ended = replace(one, state="ended", due=None, opened=None, snooze=None, news="")
        note(room, ended, "ended")
        replan(room, client)


def done(room: Room, client: Client, flow: str) -> Sequence[Assignment]:
    """An exercise was done: what it was done for, as it is now.

    It counts for the assignment that it was begun for; begun from a menu, it counts for whatever
    is theirs to do today.
    """
    run = room.work.last_run(room.chat, flow)
    given = room.work.assignment(run[1]) if run and run[1] else None
    if given is not None and given.chat == room.chat and given.state in GOING:
        wanted = [given]
    else:
        wanted = [
            one
            for one in room.work.assignments(room.chat, GOING)
            if _waits(room, client, one, flow)
        ]
    return [_complete(room, client, one, flow) for one in wanted]


def _waits(room: Room, client: Client, one: Assignment, flow: str) -> bool:
    """Whether this flow is what an assignment waits for today."""
    if works.flow_now(room.library, one) != flow:
        return False
    rhythm = Rhythm.from_json(one.rhythm)
    if plan.is_open(one, float(room.context.at)) or rhythm.kind == "once":
        return True
    found = plan.turn(one, rhythm, calendar(room, client, room.work.nudging(room.chat)))
    return found is not None and found.day <= today(room, client)


def _complete(room: Room, client: Client, one: Assignment, flow: str) -> Assignment:
    """One more time done. Its turn of today is used up, too."""
    rhythm, now = Rhythm.from_json(one.rhythm), float(room.context.at)
    stepped = works.flow_now(room.library, one) == flow
    counts = stepped if one.kind == "programme" else one.opened is None
    due = None if rhythm.kind == "after" and one.opened is None else one.due
    after = replace(
        one,
        done=one.done + 1,
        last_done=now,
        opened=None,
        snooze=None,
        due=due,
        day=max(one.day, today(room, client).isoformat()),
        position=one.position + counts,
    )
    return _finished(room, client, note(room, after, "done"))


def _finished(room: Room, client: Client, one: Assignment) -> Assignment:
    """Over, if that was the last of it."""
    when = calendar(room, client, room.work.nudging(room.chat))
    if plan.closes(one, when, float(room.context.at)) != 0.0:
        return one
    return note(room, replace(one, state="ended", due=None), "ended")


def followed(room: Room, client: Client, flow: str) -> Sequence[Assignment]:
    """What comes after an exercise that is done: set for later, or theirs at once.

    Returns:
        What can be begun at once.
    """
    now, day = float(room.context.at), today(room, client)
    at_once = []
    for one in room.work.assignments(room.chat, ["active"]):
        rhythm = Rhythm.from_json(one.rhythm)
        if rhythm.kind != "after" or rhythm.after != flow or not _may(rhythm, one, day):
            continue
        if rhythm.delay:
            if one.due is None:
                room.work.save_assignment(replace(one, due=now + rhythm.delay))
            continue
        ready = replace(
            one, opened=now, prompted=now, day=day.isoformat(), position=one.position + 1
        )
        room.work.save_assignment(ready)
        at_once.append(ready)
    return at_once


def is_over(one: Assignment) -> bool:
    """Whether a programme has no day left."""
    return one.position >= len(Rhythm.from_json(one.rhythm).gaps)


def flow_to_begin(room: Room, one: Assignment, position: str) -> str:
    """The flow behind a button; none if that was of an earlier day of a programme."""
    stale = one.kind == "programme" and position != str(one.position)
    return "" if stale or one.state == "offered" else works.flow_now(room.library, one)


def is_doing(room: Room, client: Client, one: Assignment) -> bool:
    """Whether the exercise in hand is this."""
    runs = room.work.runs(room.chat, since=room.context.at - RUN_SECONDS)
    return any(
        run.assignment == one.id and run.ended is None and run.session == str(client.talk.serial)
        for run in runs
    )


def _may(rhythm: Rhythm, one: Assignment, day: date) -> bool:
    """Whether what follows something may come again: pace, number and end are kept."""
    least = date.fromisoformat(one.day) + timedelta(days=rhythm.apart) if one.day else day
    ended = bool(rhythm.until) and day.isoformat() > rhythm.until
    spent = 0 < rhythm.times <= one.position
    early = bool(rhythm.begin) and day.isoformat() < rhythm.begin
    return day >= least and not ended and not spent and not early
