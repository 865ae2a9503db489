"""What a turn and a batch of turns did, to be told to who watches once it is durable."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.dialogue.talk import Out, Tally
from bot.effects import Fault
from bot.watch import Watch
from safety import TIERS, Category, Screening, Tier


class Taken(NamedTuple):
    """What came of one update, without words.

    Attributes:
        kind: What the person did, as in `bot.dialogue.talk.Came`.
        faults: What has to be told to the operators.
        found: The categories of risk in their words, each with its gravest tier.
        helped: How help came, each time: `shown`, `repeated`, `offered` or `opened`.
        misread: They said that their words were misread.
        late: It was a timer that was dropped, since it rang too late.
    """

    kind: str = "other"
    faults: Sequence[Fault] = ()
    found: Sequence[tuple[Tier, Category]] = ()
    helped: Sequence[str] = ()
    misread: bool = False
    late: bool = False

    @classmethod
    def of(cls, kind: str, seen: Screening, out: Sequence[Out]) -> "Taken":
        """What is worth telling of a turn that said all this."""
        gravest: dict[Category, Tier] = {}
        for finding in sorted(seen.findings, key=lambda one: TIERS.index(one.tier)):
            gravest.setdefault(finding.category, finding.tier)
        tallies = [one for one in out if isinstance(one, Tally)]
        return cls(
            kind,
            [one for one in out if isinstance(one, Fault)],
            [(tier, category) for category, tier in gravest.items()],
            [one.key for one in tallies if one.what == "help"],
            any(one.what == "misread" for one in tallies),
        )


@dataclass
class Batch:
    """What one unit of work did with updates.

    Attributes:
        count: How many it took on.
        new: How many came for the first time.
        known: How many came once more.
        rung: How many timers rang.
        left: How many wait for a process with newer code.
        taken: What came of those that took effect, and the seconds each took.
        failed: For each of the others, whether it was given up.
    """

    count: int = 0
    new: int = 0
    known: int = 0
    rung: int = 0
    left: int = 0
    taken: list[tuple[Taken, float]] = field(default_factory=list)
    failed: list[bool] = field(default_factory=list)

    def tell(self, watch: Watch) -> None:
        """It is durable now."""
        if self.new or self.known:
            watch.received(self.new, self.known)
        if self.rung:
            watch.rang(self.rung)
        if self.left:
            watch.left(self.left)
        for taken, seconds in self.taken:
            watch.handled(taken.kind, seconds)
            _tell(watch, taken)
        for for_good in self.failed:
            watch.failed(for_good=for_good)


def _tell(watch: Watch, taken: Taken) -> None:
    for tier, category in taken.found:
        watch.found(tier, category)
    for how in taken.helped:
        watch.helped(how)
    if taken.misread:
        watch.misread()
    if taken.late:
        watch.came_late()
