"""What is offered for what hurts now, from `flows/needs.yaml`: exercises by need, best first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from bot.flow.document import FlowFile, Pack
from bot.flow.findings import Finding, finding, suggest
from bot.flow.parts import FlowId, Part
from bot.flow.phrases import NEEDS
from bot.flow.shape import parse
from bot.flow.source import Source

Need: TypeAlias = Literal["text", "space", "numb", "know", "check"]
Pace: TypeAlias = Literal["quick", "slow", "steps"]


class NeedsFile(Part):
    """The file of needs."""

    paces: dict[Pace, Pack] = Field(description="The pack that keeps each pace.")
    needs: dict[Need, Annotated[list[FlowId], Field(min_length=1, max_length=8)]] = Field(
        description="Flows for each need, best first."
    )


@dataclass(frozen=True, slots=True)
class Needs:
    """Which exercises are for which need.

    Attributes:
        flows: Ids by need, best first.
        paces: The pack that keeps each pace.
    """

    flows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    paces: Mapping[str, str] = field(default_factory=dict)


def load_needs(
    source: Source, flows: Mapping[str, FlowFile], known: frozenset[str]
) -> tuple[NeedsFile | None, list[Finding]]:
    """Read and check the file. A folder of flows can do without: the menu then shows packs.

    Args:
        source: The file as read.
        flows: All flows whose shape is right, by id.
        known: Ids of all flows, those that could not be read too.
    """
    file, found = parse(source, NeedsFile)
    more = check_needs(source, file, flows, known) if file else ()
    return file, [*source.findings, *found, *more]


def check_needs(
    source: Source, file: NeedsFile, flows: Mapping[str, FlowFile], known: frozenset[str]
) -> Iterator[Finding]:
    """Findings about flows that are not there or that nobody could begin from a menu."""
    for need, ids in file.needs.items():
        for number, flow_id in enumerate(ids):
            mark = source.marks.value(("needs", need, number))
            flow = flows.get(flow_id)
            if flow_id not in known:
                mend = suggest(flow_id, set(known), "take it out of the list")
                yield finding(source.file, mark, "F021", f'there is no flow "{flow_id}"', mend)
            elif flow and (flow.therapist_only or flow.pack in {"safety", "measures"}):
                message = f'"{flow_id}" is not one that people begin from a menu'
                mend = "take it out of the list, or take another flow"
                yield finding(source.file, mark, "F084", message, mend)


def needs_of(file: NeedsFile | None) -> Needs:
    """The needs, ready to be offered."""
    if file is None:
        return Needs()
    flows = {str(need): tuple(file.needs[need]) for need in NEEDS if need in file.needs}
    return Needs(flows, {str(pace): str(pack) for pace, pack in file.paces.items()})
