"""A flow as a picture: Mermaid, which GitHub and many editors draw."""

from collections.abc import Iterator

from bot.flow import document as doc
from bot.flow import kinds, parts
from bot.flow.ways import ways

_SHAPES = {
    "ask": ("([", "])"),
    "pace": ("[/", "/]"),
    "wait": ("[/", "/]"),
    "branch": ("{", "}"),
    "call": ("[[", "]]"),
    "end": ("((", "))"),
}


def mermaid(flow: doc.FlowFile) -> str:
    """The flow as a Mermaid flowchart, top down."""
    lines = ["flowchart TD", f"  start(( )) --> {_id(flow.start)}"]
    for name, step in flow.steps.items():
        lines.append(f"  {_id(name)}{_node(name, step)}")
        lines += [f"  {_id(name)} {arrow} {_id(target)}" for arrow, target in _arrows(step)]
    return "\n".join(lines) + "\n"


def _id(name: str) -> str:
    """A name that Mermaid can't mistake for one of its words, such as `end`."""
    return f"s_{name}"


def _node(name: str, step: parts.Step) -> str:
    verb = "ask" if isinstance(step, kinds.AskStep) else kinds.kind_of(step) or "say"
    left, right = _SHAPES.get(verb, ("[", "]"))
    words = _words(step)
    label = f"<b>{name}</b>" + (f"<br/>{_escape(words)}" if words else "")
    return f'{left}"{label}"{right}'


def _words(step: parts.Step) -> str:
    if isinstance(step, kinds.CallStep):
        return step.call
    if isinstance(step, kinds.PaceStep):
        phases = (
            (part, getattr(step.pace, "in_" if part == "in" else part)) for part in parts.PHASES
        )
        rhythm = ", ".join(f"{part} {length}" for part, length in phases if length)
        return f"{rhythm}, {step.pace.rounds} times"
    if isinstance(step, kinds.WaitStep):
        return step.wait
    said = getattr(step, "say", None) or getattr(step, "text", None) or ""
    first = said[0] if isinstance(said, list) else said
    return first if len(first) <= 60 else first[:59] + "…"


def _arrows(step: parts.Step) -> Iterator[tuple[str, str]]:
    labels = {f"option.{option.id}": option.label for option in getattr(step, "options", ())}
    for trigger, target, condition in ways(step):
        words = labels.get(trigger) or trigger.removeprefix("outcome.")
        if trigger in {"next", "outcome"}:
            words = condition or ""
        yield (f'-->|"{_escape(words)}"|' if words else "-->"), target


def _escape(text: str) -> str:
    """Text that stays text inside a Mermaid label."""
    entities = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "\n": " ", "`": "'"}
    return "".join(entities.get(char, char) for char in text)
