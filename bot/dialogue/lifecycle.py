"""The conversation around a flow: commands, the menu, beginning and ending exercises.

Pure, like the engine: what a person did comes in, their next state and what to show go out.
"""

from typing import Final

from bot.dialogue import engine, menu
from bot.dialogue.talk import Began, Came, Close, Out, Talk
from bot.effects import CancelTimers, Say
from bot.flow.library import Library
from bot.model import Context, Event, EventKind

COMMANDS: Final = (
    "menu", "continue", "homework", "progress", "saved", "therapist", "settings", "help", "crisis",
    "pause", "stop", "privacy", "export", "delete",
)  # fmt: skip
"""Commands in the bot's menu in their order, `/start` aside, as far as somebody answers them;
their descriptions are phrases `command_…`."""
OWN: Final = frozenset({"menu", "continue", "help", "crisis", "pause", "stop"})
"""Those that are answered whatever else there is."""

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


def of_menu(came: Came) -> bool:
    """Whether a button was pressed that works at any time: those of questions begin with the
    number of the exercise."""
    return came.kind == "press" and not came.value.partition(":")[0].isdecimal()


def asks_help(came: Came) -> bool:
    """Whether somebody wants the numbers to call, from wherever they are."""
    if came.kind == "command":
        return came.value.partition(" ")[0] in {"help", "crisis"}
    return came.kind == "press" and (came.value == "help" or came.value.endswith(":help"))


def handle(
    library: Library, talk: Talk, came: Came, context: Context
) -> tuple[Talk, tuple[Out, ...]]:
    """Take what a person did.

    Returns:
        Their conversation as it is now, and what to show, in this order.
    """
    if came.kind == "command":
        return _command(library, talk, came.value, context)
    if came.kind == "press":
        return _press(library, talk, came.value, context)
    if came.kind == "edited":
        return talk, (Say(library.phrases.say("edited", context.lang)),)
    if talk.running is None:
        late = came.kind == "timer"
        words = "still_here" if context.calm else "nothing_running"
        return talk, () if late else (menu.home(library, talk, words, context),)
    kind: EventKind = "text" if came.kind == "text" else "other"
    if came.kind == "timer":
        kind = "timer"
    return _advance(library, talk, Event(kind, came.value, came.turn, context))


def _command(
    library: Library, talk: Talk, command: str, context: Context
) -> tuple[Talk, tuple[Out, ...]]:
    running = talk.running is not None
    name, _, argument = command.partition(" ")
    say = library.phrases.say
    if name == "start" and argument.startswith("flow_"):
        wanted = argument.removeprefix("flow_").replace("_", "-")
        if library.current(wanted):
            return begin(library, talk, wanted, context)
    if name == "start":
        return talk, (menu.home(library, talk, "welcome", context),)
    if name == "help":
        lines = {"help.lines": context.help_lines}
        return talk, (Say(say("help_lines", context.lang, lines)),)
    if name in {"stop", "pause"} and running:
        kind: EventKind = "stop" if name == "stop" else "pause"
        return _advance(library, talk, Event(kind, context=context))
    if running and name not in COMMANDS:
        return _advance(library, talk, Event("other", context=context))
    words = "menu" if name == "menu" else "nothing_running"
    return talk, (menu.home(library, talk, words, context),)


def _press(
    library: Library, talk: Talk, data: str, context: Context
) -> tuple[Talk, tuple[Out, ...]]:
    parts = data.split(":")
    if parts[0] == "flow" and len(parts) == 2 and library.current(parts[1]):
        return begin(library, talk, parts[1], context)
    if parts[0] == "menu":
        return talk, (menu.pressed(library, talk, parts, context),)
    if data == "close":
        return talk, (Close(),)
    if data == "home":  # below last words, which are to stay
        return talk, (Close(), menu.home(library, talk, "menu", context))
    if data == "help":
        return _command(library, talk, data, context)
    known = len(parts) >= 3 and parts[1].isdecimal() and parts[2] in {*_PRESSES, "help"}
    if known and parts[2] == "help":
        return _command(library, talk, "help", context)
    if not known or talk.session is None or parts[0] != str(talk.serial):
        return talk, engine.stale(library, context)
    value = parts[3] if len(parts) > 3 else ""
    kind = _PRESSES[parts[2]]  # Stop means the exercise, whichever of its questions it stood under
    event = Event(kind, value, None if kind == "stop" else int(parts[1]), context)
    return _advance(library, talk, event)


def begin(
    library: Library, talk: Talk, flow_id: str, context: Context, assignment: str | None = None
) -> tuple[Talk, tuple[Out, ...]]:
    """Begin a flow; what was open before is stopped, and what it was to keep is kept.

    Args:
        library: The flows.
        talk: The conversation so far.
        flow_id: A flow that is served now.
        context: The moment and the person.
        assignment: What it is done for, if it was assigned: then also a flow that only a
            therapist may give.
    """
    flow = library.current(flow_id)
    if flow is not None and flow.file.therapist_only and assignment is None:
        return talk, (menu.home(library, talk, "with_therapist", context),)
    if context.calm and flow is not None and not flow.file.steady:
        return talk, (menu.home(library, talk, "rests", context),)
    before: list[Out] = []
    serial = talk.serial
    for number, old in enumerate((talk.running, talk.resting)):
        if old is not None:
            _, ended = engine.advance(library, old, Event("stop", context=context))
            serial += number  # what rested keeps its answers under a number of its own
            before += [Began(serial)] * number
            before += [effect for effect in ended if not isinstance(effect, Say)]
    session, effects = engine.start(library, flow_id, context)
    serial += 1
    began = Began(serial, flow_id, assignment or "")
    return Talk(session, serial), (*before, CancelTimers(), began, *effects)


def _advance(library: Library, talk: Talk, event: Event) -> tuple[Talk, tuple[Out, ...]]:
    if talk.session is None:
        return talk, ()
    session, effects = engine.advance(library, talk.session, event)
    return talk._replace(session=session), effects
