"""Countries by name: a list to choose from, and what a person typed."""

import re
import unicodedata
from difflib import SequenceMatcher
from functools import cache
from typing import Final, NamedTuple

from babel import Locale

from safety.resources.emergency import REGIONS
from safety.resources.words import locale_of

_LETTERS: Final = re.compile(r"[\W_]+")
_FLAG: Final = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_NATIVE: Final = 3
_ALIKE: Final = 0.8
_MOST: Final = 5
_LONGEST: Final = 60
ALSO: Final = {
    "uk": "GB",
    "u k": "GB",
    "britain": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "gran bretana": "GB",
    "inglaterra": "GB",
    "escocia": "GB",
    "gales": "GB",
    "usa": "US",
    "u s a": "US",
    "u s": "US",
    "america": "US",
    "the states": "US",
    "eeuu": "US",
    "ee uu": "US",
    "uae": "AE",
    "emirates": "AE",
    "emiratos": "AE",
    "holland": "NL",
    "holanda": "NL",
    "eire": "IE",
    "czech republic": "CZ",
    "republica checa": "CZ",
    "turkey": "TR",
    "korea": "KR",
    "corea": "KR",
    "south korea": "KR",
    "corea del sur": "KR",
    "ivory coast": "CI",
    "burma": "MM",
    "swaziland": "SZ",
    "macedonia": "MK",
    "cape verde": "CV",
    "east timor": "TL",
    "congo": "CD",
    "drc": "CD",
    "bharat": "IN",
    "brasil": "BR",
    "deutschland": "DE",
    "nippon": "JP",
    "vatican": "VA",
    "palestine": "PS",
    "hong kong": "HK",
    "macau": "MO",
    "kosova": "XK",
}
"""What people call countries beside their official names."""
WORDS: Final = frozenset(
    [
        "am",
        "as",
        "at",
        "be",
        "de",
        "do",
        "es",
        "hm",
        "im",
        "in",
        "is",
        "it",
        "la",
        "me",
        "my",
        "ne",
        "no",
        "pm",
        "se",
        "si",
        "so",
        "to",
        "tv",
    ]
)
"""Codes that are also words: a country only in capital letters."""


class Country(NamedTuple):
    """A country as shown to a person."""

    code: str
    name: str


@cache
def _names(lang: str | None) -> dict[str, str]:
    territories = locale_of(lang).territories
    english = Locale("en").territories
    return {code: str(territories.get(code) or english.get(code) or code) for code in REGIONS}


def countries(lang: str | None) -> list[Country]:
    """Every country with a name in this language, in alphabetical order."""
    named = (Country(code, name) for code, name in _names(lang).items())
    return sorted(named, key=lambda one: (_fold(one.name), one.code))


def find_country(text: str | None, lang: str | None = None) -> list[Country]:
    """The countries that a person may mean, best first; empty if there is no idea.

    Understands names in their language, English, Spanish and the country's own languages,
    codes of two or three letters, flags, everyday names (UK, Holland) and small typos. One
    result is a sure one unless the text was mistyped; let the person confirm several.
    """
    typed = str(text or "")[:_LONGEST]
    names = _names(lang)
    flag = _FLAG.search(typed)
    if flag:
        code = "".join(chr(ord(sign) - 0x1F1E6 + ord("A")) for sign in flag.group())
        return [Country(code, names[code])] if code in names else []
    wanted = _fold(typed)
    if not wanted:
        return []
    known = {**_everywhere(), **{_fold(name): code for code, name in names.items()}}
    if typed.strip() in WORDS:
        return []
    found = _exact(wanted, known) or _near(wanted, known)
    return [Country(code, names[code]) for code in found[:_MOST]]


def _exact(wanted: str, known: dict[str, str]) -> list[str]:
    code = wanted.upper()
    if wanted in ALSO:
        return [ALSO[wanted]]
    if wanted in known:
        return [known[wanted]]
    if code in REGIONS:
        return [code]
    # «I live in Spain» names a country among other words; the longest name is the one meant
    inside = [name for name in {**known, **ALSO} if f" {name} " in f" {wanted} " and len(name) > 3]
    longest = max(inside, key=len, default="")
    return [{**known, **ALSO}[longest]] if longest else []


def _near(wanted: str, known: dict[str, str]) -> list[str]:
    scores: dict[str, float] = {}
    for name, code in {**known, **ALSO}.items():
        part = len(wanted) >= _NATIVE and f" {name}".find(f" {wanted}") >= 0
        score = (
            1.0
            if part or name.endswith(f" {wanted}")
            else SequenceMatcher(None, wanted, name).ratio()
        )
        if score >= _ALIKE:
            scores[code] = max(score, scores.get(code, 0.0))
    return sorted(scores, key=lambda code: (-scores[code], code))


@cache
def _everywhere() -> dict[str, str]:
    """Folded names in English, Spanish and each country's own languages, and 3-letter codes."""
    found: dict[str, str] = {}
    for code in sorted(REGIONS):
        for lang in _own_languages().get(code, ()):
            name = locale_of(lang).territories.get(code)
            if name:
                found.setdefault(_fold(str(name)), code)
    for lang in ("es", "en"):
        found |= {_fold(name): code for code, name in _names(lang).items()}
    return found


@cache
def _own_languages() -> dict[str, tuple[str, ...]]:
    from babel.languages import get_official_languages  # noqa: PLC0415

    return {code: get_official_languages(code, regional=True) for code in REGIONS}


@cache
def _fold(name: str) -> str:
    """Small letters without accents and signs, words apart by one space."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _LETTERS.sub(" ", plain).strip()
