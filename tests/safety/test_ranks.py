"""Of a long message less is looked for, and what is shown stays the same."""

import random
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from bot.people.hush import at_home
from safety import screen, weigh
from safety.finding import CATEGORIES, INTERRUPTS, TIERS, Tier
from safety.found import LONG
from safety.language import Rule
from safety.ranks import AMONG_OTHERS, EVERY, PARTS, RANKS, rank, spared
from safety.screen import matcher

HERE: Final = Path(__file__).parent


def lines(name: str) -> list[str]:
    every = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [one.split("\t")[-1] for one in every]


def rules() -> list[Rule]:
    return [one for one in matcher().lexicon.rules if not one.alone]


def test_the_gravest_come_first_and_each_kind_by_itself() -> None:
    of = {one.id: rank(one) for one in rules()}
    grave = sorted({(of[one.id], TIERS.index(one.tier)) for one in rules()})
    assert all(one[1] <= other[1] for one, other in pairwise(grave))
    assert len({(of[one.id], one.category, one.tier) for one in rules()}) == len({*of.values()})
    assert min(of.values()) >= 0
    assert max(of.values()) < RANKS


def test_the_parts_are_all_that_can_stand_among_others() -> None:
    assert sum(PARTS) == AMONG_OTHERS == EVERY & sum(PARTS)
    assert all(not one & other for one, other in pairwise(PARTS))


@pytest.mark.parametrize("tier", TIERS)
def test_a_plain_finding_spares_nothing_as_grave_of_another_kind(tier: Tier) -> None:
    for category in CATEGORIES:
        left = ~spared(category, tier)
        for one in rules():
            other = one.category != category and (
                one.tier in INTERRUPTS or tier not in INTERRUPTS or may_be_harmed(one)
            )
            if other or TIERS.index(one.tier) < TIERS.index(tier):
                assert left >> rank(one) & 1


def may_be_harmed(rule: Rule) -> bool:
    return rule.tier == "concern" and rule.category in {"abuse", "sexual_violence", "child"}


def test_a_long_message_tells_what_a_short_one_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gravest tier, and whether somebody near may do harm: by these help is shown."""
    calm, risk = lines("fresh_everyday_harmless.tsv"), lines("fresh.tsv")
    chance = random.Random(0)  # noqa: S311  # the same texts each time
    stopped = 0
    for _ in range(60):
        said = chance.sample(calm, 25) + chance.sample(risk, chance.randint(0, 4))
        chance.shuffle(said)
        text = ". ".join(said)
        brief = weigh(screen(text))
        with monkeypatch.context() as changed:
            changed.setattr("safety.found.LONG", len(text))
            whole = weigh(screen(text))
        assert len(text.split()) >= LONG
        assert (brief.tier, at_home(brief)) == (whole.tier, at_home(whole)), said
        assert len(brief.findings) <= len(whole.findings)
        stopped += brief.interrupt
    assert 20 < stopped < 60
