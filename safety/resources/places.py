"""Countries by name: a list to choose from, and what a person typed."""

import re
import unicodedata
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Final, NamedTuple

from babel import Locale, localedata
from babel.core import get_global
from babel.languages import get_official_languages

from safety.resources.emergency import REGIONS
from safety.resources.words import locale_of

_ACCENT: Final = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]")
"""Of Latin, Greek and Cyrillic letters, and the optional signs of Hebrew and Arabic."""
_FLAG: Final = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_FLAG_A: Final = 0x1F1E6
_THREE: Final = 3
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
_WORD: Final = re.compile("a[mst]|be|d[eo]|hm|i[mnst]|la|m[ey]|n[eo]|pm|s[eio]|t[ov]")
"""Codes that are also words in some language: a country only in capital letters."""


class Country(NamedTuple):
    """A country as shown to a person."""

    code: str
    name: str


@lru_cache(maxsize=32)
def _names(lang: str | None) -> dict[str, str]:
    territories = locale_of(lang).territories
    english = Locale("en").territories
    return {code: str(territories.get(code) or english.get(code) or code) for code in REGIONS}


def countries(lang: str | None) -> list[Country]:
    """Every country with a name in this language, in alphabetical order."""
    named = (Country(code, name) for code, name in _names(lang).items())
    return sorted(named, key=lambda one: (_fold(one.name), one.code))


def find_country(text: str | None, lang: str | None = None) -> list[Country]:
    """The countries that a person may mean, best first, five at most; empty if there is no idea.

    Understands names in their language, English, Spanish and the country's own languages,
    codes of two or three letters, flags, everyday names (UK, Holland) and small typos. Ask
    which one it is if there are several. What was typed is kept nowhere.

    The first text that is no name in the first three languages takes a second or more: the
    names in all languages are read then, once.
    """
    typed = str(text or "")[:_LONGEST]
    names = _names(lang)
    flag = _FLAG.search(typed)
    if flag:
        code = "".join(chr(ord(sign) - _FLAG_A + ord("A")) for sign in flag.group())
        return [Country(code, names[code])] if code in names else []
    wanted = _fold(typed)
    if not wanted or _WORD.fullmatch(typed.strip()):
        return []
    usual = {**_spoken("en"), **_spoken("es"), **_spoken(lang), **ALSO}
    found = _exact(wanted, usual) or _near(wanted, usual)
    if not found:
        found = _exact(wanted, _native()) or _near(wanted, _native())
    return [Country(code, names[code]) for code in found[:_MOST]]


def _exact(wanted: str, known: Mapping[str, str]) -> list[str]:
    if wanted in known:
        return [known[wanted]]
    code = wanted.upper()
    if code in REGIONS:
        return [code]
    for one in get_global("territory_aliases").get(code, ()):
        if one in REGIONS and len(code) == _THREE:
            return [one]
    # "I live in Spain" names a country among other words; the longest name is the one meant
    whole = [name for name in known if len(name) > _THREE or name in ALSO]
    inside = [name for name in whole if f" {name} " in f" {wanted} "]
    return [known[max(inside, key=len)]] if inside else []


def _near(wanted: str, known: Mapping[str, str]) -> list[str]:
    """Countries whose name holds these letters as a beginning of a word, or looks like them."""
    scores: dict[str, float] = {}
    for name, code in known.items():
        part = len(wanted) >= _THREE and f" {wanted}" in f" {name}"
        score = 1.0 if part else SequenceMatcher(None, wanted, name).ratio()
        if score >= _ALIKE:
            scores[code] = max(score, scores.get(code, 0.0))
    return sorted(scores, key=lambda code: (-scores[code], code))


@lru_cache(maxsize=32)
def _spoken(lang: str | None) -> Mapping[str, str]:
    return {_fold(name): code for code, name in _names(lang).items()}


@cache
def _native() -> Mapping[str, str]:
    """Names in the languages of the countries themselves.

    Babel keeps every language that it reads, about 100 MB for all of them; they are let go.
    """
    before = set(localedata._cache)  # noqa: SLF001  (there is no public way to let go)
    spoken: dict[str, list[str]] = {}
    for code in sorted(REGIONS):
        for lang in get_official_languages(code, regional=True):
            spoken.setdefault(lang, []).append(code)
    found: dict[str, str] = {}
    for lang, codes in sorted(spoken.items()):
        territories = locale_of.__wrapped__(lang).territories  # not kept in its cache either
        named = {code: str(territories[code]) for code in codes if code in territories}
        for code, name in named.items():
            found.setdefault(_fold(name), code)
        for one in set(localedata._cache) - before:  # noqa: SLF001
            del localedata._cache[one]  # noqa: SLF001
    return found


def _fold(name: str) -> str:
    """Small letters without accents and signs, words apart by one space."""
    plain = _ACCENT.sub("", unicodedata.normalize("NFKD", name.casefold()))
    return " ".join("".join(sign if _is_letter(sign) else " " for sign in plain).split())


def _is_letter(sign: str) -> bool:
    """Whether a sign belongs to a word; in Indian scripts vowels are marks."""
    return unicodedata.category(sign)[0] in "LMN"
