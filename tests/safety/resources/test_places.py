"""Countries by name, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.resources import countries, default, find_country
from safety.resources.emergency import REGIONS


@pytest.mark.parametrize("lang", sorted(default().words))
def test_every_country_has_a_name_in_every_language(lang: str) -> None:
    listed = countries(lang)
    assert {one.code for one in listed} == REGIONS
    assert all(one.name.strip() for one in listed)
    assert all(one.name != one.code for one in listed)


def test_the_list_is_in_the_order_of_its_language() -> None:
    names = [one.name for one in countries("es")]
    assert names.index("Alemania") < names.index("Brasil") < names.index("Zimbabue")
    assert [one.code for one in countries("es")][:2] == ["AF", "AL"]
    assert countries("en")[-1].code == "ZW"


def test_an_unknown_language_gets_english() -> None:
    assert countries("xx") == countries("en") == countries(None)


@pytest.mark.parametrize(
    ("text", "lang", "code"),
    [
        ("Spain", "en", "ES"),
        ("españa", "en", "ES"),
        ("Espana", "es", "ES"),
        ("Deutschland", "es", "DE"),
        ("Allemagne", "fr", "DE"),
        ("日本", "en", "JP"),
        ("Україна", "en", "UA"),
        ("ישראל", "en", "IL"),
        ("السعودية", "ar", "SA"),
        ("भारत", "en", "IN"),
        ("UK", "en", "GB"),
        ("uk", "uk", "GB"),
        ("England", "en", "GB"),
        ("I'm from the UK", "en", "GB"),
        ("i live in mexico", "en", "MX"),
        ("USA", "es", "US"),
        ("u.s.a.", "en", "US"),
        ("us", "en", "US"),
        ("EE. UU.", "es", "US"),
        ("estados unidos", "es", "US"),
        ("gb", "en", "GB"),
        ("DEU", "en", "DE"),
        ("NO", "en", "NO"),
        ("🇫🇷", "en", "FR"),
        ("🇧🇷 Brazil", "en", "BR"),
        ("Germny", "en", "DE"),
        ("untied states", "en", "US"),
        ("Argentna", "es", "AR"),
        ("philipines", "en", "PH"),
        ("Holland", "en", "NL"),
        ("Turkey", "en", "TR"),
        ("türkiye", "en", "TR"),
        ("Ivory Coast", "en", "CI"),
        ("north korea", "en", "KP"),
        ("korea", "en", "KR"),
    ],
)
def test_it_is_found(text: str, lang: str, code: str) -> None:
    assert [one.code for one in find_country(text, lang)] == [code]


def test_the_name_comes_in_the_person_s_language() -> None:
    assert find_country("Germany", "es")[0].name == "Alemania"


def test_several_are_candidates_and_the_nearest_is_first() -> None:
    assert [one.code for one in find_country("Nigera", "en")][:2] == ["NG", "NE"]
    assert {one.code for one in find_country("united", "en")} == {"AE", "GB", "US"}


@pytest.mark.parametrize("text", ["", "   ", "no", "in", "asdfgh", "🇺🇳", "idk", "-", None])
def test_what_is_no_country_finds_none(text: str | None) -> None:
    assert find_country(text, "en") == []


@given(st.text(), st.one_of(st.none(), st.text(max_size=8), st.sampled_from(["en", "ar", "zh"])))
def test_it_never_raises(text: str, lang: str | None) -> None:
    found = find_country(text, lang)
    assert len(found) <= 5
    assert all(one.code in REGIONS for one in found)


@pytest.mark.parametrize("lang", ["en", "es", "ar", "hi"])
def test_every_name_of_the_list_finds_its_country(lang: str) -> None:
    for one in countries(lang):
        assert one.code in {two.code for two in find_country(one.name, lang)}, one
