"""In which order phrases are looked for: the gravest first, each kind by itself.

The rank of a phrase says the tier and the category of its rule, and whether that asks for company.
So of a long message that has come to enough of a kind no more of it is looked for. Several ranks
are a whole number with a bit for each.
"""

from itertools import product
from typing import Final

from safety.finding import CATEGORIES, INTERRUPTS, TIERS, Category, Tier, scale
from safety.language import Rule

RANKS: Final = 64
"""The ranks of phrases are lower."""
EVERY: Final = (1 << RANKS) - 1
ALONE: Final = RANKS - 1
"""The rank of the phrases that must be the whole message, whatever their kind."""
AMONG_OTHERS: Final = EVERY ^ 1 << ALONE
_KINDS: Final = len(CATEGORIES)


def rank(rule: Rule) -> int:
    """The rank of the phrases of a rule: of a tier those that need no company come first."""
    if rule.alone:
        return ALONE
    asks = rule.tier != TIERS[-1] and bool(rule.along_with or rule.not_with)
    return _first(rule.tier) + _KINDS * asks + CATEGORIES.index(rule.category)


def _first(tier: Tier) -> int:
    """The first rank of a tier; each has two for a category, the lightest one."""
    return 2 * _KINDS * TIERS.index(tier)


def _kind(category: Category, tier: Tier) -> int:
    """The ranks of a category and tier."""
    one = 1 << _first(tier) + CATEGORIES.index(category)
    return one if tier == TIERS[-1] else one | one << _KINDS


def _kinds(*tiers: Tier, among: tuple[Category, ...] = CATEGORIES) -> int:
    return sum(_kind(category, tier) for tier, category in product(tiers, among))


_HARMED: Final = _kinds("concern", among=scale("abuse"))
"""What may tell that somebody near does harm: whoever shows help keeps quiet for a while then."""
_LIGHT: Final = _kinds("concern", "third_party")

PARTS: Final = (_kinds("imminent"), _kinds("serious"), _LIGHT)
"""A long message is looked through for one tier after the other, the two lightest together."""


def spared(category: Category, tier: Tier) -> int:
    """The ranks that a long message need not be looked through for once it has a plain finding.

    What is shown goes by category and by the gravest tier: so after one that interrupts nothing
    lighter of its category is looked for, and of other categories only what interrupts, too, or may
    tell of harm by somebody near.
    """
    if tier not in INTERRUPTS:
        return _kind(category, tier)
    lower = _kinds(*TIERS[TIERS.index(tier) :], among=(category,))
    return lower | _LIGHT & ~_HARMED
