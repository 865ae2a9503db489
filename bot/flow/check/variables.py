"""Are variables declared, of the right type, and within limits that make sense."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from bot.flow import document as doc
from bot.flow import kinds, parts
from bot.flow.check import profile
from bot.flow.check.conditions import uses
from bot.flow.check.subject import Subject
from bot.flow.duration import seconds
from bot.flow.expression import PERSON_FIELDS, references
from bot.flow.findings import Finding, suggest
from bot.flow.phrases import CATEGORIES
from bot.flow.template import TemplateError
from bot.flow.template import parse as parse_template
from bot.flow.texts import FlowText, texts_of
from bot.flow.yaml_reader import Trail

READY_MADE: Final = (
    *(f"person.{name}" for name in PERSON_FIELDS),
    *("help.lines", "help.short", "help.youth"),
    *(f"help.{category}" for category in CATEGORIES),
)
_FITS: Final = {
    "choice": ("choice",),
    "multi": ("multi",),
    "scale": ("scale",),
    "number": ("number", "int"),
    "text": ("text",),
    "time": ("time",),
    **dict.fromkeys(kinds.LISTED, ("choice",)),
}
_LIMITED: Final = frozenset({"scale", "int", "number", "text"})


def check(subject: Subject) -> Iterator[Finding]:
    """All findings about declarations and what is kept in them."""
    for name, var in subject.flow.vars.items():
        yield from _declaration(subject, name, var)
    for name, step in subject.flow.steps.items():
        yield from _step(subject, name, step)
    measure = subject.flow.measure
    for key, name in (("before", measure.before), ("after", measure.after)) if measure else ():
        yield from _declared(subject, ("measure", key), name)
    for text in texts_of(subject.flow):
        yield from _placeholders(subject, text)


def _declared(subject: Subject, path: Trail, name: str, *, key: bool = False) -> Iterator[Finding]:
    if name not in subject.flow.vars:
        find = subject.at_key if key else subject.at_value
        mend = suggest(name, list(subject.flow.vars), f"add {name} to vars")
        yield find(path, "F030", f'"{name}" is not declared', mend)


def _declaration(subject: Subject, name: str, var: doc.Var) -> Iterator[Finding]:
    path: Trail = ("vars", name)

    def wrong(message: str, mend: str) -> Finding:
        return subject.at_key(path, "F037", f'variable "{name}": {message}', mend)

    if var.type == "scale" and (var.min is None or var.max is None):
        yield wrong("a scale needs min and max", "add them, such as min: 0, max: 10")
    if var.type in {"scale", "int"} and any(isinstance(end, float) for end in (var.min, var.max)):
        yield wrong("min and max are whole numbers here", "write them without a point")
    if var.type not in _LIMITED and (var.min is not None or var.max is not None):
        yield wrong(f"min and max mean nothing for {var.type}", "delete them")
    if var.min is not None and var.max is not None and var.min >= var.max:
        yield wrong(f"min {var.min} is not below max {var.max}", "swap or change them")
    if var.type == "text" and not 1 <= (var.max or 1) <= 3000:
        yield wrong("max must be between 1 and 3000 characters", "change it")
    if var.keep == "profile":
        yield from profile.check(subject, name, var)
    if var.last is not None:
        yield from _declared(subject, (*path, "last"), var.last)
        yield from _memory(subject, name, var)
    if var.default is not None and not _default_fits(var):
        yield wrong(
            "the default doesn't fit its type and limits", f"write a default of type {var.type}"
        )


def _memory(subject: Subject, name: str, var: doc.Var) -> Iterator[Finding]:
    """Findings about a variable that holds what another was last time."""
    kept = subject.flow.vars.get(var.last or "")

    def wrong(message: str, mend: str) -> Finding:
        return subject.at_value(("vars", name, "last"), "F029", f'"{name}": {message}', mend)

    if kept is not None and kept.keep != "history":
        yield wrong(
            f'"{var.last}" is forgotten, so next time there is nothing to hold',
            f"add keep: history to {var.last}",
        )
    elif kept is not None and (kept.type, kept.min, kept.max) != (var.type, var.min, var.max):
        yield wrong(
            f'its type or limits are not those of "{var.last}"',
            "give both the same type, min and max",
        )
    if var.default is not None or var.keep != "session":
        yield wrong(
            "it comes from last time and is not kept again", "take its default and its keep out"
        )
    for step_name, step in subject.flow.steps.items():
        if getattr(step, "save", None) == name or name in (step.set_ or {}):
            yield wrong(
                f'step "{step_name}" would write over it', "keep that answer in another variable"
            )


def _default_fits(var: doc.Var) -> bool:
    value: Any = var.default
    types: dict[str, type | tuple[type, ...]] = {
        "scale": int,
        "int": int,
        "number": (int, float),
        "bool": bool,
        "multi": list,
    }
    wanted = types.get(var.type, str)
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        return False
    if isinstance(value, int | float) and not isinstance(value, bool):
        above = var.min is None or value >= var.min
        return above and (var.max is None or value <= var.max)
    return var.type != "time" or re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(value)) is not None


def _step(subject: Subject, name: str, step: parts.Step) -> Iterator[Finding]:
    for variable in step.set_ or {}:
        yield from _declared(subject, ("steps", name, "set", variable), variable, key=True)
    if isinstance(step, kinds.WaitStep) and not 60 <= seconds(step.wait) <= 60 * 86400:
        yield subject.at_value(
            ("steps", name, "wait"), "F037", "a wait takes 1m to 60d", "change it, or use pace"
        )
    if isinstance(step, kinds.PaceStep) and not any(
        (step.pace.in_, step.pace.again, step.pace.hold, step.pace.out, step.pace.rest)
    ):
        yield subject.at_key(
            ("steps", name, "pace"),
            "F037",
            "this rhythm has no parts",
            "add at least one of in, again, hold, out, rest",
        )
    if isinstance(step, kinds.AskStep):
        yield from _question(subject, name, step)


def _question(subject: Subject, name: str, step: kinds.AskStep) -> Iterator[Finding]:
    path: Trail = ("steps", name)
    kind = str(getattr(step, "ask", ""))
    if step.save is None:
        if kind != "choice":
            yield subject.at_key(
                path,
                "F035",
                f'step "{name}" asks for {kind} and keeps no answer',
                "add `save: ` and a variable",
            )
        return
    yield from _declared(subject, (*path, "save"), step.save)
    var = subject.flow.vars.get(step.save)
    if var and var.type not in _FITS[kind]:
        fits = " or ".join(_FITS[kind])
        yield subject.at_value(
            (*path, "save"),
            "F035",
            f"{step.save} is of type {var.type}, and this asks for {kind}",
            f"save to a variable of type {fits}, or change the question",
        )
    if isinstance(step, kinds.MultiStep) and step.pick:
        most = step.pick.max or len(step.options)
        if not step.pick.min <= most <= len(step.options):
            yield subject.at_key(
                (*path, "pick"),
                "F037",
                f"{step.pick.min} to {most} of {len(step.options)} options can't be picked",
                "change min and max",
            )
    if isinstance(step, kinds.ScaleStep) and var and var.min is not None and var.max is not None:
        for point in step.labels or {}:
            if not var.min <= point <= var.max:
                yield subject.at_key(
                    (*path, "labels", point),
                    "F037",
                    f"{point} is not on the scale from {var.min} to {var.max}",
                    "change or delete the label",
                )


def _placeholders(subject: Subject, text: FlowText) -> Iterator[Finding]:
    try:
        template = parse_template(text.text)
    except TemplateError as error:
        yield subject.inside(
            text.path,
            error.offset,
            "F039",
            f"{error.found} can't be filled in",
            "write one name in the brackets, such as {urge}, or {{ for a bracket itself",
        )
        return
    known = [*subject.flow.vars, *READY_MADE]
    for name in dict.fromkeys(template.names):
        if name not in known:
            yield subject.inside(
                text.path,
                text.text.find("{" + name + "}"),
                "F030",
                f'"{name}" is not declared',
                "for the person's name write {person.name}"
                if name == "name"
                else suggest(name, known, f"add {name} to vars"),
            )


def unused(subject: Subject) -> Iterator[Finding]:
    """Findings about variables that are declared for nothing."""
    flow = subject.flow
    answered = {getattr(step, "save", None) for step in flow.steps.values()}
    read = _read(flow)
    for name, var in flow.vars.items():
        if name not in answered and name not in read and var.keep == "session":
            yield subject.at_key(
                ("vars", name),
                "F036",
                f'nothing ever reads "{name}"',
                "use it, keep it with `keep: history`, or delete it",
            )


def _read(flow: doc.FlowFile) -> set[str]:
    """Every variable that a text, a condition, a sum or the measure reads."""
    names: set[str] = set()
    for text in texts_of(flow):
        with suppress(TemplateError):
            names.update(parse_template(text.text).names)
    for use in uses(flow):
        for found in references(use.source, flow.vars):
            names.update(found)
    if flow.measure:
        names.update((flow.measure.before, flow.measure.after))
    return names
