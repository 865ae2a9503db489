"""What a person can choose, how each choice reads, and what follows from it."""

import re
import unicodedata
from typing import Final

from babel import Locale, UnknownLocaleError

from bot.flow.library import Library
from bot.flow.phrases import PACES
from bot.model import Context
from bot.people.profile import Hours, Profile
from bot.people.quiet import zone_of
from bot.people.zones import clock, zones
from safety.resources import countries, find_country
from safety.resources.places import ALSO

QUIET_CHOICES: Final[tuple[Hours, ...]] = ((22, 8), (21, 7), (23, 9), (0, 0))
"""What most people want; any other two hours can be chosen too."""
TURNS: Final = frozenset({"pictures", "protect"})
"""Settings with two values: each press turns them over."""
_HOURS: Final = re.compile(r"(\d{1,2})-(\d{1,2})", re.ASCII)


def shown(library: Library, profile: Profile, context: Context) -> dict[str, str]:
    """Each setting with its value in words, in the order of the screen."""

    def say(phrase: str) -> str:
        return library.phrases.say(phrase, context.lang)

    known = zone_of(profile.zone) is not None
    return {
        "lang": language_name(profile.lang),
        "country": country_name(profile.country, context.lang) or "–",
        "zone": f"{clock(profile.zone, context.at)} ({profile.zone})" if known else "–",
        "pace": say(f"pace_{profile.pace if profile.pace in PACES else 'none'}"),
        "quiet": hours_shown(library, profile.quiet, context),
        "pictures": say("rhythm_words" if profile.text_only else "rhythm_picture"),
        "protect": say("protect_on" if profile.protect else "protect_off"),
    }


def changed(profile: Profile, what: str, value: str, languages: tuple[str, ...]) -> Profile:
    """The profile with one choice; one that makes no sense changes nothing."""
    if what == "lang" and value in languages:
        return profile._replace(lang=value, lang_chosen=True)
    if what == "zone" and zone_of(value):
        return profile._replace(zone=value)
    if what == "pace" and value in {*PACES, "none"}:
        return profile._replace(pace="" if value == "none" else value)
    if what == "quiet" and (found := _HOURS.fullmatch(value)):
        begin, end = int(found[1]), int(found[2])
        return profile._replace(quiet=(begin, end)) if max(begin, end) < 24 else profile
    if what == "pictures":
        return profile._replace(text_only=not profile.text_only)
    if what == "protect":
        return profile._replace(protect=not profile.protect)
    return profile


def living_in(profile: Profile, country: str, now: float) -> Profile:
    """The profile with a country, and with its zone where the country has only one."""
    there = {zone.name for zone in zones(country, profile.lang, now)}
    one = next(iter(there)) if len(there) == 1 else ""
    return profile._replace(country=country, zone=profile.zone if profile.zone in there else one)


def hours_shown(library: Library, hours: Hours, context: Context) -> str:
    """Quiet hours in words."""
    begin, end = hours
    never = library.phrases.say("quiet_never", context.lang)
    return f"{begin}:00–{end}:00" if begin != end else never


WORDS_TOO: Final = frozenset({"NO", "SI", "ME", "IT"})
"""Codes of countries that are also words, typed in capitals."""


def names_country(text: str, lang: str) -> str | None:
    """The country, if these words are the name of one and nothing else."""
    found = find_country(text, lang)
    if len(found) != 1:
        return None
    code, name = found[0]
    if text.strip() == code:
        return None if code in WORDS_TOO else code
    names = {_plain(name), _plain(country_name(code, "en")), *ALSO}
    return code if _plain(text) in names else None


def country_name(code: str, lang: str) -> str:
    """What people call a country; empty for none."""
    return next((one.name for one in countries(lang) if one.code == code), "")


def language_name(code: str, lang: str = "") -> str:
    """What a language is called by those who speak it, or in another one."""
    try:
        name = Locale.parse(code).get_display_name(lang or code)
    except (UnknownLocaleError, ValueError):
        name = None
    return (name or code).capitalize()


def _plain(words: str) -> str:
    text = unicodedata.normalize("NFKD", words.strip(" .!")).casefold()
    return "".join(c for c in text if not unicodedata.combining(c))
