"""What every handler of a button of homework needs."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from bot.dialogue.talk import Menu
from bot.homework import schedule, screens
from bot.people.client import Client
from bot.people.desk import Room, Step
from bot.people.quiet import zone_of
from bot.people.settings import SettingsScreen
from bot.store.homework_rows import OPEN_STATES, Assignment

Handler: TypeAlias = Callable[[Room, Client, list[str]], Step]
OnOne: TypeAlias = Callable[[Room, Client, Assignment, list[str]], Step]


def theirs(room: Room, id_: str) -> Assignment | None:
    """The assignment of this id, if it is this person's and not over."""
    one = room.work.assignment(id_)
    return one if one and one.chat == room.chat and one.state in OPEN_STATES else None


def mine(room: Room, client: Client, *, screen: bool = True) -> Step:
    """The list of all that is theirs. Whoever sees it has been told what is new."""
    schedule.replan(room, client)
    for one in room.work.assignments(room.chat):
        if one.news:
            room.work.save_assignment(replace(one, news=""))
    there = room.work.assignments(room.chat, OPEN_STATES)
    return client, (screens.mine(room, client.profile, there, screen=screen),)


def see(room: Room, client: Client, one: Assignment, rest: list[str]) -> Step:
    """All about one of them."""
    if one.news:
        room.work.save_assignment(one := replace(one, news=""))
    return client, (screens.one_of_them(room, client.profile, one),)


def begun(room: Room, client: Client, one: Assignment) -> Step:
    """It comes from now on; without a zone nobody knows when it is night."""
    return with_zone(room, client, screens.accepted(room, client.profile, one))


def with_zone(room: Room, client: Client, shown: Menu) -> Step:
    """A screen, and the question for their time if that is not known."""
    if zone_of(client.profile.zone) is not None:
        return client, (shown,)
    asking = SettingsScreen(room.library, client.profile, room.context, room.languages)
    profile, out = asking.asks("zone")
    asked = tuple(one._replace(screen=False) for one in out if isinstance(one, Menu))
    return client._replace(profile=profile), (shown, *asked)
