"""A checked document to a flow that runs.

All sessions of a revision share one `transitions.Machine` without models. Its conditions are
callables, never strings: `transitions` would import and run what a string names.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from transitions import Machine

from bot.flow import document as doc
from bot.flow import kinds, parts
from bot.flow.duration import seconds
from bot.flow.expression import Environment, Expression
from bot.flow.flow import (
    AnyNode,
    Branch,
    Call,
    Choice,
    Cursor,
    Flow,
    Pause,
    Question,
    Tell,
    Translate,
    Variable,
)
from bot.flow.machine import FlowMachine
from bot.flow.reach import Graph, questions_ahead
from bot.flow.revision import content_hash, structure_hash
from bot.flow.texts import reminders, texts_of
from bot.flow.ways import NEXT, SKIP, ways

TEXT_MAX: Final = 1000
PICKS_MAX: Final = 100


def compile_flow(flow: doc.FlowFile, translate: Translate | None = None) -> Flow:
    """Compile a flow in which the checker found no error.

    Raises:
        ExpressionError: A condition can't be used; the checker reports these as F033 or F034.
    """
    environment = Environment({name: var.type for name, var in flow.vars.items()})
    build = _Builder(flow, environment.compile)
    steps = {name: build.node(name, step) for name, step in flow.steps.items()}
    return Flow(
        id=flow.flow,
        file=flow,
        content=content_hash(flow),
        structure=structure_hash(flow),
        start=flow.start,
        expires=seconds(flow.expires),
        steps=steps,
        variables=build.variables,
        texts={text.key: text.text for text in texts_of(flow)},
        labels=_labels(flow),
        ahead=questions_ahead(Graph.of(flow)),
        machine=_machine(flow, environment.compile),
        listed={
            step.save: getattr(step, "ask", "")
            for step in flow.steps.values()
            if isinstance(step, kinds.ListedStep) and step.save
        },
        translate=translate,
    )


class _Builder:
    """Makes the runtime step of each step of the file."""

    def __init__(self, flow: doc.FlowFile, compile_: Callable[[str], Expression]) -> None:
        self._compile = compile_
        self.variables = {
            name: Variable(
                var.type, var.default, var.min, var.max, var.keep, var.sensitive, var.last
            )
            for name, var in flow.vars.items()
        }

    def node(self, name: str, step: parts.Step) -> AnyNode:
        sets = tuple((key, self._compile(text)) for key, text in (step.set_ or {}).items())
        if isinstance(step, kinds.SayStep | kinds.EndStep):
            count = len(step.say) if isinstance(step.say, list) else int(step.say is not None)
            lines = tuple(f"{name}/say.{number}" for number in range(count))
            return Tell(name, sets, lines, step.end if isinstance(step, kinds.EndStep) else None)
        if isinstance(step, kinds.CallStep):
            return Call(name, sets, step.call)
        if isinstance(step, kinds.PaceStep):
            parts = rhythm(step.pace)
            total = step.pace.rounds * sum(length for _, length in parts)
            return Pause(name, sets, parts, step.pace.rounds, total, *_pause_texts(name, step))
        if isinstance(step, kinds.WaitStep):
            return Pause(name, sets, (), 1, seconds(step.wait), *_pause_texts(name, step))
        if isinstance(step, kinds.AskStep):
            return self._question(name, sets, step)
        return Branch(name, sets)

    def _question(
        self, name: str, sets: tuple[tuple[str, Expression], ...], step: kinds.AskStep
    ) -> Question:
        var = self.variables.get(step.save or "", Variable("text"))
        low, high = _limits(step, var)
        return Question(
            id=name,
            sets=sets,
            kind=getattr(step, "ask", ""),
            save=step.save,
            options=tuple(self._options(name, step)),
            low=low,
            high=high,
            whole=var.type in {"int", "scale"},
            points=tuple(getattr(step, "labels", None) or ()),
            skip=skip_trigger(step),
            skip_label=f"{name}/skip" if step.skip is not None else None,
            retry=f"{name}/retry" if step.retry is not None else None,
            unit=f"{name}/unit" if getattr(step, "unit", None) else None,
            reminders=tuple(
                (seconds(one.after), f"{name}/remind.{number}")
                for number, (one, _) in enumerate(reminders(step))
            ),
            sensitive=var.sensitive,
        )

    def _options(self, name: str, step: kinds.AskStep) -> Iterator[Choice]:
        for option in getattr(step, "options", ()):
            shown = self._compile(option.condition) if option.condition else None
            yield Choice(option.id, f"{name}/options.{option.id}", shown)


def rhythm(pace: kinds.Rhythm) -> tuple[tuple[str, int], ...]:
    """The parts of a rhythm that are there, in the order in which they happen, in seconds."""
    lengths = zip(parts.PHASES, (pace.in_, pace.again, pace.hold, pace.out, pace.rest), strict=True)
    return tuple((part, seconds(length)) for part, length in lengths if length)


def skip_trigger(step: kinds.AskStep) -> str | None:
    """How a question is skipped: to a step of its own, on, or not at all."""
    if step.required:
        return None
    if isinstance(step.skip, kinds.Skip) and step.skip.go:
        return SKIP
    return NEXT if step.next is not None else None


def _limits(step: kinds.AskStep, var: Variable) -> tuple[float | None, float | None]:
    if isinstance(step, kinds.MultiStep):
        pick = step.pick or kinds.Pick()
        return pick.min, pick.max or len(step.options)
    if isinstance(step, kinds.TextStep):
        return None, var.high or TEXT_MAX
    return var.low, var.high


def _pause_texts(name: str, step: kinds.PaceStep | kinds.WaitStep) -> tuple[str | None, str | None]:
    return (
        f"{name}/text" if step.text is not None else None,
        f"{name}/early" if step.early is not None else None,
    )


def _labels(flow: doc.FlowFile) -> dict[str, dict[str, str]]:
    labels: dict[str, dict[str, str]] = {}
    for name, step in flow.steps.items():
        if isinstance(step, kinds.ChoiceStep | kinds.MultiStep) and step.save:
            for option in step.options:
                key = f"{name}/options.{option.id}"
                labels.setdefault(step.save, {}).setdefault(option.id, key)
    return labels


def _machine(flow: doc.FlowFile, compile_: Callable[[str], Expression]) -> Machine:
    machine = FlowMachine(
        model=None,
        states=list(flow.steps),
        initial=flow.start,
        auto_transitions=False,
    )
    for name, step in flow.steps.items():
        for trigger, target, condition in ways(step):
            holds = partial(_holds, compile_(condition)) if condition else None
            machine.add_transition(trigger, name, target, conditions=holds)
    return machine


def _holds(expression: Expression, cursor: Cursor) -> bool:
    return expression.true(cursor.data(expression))
