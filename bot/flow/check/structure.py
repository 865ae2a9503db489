"""Does the flow hang together: every step reached, every way leading somewhere, an end."""

from collections.abc import Iterator

from bot.flow import document as doc
from bot.flow import kinds, parts
from bot.flow.check.subject import Subject, outcomes
from bot.flow.findings import Finding, suggest
from bot.flow.yaml_reader import Trail


def check(subject: Subject) -> Iterator[Finding]:
    """All findings about steps and the ways between them."""
    missing = [*_targets(subject)]
    dead = [*_dead_ends(subject)]
    yield from missing
    yield from dead
    yield from _rules(subject)
    yield from _options(subject)
    yield from _calls(subject)
    if not subject.graph.ends:
        yield subject.at_key(
            ("steps",),
            "F018",
            f'the flow "{subject.flow.flow}" has no end',
            'add a step with `end: done`, such as bye: {say: "…", end: done}',
        )
    elif not missing and not dead:
        yield from _stuck(subject)
    if not missing and not dead:
        yield from _unreached(subject)
    yield from _spinning(subject)


def targets(flow: doc.FlowFile) -> Iterator[tuple[Trail, str]]:
    """Every place in the file that names a step, and the name."""
    yield ("start",), flow.start
    for name, step in flow.steps.items():
        for path, target in _step_targets(step):
            yield ("steps", name, *path), target


def _step_targets(step: parts.Step) -> Iterator[tuple[Trail, str]]:
    if isinstance(step, kinds.BranchStep):
        yield from ((("branch", i, "go"), rule.go) for i, rule in enumerate(step.branch))
    following = getattr(step, "next", None)
    if isinstance(following, str):
        yield ("next",), following
    elif isinstance(following, list):
        yield from ((("next", i, "go"), rule.go) for i, rule in enumerate(following))
    elif isinstance(following, dict):
        yield from ((("next", outcome), go) for outcome, go in following.items())
    if isinstance(step, kinds.ChoiceStep | kinds.MultiStep | kinds.ListedStep):
        for i, option in enumerate(step.options):
            if option.go:
                yield ("options", i, "go"), option.go
    if isinstance(step, kinds.AskStep) and isinstance(step.skip, kinds.Skip) and step.skip.go:
        yield ("skip", "go"), step.skip.go


def _targets(subject: Subject) -> Iterator[Finding]:
    steps = subject.flow.steps
    for path, target in targets(subject.flow):
        if target not in steps:
            yield subject.inside(
                path,
                0,
                "F015",
                f'there is no step "{target}"',
                suggest(target, list(steps), "add it, or name one of the steps there are"),
            )


def _dead_ends(subject: Subject) -> Iterator[Finding]:
    for name, step in subject.flow.steps.items():
        if isinstance(step, kinds.ListedStep):
            yield from _without_go(subject, name, step.options)
        if not isinstance(step, kinds.AskStep) or step.next is not None:
            continue
        if not isinstance(step, kinds.ChoiceStep):
            yield subject.at_key(
                ("steps", name),
                "F016",
                f'step "{name}" leads nowhere: `next` is missing',
                "add `next: ` and the name of the step that follows",
            )
            continue
        yield from _without_go(subject, name, step.options)


def _without_go(subject: Subject, name: str, options: list[kinds.Option]) -> Iterator[Finding]:
    """Findings about options that have to say where they lead."""
    for i, option in enumerate(options):
        if option.go is None:
            yield subject.at_value(
                ("steps", name, "options", i),
                "F016",
                f'option "{option.id}" of step "{name}" leads nowhere',
                "add `go: ` to it, or `next: ` to the step",
            )


def _rules(subject: Subject) -> Iterator[Finding]:
    for name, step in subject.flow.steps.items():
        for key in ("next", "branch"):
            rules = getattr(step, key, None)
            if not isinstance(rules, list):
                continue
            for i, rule in enumerate(rules):
                last = i == len(rules) - 1
                path = ("steps", name, key, i)
                if last and rule.condition is not None:
                    yield subject.at_value(
                        path,
                        "F019",
                        f'when no rule of step "{name}" is true, there is no way on',
                        "add a last rule without `if`, such as - go: step",
                    )
                elif not last and rule.condition is None:
                    yield subject.at_value(
                        path,
                        "F019",
                        f'this rule of step "{name}" is always taken, those after it never',
                        "give it an `if`, or make it the last",
                    )


