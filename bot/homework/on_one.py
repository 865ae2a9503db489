"""Buttons that stand for one assignment: `hw:WHAT:ID…`."""

from dataclasses import replace
from typing import Final

from bot.dialogue import lifecycle
from bot.dialogue.talk import Began
from bot.effects import Button
from bot.homework import answers, editor, own, schedule, screens
from bot.homework.desks import OnOne, begun, mine, see, with_zone
from bot.people import crisis as crises
from bot.people.client import Client
from bot.people.desk import Room, Step
from bot.store.homework_rows import Assignment


def _yes(room: Room, client: Client, one: Assignment, rest: list[str]) -> Step:
    if one.state != "offered":
        return see(room, client, one, rest)
    return begun(room, client, answers.accept(room, client, one))


def _no(room: Room, client: Client, one: Assignment, rest: list[str]) -> Step:
    if one.state == "offered":
        answers.decline(room, one)
        return client, (screens.said(room, "hw_declined"),)
    return mine(room, client)


def _go(room: Room, client: Client, one: Assignment, rest: list[str]) -> Step:
    """Begin what comes now; a second tap takes them back to where they are."""
    flow = answers.flow_to_begin(room, one, rest[0] if rest else "")
    if not flow:
        return see(room, client, one, rest)
    if client.talk.running is not None and answers.is_doing(room, client, one):
        talk, out = crises.go_on(room.library, client.talk, room.context)
        return client._replace(talk=talk), out
    talk, out = lifecycle.begin(room.library, client.talk, flow, room.context, assignment=one.id)
    client = client._replace(talk=talk)
    if any(isinstance(each, Began) and each.assignment for each in out):  # not in calm hours
        schedule.note(room, replace(one, snooze=None), "begun")
    schedule.replan(room, client)
    return client, out


def _not_today(room: Room, client: Client, one: Assignment, rest: list[str]) -> Step:
    if rest and rest[0] == str(one.position) and one.opened is not None:
        answers.skip(room, client, [one])
        return client, (screens.said(room, "hw_skipped"),)
    return mine(room, client)


def _leave_out(room: Room, client: Client, one: Assignment, rest: list[str]) -> Step:
    if not rest or rest[0] != str(one.position) or one.kind != "programme":
        return see(room, client, one, rest)
    after = answers.leave_out(room, client, one)
    if answers.is_over(after):
        return client, (own.last_of(room, after)._replace(screen=True),)
    return see(room, client, after, rest)


def _rest(room: Room, client: Client, one: Assignment, rest: list[str]) -> Step:
    answers.rest(room, client, [one])
    return see(room, client, room.work.assignment(one.id) or one, rest)


def _wake(room: Room, client: Client, one: Assignment, rest: list[str]) -> Step:
    answers.go_on(room, client, [one])
    return see(room, client, room.work.assignment(one.id) or one, rest)


def _end(room: Room, client: Client, one: Assignment, rest: list[str]) -> Step:
    if rest != ["sure"]:
        return client, (screens.surely(room, one),)
    answers.over(room, client, one)
    return mine(room, client)


def _when(room: Room, client: Client, one: Assignment, rest: list[str]) -> Step:
    return client, (editor.when(room, one),)


def _each(room: Room, client: Client, one: Assignment, rest: list[str]) -> Step:
    if rest and rest[0] in {str(n) for n in editor.OFTEN} and editor.can_be_chosen(one):
        one = editor.each(room, client, one, int(rest[0]))
    return client, (editor.when(room, one),)


def _on(room: Room, client: Client, one: Assignment, rest: list[str]) -> Step:
    if not editor.can_be_chosen(one):
        return client, (editor.when(room, one),)
    number = int(rest[0]) if rest and rest[0] in set("0123456") else None
    return client, (editor.days(room, editor.toggled(room, client, one, number)),)


def _at(room: Room, client: Client, one: Assignment, rest: list[str]) -> Step:
    if not rest or rest[0] not in {str(hour) for hour in range(24)}:
        return client, (editor.hours(room, client, one),)
    one = editor.at(room, client, one, int(rest[0]))
    return with_zone(room, client, screens.one_of_them(room, client.profile, one))


def _place(room: Room, client: Client, one: Assignment, rest: list[str]) -> Step:
    profile = client.profile._replace(asked=f"hw:place:{one.id}")
    back = Button(f"hw:see:{one.id}", room.say("back"))
    return client._replace(profile=profile), (screens.said(room, "hw_place_ask", back),)


ON_ONE: Final[dict[str, OnOne]] = {
    "see": see,
    "rest": _rest,
    "wake": _wake,
    "yes": _yes,
    "nothx": _no,
    "go": _go,
    "no": _not_today,
    "pass": _leave_out,
    "end": _end,
    "when": _when,
    "each": _each,
    "on": _on,
    "at": _at,
    "place": _place,
}
"""What each of them does."""
