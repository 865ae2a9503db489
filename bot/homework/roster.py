"""A therapist's list of clients: by recency, in pages, with a search; made for two hundred."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from bot.dialogue.talk import Menu
from bot.effects import Button
from bot.homework.moments import day
from bot.homework.recency import GROUPS, Row, rows
from bot.homework.view import standings
from bot.people.desk import Room
from bot.people.profile import Profile

PAGE: Final = 8
"""So many clients fit on a phone's screen beside what else there is."""


def everyone(room: Room) -> list[Row]:
    """All clients of the therapist whose turn it is."""
    return rows(standings(room), room.context.at)


def screen(room: Room, profile: Profile, place: str, number: int = 0, *, over: bool = True) -> Menu:
    """The list.

    Args:
        room: The therapist's turn.
        profile: Their language and clock.
        place: `all` or one of the groups; whatever else it is counts as `all`.
        number: Which page, from 0.
        over: It takes the place of the message whose button was pressed.
    """
    found = everyone(room)
    if not found:
        foot = (Button("cl:more", room.say("th_more")), *_ends(room))
        invite = (Button("cl:invite", room.say("th_invite")),)
        return Menu(room.say("th_no_clients"), invite, over, foot=foot)
    in_group = place in GROUPS
    shown = [one for one in found if one.group == place] if in_group else found
    head = room.say(f"th_group_{place}") if in_group else _counts(room, found)
    buttons = listed(room, profile, shown, "cl:c:", number)
    turns = pages(room, f"cl:l:{place if in_group else 'all'}", number, len(shown))
    if in_group:
        return Menu(head, (*buttons, Button("cl", room.say("back"))), over, foot=turns)
    groups = _groups(room, found) if len(found) > PAGE else ()
    find = (Button("cl:find", room.say("th_find")),) if len(found) > PAGE else ()
    foot = (*turns, *groups, *find, Button("cl:invite", room.say("th_invite")),
            Button("cl:more", room.say("th_more")), *_ends(room))  # fmt: skip
    return Menu(head, buttons, over, foot=foot)


def listed(
    room: Room, profile: Profile, shown: Sequence[Row], begins: str, number: int
) -> tuple[Button, ...]:
    """A page of clients as buttons whose data is `begins` and the link."""
    part = shown[number * PAGE : (number + 1) * PAGE]
    return tuple(
        Button(f"{begins}{one.link.id}", f"{one.label} · {_when(room, profile, one)}")
        for one in part
    )


def pages(room: Room, begins: str, number: int, count: int) -> tuple[Button, ...]:
    """Buttons to the pages before and after, where there are."""
    before = Button(f"{begins}:{number - 1}", room.say("th_before"))
    after = Button(f"{begins}:{number + 1}", room.say("th_after"))
    has_more = (number + 1) * PAGE < count
    return (*((before,) if number else ()), *((after,) if has_more else ()))


def found(room: Room, profile: Profile, text: str, begins: str, home: str) -> Menu:
    """Clients whose name has these letters in it."""
    wanted = _plain(text)
    hits = [one for one in everyone(room) if wanted and wanted in _plain(one.label)]
    buttons = listed(room, profile, hits, begins, 0)
    phrase = "th_found" if hits else "th_not_found"
    if len(hits) > PAGE:
        phrase = "th_found_many"
    return Menu(room.say(phrase), (*buttons, Button(home, room.say("th_all"))))


def _counts(room: Room, found: Sequence[Row]) -> str:
    counts = {name: str(sum(one.group == name for one in found)) for name in GROUPS}
    return room.say("th_clients", count=str(len(found)), **counts)


def _groups(room: Room, found: Sequence[Row]) -> tuple[Button, ...]:
    return tuple(
        Button(f"cl:l:{name}:0", f"{room.say(f'th_{name}')} ({count})")
        for name in GROUPS
        if (count := sum(one.group == name for one in found))
    )


def _when(room: Room, profile: Profile, row: Row) -> str:
    last = row.standing.last_done
    if last is None:
        return room.say("th_quiet" if row.standing.quiet else "th_not_yet")
    when = day(last, profile)
    return f"{when} · {room.say('th_quiet')}" if row.standing.quiet else when


def _ends(room: Room) -> tuple[Button, ...]:
    return (Button("close", room.say("close")),)


def _plain(words: str) -> str:
    text = unicodedata.normalize("NFKD", words).casefold()
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())
