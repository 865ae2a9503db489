"""In a story a single sign offers help; what is said twice, can't wait or is short interrupts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety import CATEGORIES, TIERS, Finding, add_up, screen, weigh
from safety.finding import SINGLE, scale
from safety.story import STORY, single, weakened

CALM = "we had soup and bread with my aunt and then it rained so nobody went out "
"""Fifteen words in which there is nothing."""

SINGLE_SIGN = "he shook me awake"
"""What one rule hears, and no other: see the test that says so."""

findings = st.builds(
    Finding,
    st.sampled_from(["a.one", "a.two", "a.three", "a.four"]),
    st.sampled_from(CATEGORIES),
    st.sampled_from(TIERS),
    st.sampled_from([(0, 4), (2, 8), (10, 14)]),
    st.sampled_from([(), ("negated",), (SINGLE,)]),
)


def one_a_rule(every: list[Finding]) -> list[Finding]:
    return list({one.rule: one for one in every}.values())


@given(st.lists(findings, max_size=5).map(one_a_rule))
def test_only_a_serious_finding_that_stands_alone_is_weakened(every: list[Finding]) -> None:
    for before, after in zip(every, weakened(every), strict=True):
        if not single(before, every):
            assert after == before
            continue
        assert before.tier == "serious"
        assert after == replace(before, tier="concern", modifiers=(SINGLE,))
        near = [
            one
            for one in every
            if one != before and one.category in scale(before.category) and one.tier != "third_party"
        ]
        assert len(near) < 2
        assert not any(one.interrupts for one in near)


@given(st.lists(findings, max_size=4).map(one_a_rule), findings)
def test_more_findings_never_weaken_what_was_strong(every: list[Finding], more: Finding) -> None:
    strong = [one for one in every if one.tier == "serious" and not single(one, every)]
    added = [*every, replace(more, rule="a.more")]
    assert not any(single(one, added) for one in strong)
