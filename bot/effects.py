"""What a conversation asks the world to do: messages, buttons, timers, an end.

The engine only names these; `bot.delivery` and the terminal carry them out.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from bot.model import Control, Kept, TimerName


class Button(NamedTuple):
    """An answer that can be tapped. `picked` is for questions that take several."""

    id: str
    label: str
    picked: bool = False


class Say(NamedTuple):
    """Send a message. `silent` ones make no sound on the person's phone."""

    text: str
    silent: bool = False


class Ask(NamedTuple):
    """Ask a question and show its buttons.

    Attributes:
        text: The question.
        kind: The kind of answer: choice, multi, scale, number, text, time, country, zone or
            language.
        token: Goes onto each button.
        buttons: Answers to tap; empty when the person is to type.
        controls: The other buttons, in the order in which to show them.
        labels: The words on controls that the flow names itself.
        hint: A few words on what to type, or empty.
        progress: Which question this is and of how many at most; None where the flow counts
            by itself.
        sensitive: The answer should not stay on a screen.
        edit: The question is on the screen already; change its buttons in place.
    """

    text: str
    kind: str
    token: int
    buttons: tuple[Button, ...] = ()
    controls: tuple[Control, ...] = ()
    labels: Mapping[str, str] = {}
    hint: str = ""
    progress: tuple[int, int] | None = None
    sensitive: bool = False
    edit: bool = False


class Breathe(NamedTuple):
    """Show a rhythm. `parts` are (in, again, hold, out or rest; seconds), `rounds` times."""

    text: str
    parts: tuple[tuple[str, int], ...]
    rounds: int
    token: int
    controls: tuple[Control, ...] = ()
    labels: Mapping[str, str] = {}


class Wait(NamedTuple):
    """Let `seconds` pass, with a button to go on early."""

    text: str
    seconds: int
    token: int
    controls: tuple[Control, ...] = ()
    labels: Mapping[str, str] = {}


class Paused(NamedTuple):
    """Say that the place is kept, with a button to go on."""

    text: str
    token: int
    controls: tuple[Control, ...] = ()
    labels: Mapping[str, str] = {}


class SetTimer(NamedTuple):
    """Send a timer event `seconds` from now; it replaces the timer of the same name."""

    name: TimerName
    seconds: int
    token: int


class CancelTimers(NamedTuple):
    """Forget every timer of this session, or only the named ones. `check-in` is of no session."""

    names: tuple[TimerName, ...] = ()


class Stale(NamedTuple):
    """A button of an earlier question was pressed: say so in passing, change nothing."""

    text: str


class Settle(NamedTuple):
    """The person has chosen a setting of theirs: see `keep: profile` in a flow."""

    name: str
    value: str


class Ended(NamedTuple):
    """The session of a flow is over, with its outcome and the answers to keep."""

    outcome: str
    kept: tuple[Kept, ...] = ()
    flow: str = ""


class Fault(NamedTuple):
    """The engine met something that the checker should have refused; for the log and alarms.

    `code` is one of `steps` (a turn did not come to rest), `turns` (a session without an
    end), `lost` (the step or flow is gone), `depth` (calls inside calls). `where` names flow
    and step. Neither holds anything a person wrote.
    """

    code: str
    where: str


Shown: TypeAlias = Ask | Breathe | Wait | Paused
"""Effects that put buttons on the screen; each replaces the one before."""

Effect: TypeAlias = Say | Shown | SetTimer | CancelTimers | Stale | Settle | Ended | Fault
