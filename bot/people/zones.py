"""Time zones as people know them: by country, by the time it is now, by a city's name."""

import unicodedata
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import get_timezone_location, get_timezone_name

_SAMPLES: Final = 24
"""Months looked at to tell zones apart that agree today and not in summer."""
_LARGEST: Final = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
    "America/Toronto", "America/Vancouver", "America/Sao_Paulo", "America/Mexico_City",
    "America/Argentina/Buenos_Aires", "Europe/Berlin", "Europe/Madrid", "Europe/Kyiv",
    "Europe/Moscow", "Asia/Shanghai", "Asia/Jakarta", "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip
"""Cities that more people know than others with the same time."""


class Zone(NamedTuple):
    """A zone and what a button for it says."""

    name: str
    label: str


def zones(country: str, lang: str, now: float) -> list[Zone]:
    """The zones of a country whose clocks differ, with the time there, from west to east.

    Args:
        country: Two capital letters.
        lang: Names are in this language where they are known.
        now: Seconds since 1970.
    """
    territories = get_global("zone_territories")
    names = sorted(zone for zone, of in territories.items() if of == country)
    names.sort(key=lambda zone: zone not in _LARGEST)
    chosen: dict[tuple[timedelta | None, ...], str] = {}
    for name in names:
        if name in _known():
            chosen.setdefault(_offsets(name, now), name)
    by_offset = sorted(chosen.items(), key=lambda one: (one[0][0] or timedelta(), one[1]))
    return [Zone(name, _label(name, lang, now)) for _, name in by_offset]


def find_zone(words: str, country: str) -> str | None:
    """The zone that somebody means by a city or a zone's name; None if that is unclear."""
    wanted = _plain(words)
    if not wanted:
        return None
    found = [name for name in sorted(_known()) if wanted in {_plain(name), _city(name)}]
    at_home = [name for name in found if get_global("zone_territories").get(name) == country]
    best = at_home or found
    return best[0] if len(best) == 1 else None


def clock(zone: str, now: float) -> str:
    """The time on a wall there, as 16:05."""
    return datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone)).strftime("%H:%M")


@cache
def _known() -> frozenset[str]:
    return frozenset(name for name in available_timezones() if "/" in name)


def _offsets(name: str, now: float) -> tuple[timedelta | None, ...]:
    zone, begin = ZoneInfo(name), datetime.fromtimestamp(now, UTC)
    moments = (begin + timedelta(days=30 * month) for month in range(_SAMPLES))
    return tuple(moment.astimezone(zone).utcoffset() for moment in moments)


def zone_label(name: str, lang: str) -> str:
    """The city that a zone is called by."""
    return str(get_timezone_location(name, locale=_locale(lang), return_city=True))


def _locale(lang: str) -> Locale:
    try:
        return Locale.parse(lang)
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _label(name: str, lang: str, now: float) -> str:
    locale, words = _locale(lang), zone_label(name, lang)
    generic = get_timezone_name(name, locale=locale)
    known = f"{words} ({generic})" if generic and len(generic) < 22 else words
    return f"{clock(name, now)} · {known}"


def _city(name: str) -> str:
    return _plain(name.rpartition("/")[2])


def _plain(words: str) -> str:
    text = unicodedata.normalize("NFKD", words).casefold().replace("_", " ")
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())
