"""What is said when an exercise of somebody with a therapist is over: who sees what of it.

An exercise that the therapist gave is asked about if the client chose to be asked, and the note
for a session always: the words are shown first, and nothing is shared without a tap. What a
client did on their own stays with them, and they read so.
"""

from typing import Final

from bot.dialogue.talk import Menu, Out
from bot.effects import Button, Ended
from bot.flow.serving import WELCOME
from bot.homework import bonds, consent_screens, offering, sharing
from bot.homework.view import NOTE
from bot.people.client import Client
from bot.people.desk import Room
from bot.store.links import Link

NOT_ASKED: Final = frozenset({"stopped", "expired", "fault"})
"""Whoever stops in the middle is asked nothing more."""


def told(room: Room, client: Client, ended: Ended) -> tuple[Out, ...]:
    """What a client reads and is asked after an exercise."""
    flow = room.library.called(ended.flow)
    links = bonds.open_links(room.work, room.chat)
    quiet = ended.outcome in NOT_ASKED or client.talk.running is not None
    apart = flow is None or flow.file.pack == "safety" or flow.id == WELCOME
    if not links or apart or quiet:
        return ()
    session, assignment = room.work.last_run(room.chat, ended.flow) or ("", "")
    giver = _giver(room, links, assignment)
    asked = [] if room.context.calm else _asked(links, giver, ended.flow)
    numbers = _numbers_are_seen(room, giver, session)
    words = status(room, [giver] if giver else links, giver, numbers=numbers)
    offers = [one for link in asked if (one := _offer(room, link, session, giver, numbers=numbers))]
    return tuple(offers) or (_line(room, words),)


def _giver(room: Room, links: list[Link], assignment: str) -> Link | None:
    """The link over which the exercise was given, if it was."""
    given = room.work.assignment(assignment) if assignment else None
    return next((one for one in links if given and one.id == given.link), None)


def _asked(links: list[Link], giver: Link | None, flow: str) -> list[Link]:
    """With whom something of it could be shared."""
    if flow == NOTE:
        return links
    return [giver] if giver is not None and giver.answers is not None else []


def _numbers_are_seen(room: Room, giver: Link | None, session: str) -> bool:
    """Whether the exercise began while its numbers were allowed: just those the view shows."""
    if giver is None or giver.ratings is None:
        return False
    return any(run.session == session for run in room.work.runs(room.chat, giver.ratings))


def _offer(
    room: Room, link: Link, session: str, giver: Link | None, *, numbers: bool
) -> Menu | None:
    """The words that would be shared with one, and the question whether to."""
    shown = numbers and giver is not None and giver.id == link.id
    mask = sharing.ticks(sharing.items(room, session), numbers=not shown)
    if not mask:
        return None
    words = status(room, [link], giver, numbers=numbers)
    return offering.question(room, link, session, mask, words)


def _line(room: Room, text: str) -> Menu:
    """Who sees what, that nobody watches, and whom to call."""
    buttons = (Button("help", room.say("help")), Button("close", room.say("close")))
    return Menu(text, buttons, silent=True)


def status(room: Room, links: list[Link], giver: Link | None, *, numbers: bool) -> str:
    """Who sees what of the exercise."""
    name = ", ".join(consent_screens.therapist_name(room, one.therapist) for one in links)
    if giver is None:
        return room.say("after_own", name=name)
    return room.say("after_numbers" if numbers else "after_done", name=name)
