"""Which flows an operator lets people begin.

What is said in a crisis is never among the flows held back: the pack `safety` is always there,
reviewed or not, and so is the welcome. `mooring doctor` says so loudly while that matters.
"""

from collections.abc import Collection, Mapping
from typing import Final, Literal, NamedTuple, TypeAlias

from bot.flow.document import FlowFile
from bot.flow.kinds import CallStep
from bot.flow.programme import ProgrammeFile
from bot.flow.revision import content_hash

ALWAYS: Final = "safety"
"""The pack that no setting holds back."""
WELCOME: Final = "welcome-consent-pace"
"""The flow that comes before all others: held back, exercises would begin without a yes."""

Review: TypeAlias = Literal["unread", "changed", "read"]


def review_of(file: FlowFile | ProgrammeFile) -> Review:
    """Whether a clinician has read it, and read it as it is now."""
    if not file.reviewed.by:
        return "unread"
    return "read" if file.reviewed.hash == content_hash(file) else "changed"


class Serving(NamedTuple):
    """What an operator has decided.

    Attributes:
        reviewed_only: Only flows that a clinician has read as they are now.
        measures: Questionnaires too.
    """

    reviewed_only: bool = False
    measures: bool = False

    def offered(self, flows: Mapping[str, FlowFile]) -> frozenset[str]:
        """The ids of the flows that people can begin.

        A flow that leads into one held back is held back too: half of it would be words that
        nobody has read. What `safety` leads into stays within its reach.
        """
        there = {flow_id for flow_id, flow in flows.items() if self._allows(flow)}
        calls = {flow_id: _calls(flow) & flows.keys() for flow_id, flow in flows.items()}
        while True:
            kept = {one for one in there if flows[one].pack == ALWAYS or calls[one] <= there}
            if kept == there:
                return frozenset(there)
            there = kept

    def gives(self, programme: ProgrammeFile, offered: Collection[str]) -> bool:
        """Whether a programme can be given: it was read, if that is asked for, and so was all
        that comes in it."""
        read = not self.reviewed_only or review_of(programme) == "read"
        return read and all(day.flow in offered for day in programme.days)

    def _allows(self, flow: FlowFile) -> bool:
        if flow.pack == ALWAYS or flow.flow == WELCOME:
            return True
        if flow.pack == "measures" and not self.measures:
            return False
        return not self.reviewed_only or review_of(flow) == "read"


def said_in_crisis(flows: Mapping[str, FlowFile]) -> list[str]:
    """The ids of all flows that words of risk can lead to, `safety` and what it leads into."""
    found = [flow_id for flow_id, flow in flows.items() if flow.pack == ALWAYS]
    for flow_id in found:  # grows as it goes
        found += sorted(_calls(flows[flow_id]) & flows.keys() - set(found))
    return found


def _calls(flow: FlowFile) -> set[str]:
    """The flows that a flow leads into."""
    return {step.call for step in flow.steps.values() if isinstance(step, CallStep)}


USUAL: Final = Serving()
"""What holds until an operator decides otherwise."""
EVERYTHING: Final = Serving(measures=True)
"""For maintainers: all flows that can be served."""
