"""Rhythms, days and times in a person's words."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Literal, TypeAlias

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, get_day_names

from bot.homework import works
from bot.homework.rhythm import Clock, Rhythm, day_of
from bot.people.desk import Room
from bot.people.quiet import zone_of
from bot.store.homework_rows import Assignment

Width: TypeAlias = Literal["abbreviated", "wide"]


def locale_of(lang: str) -> Locale:
    """The locale of a language; English for one that is not known."""
    try:
        return Locale.parse(lang)
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def clock(at: Clock) -> str:
    """A time as 18:00."""
    return f"{at[0]}:{at[1]:02}"


def weekday(number: int, lang: str, width: Width = "abbreviated") -> str:
    """The name of a day of the week, Monday is 0."""
    return str(get_day_names(width, "stand-alone", locale_of(lang))[number])


def weekdays(numbers: Sequence[int], lang: str) -> str:
    """Several days of the week."""
    return ", ".join(weekday(one, lang) for one in numbers)


def day(when: date, lang: str) -> str:
    """A day as "Tue, Mar 3"."""
    return str(format_date(when, "EEE d MMM", locale=locale_of(lang)))


def moment(room: Room, zone: str, at: float) -> str:
    """A moment: the time if it is today, the day and the time if not."""
    wall = datetime.fromtimestamp(at, UTC).astimezone(zone_of(zone) or UTC)
    time = clock((wall.hour, wall.minute))
    if wall.date() == day_of(room.context.at, zone):
        return room.say("hw_today", time=time)
    return room.say("hw_day", day=day(wall.date(), room.context.lang), time=time)


def rhythm(room: Room, one: Assignment) -> str:
    """How often and when, in words."""
    said, lang = Rhythm.from_json(one.rhythm), room.context.lang
    time = clock(said.at)
    if said.kind == "days" and said.every == 7 and said.begin:
        number = date.fromisoformat(said.begin).weekday()
        return room.say("hw_on_days", days=weekday(number, lang, "wide"), time=time)
    if said.kind == "days":
        phrase = "hw_daily" if said.every == 1 else "hw_every"
        return room.say(phrase, n=str(said.every), time=time)
    if said.kind == "weekdays":
        return room.say("hw_on_days", days=weekdays(said.weekdays, lang), time=time)
    if said.kind == "after":
        return _after(room, said)
    if said.kind == "programme":
        return _programme(room, one, said)
    if not said.begin:
        return room.say("hw_once", time=time)
    return room.say("hw_day", day=day(date.fromisoformat(said.begin), lang), time=time)


def _after(room: Room, said: Rhythm) -> str:
    title = works.title_of_flow(room.library, said.after, room.context.lang)
    if not said.delay:
        return room.say("hw_after", title=title)
    hours, days = round(said.delay / 3600), round(said.delay / 86400)
    if days >= 2:
        return room.say("hw_after_days", n=str(days), title=title)
    return room.say("hw_after_hours", n=str(max(1, hours)), title=title)


def _programme(room: Room, one: Assignment, said: Rhythm) -> str:
    course = works.course_of(room.library, one)
    own = course.text("rhythm", room.context.lang) if course else ""
    place = room.say("hw_part", n=str(one.position + 1), of=str(len(said.gaps)))
    shown = [own, place if one.position else "", room.say("hw_at", time=clock(said.at))]
    return " ".join(part for part in shown if part)