def _options(subject: Subject) -> Iterator[Finding]:
    for name, step in subject.flow.steps.items():
        if not isinstance(step, kinds.ChoiceStep | kinds.MultiStep | kinds.ListedStep):
            continue
        seen: set[str] = set()
        for i, option in enumerate(step.options):
            if option.id in seen:
                yield subject.at_value(
                    ("steps", name, "options", i, "id"),
                    "F025",
                    f'two options of step "{name}" have the id "{option.id}"',
                    "give one of them another id",
                )
            seen.add(option.id)
        listed = isinstance(step, kinds.ListedStep)
        if not listed and all(option.condition for option in step.options):
            yield subject.at_key(
                ("steps", name, "options"),
                "F026",
                f'every option of step "{name}" has an `if`, so there may be none to tap',
                "leave the `if` off at least one",
            )


def _calls(subject: Subject) -> Iterator[Finding]:
    for name, step in subject.flow.steps.items():
        if not isinstance(step, kinds.CallStep):
            continue
        path: Trail = ("steps", name)
        if step.call not in subject.known:
            yield subject.inside(
                (*path, "call"),
                0,
                "F021",
                f'there is no flow "{step.call}"',
                suggest(step.call, set(subject.known), "write it first, or call another"),
            )
        elif _circular(subject, step.call):
            yield subject.inside(
                (*path, "call"),
                0,
                "F022",
                f'"{subject.flow.flow}" calls "{step.call}", which leads back here by calls',
                "to repeat something, lead back with go"
                if step.call == subject.flow.flow
                else "take one of the calls out",
            )
        if isinstance(step.next, dict):
            yield from _outcomes(subject, path, step)
            yield from _goodbye(subject, (*path, "next", "stopped"), step)


def _circular(subject: Subject, callee: str) -> bool:
    seen: set[str] = set()
    todo = [callee]
    while todo:
        flow = todo.pop()
        if flow == subject.flow.flow:
            return True
        if flow in seen or flow not in subject.flows:
            continue
        seen.add(flow)
        steps = subject.flows[flow].steps.values()
        todo += [step.call for step in steps if isinstance(step, kinds.CallStep)]
    return False


def _outcomes(subject: Subject, path: Trail, step: kinds.CallStep) -> Iterator[Finding]:
    callee = subject.flows.get(step.call)
    if callee is None or not isinstance(step.next, dict):
        return
    ends = outcomes(callee)
    for outcome in sorted(ends - set(step.next)):
        yield subject.at_key(
            (*path, "next"),
            "F023",
            f'"{step.call}" can end with "{outcome}", and nothing follows that',
            f"add `{outcome}: ` and a step",
        )
    for outcome in step.next:
        if outcome not in ends and outcome != "stopped":
            yield subject.at_key(
                (*path, "next", outcome),
                "F023",
                f'"{step.call}" never ends with "{outcome}"',
                suggest(outcome, ends | {"stopped"}, "delete this line"),
            )


def _goodbye(subject: Subject, path: Trail, step: kinds.CallStep) -> Iterator[Finding]:
    target = step.next.get("stopped") if isinstance(step.next, dict) else None
    seen: set[str] = set()
    todo = [target] if target in subject.flow.steps else []
    while todo:
        name = todo.pop()
        if name in subject.graph.rests:
            yield subject.inside(
                path,
                0,
                "F024",
                f'after stopping, step "{name}" would go on',
                "lead to a step that says goodbye and ends",
            )
            return
        if name not in seen:
            seen.add(name)
            todo.extend(subject.graph.ways[name])


def _stuck(subject: Subject) -> Iterator[Finding]:
    can_end, reachable = subject.graph.can_end(), subject.graph.reachable()
    for circle in subject.graph.loops(reachable - can_end):
        first = next(name for name in subject.flow.steps if name in circle)
        steps = ", ".join(name for name in subject.flow.steps if name in circle)
        yield subject.at_key(
            ("steps", first),
            "F017",
            f"these steps go in circles without a way out: {steps}",
            "lead one of them to a step that ends",
        )


def _unreached(subject: Subject) -> Iterator[Finding]:
    reachable = subject.graph.reachable()
    for name in subject.flow.steps:
        if name not in reachable:
            yield subject.at_key(
                ("steps", name),
                "F013",
                f'step "{name}" is never reached',
                "lead another step to it, or delete it",
            )


def _spinning(subject: Subject) -> Iterator[Finding]:
    passing = [name for name in subject.flow.steps if name not in subject.graph.rests]
    for circle in subject.graph.loops(passing):
        first = next(name for name in subject.flow.steps if name in circle)
        yield subject.at_key(
            ("steps", first),
            "F020",
            f'the circle through step "{first}" asks nothing and waits for nothing',
            "put a question, a pace or a wait into it",
        )
