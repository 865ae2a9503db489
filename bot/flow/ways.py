"""The ways out of a step: what triggers each, where it leads, on which condition."""

from collections.abc import Iterator
from typing import Final

from bot.flow import kinds, parts

NEXT: Final = "next"
SKIP: Final = "skip"
OUTCOME: Final = "outcome"


def ways(step: parts.Step) -> Iterator[tuple[str, str, str | None]]:
    """Every way out of a step: trigger, target and condition."""
    if isinstance(step, kinds.BranchStep):
        yield from ((NEXT, rule.go, rule.condition) for rule in step.branch)
    following = getattr(step, "next", None)
    if isinstance(step, kinds.CallStep):
        if isinstance(step.next, str):
            yield OUTCOME, step.next, None
        else:
            yield from ((f"{OUTCOME}.{one}", go, None) for one, go in step.next.items())
    elif isinstance(following, str):
        yield NEXT, following, None
    elif following is not None:
        yield from ((NEXT, rule.go, rule.condition) for rule in following)
    if isinstance(step, kinds.AskStep):
        for option in getattr(step, "options", ()):
            if option.go:
                yield f"option.{option.id}", option.go, None
        if isinstance(step.skip, kinds.Skip) and step.skip.go and not step.required:
            yield SKIP, step.skip.go, None
