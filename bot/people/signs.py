"""What is remembered of words that showed risk: rules and times, never words.

Concerns of the last messages add up here; what follows a finding is in `bot.people.crisis`.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from bot.people.hush import HUSH_SECONDS, at_home
from bot.store.rows import Person
from safety import (
    CATEGORIES,
    SUM,
    TIERS,
    Category,
    Finding,
    Modifier,
    Screening,
    Tier,
    add_up,
    is_plain,
    statements,
)

AGAIN_SECONDS: Final = 3600
"""Within this the same block of help is not shown twice, unless the tier rises."""
CONVERSATION_SECONDS: Final = 12 * 3600
"""How long nothing is offered that stirs things up, once help was shown."""
RECENT_SECONDS: Final = 24 * 3600
"""How long concerns add up."""
RECENT_MESSAGES: Final = 12

Note = tuple[str, str, str, tuple[str, ...]]
_QUIET: Final = "quiet.named"
"""Stands for a message that showed nothing: for every release a word that is only named."""


class Crisis(NamedTuple):
    """What is remembered about words that showed risk.

    Attributes:
        shown_at: When help was shown last, in seconds since 1970.
        hold_until: Until when only steadying exercises are offered.
        offered_at: When help was offered last without stopping anything.
        rules: What fired at the last stop; "You misread me" counts them.
        recent: Of the last messages, from the first that showed something: when, and (rules,
            category, tier, modifiers) of each statement. Rules that heard the same words are joined
            by `+`; the release before wrote each alone, and left out what showed nothing.
        blocks: What help was shown for: category, tier and when of each.
        hush_until: Until when nothing comes by itself; see `bot.people.hush`.
    """

    shown_at: int = 0
    hold_until: int = 0
    offered_at: int = 0
    rules: tuple[str, ...] = ()
    recent: tuple[tuple[int, tuple[Note, ...]], ...] = ()
    blocks: tuple[tuple[str, str, int], ...] = ()
    hush_until: int = 0

    @classmethod
    def of(cls, person: Person) -> "Crisis":
        """Read what `put` wrote, here or in a newer program; what is damaged counts as nothing."""
        try:
            shown, hold, offer, rules, recent, block, hush, *_ = json.loads(person.data)["crisis"]
            notes = tuple(
                (int(at), tuple((str(r), str(c), str(t), tuple(m)) for r, c, t, m in found))
                for at, found in recent
            )
            seen = tuple((str(about), str(tier), int(at)) for about, tier, at in block)
            counts = int(shown), int(hold), int(offer), tuple(rules)
            return cls(*counts, notes, seen, int(hush))
        except (KeyError, TypeError, ValueError):
            return cls()

    def put(self, person: Person) -> Person:
        """The row with this in it; other parts of its data stay."""
        if self == Crisis.of(person):
            return person
        data = json.loads(person.data) | {"crisis": self}
        return replace(person, data=json.dumps(data, ensure_ascii=False).encode())

    def note(self, seen: Screening, at: int) -> "Crisis":
        """Remember what a message showed, or that one passed that showed nothing."""
        found = _kept(seen) or ((_QUIET, self.about or "suicide", "concern", ()),)
        last = [one for one in self.recent if at - one[0] < RECENT_SECONDS]
        recent = [*last, (at, found)][-RECENT_MESSAGES:]
        while recent and recent[0][1][0][0] == _QUIET:
            del recent[0]
        hush = at + HUSH_SECONDS if at_home(seen) else self.hush_until
        return self._replace(recent=tuple(recent), hush_until=hush)

    @property
    def about(self) -> str | None:
        """The category of what was shown last."""
        return self.recent[-1][1][0][1] if self.recent else None

    def sum(self) -> Finding | None:
        """What the recent concerns come to together."""
        return add_up([_findings(found) for _, found in self.recent])

    def again(self, tier: str, about: str, at: int) -> bool:
        """Whether this help was shown within the hour, for something no less grave."""
        return any(
            category == about and at - then < AGAIN_SECONDS and _rank(shown) <= _rank(tier)
            for category, shown, then in self.blocks
        )

    def shows(self, tier: str, about: str, seen: Screening, at: int) -> "Crisis":
        """Help is shown now."""
        known = tuple(one for one in self.blocks if at - one[2] < AGAIN_SECONDS)
        rules = tuple(one.rule for one in seen.findings if one.interrupts)
        shown = self._replace(shown_at=at, hold_until=at + CONVERSATION_SECONDS, rules=rules)
        return shown._replace(blocks=(*known, (about, tier, at)))

    def lifted(self) -> "Crisis":
        """It was not so, or not about them: what this began is over."""
        hush = 0 if self.hush_until == self.shown_at + HUSH_SECONDS else self.hush_until
        recent = () if SUM in self.rules else self.recent
        return self._replace(hold_until=0, hush_until=hush, recent=recent)


def weighed(crisis: Crisis, seen: Screening) -> Screening:
    """What a message shows, together with the ones before it."""
    total = None if seen.interrupt or not seen.findings else crisis.sum()
    return Screening("serious", True, (total, *seen.findings)) if total else seen  # noqa: FBT003


def _kept(seen: Screening) -> tuple[Note, ...]:
    """What is kept of a message: its statements, and what is no concern, the gravest first."""
    places = {one: place for place in statements(seen.findings) for one in place}
    kept = dict.fromkeys(
        places.get(one, (one,)) for one in seen.findings if one in places or one.tier != "concern"
    )
    return tuple(
        ("+".join(f.rule for f in one), one[0].category, one[0].tier, tuple(one[0].modifiers))
        for one in kept
    )


def _findings(kept: Sequence[Note]) -> list[Finding]:
    """The same as findings; each statement is a place of its own."""
    found = []
    for place, (rules, category, tier, modifiers) in enumerate(kept):
        known: Category = next((one for one in CATEGORIES if one == category), "suicide")
        weight: Tier = next((one for one in TIERS if one == tier), "concern")
        marks: tuple[Modifier, ...] = () if is_plain(modifiers) else ("negated",)
        span = (place, place + 1)
        found += [Finding(rule, known, weight, span, marks) for rule in rules.split("+")]
    return found


def _rank(tier: str) -> int:
    return TIERS.index(tier) if tier in TIERS else len(TIERS)
