"""A therapist's invitations: a link and a QR picture for one person, and those still open."""

from typing import Final

from bot.dialogue.talk import Menu, Out, Picture
from bot.effects import Button
from bot.homework import invitations
from bot.homework.moments import day
from bot.homework.tokens import address
from bot.people.desk import Room
from bot.people.profile import Profile

OPEN_MAX: Final = 50
"""So many can be open at once: enough for anybody, and no one makes a list of them."""


def new(room: Room, profile: Profile) -> tuple[Out, ...]:
    """Make one: the picture with the link to send on, and below what can be done with it."""
    now = float(room.context.at)
    if len(invitations.waiting(room.work, room.chat, now)) >= OPEN_MAX:
        return (waiting(room, profile),)
    secret, made = invitations.make(room.work, "c", room.chat, "", now)
    link = address(room.bot, "c", secret)
    until = day(made.expires, profile)
    text = room.say("th_invitation", name=profile.name, link=link, day=until)
    buttons = (
        Button(f"cl:drop:{made.hash}", room.say("th_withdraw")),
        Button("cl", room.say("th_list")),
    )
    return Picture("qr", {"link": link}, text), Menu(room.say("th_invitation_how"), buttons)


def waiting(room: Room, profile: Profile) -> Menu:
    """The ones that nobody has accepted yet, each with a way to take it back."""
    found = invitations.waiting(room.work, room.chat, room.context.at)
    buttons = [
        Button(f"cl:drop:{one.hash}",
               room.say("th_withdraw_one", made=day(one.made, profile),
                        until=day(one.expires, profile)))
        for one in found[-8:]
    ]  # fmt: skip
    text = room.say("th_waiting", count=str(len(found))) if found else room.say("th_none_waiting")
    return Menu(text, (*buttons, Button("cl:more", room.say("back"))), screen=True)


def withdrawn(room: Room, profile: Profile, key: str) -> Menu:
    """One is taken back, if it is theirs and still open."""
    found = room.work.invitation(key)
    if found is not None and found.kind == "c" and found.therapist == room.chat and not found.used:
        invitations.close(room.work, found, "withdrawn")
    return waiting(room, profile)
