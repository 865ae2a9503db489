"""Every region of the metadata has its emergency number, and it is one."""

from typing import Final

import pytest
from phonenumbers.shortnumberinfo import is_emergency_number

from safety.resources import help_lines
from safety.resources.emergency import REGIONS, emergency_numbers

NONE: Final = {"GN"}
"""Regions for which the metadata has no emergency number."""


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_every_region(region: str) -> None:
    numbers = emergency_numbers(region)
    assert bool(numbers) == (region not in NONE)
    assert all(is_emergency_number(one, region) for one in numbers)
    text = help_lines(region, "en", imminent=True)
    assert text.startswith("If you are in danger now, call ")
    assert "findahelpline.com" in text


def test_there_are_more_regions_than_the_specification_counts() -> None:
    assert len(REGIONS) >= 224


@pytest.mark.parametrize(
    ("region", "numbers"),
    [
        ("US", ("911",)),
        ("JM", ("911",)),
        ("DE", ("112",)),
        ("HK", ("112",)),
        ("BD", ("999",)),
        ("AU", ("112",)),
        ("NZ", ("111",)),
        ("CN", ("110", "119", "120")),
        ("SN", ("17", "18")),
        ("GN", ()),
        ("", ()),
        ("ZZ", ()),
    ],
)
def test_one_number_where_one_reaches_everybody(region: str, numbers: tuple[str, ...]) -> None:
    assert emergency_numbers(region) == numbers
