"""A step as the person sees it: words filled in, buttons, and the ways out."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from bot.dialogue.answer import shown
from bot.dialogue.standing import Standing
from bot.effects import Ask, Breathe, Button, Paused, Wait
from bot.flow.flow import AnyNode, Choice, Flow, Pause, Question
from bot.flow.kinds import LISTED
from bot.model import Control, TimerName, Value

_WORDS: Final[dict[Control, str]] = {
    "done": "done_picking",
    "skip": "skip",
    "early": "early",
    "back": "back",
    "pause": "pause",
    "resume": "resume",
    "stop": "stop",
    "help": "help",
}
_REMINDERS: Final[tuple[TimerName, ...]] = ("remind-1", "remind-2")


def fill(here: Standing, flow: Flow, key: str) -> str:
    """A text of the flow in the person's language, with the answers in it."""
    template = flow.text(key, here.context.lang)
    if template.plain is not None:
        return template.plain

    def value(name: str) -> str:
        if name.startswith("person."):
            return here.context.person.get(name.removeprefix("person."), "")
        if name.startswith("help."):
            about = name.removeprefix("help.")
            return here.context.helps.get(about, here.context.help_lines)
        return in_words(here, flow, name, here.value(name))

    return template.render(value)


def in_words(here: Standing, flow: Flow, name: str, value: Value | None) -> str:
    """An answer as words: options by their labels."""
    if value is None:
        return ""
    labels = flow.labels.get(name, {})
    if name in flow.listed and isinstance(value, str):
        return here.context.places.named(flow.listed[name], value, here.context.lang) or value
    if isinstance(value, list):
        return ", ".join(in_words(here, flow, name, one) for one in value)
    if isinstance(value, str):
        return fill(here, flow, labels[value]) if value in labels else value
    return shown(value)


def visible(here: Standing, question: Question) -> list[Choice]:
    """The options whose conditions hold now."""
    if all(option.shown is None for option in question.options):
        return list(question.options)
    return [
        one for one in question.options if one.shown is None or one.shown.true(here.data(one.shown))
    ]


def offers(here: Standing, question: Question, answer: str) -> bool:
    """Whether this answer can be tapped now."""
    if question.kind == "scale":
        low, high = int(question.low or 0), int(question.high or 0)
        return any(answer == str(point) for point in range(low, high + 1))
    if question.kind in LISTED and here.context.places.named(question.kind, answer, ""):
        return True
    return any(
        one.id == answer and (one.shown is None or one.shown.true(here.data(one.shown)))
        for one in question.options
    )


def labelled(here: Standing, flow: Flow, question: Question) -> list[tuple[str, str]]:
    """Id and label of each answer that can be tapped now."""
    if question.kind == "scale":
        low, high = int(question.low or 0), int(question.high or 0)
        named = set(question.points) if len(question.points) > high - low else set()
        return [
            (str(n), fill(here, flow, f"{question.id}/labels.{n}") if n in named else str(n))
            for n in range(low, high + 1)
        ]
    own = [(one.id, fill(here, flow, one.text)) for one in visible(here, question)]
    return [*_listed(here, question), *own] if question.kind in LISTED else own


def _listed(here: Standing, question: Question) -> list[tuple[str, str]]:
    """What the program offers to tap for a question that a flow can't list answers for."""
    context = here.context
    country = context.person.get("country", "")
    return [*context.places.listed(question.kind, country, context.lang, context.at)]


def paused(here: Standing) -> Paused:
    """The words and buttons of a conversation at rest."""
    controls: tuple[Control, ...] = ("resume", "stop", "help")
    return Paused(here.phrase("paused"), here.turn, controls, _labels(here, controls))


def named(here: Standing, flow: Flow, question: Question) -> list[tuple[str, str]]:
    """Id and label of each answer that can be typed by its name."""
    if question.kind == "scale":
        points = question.points
        return [(str(n), fill(here, flow, f"{question.id}/labels.{n}")) for n in points]
    return labelled(here, flow, question) if question.options else []


