"""A therapist is told that help was shown: only where the client chose so, and never the words.

The client reads it first, in the same breath as the help. The therapist's line comes by a timer
that looks again whether it is still allowed. Nobody is promised that it is read.
"""

from bot.dialogue.talk import Came, Out
from bot.effects import Say
from bot.homework import bonds, consent_screens
from bot.homework.moments import moment
from bot.people.client import Client
from bot.people.desk import Room
from bot.people.quiet import may_come
from bot.store.links import Trace
from bot.store.rows import Timer

WHAT = "notice"
TIMER = "cl:help"


def given(room: Room, client: Client) -> tuple[Out, ...]:
    """Help was shown to the person whose turn it is; what they are told about who learns of it."""
    at = float(room.context.at)
    links = [
        one
        for one in bonds.open_links(room.work, room.chat)
        if one.notice is not None and one.notice <= at
    ]
    for link in links:
        room.work.trace(Trace(link.id, room.chat, at, WHAT))
        bonds.tell(room.work, link.therapist, TIMER, link, at)
    names = ", ".join(consent_screens.therapist_name(room, one.therapist) for one in links)
    if not names:
        return ()
    time = moment(at, client.profile).rpartition(", ")[2]
    return (Say(room.say("notice_client", name=names, time=time)),)


def rung(room: Room, client: Client, came: Came) -> tuple[Out, ...]:
    """The therapist's turn: the line, unless it is night or the client took it back meanwhile."""
    link = room.work.link(came.value.rpartition(":")[2])
    if link is None or link.therapist != room.chat or link.ended is not None:
        return ()
    later = may_come(room.context.at, client.profile.zone, client.profile.quiet)
    if later > room.context.at:
        room.work.set_timers([Timer(room.chat, came.value, later, 0)])
        return ()
    last = room.work.traces(link.id, 1, WHAT)
    if link.notice is None or not last or last[0].at < link.notice:
        return ()
    at = moment(last[0].at, client.profile)
    return (Say(room.say("notice_therapist", name=link.label.decode(), at=at)),)
