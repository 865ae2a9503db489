"""Does everything that is read have a value by then, on every way to it.

Two facts are followed along the ways through a flow: that a question was **asked** (its
answer may have been skipped), and that a variable **has a value**. A condition needs the
first: reading a skipped answer it is simply not true. A text or a sum needs the second. A
rule that was true proves a value for what it read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.flow import document as doc
from bot.flow import kinds, parts
from bot.flow.check.subject import Subject
from bot.flow.compile import skip_trigger
from bot.flow.expression import Expression, column_of
from bot.flow.findings import Finding
from bot.flow.template import TemplateError
from bot.flow.template import parse as parse_template
from bot.flow.texts import FlowText, texts_of
from bot.flow.ways import NEXT, SKIP, ways
from bot.flow.yaml_reader import Trail

Compiled: TypeAlias = Mapping[Trail, Expression]


@dataclass(frozen=True, slots=True)
class Known:
    """What is sure at one point: which variables were asked for, which have a value."""

    asked: frozenset[str]
    valued: frozenset[str]

    def meet(self, other: "Known") -> "Known":
        """What is sure when either may have happened."""
        return Known(self.asked & other.asked, self.valued & other.valued)

    def plus(self, *names: str) -> "Known":
        """What is sure once these have a value."""
        return Known(self.asked.union(names), self.valued.union(names))

    def skipped(self, name: str) -> "Known":
        """What is sure once this was asked and not answered."""
        return Known(self.asked | {name}, self.valued - {name})


def check(subject: Subject, compiled: Compiled) -> Iterator[Finding]:
    """Findings for every read of a variable that may have no value."""
    arriving = follow(subject, compiled)
    anywhere = _from_the_start(subject.flow)
    by_step: dict[str, list[FlowText]] = {}
    for text in texts_of(subject.flow):
        by_step.setdefault(str(text.path[1]) if text.path[0] == "steps" else "", []).append(text)
    for text in by_step.get("", []):
        yield from _text(subject, text, anywhere)
    for name, step in subject.flow.steps.items():
        if name not in arriving:
            continue
        known = arriving[name]
        yield from _sets(subject, name, step, known, compiled)
        shown = known.plus(*(step.set_ or {}))
        for text in by_step.get(name, []):
            yield from _text(subject, text, shown)
        yield from _conditions(subject, name, step, shown, compiled)


def follow(subject: Subject, compiled: Compiled) -> dict[str, Known]:
    """What is sure on arrival at each step that can be reached."""
    flow = subject.flow
    defaults = _defaults(flow)
    arriving = {flow.start: _from_the_start(flow)} if flow.start in flow.steps else {}
    todo = list(arriving)
    while todo:
        name = todo.pop()
        step = flow.steps[name]
        inside = arriving[name].plus(*(step.set_ or {}))
        for target, known in _leaving(name, step, inside, compiled, defaults):
            if target not in flow.steps:
                continue
            before = arriving.get(target)
            after = known if before is None else before.meet(known)
            if after != before:
                arriving[target] = after
                todo.append(target)
    return arriving


def _defaults(flow: doc.FlowFile) -> frozenset[str]:
    return frozenset(name for name, var in flow.vars.items() if var.default is not None)


def _from_the_start(flow: doc.FlowFile) -> Known:
    """What is sure at the start. What comes from last time may be there or not, as if skipped."""
    defaults = _defaults(flow)
    memories = {name for name, var in flow.vars.items() if var.last is not None}
    return Known(defaults | memories, defaults)


def _leaving(
    name: str, step: parts.Step, inside: Known, compiled: Compiled, defaults: frozenset[str]
) -> Iterator[tuple[str, Known]]:
    save = step.save if isinstance(step, kinds.AskStep) else None
    skip = skip_trigger(step) if isinstance(step, kinds.AskStep) else None
    answered = inside.plus(save) if save else inside
    skipped = inside.skipped(save) if save else inside
    if save in defaults:
        skipped = answered
    number = 0
    denied: list[str] = []
    key = "branch" if isinstance(step, kinds.BranchStep) else "next"
    for trigger, target, condition in ways(step):
        known = answered
        if trigger == SKIP:
            known = skipped
        elif trigger == NEXT:
            known = answered.meet(skipped) if skip == NEXT else answered
            rule = compiled.get(("steps", name, key, number, "if")) if condition else None
            known = known.plus(*denied, *(rule.proves if rule else ()))
            if rule and rule.denies:
                denied.append(rule.denies)
            number += 1
        yield target, known


def _sets(
    subject: Subject, name: str, step: parts.Step, known: Known, compiled: Compiled
) -> Iterator[Finding]:
    for variable in step.set_ or {}:
        path: Trail = ("steps", name, "set", variable)
        expression = compiled.get(path)
        for read in expression.names if expression else ():
            if expression and read not in known.valued and read not in expression.asked:
                yield _missing(subject, path, column_of(expression.source, read), read, known)
        known = known.plus(variable)


def _text(subject: Subject, text: FlowText, known: Known) -> Iterator[Finding]:
    try:
        names = parse_template(text.text).names
    except TemplateError:
        return
    for name in dict.fromkeys(names):
        if name in subject.flow.vars and name not in known.valued:
            yield _missing(subject, text.path, text.text.find("{" + name + "}"), name, known)


def _conditions(
    subject: Subject, name: str, step: parts.Step, shown: Known, compiled: Compiled
) -> Iterator[Finding]:
    asked = shown.asked
    save = getattr(step, "save", None)
    for key, sure in (("options", asked), ("next", asked | {save}), ("branch", asked)):
        rules = getattr(step, key, None)
        for i in range(len(rules) if isinstance(rules, list) else 0):
            path: Trail = ("steps", name, key, i, "if")
            expression = compiled.get(path)
            for read in expression.names if expression else ():
                if read not in sure:
                    yield subject.inside(
                        path,
                        column_of(expression.source, read) if expression else 0,
                        "F031",
                        f'"{read}" is read here, but on some way to step "{name}" it was '
                        "never asked",
                        "ask for it first, or give it a `default` in vars",
                    )


def _missing(subject: Subject, path: Trail, offset: int, name: str, known: Known) -> Finding:
    if name not in known.asked:
        return subject.inside(
            path,
            offset,
            "F031",
            f'"{name}" is read here, but on some way to this step it was never asked',
            "ask for it first, or give it a `default` in vars",
        )
    return subject.inside(
        path,
        offset,
        "F032",
        f'"{name}" may have no value here: the question can be skipped',
        f'lead here only by a rule that reads it, such as if: "answered.{name}"',
    )
