"""A flow ready to run: its steps, its words, and the machine that moves between them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from transitions import Machine

from bot.flow.document import FlowFile
from bot.flow.expression import Expression
from bot.flow.template import Template, translated
from bot.model import Value

Translate: TypeAlias = Callable[[str, str, str], str | None]
"""(language, name of the text, source text) to the translation, or None to use the source."""


@dataclass(frozen=True, slots=True)
class Node:
    """What every step has: a name and the variables it sets as it begins."""

    id: str
    sets: tuple[tuple[str, Expression], ...] = ()


@dataclass(frozen=True, slots=True)
class Tell(Node):
    """Messages; `lines` are names of texts. With `outcome`, the flow ends here."""

    lines: tuple[str, ...] = ()
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Branch(Node):
    """Nothing to show: the machine's rules decide. Also a step that only sets variables."""


@dataclass(frozen=True, slots=True)
class Call(Node):
    """Another flow, by id."""

    flow: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a question: `text` names its label, `shown` is its condition."""

    id: str
    text: str
    shown: Expression | None = None


@dataclass(frozen=True, slots=True)
class Question(Node):
    """A question, with what an answer may be.

    Attributes:
        kind: choice, multi, scale, number, text, time, country, zone or language.
        low: The least number, the fewest picks.
        high: The greatest number, the most picks, the most characters.
        whole: Only whole numbers.
        skip: `next` or `skip`, the trigger that a skip fires, or None if it isn't offered.
        reminders: (seconds, name of the text) of each nudge.
    """

    kind: str = "choice"
    save: str | None = None
    options: tuple[Choice, ...] = ()
    low: float | None = None
    high: float | None = None
    whole: bool = False
    points: tuple[int, ...] = ()
    skip: str | None = None
    skip_label: str | None = None
    retry: str | None = None
    unit: str | None = None
    reminders: tuple[tuple[int, str], ...] = ()
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Pause(Node):
    """Time that passes: a rhythm if it has `parts`, else a wait.

    Attributes:
        parts: (in, again, hold, out or rest; seconds).
        seconds: How long all of it takes.
    """

    parts: tuple[tuple[str, int], ...] = ()
    rounds: int = 1
    seconds: int = 0
    text: str | None = None
    early: str | None = None


Resting: TypeAlias = Question | Pause
"""Steps on which a person can stand; all others are passed in one go."""

AnyNode: TypeAlias = Tell | Branch | Call | Question | Pause


@dataclass(frozen=True, slots=True)
class Variable:
    """A declared variable."""

    type: str
    default: Value | None = None
    low: float | None = None
    high: float | None = None
    keep: str = "session"
    sensitive: bool = False
    last: str | None = None

    def takes(self, value: Value) -> bool:
        """Whether a value is of its type and within its limits."""
        if isinstance(value, bool) or self.type == "bool":
            return isinstance(value, bool) and self.type == "bool"
        if self.type in {"scale", "int", "number"}:
            kinds = (int, float) if self.type == "number" else int
            if not isinstance(value, kinds):
                return False
            low, high = self.low, self.high
            return (low is None or value >= low) and (high is None or value <= high)
        return isinstance(value, list if self.type == "multi" else str)


class Cursor:
    """Where a conversation stands, for the machine to move; never registered with it."""

    __slots__ = ("data", "state")

    def __init__(self, state: str, data: Callable[[Expression], Mapping[str, Any]]) -> None:
        self.state = state
        self.data = data


@dataclass(frozen=True, slots=True)
class Flow:
    """One revision of a flow, compiled. Immutable but for its cache of parsed texts.

    Attributes:
        content: Hash of everything, see `bot.flow.revision`.
        structure: Hash of everything but the words; sessions are pinned to it.
        expires: Seconds without an answer after which a session is put away.
        labels: For each variable, the texts that name its values.
        listed: The variables whose values the program names: country, zone or language.
        ahead: For each step, the most questions that can still come, itself included.
    """

    id: str
    file: FlowFile
    content: str
    structure: str
    start: str
    expires: int
    steps: Mapping[str, AnyNode]
    variables: Mapping[str, Variable]
    texts: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    ahead: Mapping[str, int]
    machine: Machine
    listed: Mapping[str, str] = field(default_factory=dict)
    translate: Translate | None = None
    _templates: dict[tuple[str, str], Template] = field(default_factory=dict)

    def text(self, key: str, lang: str) -> Template:
        """The text called `key`, in the person's language if it is translated."""
        template = self._templates.get((key, lang))
        if template is None:
            source = self.texts[key]
            words = None
            if self.translate and lang != self.file.language:
                words = self.translate(lang, f"{self.id}/{key}", source)
            template = self._templates[key, lang] = translated(source, words)
        return template

    def takes(self, trigger: str, step: str) -> bool:
        """Whether the machine has a way from `step` by `trigger`."""
        event = self.machine.events.get(trigger)
        return event is not None and step in event.transitions

    def fire(self, trigger: str, cursor: Cursor) -> bool:
        """Move the cursor. False when no rule lets it pass."""
        return bool(self.machine.events[trigger].trigger(cursor))
