"""Days and numbers as people write them."""

from datetime import date

from babel.core import UnknownLocaleError
from babel.dates import format_skeleton
from babel.numbers import format_decimal


def day_name(day: int, lang: str, skeleton: str = "MMMd") -> str:
    """A day (as `date.toordinal` counts), `Nov 3`; `skeleton` is CLDR's."""
    try:
        return format_skeleton(skeleton, date.fromordinal(day), locale=lang)
    except (UnknownLocaleError, ValueError):
        return format_skeleton(skeleton, date.fromordinal(day), locale="en")


def number_name(value: float, lang: str) -> str:
    """A number with at most two decimals, none where it is whole."""
    try:
        return format_decimal(value, "0.##", locale=lang)
    except (UnknownLocaleError, ValueError):
        return format_decimal(value, "0.##", locale="en")
