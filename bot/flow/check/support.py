"""Does "worse" lead to support: people, help or something that steadies, and never deeper.

What counts as worse: an answer that says so, and a second rating that is high or has risen (or
fallen, where a higher number is the better one). From there each way has to come to support
before the flow ends, and no way may go on with the exercise. Which ids, numbers and words
these are stands in `care.yaml`; the rule itself is content.md, "All flows", and issue 5.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from bot.flow import kinds, parts
from bot.flow.check.subject import Subject
from bot.flow.document import Var
from bot.flow.findings import Finding
from bot.flow.texts import texts_of
from bot.flow.ways import NEXT, ways
from bot.flow.yaml_reader import Trail

_TYPED = kinds.TextStep | kinds.NumberStep | kinds.TimeStep | kinds.MultiStep | kinds.ScaleStep
"""Questions of an exercise: after "worse" nobody is asked one of them."""
_WORD: Final = re.compile(r"\w+")
_HELP: Final = "safety"
"""The pack whose flows are help, whatever else they say of themselves."""


def check(subject: Subject) -> Iterator[Finding]:
    """All findings about what follows when it is worse."""
    paths = _Paths.of(subject)
    worse = [*_worse_answers(subject)]
    for path, targets in worse:
        yield from _lost(subject, paths, path, targets)
    yield from _one_sided(subject)
    yield from _ratings(subject, paths, {str(path[1]) for path, _ in worse})


def _worse_answers(subject: Subject) -> Iterator[tuple[Trail, list[str]]]:
    """Every answer that says "worse": its place, and the steps it leads to."""
    for name, step in subject.flow.steps.items():
        for number, option in enumerate(getattr(step, "options", ())):
            if _says_worse(subject, option):
                following = [go for trigger, go, _ in ways(step) if trigger == NEXT]
                yield (
                    ("steps", name, "options", number),
                    [option.go] if option.go else following,
                )


def _says_worse(subject: Subject, option: kinds.Option) -> bool:
    words = {option.id, *_WORD.findall(option.label.lower())}
    return not words.isdisjoint(subject.care.worse.options)


def _one_sided(subject: Subject) -> Iterator[Finding]:
    """Findings about questions that take "better" for an answer, and not "worse"."""
    care = subject.care.worse
    for name, step in subject.flow.steps.items():
        options = getattr(step, "options", ())
        better = {one.id for one in options}.intersection(care.better)
        if better and not any(_says_worse(subject, one) for one in options):
            yield subject.at_key(
                ("steps", name, "options"),
                "F058",
                "nobody can say here that it is worse",
                "add an answer `worse` that leads to support",
            )


def _lost(
    subject: Subject, paths: "_Paths", path: Trail, targets: Iterable[str]
) -> Iterator[Finding]:
    """A finding when support is missed, and one when the exercise goes on."""
    targets = list(targets)
    end = paths.first(targets, paths.unmet_ends, through=paths.unmet)
    if end is not None:
        yield subject.at_value(
            path,
            "F058",
            f'this can end at "{end}" without a person, help or something that steadies',
            "lead it to grounding, then to people: call a steady flow or help-now, or name them",
        )
    deeper = paths.first(targets, paths.deeper)
    if deeper is not None:
        yield subject.at_value(
            path,
            "F058",
            f'from here the exercise goes on at "{deeper}"',
            "after worse come only grounding, people and help, then a goodbye",
        )


@dataclass(slots=True)
class _Paths:
    """What the steps of a flow are for somebody to whom it got worse."""

    subject: Subject
    offers: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, subject: Subject) -> "_Paths":
        """The steps at which there is support, and those from which one tap leads to it."""
        paths = cls(subject)
        words = subject.care.worse.support
        for text in texts_of(subject.flow):
            told = text.path[0] == "steps" and text.role in {"message", "question"}
            if told and any(word in text.text for word in ("{help.", *words)):
                paths.offers.add(str(text.path[1]))
        steps = subject.flow.steps
        paths.offers |= {name for name, step in steps.items() if paths._is_support(step)}
        offered = {
            name
            for name, step in steps.items()
            if isinstance(step, kinds.ChoiceStep)
            and any(option.go in paths.offers for option in step.options)
        }
        paths.offers |= offered
        return paths

    def _is_support(self, step: parts.Step) -> bool:
        if isinstance(step, kinds.CallStep):
            return self._steadies(step)
        return isinstance(step, kinds.EndStep) and step.end == "support"

    def _steadies(self, step: kinds.CallStep) -> bool:
        called = self.subject.flows.get(step.call)
        return called is None or called.steady or called.pack == _HELP

    def unmet(self, name: str) -> bool:
        """Whether this step brings no support."""
        return name not in self.offers

    def unmet_ends(self, name: str) -> bool:
        """Whether the flow ends here, and support has not come."""
        return isinstance(self.subject.flow.steps[name], kinds.EndStep) and self.unmet(name)

    def deeper(self, name: str) -> bool:
        """Whether this step goes on with an exercise."""
        step = self.subject.flow.steps[name]
        if isinstance(step, kinds.CallStep):
            return not self._steadies(step)
        return isinstance(step, _TYPED)

    def safe(self, name: str) -> bool:
        """Whether someone for whom it got worse is well met from this step on."""
        return (
            self.first([name], self.unmet_ends, through=self.unmet) is None
            and self.first([name], self.deeper) is None
        )

    def first(
        self,
        start: Iterable[str],
        wanted: Callable[[str], bool],
        through: Callable[[str], bool] = lambda _: True,
    ) -> str | None:
        """The first step of a kind that can be reached, passing only steps that let through."""
        seen: set[str] = set()
        todo = list(start)
        while todo:
            name = todo.pop(0)
            if name in seen or name not in self.subject.flow.steps:
                continue
            seen.add(name)
            if wanted(name):
                return name
            if through(name):
                todo.extend(self.subject.graph.ways[name])
        return None


def _ratings(subject: Subject, paths: _Paths, worse: set[str]) -> Iterator[Finding]:
    """Findings about a second rating that is a bad one, and nobody is met."""
    measure = subject.flow.measure
    if measure is None or measure.before == measure.after:
        return
    for name, step in subject.flow.steps.items():
        if not isinstance(step, kinds.ScaleStep) or step.save != measure.after:
            continue
        asked = paths.first(subject.graph.ways[name], worse.__contains__)
        if asked is None and not _all_met(subject, paths, name):
            yield subject.at_key(
                ("steps", name),
                "F058",
                f'"{measure.after}" can be worse here, and no rule leads to support then',
                f"add {_rule(subject)}, or ask how it is now, with an answer `worse`",
            )


def _rule(subject: Subject) -> str:
    """What could stand there."""
    measure, care = subject.flow.measure, subject.care.worse
    assert measure is not None  # noqa: S101  (for the type checker)
    if measure.better == "more":
        return f'{{if: "{measure.after} + {care.change} <= {measure.before}", go: …}}'
    high = f'{{if: "{measure.after} >= {care.high}", go: …}}'
    return f'{high} and {{if: "{measure.after} >= {measure.before} + {care.change}", go: …}}'


def _all_met(subject: Subject, paths: _Paths, name: str) -> bool:
    """Whether every bad second rating leads to support."""
    care = subject.care.worse
    met = {pair: paths.safe(go) for pair, go in _after(subject, name)}
    if subject.flow.measure and subject.flow.measure.better == "more":
        return all(ok for (was, now), ok in met.items() if now <= was - care.change)
    return all(ok for (was, now), ok in met.items() if now >= was + care.change or now >= care.high)


def _after(subject: Subject, name: str) -> Iterator[tuple[tuple[int, int], str]]:
    """For each pair of a first and a second rating, the step that follows."""
    flow, measure = subject.flow, subject.flow.measure
    assert measure is not None  # noqa: S101  (for the type checker)
    rules = [
        (None if condition is None else subject.environment.compile(condition), go)
        for trigger, go, condition in ways(flow.steps[name])
        if trigger == NEXT
    ]
    answered = {one: one in {measure.before, measure.after} for one in flow.vars}
    for was, now in product(_points(flow.vars[measure.before]), _points(flow.vars[measure.after])):
        data = {measure.before: was, measure.after: now, "answered": answered}
        yield (
            (was, now),
            next(go for rule, go in rules if rule is None or rule.true(data)),
        )


def _points(var: Var) -> range:
    return range(int(var.min or 0), int(var.max or 0) + 1)
