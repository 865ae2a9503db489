"""In a long story two innocent facts meet by chance; what they say together needs support there.

A rule with `along_with` puts facts together, wherever they stand in the message. Whoever tells a
long story and is at risk nearly always says so more than once. Where nothing but one such rule
hears it, it offers help and does not interrupt. (Of messages of forty words and more by authors who
knew no rule, that was so for 26 of 2,402 harmless ones and 4 of 179 plain ones of risk; of 25 to 39
words it was true twice as often as false.) What a rule hears in one place is never weakened, nor
what can't wait, nor what is said in fewer words.
"""

from collections.abc import Collection, Iterable, Set
from dataclasses import replace
from typing import Final

from safety.finding import SINGLE, Finding, scale

STORY: Final = 40
"""From so many words on a message is a story."""


def weakened(findings: Iterable[Finding], facts: Set[str]) -> list[Finding]:
    """The findings of a story, a serious one of two facts that nothing supports as a concern.

    Args:
        findings: The findings.
        facts: The rules that put facts together.
    """
    every = [*findings]
    return [
        replace(one, tier="concern", modifiers=(SINGLE,))
        if one.rule in facts and single(one, every)
        else one
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
