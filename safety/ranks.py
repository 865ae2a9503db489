"""In which order phrases are looked for: the gravest first, each kind by itself.

The rank of a phrase says the tier and the category of its rule, and whether that asks for company.
So of a long message that has come to enough of a kind no more of it is looked for. Several ranks
are a whole number with a bit for each.
"""

from collections.abc import Iterable
from typing import Final

from safety.finding import CATEGORIES, INTERRUPTS, TIERS, Category, Tier, only_named, scale
from safety.language import Rule

RANKS: Final = 64
"""The ranks of phrases are lower."""
EVERY: Final = (1 << RANKS) - 1
ALONE: Final = RANKS - 1
"""The rank of the phrases that must be the whole message, whatever their kind."""
AMONG_OTHERS: Final = EVERY ^ 1 << ALONE

_SIZE: Final = len(CATEGORIES)
_NAMED: Final = "named"
"""Instead of a tier: a concern for a word that was only named."""
_FIRST: Final = {
    "imminent": 0,
    "serious": 2 * _SIZE,
    "concern": 4 * _SIZE,
    _NAMED: 5 * _SIZE,
    "third_party": 6 * _SIZE,
}
"""The first rank of a tier: one for each category, of those that interrupt two."""


def rank(rule: Rule) -> int:
    """The rank of the phrases of a rule; of what interrupts what needs no company comes first."""
    if rule.alone:
        return ALONE
    first = _FIRST[_NAMED if _named(rule) else rule.tier] + CATEGORIES.index(rule.category)
    return first + _SIZE * (rule.tier in INTERRUPTS and bool(rule.along_with or rule.not_with))


def _named(rule: Rule) -> bool:
    return rule.tier == "concern" and only_named(rule.id)


def _kinds(tiers: Iterable[str], among: Iterable[Category] = CATEGORIES) -> int:
    """The ranks of some tiers, and categories."""
    ones = [_FIRST[tier] + CATEGORIES.index(category) for tier in tiers for category in among]
    twos = [one + _SIZE for one in ones if one < _FIRST["concern"]]
    return sum(1 << one for one in ones + twos)


_LIGHT: Final = _kinds(["concern", _NAMED, "third_party"])
_HARMED: Final = _kinds(["concern"], scale("abuse"))
"""What may tell that somebody near does harm: whoever shows help keeps quiet for a while then."""

PARTS: Final = (_kinds(["imminent"]), _kinds(["serious"]), _LIGHT)
"""A long message is looked through for one tier after the other, the two lightest together."""


def spared(category: Category, tier: Tier, rule: str) -> int:
    """The ranks that a long message need not be looked through for once it has a plain finding.

    What is shown goes by category and by the gravest tier: so after one that interrupts nothing
    lighter of its category is looked for, and of other categories only what interrupts, too, or may
    tell of harm by somebody near. After a concern it is other concerns of its category, but after a
    word that was only named no more than other words.

    Args:
        category: That of the finding.
        tier: Its tier.
        rule: The rule that fired.
    """
    if tier in INTERRUPTS:
        lower = [*TIERS[TIERS.index(tier) :], _NAMED]
        return _kinds(lower, [category]) | _LIGHT & ~_HARMED
    if tier == "concern":
        return _kinds([_NAMED] if only_named(rule) else ["concern", _NAMED], [category])
    return _kinds([tier], [category])
