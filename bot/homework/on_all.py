"""Buttons that stand for a reminder, for all that is theirs, or for something to begin."""

from typing import Final

from bot.dialogue.talk import Close
from bot.homework import answers, editor, own, screens
from bot.homework.desks import Handler, begun, mine, see, theirs
from bot.homework.on_one import ON_ONE
from bot.people.client import Client
from bot.people.desk import Room, Step
from bot.store.homework_rows import OPEN_STATES


def _later(room: Room, client: Client, parts: list[str]) -> Step:
    day = parts[0] if parts else ""
    if not answers.of_reminder(room, day):
        return mine(room, client)
    choices = [(name, room.say(f"hw_in_{name}")) for name, _ in answers.later(room, client)]
    return client, (screens.later(room, choices, day),)


def _in(room: Room, client: Client, parts: list[str]) -> Step:
    several = answers.of_reminder(room, parts[0] if parts else "")
    at = answers.snooze(room, client, several, parts[1]) if several and len(parts) > 1 else None
    if at is None:
        return mine(room, client)
    return client, (screens.said(room, f"hw_snoozed_{parts[1]}"),)


def _nope(room: Room, client: Client, parts: list[str]) -> Step:
    several = answers.of_reminder(room, parts[0] if parts else "")
    if not several:
        return client, (Close(),)
    answers.skip(room, client, several)
    return client, (screens.said(room, "hw_skipped"),)


def _rest_all(room: Room, client: Client, parts: list[str]) -> Step:
    if parts:
        return _one("rest", room, client, parts)
    answers.rest(room, client, room.work.assignments(room.chat, OPEN_STATES))
    return mine(room, client)


def _wake_all(room: Room, client: Client, parts: list[str]) -> Step:
    if parts:
        return _one("wake", room, client, parts)
    answers.go_on(room, client, room.work.assignments(room.chat, OPEN_STATES))
    return mine(room, client)


def _check_in(room: Room, client: Client, parts: list[str]) -> Step:
    there = own.check_in(room)
    return client, (editor.when(room, there) if there else own.ask_check_in(room),)


def _check(room: Room, client: Client, parts: list[str]) -> Step:
    there, choice = own.check_in(room), parts[0] if parts else ""
    if there is not None or choice not in own.CHOICES:
        return mine(room, client)
    one = own.begin_check_in(room, client, choice)
    if choice == "days":
        return client, (editor.days(room, one),)
    return client, (editor.hours(room, client, one),)


def _programmes(room: Room, client: Client, parts: list[str]) -> Step:
    return client, (own.programmes(room),)


def _programme(room: Room, client: Client, parts: list[str]) -> Step:
    course = room.library.courses.get(parts[0] if parts else "")
    if course is None or course.file.therapist_only:
        return _programmes(room, client, parts)
    return client, (own.programme(room, course),)


def _start(room: Room, client: Client, parts: list[str]) -> Step:
    course = room.library.courses.get(parts[0] if parts else "")
    if course is None or course.file.therapist_only:
        return _programmes(room, client, parts)
    there = own.running(room, course.id)
    if there is not None:
        return see(room, client, there, parts)
    return begun(room, client, own.begin_course(room, client, course))


def _one(what: str, room: Room, client: Client, parts: list[str]) -> Step:
    one = theirs(room, parts[0])
    return ON_ONE[what](room, client, one, parts[1:]) if one else mine(room, client)


PRESSES: Final[dict[str, Handler]] = {
    "later": _later,
    "in": _in,
    "nope": _nope,
    "rest": _rest_all,
    "wake": _wake_all,
    "checkin": _check_in,
    "check": _check,
    "progs": _programmes,
    "prog": _programme,
    "start": _start,
}
"""What each of them does."""
