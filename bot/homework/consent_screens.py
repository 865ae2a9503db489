"""What a client reads about their therapist: who is linked, what is seen, what can be changed."""

from collections.abc import Sequence
from typing import Final

from bot.dialogue.talk import Menu
from bot.effects import Button
from bot.homework.bonds import CONSENTS, Consent
from bot.homework.moments import day, moment
from bot.homework.view import View
from bot.people.desk import Room
from bot.people.profile import Profile
from bot.store.links import Link

TRACES: Final = 20
"""So many lines of the record fit on a screen."""


def therapist_name(room: Room, chat: int) -> str:
    """What a therapist is called on Telegram, as it was when they last looked in."""
    found = room.work.therapist(chat)
    return found.name.decode() if found and found.name else room.say("care_therapist")


def home(room: Room, links: Sequence[Link], profile: Profile, *, screen: bool = True) -> Menu:
    """Who is linked: the one there is, a list, or that there is none."""
    if len(links) == 1:
        return one_link(room, links[0], profile, screen=screen)
    close = Button("close", room.say("close"))
    if not links:
        return Menu(room.say("care_none"), (close,), screen)
    buttons = [Button(f"care:on:{one.id}", therapist_name(room, one.therapist)) for one in links]
    return Menu(room.say("care_list"), (*buttons, close), screen)


def one_link(room: Room, link: Link, profile: Profile, *, screen: bool = True) -> Menu:
    """A link, what it shows, and what can be changed about it."""
    name = therapist_name(room, link.therapist)
    text = room.say("care_link", name=name, day=day(link.since, profile), seen=seen(room, link))
    switches = [
        Button(
            f"care:ask:{what}:{link.id}", room.say(f"care_{what}", state=_state(room, link, what))
        )
        for what in CONSENTS
    ]
    more = [
        Button(f"care:view:{link.id}", room.say("care_view")),
        Button(f"care:runs:{link.id}", room.say("care_runs")),
        Button(f"care:log:{link.id}", room.say("care_log")),
        Button(f"care:end:{link.id}", room.say("care_end")),
    ]
    return Menu(text, (*switches, *more, Button("close", room.say("close"))), screen)


def seen(room: Room, link: Link) -> str:
    """What a link shows, in words: one line each."""
    parts = ["done", *(what for what in CONSENTS if getattr(link, what) is not None)]
    return "\n".join(f"• {room.say(f'care_sees_{part}')}" for part in parts)


def ask(room: Room, link: Link, what: Consent) -> Menu:
    """What it means to allow one more thing, before it is allowed."""
    text = room.say(f"care_{what}_ask", name=therapist_name(room, link.therapist))
    yes = Button(f"care:yes:{what}:{link.id}", room.say("care_turn_on"))
    return Menu(text, (yes, back(room, link)), screen=True)


def leave(room: Room, link: Link) -> Menu:
    """What it means to end the link, before it is ended."""
    text = room.say("care_end_ask", name=therapist_name(room, link.therapist))
    yes = Button(f"care:over:{link.id}", room.say("care_end_yes"))
    return Menu(text, (yes, back(room, link)), screen=True)


def record(room: Room, view: View, profile: Profile) -> Menu:
    """When the therapist looked, and what the client changed, the newest first."""
    lines = [
        f"{moment(one.at, profile)}: {room.say(f'trace_{one.what}')}" for one in view.traces(TRACES)
    ]
    name = therapist_name(room, view.link.therapist)
    text = "\n".join([room.say("care_record", name=name), "", *lines])
    return Menu(text, (back(room, view.link),), screen=True)


def back(room: Room, link: Link) -> Button:
    """The way back to a link."""
    return Button(f"care:on:{link.id}", room.say("back"))


def _state(room: Room, link: Link, what: Consent) -> str:
    return room.say("care_off" if getattr(link, what) is None else "care_on")
