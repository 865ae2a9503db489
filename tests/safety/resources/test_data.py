"""The rows that we ship are right as far as a machine can tell."""

import string
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from safety.resources import Resource, default
from safety.resources.check import check_rows, is_known
from safety.resources.emergency import REGIONS
from safety.resources.files import FOLDER
from safety.resources.row import MEMORY, METADATA
from safety.resources.words import ENGLISH, FIELDS

DIRECTORY: Final = default()
ROWS: Final = [one for rows in DIRECTORY.rows.values() for one in rows]
ASKED: Final = [
    *("US", "GB", "IE", "CA", "AU", "NZ", "ZA", "IN", "DE", "AT", "CH", "FR", "BE", "NL"),
    *("ES", "PT", "IT", "PL", "CZ", "RO", "GR", "SE", "NO", "DK", "FI", "UA", "RU", "TR"),
    *("EG", "SA", "AE", "IL", "BR", "MX", "AR", "CL", "CO", "PE", "JP", "KR", "SG", "PH"),
    *("ID", "MY", "NG", "KE"),
]


def ids(one: Resource) -> str:
    return f"{one.country}-{one.line}"


def test_every_file_can_be_read_and_nothing_is_left_out() -> None:
    assert DIRECTORY.problems == ()
    files = {path.stem for path in (FOLDER / "countries").glob("*.yaml")}
    assert files == set(DIRECTORY.rows)
    text = "".join(path.read_text("utf-8") for path in (FOLDER / "countries").glob("*.yaml"))
    assert text.count("\n  - name: ") == len(ROWS)


def test_every_country_that_was_asked_for_is_there() -> None:
    assert set(ASKED) <= set(DIRECTORY.rows) <= REGIONS


def test_the_check_finds_nothing_to_mend() -> None:
    remarks = check_rows(DIRECTORY, datetime.now(UTC).date())
    assert [str(one) for one in remarks if one.severity == "error"] == []


@pytest.mark.parametrize("one", ROWS, ids=ids)
def test_a_row_is_honest(one: Resource) -> None:
    assert one.sources, "a row without a source"
    if not one.supported:
        assert one.unlisted or set(one.sources) <= {MEMORY, METADATA}
    assert bool(one.verified_on) == bool(one.verified_by)
    assert not any(number.startswith(("+", "00")) and number != "000" for number in one.numbers)
    if not one.unlisted:
        assert all(is_known(number, one.country) for number in one.numbers)


@pytest.mark.parametrize("country", sorted(set(ASKED) - {"TR"}))
def test_every_country_has_somebody_in_a_crisis(country: str) -> None:
    assert DIRECTORY.for_country(country, "suicide")


@pytest.mark.parametrize("lang", sorted(set(DIRECTORY.words) - {"en"}))
def test_every_language_has_every_phrase_with_its_places(lang: str) -> None:
    words = DIRECTORY.words[lang]
    assert set(words) == set(ENGLISH)
    for key, phrase in words.items():
        fields = {name for _, name, _, _ in string.Formatter().parse(phrase) if name}
        assert fields == FIELDS[key], key
    same = [key for key in ENGLISH if words[key] == ENGLISH[key]]
    assert set(same) <= {"ambulance", "police", "chat"}, "a phrase was left in English"


def test_the_words_that_were_asked_for_are_there() -> None:
    asked = ["en", "es", "de", "fr", "pt", "it", "ru", "uk", "pl", "tr", "ar", "hi", "id"]
    assert set(asked) <= set(DIRECTORY.words)


def test_the_known_exceptions_say_why() -> None:
    for country, number in (("IN", "14416"), ("BR", "188")):
        [row] = [one for one in DIRECTORY.rows[country] if one.dial == number]
        assert not is_known(number, country)
        assert row.unlisted
        assert row.supported


def test_the_package_ships_the_files() -> None:
    listed = (Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8")
    assert '"resources/*/*.yaml"' in listed
