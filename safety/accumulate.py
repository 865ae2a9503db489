"""Several concerns over a person's recent messages make one serious.

Takes findings only, so a bot can keep rule, tier and time of what fired without keeping what
was written. Which messages are recent is for the caller to say: it has the clock.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from safety.finding import Finding, only_named

ENOUGH: Final = 6
"""Two for a concern, one for a denied or past one: three plain concerns."""

MESSAGES: Final = 12
"""How many of the last messages count."""


def add_up(recent: Sequence[Iterable[Finding]]) -> Finding | None:
    """Weigh the concerns of the recent messages, the newest last.

    The same rule counts once however often it fires, because people repeat a sentence that was
    not heard; what is about somebody else doesn't count, nor a word that was only named. Only
    the newest message can tip the scale, so an answer like "ok" never interrupts.

    Returns:
        A serious finding `sum.concerns` at the newest concern, or None.
    """
    messages = [tuple(one) for one in recent][-MESSAGES:]
    weights: dict[str, int] = {}
    for findings in messages:
        for one in findings:
            if one.tier == "concern" and not only_named(one.rule):
                weight = 1 if one.modifiers else 2
                weights[one.rule] = max(weight, weights.get(one.rule, 0))
    newest = [
        one
        for one in (messages[-1] if messages else ())
        if one.tier == "concern" and not only_named(one.rule)
    ]
    if not newest or sum(weights.values()) < ENOUGH:
        return None
    last = newest[0]
    return Finding("sum.concerns", last.category, "serious", last.span, (), last.version)
