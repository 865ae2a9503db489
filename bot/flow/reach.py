"""A flow as a graph: what can be reached, what can end, what goes in circles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.flow import document as doc
from bot.flow import kinds
from bot.flow.ways import ways


@dataclass(frozen=True, slots=True)
class Graph:
    """Steps and the ways between them.

    Attributes:
        start: The first step.
        ways: For each step, the steps that can follow it; targets that don't exist are left
            out.
        ends: Steps at which the flow ends.
        rests: Steps at which it waits for a person, for time, or for another flow.
        questions: Steps that ask.
    """

    start: str
    ways: Mapping[str, tuple[str, ...]]
    ends: frozenset[str]
    rests: frozenset[str]
    questions: frozenset[str]

    @classmethod
    def of(cls, flow: doc.FlowFile) -> "Graph":
        """The graph of a flow."""
        targets = {
            name: tuple(dict.fromkeys(go for _, go, _ in ways(step) if go in flow.steps))
            for name, step in flow.steps.items()
        }
        resting = kinds.AskStep | kinds.PaceStep | kinds.WaitStep | kinds.CallStep
        steps = flow.steps.items()
        return cls(
            flow.start,
            targets,
            frozenset(name for name, step in steps if isinstance(step, kinds.EndStep)),
            frozenset(name for name, step in steps if isinstance(step, resting)),
            frozenset(name for name, step in steps if isinstance(step, kinds.AskStep)),
        )

    def reachable(self) -> set[str]:
        """Every step that can be reached from the start."""
        return _spread([self.start] if self.start in self.ways else [], self.ways)

    def after(self, name: str) -> set[str]:
        """Every step that can follow this one, soon or late."""
        return _spread(self.ways[name], self.ways)

    def can_end(self) -> set[str]:
        """Every step from which an end can be reached."""
        backwards: dict[str, list[str]] = {name: [] for name in self.ways}
        for name, targets in self.ways.items():
            for target in targets:
                backwards[target].append(name)
        return _spread(self.ends, backwards)

    def loops(self, within: Iterable[str] | None = None) -> list[list[str]]:
        """The steps that go in circles, circle by circle, of the whole or of `within`."""
        names = list(self.ways if within is None else within)
        inside = set(names)
        ways = {name: [to for to in self.ways[name] if to in inside] for name in names}
        return [
            circle for circle in components(ways) if len(circle) > 1 or circle[0] in ways[circle[0]]
        ]


def _spread(start: Iterable[str], ways: Mapping[str, Iterable[str]]) -> set[str]:
    seen: set[str] = set()
    todo = list(start)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(ways[name])
    return seen


def components(ways: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Strongly connected components, each after all that it leads to (Tarjan 1972)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for root in ways:
        if root in number:
            continue
        work = [(root, iter(ways[root]))]
        number[root] = low[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        while work:
            name, following = work[-1]
            for to in following:
                if to not in number:
                    number[to] = low[to] = len(number)
                    stack.append(to)
                    on_stack.add(to)
                    work.append((to, iter(ways[to])))
                    break
                if to in on_stack:
                    low[name] = min(low[name], number[to])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == number[name]:
                    at = stack.index(name)
                    found.append(stack[at:])
                    on_stack.difference_update(stack[at:])
                    del stack[at:]
    return found


def questions_ahead(graph: Graph) -> dict[str, int]:
    """For each step, the most questions that can still come, itself included, loops once.

    The most, because a total that shrinks is a pleasant surprise and one that grows is not.
    """
    longest: dict[str, int] = {}
    for circle in components(graph.ways):
        inside = set(circle)
        beyond = [longest[to] for name in circle for to in graph.ways[name] if to not in inside]
        count = len(graph.questions & inside) + max(beyond, default=0)
        longest.update(dict.fromkeys(circle, count))
    return longest
