"""Of a long message less is looked for, and what is shown stays the same."""

import random
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from bot.people.hush import at_home
from safety import screen, weigh
from safety.finding import INTERRUPTS, TIERS, only_named
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


def kind(rule: Rule) -> tuple[str, str, bool]:
    return rule.category, rule.tier, rule.tier == "concern" and only_named(rule.id)


def test_the_gravest_come_first_and_each_kind_by_itself() -> None:
    ranks = {(rank(one), kind(one)) for one in rules()}
    tiers = [TIERS.index(tier) for _, (_, tier, _) in sorted(ranks)]
    assert tiers == sorted(tiers)
    assert len(ranks) == len({one for one, _ in ranks})
    assert {one for one, _ in ranks} <= {*range(RANKS - 1)}


def test_the_parts_are_all_that_can_stand_among_others() -> None:
    assert sum(PARTS) == AMONG_OTHERS == EVERY & sum(PARTS)
    assert all(not one & other for one, other in pairwise(PARTS))


def test_a_plain_finding_spares_nothing_that_changes_what_is_shown() -> None:
    for one in {kind(rule): rule for rule in rules()}.values():
        left = ~spared(one.category, one.tier, one.id)
        for other in rules():
            near = other.category == one.category
            graver = TIERS.index(other.tier) < TIERS.index(one.tier)
            stops = other.tier in INTERRUPTS and not near
            harm = may_be_harmed(other) and (not near or only_named(one.id))
            if graver or stops or harm or (one.tier not in INTERRUPTS and not near):
                assert left >> rank(other) & 1, (one.id, other.id)


def may_be_harmed(rule: Rule) -> bool:
    home = rule.category in {"abuse", "sexual_violence", "child"}
    return home and rule.tier == "concern" and not only_named(rule.id)


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
