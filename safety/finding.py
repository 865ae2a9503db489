"""What screening says: a rule that fired, where, and how much it counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

Category = Literal[
    "suicide",
    "self_harm",
    "abuse",
    "sexual_violence",
    "harm_to_others",
    "eating",
    "overdose",
    "medical",
    "child",
]
Tier = Literal["imminent", "serious", "concern", "third_party"]
Modifier = Literal["negated", "third_party", "past", "quoted", "laughing", "single", "error"]

CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)
TIERS: Final[tuple[Tier, ...]] = get_args(Tier)
"""From the one that weighs most to the one that weighs least."""

_NEAR: Final[tuple[tuple[Category, ...], ...]] = (
    ("suicide", "self_harm", "overdose"),  # harm to oneself, of any kind
    ("abuse", "sexual_violence", "child"),  # harm done by somebody
)

INTERRUPTS: Final[frozenset[Tier]] = frozenset({"imminent", "serious"})
SINGLE: Final[Modifier] = "single"
"""What it says of a finding is that it stands alone in a long message; see `safety.story`."""

NAMED: Final = ".named"
"""How the id of a rule ends that sees a word of risk and nothing of who, when or whether."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that fired.

    `span` counts characters of the text as the person sent it. It holds no text itself, so that
    a finding can be stored or logged without storing what somebody wrote.
    """

    rule: str
    category: Category
    tier: Tier
    span: tuple[int, int]
    modifiers: tuple[Modifier, ...] = ()
    version: str = ""

    @property
    def interrupts(self) -> bool:
        """Whether this alone stops an exercise to show help."""
        return self.tier in INTERRUPTS

    @property
    def plain(self) -> bool:
        """Whether nothing beside it denies it, or says that it is past or another's."""
        return is_plain(self.modifiers)

    def to_dict(self) -> dict[str, Any]:
        """The finding as the command line prints it."""
        return {
            "rule": self.rule,
            "category": self.category,
            "tier": self.tier,
            "span": list(self.span),
            "modifiers": list(self.modifiers),
        }


@dataclass(frozen=True, slots=True)
class Screening:
    """What the findings of one message come to."""

    tier: Tier | None
    interrupt: bool
    findings: tuple[Finding, ...]

    def to_dict(self) -> dict[str, Any]:
        """One line of `screen` on the command line."""
        return {
            "tier": self.tier,
            "interrupt": self.interrupt,
            "findings": [one.to_dict() for one in self.findings],
        }


def weigh(findings: Iterable[Finding]) -> Screening:
    """The gravest tier wins: a denied sentence never hides a plain one beside it."""
    found = tuple(findings)
    tier = min((one.tier for one in found), key=TIERS.index, default=None)
    return Screening(tier, tier in INTERRUPTS, found)


def is_plain(modifiers: Sequence[str]) -> bool:
    """Whether a finding with these modifiers is plain; one that stands alone is."""
    return not modifiers or [*modifiers] == [SINGLE]


def scale(category: Category) -> tuple[Category, ...]:
    """The categories that are near one: what is heard of them counts together."""
    return next((near for near in _NEAR if category in near), (category,))


def only_named(rule: str) -> bool:
    """Whether a rule says no more than that a word was named: help is offered, nothing adds up."""
    return rule.endswith(NAMED)


def failed(version: str, span: tuple[int, int]) -> Finding:
    """The finding that stands for a fault in this layer: help is shown rather than nothing."""
    return Finding("layer.error", "suicide", "serious", span, ("error",), version)


def rule_ids(findings: Sequence[Finding]) -> tuple[str, ...]:
    """The rules that fired, without text: all that statistics may keep."""
    return tuple(dict.fromkeys(one.rule for one in findings))
