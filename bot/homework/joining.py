"""Becoming a therapist here: by an invitation of the operator, after reading what that means."""

from dataclasses import replace

from bot.dialogue.talk import Menu
from bot.effects import Button
from bot.homework import invitations
from bot.homework.care import REFUSED
from bot.people.client import Client
from bot.people.desk import Room
from bot.store.links import Therapist


def opened(room: Room, client: Client, payload: str) -> Menu:
    """Somebody came with an invitation for therapists."""
    if _is_one(room):
        return _menu(room, "th_already")
    found = invitations.open_(room.work, "t", payload, room.chat, room.context.at)
    if found.state != "open" or found.invitation is None:
        return _menu(room, REFUSED.get(found.state, "invite_unknown"))
    key = found.invitation.hash
    buttons = (
        Button(f"cl:join:{key}", room.say("th_agree")),
        Button(f"cl:no:{key}", room.say("care_decline")),
    )
    return Menu(room.say("th_invited", name=client.profile.name), buttons)


def answered(room: Room, client: Client, key: str, *, agreed: bool) -> Menu:
    """They read it, and said yes or no."""
    now = float(room.context.at)
    found = invitations.held(room.work, "t", key, room.chat, now)
    if _is_one(room):
        return _menu(room, "th_already", screen=True)
    if found.state != "open" or found.invitation is None:
        return _menu(room, REFUSED.get(found.state, "invite_unknown"), screen=True)
    invitations.close(room.work, found.invitation, "accepted" if agreed else "declined")
    if not agreed:
        return _menu(room, "th_declined", screen=True)
    name = client.profile.name.encode()
    room.work.save_therapist(Therapist(room.chat, found.invitation.code, now, name=name))
    buttons = (Button("cl:invite", room.say("th_invite")), Button("close", room.say("close")))
    return Menu(room.say("th_welcome"), buttons, screen=True)


def remembered(room: Room, client: Client) -> None:
    """Keep what a therapist is called on Telegram now: their clients read it."""
    found = room.work.therapist(room.chat)
    name = client.profile.name.encode()
    if found is not None and name and found.name != name:
        room.work.save_therapist(replace(found, name=name))


def _is_one(room: Room) -> bool:
    found = room.work.therapist(room.chat)
    return found is not None and found.ended is None


def _menu(room: Room, phrase: str, *, screen: bool = False) -> Menu:
    return Menu(room.say(phrase), (Button("close", room.say("close")),), screen)
