"""What a person gives themself: check-ins at their own rhythm, and programmes."""

from typing import Final

from bot.dialogue.talk import Menu
from bot.effects import Button
from bot.flow.course import Course
from bot.homework import works
from bot.homework.answers import accept, today
from bot.homework.assigning import new_id
from bot.homework.rhythm import Rhythm, each, on
from bot.people.client import Client
from bot.people.desk import Room
from bot.store.homework_rows import OPEN_STATES, Assignment

CHECK_IN: Final = "daily-checkin"
CHOICES: Final = ("1", "3", "7", "days")
"""How often a check-in may come: each so many days, or on chosen days."""


def check_in(room: Room) -> Assignment | None:
    """The person's own check-in, if they have one."""
    there = room.work.assignments(room.chat, OPEN_STATES)
    return next((one for one in there if not one.link and one.work == CHECK_IN), None)


def ask_check_in(room: Room) -> Menu:
    """How often shall it come? At a slow pace a week is named first."""
    slow = works.days_between(room.library, room.context.person.get("pace", "")) > 1
    order = ("7", "days", "3", "1") if slow else CHOICES
    usual = "7" if slow else ""
    buttons = [
        Button(
            f"hw:check:{one}",
            room.say(f"hw_check_{one}") + (f" · {room.say('hw_usual')}" if one == usual else ""),
        )
        for one in order
    ]
    none = Button("hw:check:none", room.say("hw_check_none"))
    return Menu(room.say("hw_check_ask"), (*buttons, none), screen=True)


def begin_check_in(room: Room, client: Client, choice: str) -> Assignment:
    """A check-in of their own: they asked for it, so it comes as often as they chose."""
    rhythm = on([today(room, client).weekday()]) if choice == "days" else each(int(choice))
    return _begin(room, client, "flow", CHECK_IN, rhythm)


def begin_course(room: Room, client: Client, course: Course) -> Assignment:
    """A programme, from today on."""
    return _begin(room, client, "programme", course.id, works.programme_rhythm(course))


def _begin(room: Room, client: Client, kind: str, work: str, rhythm: Rhythm) -> Assignment:
    one = Assignment(
        new_id(), room.chat, "", kind, work, rhythm.to_json(), made=float(room.context.at)
    )
    return accept(room, client, one, asked=kind == "flow")


def running(room: Room, course: str) -> Assignment | None:
    """The programme, if they are in it."""
    there = room.work.assignments(room.chat, OPEN_STATES)
    return next((one for one in there if one.work == course and one.kind == "programme"), None)


def programmes(room: Room) -> Menu:
    """All programmes that people can begin."""
    lang = room.context.lang
    buttons = [
        Button(f"hw:prog:{one.id}", one.text("title", lang))
        for one in room.library.courses.values()
        if not one.file.therapist_only
    ]
    back = Button("hw", room.say("back"))
    phrase = "hw_programmes_are" if buttons else "hw_no_programmes"
    return Menu(room.say(phrase), (*buttons, back), screen=True)


def programme(room: Room, course: Course) -> Menu:
    """One programme: for whom, how often, and each day with its reason."""
    lang = room.context.lang
    head = [course.text(key, lang) for key in ("title", "summary", "for_whom", "rhythm")]
    days = [
        room.say(
            "hw_day_of",
            n=str(day.day),
            title=works.title_of_flow(room.library, day.flow, lang),
            why=course.why(number, lang),
        )
        for number, day in enumerate(course.file.days)
    ]
    there = running(room, course.id)
    first = (
        Button(f"hw:see:{there.id}", room.say("hw_go_on"))
        if there
        else Button(f"hw:start:{course.id}", room.say("hw_start"))
    )
    back = Button("hw:progs", room.say("back"))
    return Menu("\n\n".join([*head, *days]), (first, back), screen=True)


def last_of(room: Room, one: Assignment) -> Menu:
    """The last day of a programme is done: a kind word, and what could be next."""
    title = works.title(room.library, one, room.context.lang)
    buttons = (
        Button("hw:progs", room.say("hw_programmes")),
        Button("menu", room.say("home")),
    )
    return Menu(room.say("hw_programme_over", title=title), buttons)
