"""Several concerns over a person's recent messages make one serious.

Takes findings only, so a bot can keep rule, tier and time of what fired without keeping what
was written. Which messages are recent is for the caller to say: it has the clock.

What counts is a *statement*: one place in one message, however many rules hear it there.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from safety.finding import Category, Finding, only_named, scale

SUM: Final = "sum.concerns"
"""The rule of what concerns come to together."""
ENOUGH: Final = 5
"""Two plain statements, and one more of any weight; or one that `AGREE` rules hear."""
WORRIED: Final = 8
"""Four plain ones, while they also speak of somebody else at risk: sad words may be about that."""
PLAIN: Final = 2
LESS: Final = 1
"""For what is denied, past, quoted or laughed at, or says again what was heard before."""
AGAIN: Final = 2
"""So often what was heard before counts when it is said again: one hint alone never adds up."""
AGREE: Final = 3
"""Two rules may describe the same words; where three do, it is no accident."""
MESSAGES: Final = 12
"""How many of the last messages count."""

Statement = tuple[Finding, ...]


def add_up(recent: Sequence[Iterable[Finding]]) -> Finding | None:
    """Weigh the concerns of the recent messages, the newest last.

    Categories that are near each other share a scale, all others have one each: a tight chest, a
    lost appetite and a bad day are no sign of one thing. Only the newest message can tip it, so an
    answer like "ok" never interrupts.

    Returns:
        A serious finding of the rule `SUM`, at the newest statement and of the category that
        weighs most in its scale; or None.
    """
    messages = [tuple(one) for one in recent[-MESSAGES:]]
    said = [one for findings in messages for one in statements(findings)]
    about_others = {
        scale(one.category) for found in messages for one in found if one.tier == "third_party"
    }
    for newest in statements(messages[-1]) if messages else ():
        near = scale(newest[0].category)
        weights = _weights(one for one in said if one[0].category in near)
        if weights.total() >= (WORRIED if near in about_others else ENOUGH):
            last = newest[0]
            most = max((last.category, *near), key=lambda one: weights[one])
            return Finding(SUM, most, "serious", last.span, (), last.version)
    return None


def statements(findings: Iterable[Finding]) -> tuple[Statement, ...]:
    """What counts of one message: for each place and scale, the concerns that were heard there.

    What is about somebody else doesn't count, nor a word that was only named; nor, beside a plain
    concern at the same place, one that is less.
    """
    counted = [*filter(_counts, findings)]
    plain = _places(_plain(counted))
    less = _places(
        one for one in counted if not one.plain and not any(_meets(one, place) for place in plain)
    )
    return tuple(sorted(map(tuple, [*plain, *less]), key=lambda place: place[0].span))


def _places(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings by the places at which they stand, one after another."""
    places: list[list[Finding]] = []
    for one in sorted(findings, key=lambda one: one.span):
        place = next((place for place in places if _meets(one, place)), None)
        if place is None:
            places.append([one])
        else:
            place.append(one)
    return places


def _meets(one: Finding, place: Sequence[Finding]) -> bool:
    """Whether a finding shares words with a place of its scale."""
    start, end = place[0].span[0], max(other.span[1] for other in place)
    return scale(place[0].category) == scale(one.category) and (
        one.span[0] < end and start < one.span[1]
    )


def _weights(said: Iterable[Statement]) -> Counter[Category]:
    """What statements weigh, for each category."""
    heard: Counter[str] = Counter()
    weights: Counter[Category] = Counter()
    for one in said:
        rules = {finding.rule for finding in one}
        times = min(heard[rule] for rule in rules)
        heard.update(rules)
        if times:
            weight = LESS if times <= AGAIN else 0
        elif _plain(one):
            weight = ENOUGH if len(rules) >= AGREE else PLAIN
        else:
            weight = LESS
        weights[one[0].category] += weight
    return weights


def _plain(found: Iterable[Finding]) -> list[Finding]:
    return [one for one in found if one.plain]


def _counts(one: Finding) -> bool:
    return one.tier == "concern" and not only_named(one.rule)
