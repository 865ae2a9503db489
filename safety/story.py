"""A single sign in a story offers help, it does not stop everything.

Whoever tells a long story and is at risk nearly always says so more than once. Where only one rule
hears it, at one place, it was mostly two innocent facts that met. (Of messages of forty words and
more by authors who knew no rule, 64 of 1,904 harmless ones and 21 of 179 plain ones of risk were
like that: a third of all false alarms, and one in eighty of what interrupts.) What can't wait is
never weakened, nor any message that is shorter.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from safety.finding import SINGLE, Finding, scale

STORY: Final = 40
"""Words of a message from which on it is a story. Among those of 25 to 39 words, single signs
were true twice as often as false."""


def weakened(findings: Iterable[Finding]) -> list[Finding]:
    """The findings of a story, a serious one that nothing supports as a concern."""
    every = [*findings]
    return [
        replace(one, tier="concern", modifiers=(SINGLE,)) if single(one, every) else one
        for one in every
    ]


def single(finding: Finding, every: Collection[Finding]) -> bool:
    """Whether a finding is serious, and all that is heard of it and of what is near.

    Another rule that interrupts supports it, or one that fires elsewhere, or two of any kind.
    """
    if finding.tier != "serious" or not finding.plain:
        return False
    near = [
        one
        for one in every
        if one.rule != finding.rule
        and one.tier != "third_party"
        and one.category in scale(finding.category)
    ]
    return len(near) < 2 and not any(one.interrupts or _apart(one, finding) for one in near)


def _apart(one: Finding, other: Finding) -> bool:
    return one.span[1] <= other.span[0] or other.span[1] <= one.span[0]
