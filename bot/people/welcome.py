"""The first minute: what this is, who it is for, and a yes, before any exercise begins.

The words are a flow that a clinician can change. This module decides who needs it, what has to
wait for it, and that nobody who came by a link loses what they came for. Help, privacy, settings
and STOP never wait.
"""

import re
from collections.abc import Iterable
from typing import Final

from bot.dialogue import engine, lifecycle
from bot.dialogue.talk import Came, Out, Row, Talk
from bot.effects import Button, Settle
from bot.flow.library import Library
from bot.flow.serving import WELCOME
from bot.model import Context, Event, Session
from bot.people.client import Client
from bot.people.crisis import go_on
from bot.people.desk import Desks, Room
from bot.people.preferences import living_in
from bot.people.profile import Profile

FREE: Final = frozenset({"help", "crisis", "privacy", "stop"})
"""Commands and buttons that wait for nothing."""
_FREE_BUTTONS: Final = frozenset({"help", "close", "do"})
_OF_EXERCISE: Final = frozenset({"pause", "continue"})
_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
"""What a deep link can carry, see Telegram's "Deep linking"."""


def is_welcome(session: Session | None) -> bool:
    """Whether this is the first minute."""
    return session is not None and session.frames[0].flow == WELCOME


def waits(room: Room, desks: Desks, client: Client, came: Came) -> bool:
    """Whether what a person did has to wait until they have been welcomed.

    Whoever stands in an exercise already can finish it. In the hours after words of risk,
    what steadies is open to everybody.
    """
    library, talk, context = room.library, client.talk, room.context
    if client.profile.welcome or library.current(WELCOME) is None:
        return False
    if owner := desks.owner(came):
        desk, how = owner
        return how in desk.welcome
    elsewhere = talk.running is not None and not is_welcome(talk.running)
    if came.kind == "press":
        return _press_waits(library, came.value, context, elsewhere=elsewhere)
    if elsewhere:
        return False
    if came.kind == "command":
        name = came.value.partition(" ")[0]
        return name not in FREE and not (name in _OF_EXERCISE and talk.running is not None)
    return came.kind in {"text", "other", "edited"} and talk.running is None


def _press_waits(library: Library, data: str, context: Context, *, elsewhere: bool) -> bool:
    what, _, rest = data.partition(":")
    if what == "flow":
        flow = library.current(rest)
        calming = flow is not None and context.calm and flow.file.steady
        return flow is None or not (calming or flow.file.pack == "safety")
    if what.isdecimal() or what in _FREE_BUTTONS:
        return False
    return not elsewhere


def wanted(came: Came) -> str:
    """What somebody came for, as the payload of a link; empty for nothing in particular."""
    if came.kind == "command" and came.value.startswith("start "):
        payload = came.value.removeprefix("start ")
    elif came.kind == "press" and came.value.startswith("flow:"):
        payload = "flow_" + came.value.removeprefix("flow:")
    else:
        return ""
    return payload if _PAYLOAD.fullmatch(payload) else ""


def begin(library: Library, talk: Talk, context: Context) -> tuple[Talk, tuple[Out, ...]]:
    """Begin the first minute, or go on with it where it stands."""
    running = talk.running
    if running is not None and is_welcome(running):
        session, out = engine.advance(library, running, Event("resume", context=context))
        return talk._replace(session=session), out
    if running is None and is_welcome(talk.resting):
        return go_on(library, talk, context)
    return lifecycle.begin(library, talk, WELCOME, context)


def later(library: Library, context: Context, *, young: bool) -> Row:
    """The quiet row for somebody who has not been welcomed: help, and the way back."""
    say, lang = library.phrases.say, context.lang
    helping = Button("help", say("help", lang))
    if young:
        return Row(say("help_stays", lang), (helping,))
    return Row(say("help_stays", lang), (Button("do:start", say("begin", lang)), helping))


def settled(profile: Profile, out: Iterable[Out], at: int) -> Profile:
    """The profile with the settings that a flow has asked for.

    Args:
        profile: As it was.
        out: What came of the turn.
        at: Seconds since 1970.
    """
    for one in out:
        if isinstance(one, Settle):
            profile = _settle(profile, one.name, one.value, at)
    return profile


def _settle(profile: Profile, name: str, value: str, at: int) -> Profile:
    if name == "country":
        return living_in(profile, value, at)
    if name == "language":
        return profile._replace(lang=value, lang_chosen=True)
    if name == "agreed":
        return profile._replace(agreed=at if value == "yes" else 0)
    if name == "adult":
        return profile._replace(adult=value)
    if name == "pace":
        return profile._replace(pace=value)
    if name == "goal":
        return profile._replace(goal=value)
    return profile._replace(zone=value) if name == "zone" else profile
