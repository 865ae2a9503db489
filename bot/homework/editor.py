"""Changing when something comes: how often, on which days, at which hour."""

from dataclasses import replace
from typing import Final

from bot.dialogue.talk import Menu
from bot.effects import Button
from bot.homework import words
from bot.homework.answers import today
from bot.homework.rhythm import Rhythm
from bot.homework.schedule import note, replan
from bot.people.client import Client
from bot.people.desk import Room
from bot.people.quiet import within
from bot.store.homework_rows import Assignment

OFTEN: Final = (1, 3, 7)
HOURS: Final = tuple(range(6, 24))
ACROSS: Final = 4


def can_be_chosen(one: Assignment) -> bool:
    """Whether it comes on days that can be chosen."""
    return Rhythm.from_json(one.rhythm).kind in {"days", "weekdays"}


def when(room: Room, one: Assignment) -> Menu:
    """What can be changed."""
    rhythm, say = Rhythm.from_json(one.rhythm), room.say
    buttons = []
    if can_be_chosen(one):
        buttons = [Button(f"hw:each:{one.id}:{n}", say(f"hw_check_{n}")) for n in OFTEN]
        buttons.append(Button(f"hw:on:{one.id}", say("hw_check_days")))
    if rhythm.kind != "after":
        buttons.append(Button(f"hw:at:{one.id}", say("hw_hour", time=words.clock(rhythm.at))))
    if not one.link and one.kind == "flow":  # a check-in of their own
        buttons.append(Button(f"hw:end:{one.id}", say("hw_check_none")))
    back = Button(f"hw:see:{one.id}", say("back"))
    return Menu(words.rhythm(room, one), (*buttons, back), screen=True)


def days(room: Room, one: Assignment) -> Menu:
    """The days of the week, those that are chosen ticked."""
    chosen = set(Rhythm.from_json(one.rhythm).weekdays)
    buttons = [
        Button(
            f"hw:on:{one.id}:{number}",
            ("✓ " if number in chosen else "") + words.weekday(number, room.context.lang, "wide"),
        )
        for number in range(7)
    ]
    done = Button(f"hw:at:{one.id}", room.say("done_picking"))
    return Menu(room.say("hw_days_ask"), (*buttons, done), screen=True)


def hours(room: Room, client: Client, one: Assignment) -> Menu:
    """The hours outside their quiet hours."""
    begin, end = client.profile.quiet
    buttons = [
        Button(f"hw:at:{one.id}:{hour}", words.clock((hour, 0)))
        for hour in HOURS
        if not within(hour, begin, end)
    ]
    back = Button(f"hw:see:{one.id}", room.say("back"))
    words_ = room.say("hw_hour_ask")
    return Menu(words_, tuple(buttons), screen=True, foot=(back,), across=ACROSS)


def each(room: Room, client: Client, one: Assignment, every: int) -> Assignment:
    """As often as they like: they asked, so the pace is theirs."""
    rhythm = Rhythm.from_json(one.rhythm)
    begin = today(room, client).isoformat()
    return _changed(
        room, client, one,
        rhythm._replace(kind="days", every=every, weekdays=(), begin=begin, apart=1),
    )  # fmt: skip


def toggled(room: Room, client: Client, one: Assignment, number: int | None) -> Assignment:
    """A day of the week more or less; at least one stays."""
    rhythm = Rhythm.from_json(one.rhythm)
    chosen = set(rhythm.weekdays) or {today(room, client).weekday()}
    if number is not None:
        chosen = chosen ^ {number} or chosen
    after = rhythm._replace(kind="weekdays", every=1, weekdays=tuple(sorted(chosen)), apart=1)
    return _changed(room, client, one, after)


def at(room: Room, client: Client, one: Assignment, hour: int) -> Assignment:
    """Another hour."""
    rhythm = Rhythm.from_json(one.rhythm)
    return _changed(room, client, one, rhythm._replace(at=(hour, 0)))


def _changed(room: Room, client: Client, one: Assignment, rhythm: Rhythm) -> Assignment:
    if rhythm.to_json() != one.rhythm:
        note(room, replace(one, rhythm=rhythm.to_json()), "changed")
        replan(room, client)
    return room.work.assignment(one.id) or one
