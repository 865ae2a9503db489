"""In a story two facts that meet need support; what is said in one place interrupts anywhere."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety import CATEGORIES, TIERS, Finding, add_up, screen, statements, weigh
from safety.finding import SINGLE, scale
from safety.lexicon import load
from safety.match import Matcher
from safety.story import STORY, single, weakened

FACTS = frozenset({"a.one", "a.two"})
CALM = {
    "en": "We had soup and bread and then it rained so nobody went out for the whole afternoon. ",
    "es": "Comimos sopa con pan y después llovió tanto que nadie salió en toda la tarde. ",
}
PLAIN = {
    "en": [
        "i want to die",
        "I don't want to be here anymore",
        "my husband hits me",
        "i'm scared of my boyfriend",
        "i cut myself last night",
        "he raped me",
        "i make myself sick after meals",
        "i want to kill my boss",
        "i took 40 paracetamol",
        "my stepdad touches me at night",
    ],
    "es": [
        "me quiero morir",
        "quiero matarme",
        "mi marido me pega",
        "me corto los brazos",
        "me violó",
        "llevo cuatro días sin comer",
        "me tomé 40 pastillas",
        "mi padrastro me toca",
    ],
}
LEXICON = """
language: en
rules:
  - id: en.abuse.two_facts
    category: abuse
    tier: serious
    any_of: [the plate]
    along_with: [the wall]
    must_match: [the plate hit the wall]
    must_not_match: [the plate]
    reviewer: ""
  - id: en.abuse.fear
    category: abuse
    tier: concern
    any_of: [afraid of him]
    must_match: [i am afraid of him]
    must_not_match: [i am fine]
    reviewer: ""
"""

findings = st.builds(
    Finding,
    st.sampled_from(["a.one", "a.two", "a.three", "a.four"]),
    st.sampled_from(CATEGORIES),
    st.sampled_from(TIERS),
    st.sampled_from([(0, 4), (2, 8), (10, 14)]),
    st.sampled_from([(), ("negated",)]),
)


def one_a_rule(every: list[Finding]) -> list[Finding]:
    return list({one.rule: one for one in every}.values())


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    folder: Path = tmp_path_factory.mktemp("lexicon")
    (folder / "en.yaml").write_text(LEXICON, encoding="utf-8")
    lexicon, problems = load(folder)
    assert not problems
    return Matcher(lexicon)


@given(st.lists(findings, max_size=5).map(one_a_rule))
def test_only_serious_facts_that_nothing_supports_are_weakened(every: list[Finding]) -> None:
    for before, after in zip(every, weakened(every, FACTS), strict=True):
        if before.rule not in FACTS or not single(before, every):
            assert after == before
            continue
        assert before.tier == "serious"
        assert after == replace(before, tier="concern", modifiers=(SINGLE,))
        near = [one for one in every if one != before and one.category in scale(before.category)]
        assert len([one for one in near if one.tier != "third_party"]) < 2
        assert not any(one.interrupts for one in near)


@given(st.lists(findings, max_size=4).map(one_a_rule), findings)
def test_more_findings_never_weaken_what_was_strong(every: list[Finding], more: Finding) -> None:
    strong = [one for one in every if one.tier == "serious" and not single(one, every)]
    added = [*every, replace(more, rule="a.more")]
    assert not any(single(one, added) for one in strong)


@pytest.mark.parametrize(
    ("language", "said"), [(code, one) for code, every in PLAIN.items() for one in every]
)
def test_what_is_said_plainly_interrupts_in_the_middle_of_a_story(language: str, said: str) -> None:
    calm = 3 * CALM[language]
    assert len(calm.split()) > STORY
    assert not weigh(screen(calm)).interrupt
    assert weigh(screen(f"{calm}{said}. {calm}")).interrupt


def test_two_facts_interrupt_in_a_short_message_and_offer_in_a_story(facts: Matcher) -> None:
    short = "he threw the plate. it broke on the wall."
    assert weigh(screen(short, using=facts)).interrupt
    told = screen(short + " it rained." * STORY, using=facts)
    assert [(one.tier, one.modifiers) for one in told] == [("concern", (SINGLE,))]
    assert not weigh(told).interrupt


@pytest.mark.parametrize("many", [STORY, 4 * STORY])
def test_another_sign_elsewhere_makes_them_interrupt_again(facts: Matcher, many: int) -> None:
    said = "he threw the plate. it broke on the wall." + " it rained." * many
    assert weigh(screen(f"{said} I am afraid of him.", using=facts)).interrupt


def test_a_single_sign_adds_up_like_any_other_concern(facts: Matcher) -> None:
    single_sign = screen("he threw the plate at the wall." + " it rained." * STORY, using=facts)
    assert all(one.plain for one in single_sign)
    assert len(statements(single_sign)) == 1
    said = [Finding(f"en.abuse.{name}", "abuse", "concern", (0, 5)) for name in ("a", "b")]
    assert add_up([[said[0]], [said[1]], single_sign]) is not None
    assert add_up([[said[0]], [said[1]]]) is None
