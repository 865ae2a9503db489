"""What the transcript tests of a flow have tried, and what there is to try."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.flow.flow import Flow, Question
from bot.flow.ways import ways


@dataclass(slots=True)
class Coverage:
    """What the tests of one flow have tried, and what there is to try."""

    steps: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    all_steps: set[str] = field(default_factory=set)
    all_taken: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, flow: Flow) -> "Coverage":
        """Everything there is to try in a flow."""
        taken = [name for step in flow.steps for name in _tries(flow, step)]
        return cls(all_steps=set(flow.steps), all_taken=list(dict.fromkeys(taken)))

    @property
    def missing(self) -> list[str]:
        """Options and rules that no test has taken, in the order of the file."""
        return [one for one in self.all_taken if one not in self.taken]

    @property
    def unseen(self) -> list[str]:
        """Steps that no test has come to."""
        return sorted(self.all_steps - self.steps)


def _tries(flow: Flow, step: str) -> Iterator[str]:
    """The names of a step's options and rules."""
    node = flow.steps[step]
    if isinstance(node, Question):
        yield from (f"{step}: option {option.id}" for option in node.options)
    rules = 0
    for trigger, target, condition in ways(flow.file.steps[step]):
        rules += trigger == "next"
        if not trigger.startswith("option."):
            yield way_of(step, trigger, target, rules if trigger == "next" else 0, condition)


def way_of(step: str, trigger: str, target: str, number: int, condition: str | None) -> str:
    """What an option or a rule is called: the step, which of its ways, and where it leads."""
    rule = f" rule {number}" if number else f" {trigger}"
    return f"{step}:{rule} -> {target}" + (f" (if {condition})" if condition else "")
