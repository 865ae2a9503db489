"""Every text of a flow that a person will read, with its name and its place in the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.flow import document as doc
from bot.flow import kinds, parts
from bot.flow.yaml_reader import Trail

Role: TypeAlias = Literal["message", "question", "button", "hint", "head"]


@dataclass(frozen=True, slots=True)
class FlowText:
    """One text.

    Attributes:
        key: Its stable name within the flow, such as `again/options.more`. Translations hang
            on it.
        path: Where it stands in the file.
        text: The words.
        role: What it is to the person who reads it.
    """

    key: str
    path: Trail
    text: str
    role: Role


def texts_of(flow: doc.FlowFile) -> Iterator[FlowText]:
    """All texts of a flow, in the order of the file."""
    yield FlowText("title", ("title",), flow.title, "head")
    yield FlowText("summary", ("summary",), flow.summary, "head")
    if flow.closing is not None:
        yield FlowText("closing", ("closing",), flow.closing, "message")
    for name, var in flow.vars.items():
        if var.title is not None:
            yield FlowText(f"title.{name}", ("vars", name, "title"), var.title, "head")
    for name, step in flow.steps.items():
        for field, path, text, role in _step_texts(step):
            yield FlowText(f"{name}/{field}", ("steps", name, *path), text, role)


_Found: TypeAlias = tuple[str, Trail, str, Role]


def _step_texts(step: parts.Step) -> Iterator[_Found]:
    if isinstance(step, kinds.SayStep | kinds.EndStep):
        yield from _say(step)
    elif isinstance(step, kinds.PaceStep | kinds.WaitStep):
        if step.text is not None:
            yield "text", ("text",), step.text, "message"
        if step.early is not None:
            yield "early", ("early",), step.early, "button"
    elif isinstance(step, kinds.AskStep):
        yield from _question(step)


def _say(step: kinds.SayStep | kinds.EndStep) -> Iterator[_Found]:
    if isinstance(step.say, str):
        yield "say.0", ("say",), step.say, "message"
    for number, text in enumerate(step.say if isinstance(step.say, list) else ()):
        yield f"say.{number}", ("say", number), text, "message"


def _question(step: kinds.AskStep) -> Iterator[_Found]:
    yield "text", ("text",), step.text, "question"
    if isinstance(step, kinds.ChoiceStep | kinds.MultiStep | kinds.ListedStep):
        for number, option in enumerate(step.options):
            path: Trail = ("options", number, "label")
            yield f"options.{option.id}", path, option.label, "button"
    if isinstance(step, kinds.ScaleStep):
        for point, text in (step.labels or {}).items():
            yield f"labels.{point}", ("labels", point), text, "button"
    if isinstance(step, kinds.NumberStep) and step.unit is not None:
        yield "unit", ("unit",), step.unit, "hint"
    if isinstance(step.skip, str):
        yield "skip", ("skip",), step.skip, "button"
    elif step.skip is not None:
        yield "skip", ("skip", "label"), step.skip.label, "button"
    if step.retry is not None:
        yield "retry", ("retry",), step.retry, "message"
    for number, (reminder, path) in enumerate(reminders(step)):
        yield f"remind.{number}", (*path, "text"), reminder.text, "message"


def reminders(step: kinds.AskStep) -> list[tuple[kinds.Remind, Trail]]:
    """The nudges of a question, with their places in the step."""
    if isinstance(step.remind, kinds.Remind):
        return [(step.remind, ("remind",))]
    return [(one, ("remind", number)) for number, one in enumerate(step.remind or ())]
