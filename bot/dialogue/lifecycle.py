"""The conversation around a flow: commands, the menu, beginning and ending exercises.

Pure, like the engine: what a person did comes in, their next state and what to show go out.
"""

import json
import re
from typing import Final, NamedTuple, TypeAlias

from bot.dialogue import engine
from bot.effects import Button, CancelTimers, Effect, Say
from bot.flow.library import Library
from bot.model import Context, Event, EventKind, Session, SessionFormatError

COMMANDS: Final = ("menu", "help", "stop", "pause", "privacy")
"""Commands in the bot's menu, `/start` aside; their descriptions are phrases `command_…`."""

_PRESSES: Final[dict[str, EventKind]] = {
    "o": "tap",
    "done": "done",
    "skip": "skip",
    "early": "early",
    "back": "back",
    "pause": "pause",
    "resume": "resume",
    "stop": "stop",
}


class Talk(NamedTuple):
    """One person's conversation: the exercise in hand, and which one that is of theirs."""

    session: Session | None = None
    serial: int = 0

    def to_json(self) -> bytes:
        """Write it for the store."""
        return json.dumps([self.serial, self.session and self.session.to_json()]).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Talk":
        """Read what `to_json` wrote.

        Raises:
            SessionFormatError: It was not.
        """
        try:
            serial, session = json.loads(text)
        except (ValueError, TypeError) as error:
            # No chain: the text may hold what a person wrote.
            msg = f"a stored conversation can't be read ({type(error).__name__})"
            raise SessionFormatError(msg) from None
        return cls(Session.from_json(session) if session else None, serial)

    @staticmethod
    def serial_in(text: bytes) -> int:
        """The number of the exercise in a conversation that can't be read otherwise.

        Answers are kept under it: counting anew from 0 would write over earlier ones.
        """
        found = re.match(rb"\[\s*(\d{1,15})\s*,", text)
        return int(found[1]) if found else 0


class Came(NamedTuple):
    """What a person did: `command`, `press`, `text`, `edited`, `other` or `timer`.

    A press carries the data of its button, a timer its name and the turn it was set for.
    """

    kind: str
    value: str = ""
    turn: int | None = None


class Menu(NamedTuple):
    """A message with buttons that work whenever they are pressed."""

    text: str
    buttons: tuple[Button, ...]


class Began(NamedTuple):
    """A new exercise begins, the person's number `serial`: what ended before was of the last."""

    serial: int


Out: TypeAlias = Effect | Menu | Began


def of_menu(came: Came) -> bool:
    """Whether a button was pressed that works at any time."""
    return came.kind == "press" and (came.value == "help" or came.value.startswith("flow:"))


def asks_help(came: Came) -> bool:
    """Whether somebody wants the numbers to call, from wherever they are."""
    if came.kind == "risk":
        return True
    if came.kind == "command":
        return came.value.partition(" ")[0] == "help"
    return came.kind == "press" and (came.value == "help" or came.value.endswith(":help"))


def handle(
    library: Library, talk: Talk, came: Came, context: Context
) -> tuple[Talk, tuple[Out, ...]]:
    """Take what a person did.

    Returns:
        Their conversation as it is now, and what to show, in this order.
    """
    if came.kind == "risk":
        return _risk(library, talk, context)
    if came.kind == "command":
        return _command(library, talk, came.value, context)
    if came.kind == "press":
        return _press(library, talk, came.value, context)
    if came.kind == "edited":
        return talk, (Say(library.phrases.say("edited", context.lang)),)
    if talk.session is None or talk.session.status == "ended":
        late = came.kind == "timer"
        return talk, () if late else (_menu(library, "nothing_running", context),)
    kind: EventKind = "text" if came.kind == "text" else "other"
    if came.kind == "timer":
        kind = "timer"
    return _advance(library, talk, Event(kind, came.value, came.turn, context))


def _risk(library: Library, talk: Talk, context: Context) -> tuple[Talk, tuple[Out, ...]]:
    """Help first, in one message; the exercise rests where it is until they choose."""
    lines = {"help.lines": context.help_lines}
    if talk.session is None or talk.session.status == "ended":
        return talk, (Say(library.phrases.say("help_lines", context.lang, lines)),)
    first = Say(library.phrases.say("risk_pause", context.lang, lines))
    after, effects = _advance(library, talk, Event("pause", context=context))
    return after, (first, *effects)


def _command(
    library: Library, talk: Talk, command: str, context: Context
) -> tuple[Talk, tuple[Out, ...]]:
    running = talk.session is not None and talk.session.status != "ended"
    name, _, argument = command.partition(" ")
    say = library.phrases.say
    if name == "start" and argument.startswith("flow_"):
        wanted = argument.removeprefix("flow_").replace("_", "-")
        if library.current(wanted):
            return _begin(library, talk, wanted, context)
    if name == "start":
        return talk, (_menu(library, "welcome", context),)
    if name in {"help", "privacy"}:
        lines = {"help.lines": context.help_lines}
        words = "help_lines" if name == "help" else "privacy"
        return talk, (Say(say(words, context.lang, lines)),)
    if name in {"stop", "pause"} and running:
        kind: EventKind = "stop" if name == "stop" else "pause"
        return _advance(library, talk, Event(kind, context=context))
    if running and name not in COMMANDS:
        return _advance(library, talk, Event("other", context=context))
    return talk, (_menu(library, "menu" if name == "menu" else "nothing_running", context),)


def _press(
    library: Library, talk: Talk, data: str, context: Context
) -> tuple[Talk, tuple[Out, ...]]:
    parts = data.split(":")
    if parts[0] == "flow" and len(parts) == 2 and library.current(parts[1]):
        return _begin(library, talk, parts[1], context)
    if data == "help":
        return _command(library, talk, "help", context)
    known = len(parts) >= 3 and parts[1].isdecimal() and parts[2] in {*_PRESSES, "help"}
    if known and parts[2] == "help":
        return _command(library, talk, "help", context)
    if not known or talk.session is None or parts[0] != str(talk.serial):
        return talk, engine.stale(library, context)
    value = parts[3] if len(parts) > 3 else ""
    kind = _PRESSES[parts[2]]  # Stop means the exercise, whichever of its questions it stood under
    event = Event(kind, value, None if kind == "stop" else int(parts[1]), context)
    return _advance(library, talk, event)


def _begin(
    library: Library, talk: Talk, flow_id: str, context: Context
) -> tuple[Talk, tuple[Out, ...]]:
    before: tuple[Effect, ...] = ()
    if talk.session is not None and talk.session.status != "ended":
        _, ended = engine.advance(library, talk.session, Event("stop", context=context))
        before = tuple(effect for effect in ended if not isinstance(effect, Say))
    session, effects = engine.start(library, flow_id, context)
    serial = talk.serial + 1
    return Talk(session, serial), (*before, CancelTimers(), Began(serial), *effects)


def _advance(library: Library, talk: Talk, event: Event) -> tuple[Talk, tuple[Out, ...]]:
    if talk.session is None:
        return talk, ()
    session, effects = engine.advance(library, talk.session, event)
    return talk._replace(session=session), effects


def _menu(library: Library, phrase: str, context: Context) -> Menu:
    flows = sorted(library, key=lambda flow: (flow.file.pack, flow.id))
    buttons = [
        Button(f"flow:{flow.id}", flow.text("title", context.lang).render(str))
        for flow in flows
        if not flow.file.therapist_only and flow.file.pack != "safety"
    ]
    help_ = Button("help", library.phrases.say("help", context.lang))
    return Menu(library.phrases.say(phrase, context.lang), (*buttons, help_))
