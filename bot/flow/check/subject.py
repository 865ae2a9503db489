"""What is under examination, and what the checks need to know of its surroundings."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.flow.care import CareRules
from bot.flow.document import FlowFile
from bot.flow.expression import Environment
from bot.flow.findings import Finding, Mark, finding
from bot.flow.reach import Graph
from bot.flow.source import Source
from bot.flow.yaml_reader import Trail


@dataclass(frozen=True, slots=True)
class Page:
    """A file of words for people, and the rules that it is held to."""

    source: Source
    care: CareRules

    def at_key(self, path: Trail, code: str, message: str, mend: str) -> Finding:
        """A finding at the key of `path`."""
        return self._find(self.source.marks.key(path), code, message, mend)

    def at_value(self, path: Trail, code: str, message: str, mend: str) -> Finding:
        """A finding at the value of `path`."""
        return self._find(self.source.marks.value(path), code, message, mend)

    def inside(self, path: Trail, offset: int, code: str, message: str, mend: str) -> Finding:
        """A finding at one character of the text at `path`."""
        return self._find(self.source.marks.inside(path, offset), code, message, mend)

    def _find(self, mark: Mark, code: str, message: str, mend: str) -> Finding:
        return finding(self.source.file, mark, code, message, mend)


@dataclass(frozen=True, slots=True)
class Subject(Page):
    """A flow whose shape is right.

    Attributes:
        flows: All flows whose shape is right, by id.
        known: Ids of all flows, those that could not be read too.
    """

    flow: FlowFile
    graph: Graph
    environment: Environment
    flows: Mapping[str, FlowFile]
    known: frozenset[str]


def outcomes(flow: FlowFile) -> set[str]:
    """How a flow can end, `stopped` aside, which is always possible."""
    ends = (getattr(step, "end", None) for step in flow.steps.values())
    return {end for end in ends if end} - {"stopped"}