def step(here: Standing, flow: Flow, node: Question | Pause, *, edit: bool) -> Ask | Breathe | Wait:
    """The effect that shows a step at which the person stands."""
    if isinstance(node, Question):
        return question(here, flow, node, edit=edit)
    words = fill(here, flow, node.text) if node.text else ""
    controls: tuple[Control, ...] = ("early", *_always(here))
    labels = _labels(here, controls)
    if node.early:
        labels = {**labels, "early": fill(here, flow, node.early)}
    if node.parts:
        return Breathe(words, node.parts, node.rounds, here.turn, controls, labels)
    left = max(0, (here.due or 0) - here.context.at)
    return Wait(words, left, here.turn, controls, labels)


def question(here: Standing, flow: Flow, node: Question, *, edit: bool) -> Ask:
    """A question as the person sees it."""
    controls, labels, buttons, hint = _around(here, flow, node)
    return Ask(
        fill(here, flow, f"{node.id}/text"),
        node.kind,
        here.turn,
        buttons,
        controls,
        labels,
        hint,
        _progress(here, flow, node) if flow.file.progress else None,
        node.sensitive,
        edit,
    )


_Around: TypeAlias = tuple[tuple[Control, ...], Mapping[str, str], tuple[Button, ...], str]


def _around(here: Standing, flow: Flow, node: Question) -> _Around:
    """What stands around a question, kept ready for those that always look the same."""
    key = (flow.id, flow.content, node.id, here.context.lang, bool(here.history))
    ready: _Around | None = here.library.ready.get(key)
    if ready is None:
        ready = _draw_around(here, flow, node)
        if _always_the_same(flow, node, here.context.lang):
            here.library.ready[key] = ready
    return ready


def _always_the_same(flow: Flow, node: Question, lang: str) -> bool:
    if node.kind in {"multi", *LISTED} or any(option.shown is not None for option in node.options):
        return False
    keys = [one.text for one in node.options]
    keys += [key for key in (node.skip_label, node.unit) if key]
    keys += [f"{node.id}/labels.{point}" for point in node.points]
    return all(flow.text(key, lang).plain is not None for key in keys)


def _draw_around(here: Standing, flow: Flow, node: Question) -> _Around:
    controls: tuple[Control, ...] = (
        *(("done",) if node.kind == "multi" else ()),
        *(("skip",) if node.skip else ()),
        *_always(here),
    )
    labels = _labels(here, controls)
    if node.skip_label and node.skip:
        labels = {**labels, "skip": fill(here, flow, node.skip_label)}
    answers = labelled(here, flow, node)
    buttons = tuple([Button(id_, label, id_ in here.picked) for id_, label in answers])
    return controls, labels, buttons, _hint(here, flow, node)


def _labels(here: Standing, controls: tuple[Control, ...]) -> Mapping[str, str]:
    return {one: here.phrase(_WORDS[one]) for one in controls}


def _progress(here: Standing, flow: Flow, node: Question) -> tuple[int, int]:
    """Which question this is, of a total that stays the same."""
    seen = {node.id}
    for place in here.history:
        frame = place.frames[-1]
        if frame.flow == flow.id:
            seen.add(frame.step)
    most = max(flow.ahead[flow.start], len(seen))
    return max(len(seen), most - flow.ahead[node.id] + 1), most


def _always(here: Standing) -> tuple[Control, ...]:
    """The ways out that no flow can take away; Back only where there is a back."""
    return ("back", "pause", "stop", "help") if here.history else ("pause", "stop", "help")


def _hint(here: Standing, flow: Flow, node: Question) -> str:
    if node.kind == "scale":
        ends = [f"{n} = {fill(here, flow, f'{node.id}/labels.{n}')}" for n in node.points]
        every = len(node.points) > int(node.high or 0) - int(node.low or 0)
        return "" if every else " · ".join(ends)
    if node.kind == "multi":
        return here.phrase("hint_multi", {"min": int(node.low or 1), "max": int(node.high or 1)})
    if node.kind == "time":
        return here.phrase("hint_time")
    if node.kind == "number" and node.low is not None and node.high is not None:
        unit = fill(here, flow, node.unit) if node.unit else ""
        limits = {"min": shown(node.low), "max": shown(node.high), "unit": unit}
        return here.phrase("hint_number", limits)
    return ""


def timers_of(node: AnyNode) -> tuple[TimerName, ...]:
    """The timers that run while a person stands on a step, expiry aside."""
    if isinstance(node, Pause):
        return ("step",)
    if isinstance(node, Question):
        return _REMINDERS[: len(node.reminders)]
    return ()
