"""In a long story innocent facts meet by chance; what a weak rule hears there needs support.

Of messages of up to 30 words by authors who knew no rule 0.4 % of the harmless ones interrupted, of
those of more than 45 words 1.7 %: each sentence more is another chance. Whoever tells a long story
and is at risk nearly always says so more than once. So a rule marked `weak`, one that has been met
in harmless stories too often for the true messages that it alone hears, offers help in a story
where nothing else of its kind was heard, and does not interrupt. (When the rules were marked that
was so for 5 of 27 harmless messages of more than 40 words that interrupted, and for 1 of 157 plain
ones of risk; nobody had read any of them.) What says a risk in its own words is never marked, nor
what can't wait (`imminent`). In fewer words a weak rule counts as it says.
"""

from collections import Counter
from collections.abc import Collection, Set
from dataclasses import replace
from typing import Final

from safety.finding import SINGLE, Finding, scale

STORY: Final = 40
"""With more words than these a message is a story."""


def weakened(findings: Collection[Finding], weak: Set[str]) -> list[Finding]:
    """The findings of a story: one that nothing supports is a concern, if its rule is weak.

    What was heard of the same or a near category supports it, however it is modified; what is about
    somebody else does not.

    Args:
        findings: The findings, one for each rule.
        weak: The rules that need support.
    """
    heard = Counter(scale(one.category) for one in findings if one.tier != "third_party")
    return [
        replace(one, tier="concern", modifiers=(SINGLE,))
        if one.interrupts and one.rule in weak and heard[scale(one.category)] == 1
        else one
        for one in findings
    ]
