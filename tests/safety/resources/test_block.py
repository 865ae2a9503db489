"""What a person sees: never nothing, never too long, numbers first where they must be."""

import re
import unicodedata
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety import CATEGORIES
from safety.resources import default, help_lines
from safety.resources.block import LAST_RESORT, LONGEST
from safety.resources.choose import EMERGENCY_FIRST, emergencies
from safety.resources.emergency import REGIONS, emergency_numbers

LANGS: Final = sorted(default().words)
COUNTRIES: Final = st.one_of(
    st.sampled_from(sorted(REGIONS)), st.sampled_from(sorted(default().rows)), st.text(), st.none()
)
LANGUAGES: Final = st.one_of(
    st.sampled_from([*LANGS, "pt-BR", "zh", "EN_us"]), st.text(max_size=12), st.none()
)
NEEDS: Final = st.one_of(st.sampled_from(CATEGORIES), st.text(max_size=12), st.none())


@given(COUNTRIES, LANGUAGES, NEEDS, st.booleans())
def test_whatever_comes_in_help_goes_out(
    country: str | None, lang: str | None, category: str | None, imminent: object
) -> None:
    text = help_lines(country, lang, category, imminent=bool(imminent))
    assert "findahelpline.com" in text
    assert len(text) <= LONGEST
    assert not set("{}*_`<>[]") & set(text.replace("*4141", "")), "markup"
    assert text == help_lines(country, lang, category, imminent=bool(imminent))


@given(st.sampled_from(sorted(REGIONS)), st.sampled_from(LANGS), NEEDS)
def test_the_emergency_number_comes_first_when_it_is_imminent(
    country: str, lang: str, category: str | None
) -> None:
    first = help_lines(country, lang, category, imminent=True).splitlines()[0]
    own = [one.dial for one in emergencies(default().rows.get(country, ()), category)]
    for number in own or emergency_numbers(country):
        assert number in first


@pytest.mark.parametrize("category", sorted(EMERGENCY_FIRST))
@pytest.mark.parametrize("country", ["US", "DE", "BD"])
def test_some_needs_always_begin_with_the_emergency_number(country: str, category: str) -> None:
    number = {"US": "911", "DE": "112", "BD": "999"}[country]
    assert number in help_lines(country, "en", category).splitlines()[0]


def test_nothing_but_answers_at_night_goes_without_the_emergency_number() -> None:
    for country, rows in default().rows.items():
        lines = default().for_country(country, "suicide")
        asleep = not any(one.always for one in lines)
        first = help_lines(country, "en", "suicide").splitlines()[0]
        assert first.startswith("If you are in danger now") == asleep, (country, len(rows))


def test_the_block_reads_as_it_was_designed() -> None:
    assert help_lines("US", "en", "suicide", imminent=True).splitlines() == [
        "If you are in danger now, call 911.",
        "988 Suicide & Crisis Lifeline: call 988 · text 988 · chat: 988lifeline.org/chat · "
        "day and night · free",
        "Crisis Text Line: text HOME to 741741 · crisistextline.org · day and night · free",
        "Helplines in other places or for other needs: findahelpline.com",
    ]
    assert help_lines("MX", "es").splitlines()[0] == (
        "Línea de la Vida: llama al 800 911 2000 · día y noche · gratis"
    )


def test_each_need_has_its_line() -> None:
    assert "116 016" in help_lines("DE", "de", "abuse")
    assert "1-800-656-4673" in help_lines("US", "en", "sexual_violence")
    assert "0800 1111" in help_lines("GB", "en", "child")
    assert "1-888-375-7767" in help_lines("US", "en", "eating")
    overdose = help_lines("US", "en", "overdose")
    assert "1-800-222-1222" in overdose
    assert "988" in overdose
    assert "988" in help_lines("US", "en", "harm_to_others")
    assert "988" not in help_lines("US", "en", "medical")


@pytest.mark.parametrize("lang", LANGS)
def test_nobody_who_was_chosen_falls_off_the_end(lang: str) -> None:
    for country in default().rows:
        for category in CATEGORIES:
            text = help_lines(country, lang, category, imminent=True)
            for one in default().for_country(country, category, lang=lang):
                assert all(number in text for number in one.numbers), (country, category, one.name)


def test_partners_are_shown_together_the_person_s_language_first() -> None:
    assert help_lines("BE", "fr").index("0800 32 123") < help_lines("BE", "fr").index("1813")
    for lang in LANGS:
        text = help_lines("BE", lang)
        assert "1813" in text
        assert "0800 32 123" in text
    assert {"1202", "1203"} <= set(re.findall(r"\d+", help_lines("IL", "en", "sexual_violence")))


def test_whoever_can_t_speak_finds_a_way_to_write_where_there_is_one() -> None:
    for country, rows in default().rows.items():
        usable = [one for one in rows if one.supported and {"suicide", "crisis"} & set(one.kinds)]
        fitting = [one for one in usable if one.audience in ("everyone", "youth", "women")]
        if any(one.written for one in fitting) and not fitting[0].pair:
            lines = default().for_country(country, "suicide")
            assert any(one.written for one in lines), country


def test_an_audience_comes_first_and_others_don_t_show() -> None:
    assert default().for_country("GB", "abuse", "men")[0].audience == "men"
    assert default().for_country("US", "suicide", "lgbtq")[0].name == "The Trevor Project"
    assert "Trevor" not in help_lines("US", "en")


@pytest.mark.parametrize("country", sorted(default().rows))
def test_whoever_is_under_age_finds_the_lines_for_young_people_first(country: str) -> None:
    young = [
        one
        for one in default().rows[country]
        if one.supported
        and one.audience in {"youth", "children"}
        and {"child", "crisis", "suicide"} & set(one.kinds)
    ]
    shown = default().for_country(country, "youth")
    assert not young or shown[0] in young


@pytest.mark.parametrize("country", [None, "", "ZZ", "Atlantis", "🇺🇳"])
def test_an_unknown_country_is_asked_for(country: str | None) -> None:
    text = help_lines(country, "es")
    assert text.endswith(
        "¿En qué país estás? Aquí se pueden mostrar los números que funcionan allí."
    )
    assert "112" in text.splitlines()[0]


def test_a_known_country_is_not_asked_for() -> None:
    for region in REGIONS:
        assert "Which country" not in help_lines(region, "en"), region


def test_a_country_is_read_in_any_case() -> None:
    assert help_lines(" us ", "EN-us") == help_lines("US", "en")


@pytest.mark.parametrize("lang", ["ar", "he"])
def test_right_to_left_numbers_stand_apart(lang: str) -> None:
    for country in default().rows:
        for line in help_lines(country, lang, imminent=True).splitlines():
            depth = 0
            for sign in line:
                depth += {"\u2068": 1, "\u2069": -1}.get(sign, 0)
                if unicodedata.bidirectional(sign) in {"EN", "L"}:
                    assert depth == 1, line
            assert depth == 0, line


def test_left_to_right_needs_no_hidden_signs() -> None:
    assert not re.search("[\u2066-\u2069\u200e\u200f]", help_lines("US", "hi"))


def test_the_last_resort_is_a_block_too() -> None:
    assert "findahelpline.com" in LAST_RESORT
    assert len(LAST_RESORT) <= LONGEST
