"""In a story a weak rule needs support; what is said plainly interrupts in the middle of one."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety import CATEGORIES, TIERS, Finding, add_up, screen, statements, weigh
from safety.finding import INTERRUPTS, SINGLE, scale
from safety.lexicon import load
from safety.match import Matcher
from safety.story import STORY, weakened

WEAK = frozenset({"a.one", "a.two"})
CALM = {
    "en": "We had soup and bread and then it rained so nobody went out for the whole afternoon. ",
    "es": "Comimos sopa con pan y después llovió tanto que nadie salió en toda la tarde. ",
}
PLAIN = {
    "en": [
        "i want to die",
        "i'm going to kill myself tonight",
        "I don't want to be here anymore",
        "i've got the pills next to me and i'm going to take them all",
        "my husband hits me",
        "i'm scared of my boyfriend",
        "i cut myself last night",
        "he raped me",
        "i make myself sick after meals",
        "i want to kill my boss",
        "i took 40 paracetamol",
        "my chest hurts and i can't breathe",
        "my stepdad touches me at night",
    ],
    "es": [
        "me quiero morir",
        "quiero matarme",
        "esta noche me mato",
        "mi marido me pega",
        "me corto los brazos",
        "me violó",
        "llevo cuatro días sin comer",
        "me tomé 40 pastillas",
        "me duele el pecho y no puedo respirar",
        "mi padrastro me toca",
    ],
}
LEXICON = """
language: en
rules:
  - id: en.abuse.weak
    category: abuse
    tier: serious
    weak: true
    any_of: [he threw the plate]
    must_match: [he threw the plate]
    must_not_match: [the plate]
    reviewer: ""
  - id: en.child.hint
    category: child
    tier: concern
    any_of: [the kids hid]
    must_match: [the kids hid]
    must_not_match: [i am fine]
    reviewer: ""
  - id: en.eating.hint
    category: eating
    tier: concern
    any_of: [i skip lunch]
    must_match: [i skip lunch]
    must_not_match: [i am fine]
    reviewer: ""
  - id: en.suicide.other
    category: suicide
    tier: third_party
    any_of: [he wants to die]
    must_match: [he wants to die]
    must_not_match: [i am fine]
    reviewer: ""
"""

findings = st.builds(
    Finding,
    st.sampled_from(["a.one", "a.two", "a.three", "a.four"]),
    st.sampled_from(CATEGORIES),
    st.sampled_from(TIERS),
    st.just((0, 4)),
    st.sampled_from([(), ("negated",)]),
)


def one_a_rule(every: list[Finding]) -> list[Finding]:
    return list({one.rule: one for one in every}.values())


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    folder: Path = tmp_path_factory.mktemp("lexicon")
    (folder / "en.yaml").write_text(LEXICON, encoding="utf-8")
    lexicon, problems = load(folder)
    assert not problems
    return Matcher(lexicon)


@given(st.lists(findings, max_size=5).map(one_a_rule))
def test_only_a_weak_finding_that_nothing_supports_is_weakened(every: list[Finding]) -> None:
    for before, after in zip(every, weakened(every, WEAK), strict=True):
        near = scale(before.category)
        heard = [one for one in every if one.tier != "third_party" and one.category in near]
        if before.rule in WEAK and before.tier in INTERRUPTS and heard == [before]:
            assert after == replace(before, tier="concern", modifiers=(SINGLE,))
        else:
            assert after == before


@given(st.lists(findings, max_size=4).map(one_a_rule), findings)
def test_one_finding_more_never_weakens_another(every: list[Finding], more: Finding) -> None:
    strong = [one for one in weakened(every, WEAK) if one.interrupts]
    with_more = weakened([*every, replace(more, rule="a.more")], WEAK)
    assert all(one in with_more for one in strong)


@pytest.mark.parametrize(
    ("language", "said"), [(code, one) for code, every in PLAIN.items() for one in every]
)
def test_what_is_said_plainly_interrupts_in_the_middle_of_a_story(language: str, said: str) -> None:
    calm = 3 * CALM[language]
    assert len(calm.split()) > STORY
    assert not weigh(screen(calm)).interrupt
    assert weigh(screen(f"{calm}{said}. {calm}")).interrupt


@pytest.mark.parametrize("many", [STORY, 4 * STORY])
def test_a_weak_rule_interrupts_in_a_short_message_and_offers_in_a_story(
    weak: Matcher, many: int
) -> None:
    said = "he threw the plate."
    assert weigh(screen(said, using=weak)).interrupt
    told = screen(said + " it rained." * many, using=weak)
    assert [(one.tier, one.modifiers) for one in told] == [("concern", (SINGLE,))]


@pytest.mark.parametrize("many", [STORY, 4 * STORY])
def test_what_is_heard_of_a_near_category_supports_it_and_nothing_else(
    weak: Matcher, many: int
) -> None:
    told = "he threw the plate." + " it rained." * many
    assert weigh(screen(f"{told} The kids hid.", using=weak)).interrupt
    assert not weigh(screen(f"{told} I skip lunch.", using=weak)).interrupt
    assert not weigh(screen(f"{told} He wants to die.", using=weak)).interrupt


def test_a_weakened_finding_adds_up_like_any_other_concern(weak: Matcher) -> None:
    told = screen("he threw the plate." + " it rained." * STORY, using=weak)
    assert len(statements(told)) == 1
    said = [Finding(f"en.abuse.{name}", "abuse", "concern", (0, 5)) for name in ("a", "b")]
    assert add_up([[said[0]], [said[1]], told]) is not None
    assert add_up([[said[0]], [said[1]]]) is None
