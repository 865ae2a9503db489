"""A step as the person sees it: words filled in, buttons, and the ways out."""

from typing import TYPE_CHECKING, Final

from bot.dialogue.answer import shown
from bot.effects import Ask, Breathe, Button, Wait
from bot.flow.flow import AnyNode, Choice, Flow, Pause, Question
from bot.model import Control, TimerName, Value

if TYPE_CHECKING:
    from bot.dialogue.walk import Walk

_WORDS: Final[dict[Control, str]] = {
    "done": "done_picking",
    "skip": "skip",
    "early": "early",
    "back": "back",
    "pause": "pause",
    "stop": "stop",
    "help": "help",
}
_REMINDERS: Final[tuple[TimerName, ...]] = ("remind-1", "remind-2")


def fill(walk: "Walk", flow: Flow, key: str) -> str:
    """A text of the flow in the person's language, with the answers in it."""

    def value(name: str) -> str:
        if name.startswith("person."):
            return walk.context.person.get(name.removeprefix("person."), "")
        if name == "help.lines":
            return walk.context.help_lines
        return in_words(walk, flow, name, walk.value(name))

    return flow.text(key, walk.context.lang).render(value)


def in_words(walk: "Walk", flow: Flow, name: str, value: Value | None) -> str:
    """An answer as words: options by their labels."""
    if value is None:
        return ""
    labels = flow.labels.get(name, {})
    if isinstance(value, list):
        return ", ".join(in_words(walk, flow, name, one) for one in value)
    if isinstance(value, str):
        return fill(walk, flow, labels[value]) if value in labels else value
    return shown(value)


def visible(walk: "Walk", question: Question) -> list[Choice]:
    """The options whose conditions hold now."""
    if all(option.shown is None for option in question.options):
        return list(question.options)
    data = walk.data()
    return [one for one in question.options if one.shown is None or one.shown.true(data)]


def labelled(walk: "Walk", flow: Flow, question: Question) -> list[tuple[str, str]]:
    """Id and label of each answer that can be tapped now."""
    if question.kind == "scale":
        low, high = int(question.low or 0), int(question.high or 0)
        named = set(question.points) if len(question.points) > high - low else set()
        return [
            (str(n), fill(walk, flow, f"{question.id}/labels.{n}") if n in named else str(n))
            for n in range(low, high + 1)
        ]
    return [(one.id, fill(walk, flow, one.text)) for one in visible(walk, question)]


def step(walk: "Walk", flow: Flow, node: Question | Pause, *, edit: bool) -> Ask | Breathe | Wait:
    """The effect that shows a step at which the person stands."""
    if isinstance(node, Question):
        return _ask(walk, flow, node, edit=edit)
    words = fill(walk, flow, node.text) if node.text else ""
    controls: tuple[Control, ...] = ("early", *_always(walk))
    named = {"early": fill(walk, flow, node.early)} if node.early else {}
    labels: dict[str, str] = {one: walk.phrase(_WORDS[one]) for one in controls}
    labels.update(named)
    if node.parts:
        return Breathe(words, node.parts, node.rounds, walk.turn, controls, labels)
    left = max(0, (walk.due or 0) - walk.context.at)
    return Wait(words, left, walk.turn, controls, labels)


def _ask(walk: "Walk", flow: Flow, node: Question, *, edit: bool) -> Ask:
    multi = node.kind == "multi"
    controls: tuple[Control, ...] = (
        *(("done",) if multi else ()),
        *(("skip",) if node.skip else ()),
        *_always(walk),
    )
    labels: dict[str, str] = {one: walk.phrase(_WORDS[one]) for one in controls}
    if node.skip_label and node.skip:
        labels["skip"] = fill(walk, flow, node.skip_label)
    asked = sum(place.frames[-1].flow == flow.id for place in walk.history) + 1
    return Ask(
        text=fill(walk, flow, f"{node.id}/text"),
        kind=node.kind,
        token=walk.turn,
        buttons=tuple(
            [Button(i, label, i in walk.picked) for i, label in labelled(walk, flow, node)]
        ),
        controls=controls,
        labels=labels,
        hint=_hint(walk, flow, node),
        progress=(asked, asked - 1 + flow.ahead[node.id]),
        sensitive=node.sensitive,
        edit=edit,
    )


def _always(walk: "Walk") -> tuple[Control, ...]:
    """The ways out that no flow can take away; Back only where there is a back."""
    return ("back", "pause", "stop", "help") if walk.history else ("pause", "stop", "help")


def _hint(walk: "Walk", flow: Flow, node: Question) -> str:
    if node.kind == "scale":
        ends = [f"{n} = {fill(walk, flow, f'{node.id}/labels.{n}')}" for n in node.points]
        every = len(node.points) > int(node.high or 0) - int(node.low or 0)
        return "" if every else " · ".join(ends)
    if node.kind == "multi":
        return walk.phrase("hint_multi", {"min": int(node.low or 1), "max": int(node.high or 1)})
    if node.kind == "time":
        return walk.phrase("hint_time")
    if node.kind == "number" and node.low is not None and node.high is not None:
        unit = fill(walk, flow, node.unit) if node.unit else ""
        limits = {"min": shown(node.low), "max": shown(node.high), "unit": unit}
        return walk.phrase("hint_number", limits)
    return ""


def timers_of(node: AnyNode) -> tuple[TimerName, ...]:
    """The timers that run while a person stands on a step, expiry aside."""
    if isinstance(node, Pause):
        return ("step",)
    if isinstance(node, Question):
        return _REMINDERS[: len(node.reminders)]
    return ()
