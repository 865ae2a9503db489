"""Several concerns of one category over a person's recent messages make one serious.

Takes findings only, so a bot can keep rule, tier and time of what fired without keeping what
was written. Which messages are recent is for the caller to say: it has the clock.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from safety.finding import Category, Finding, only_named

ENOUGH: Final = 6
"""Two for a concern, one for a denied or past one: three plain concerns."""

MESSAGES: Final = 12
"""How many of the last messages count."""


def add_up(recent: Sequence[Iterable[Finding]]) -> Finding | None:
    """Weigh the concerns of the recent messages, the newest last.

    The same rule counts once however often it fires, because people repeat a sentence that was
    not heard; what is about somebody else doesn't count, nor a word that was only named. Each
    category has a scale of its own: a tight chest, a lost appetite and a bad day are no sign of
    one thing. Only the newest message can tip it, so an answer like "ok" never interrupts.

    Returns:
        A serious finding `sum.concerns` at the newest concern, or None.
    """
    messages = [tuple(one) for one in recent][-MESSAGES:]
    weights: dict[Category, dict[str, int]] = defaultdict(dict)
    for one in (finding for findings in messages for finding in findings):
        if _counts(one):
            rules = weights[one.category]
            rules[one.rule] = max(1 if one.modifiers else 2, rules.get(one.rule, 0))
    for newest in messages[-1] if messages else ():
        if _counts(newest) and sum(weights[newest.category].values()) >= ENOUGH:
            return Finding(
                "sum.concerns", newest.category, "serious", newest.span, (), newest.version
            )
    return None


def _counts(one: Finding) -> bool:
    return one.tier == "concern" and not only_named(one.rule)
