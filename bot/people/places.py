"""Countries, zones and languages, as questions of a flow and settings offer them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from babel.core import get_global

from bot.people.preferences import country_name, language_name
from bot.people.quiet import zone_of
from bot.people.zones import find_zone, zone_label, zones
from safety.resources import find_country

LIKELY: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("US", "GB", "CA", "AU", "IE", "IN"),
    "es": ("ES", "MX", "AR", "CO", "CL", "PE"),
}
"""Where most speakers live, to be tapped at once; any other country can be typed. Nobody's
country is taken from their language: the person says it."""
SHOWN: Final = 6


class Atlas:
    """What a flow asks about places; see `bot.model.Places`.

    Args:
        helps: The numbers to call, by country and language.
        languages: Codes of the languages that there are words in.
    """

    def __init__(
        self, helps: Callable[[str, str], Mapping[str, str]], languages: Sequence[str]
    ) -> None:
        self._helps = helps
        self._languages = tuple(languages)

    def listed(self, kind: str, country: str, lang: str, at: int) -> Sequence[tuple[str, str]]:
        """What most people here would tap."""
        if kind == "zone":
            return [(zone.name, zone.label) for zone in zones(country, lang, at)]
        if kind == "language":
            return [(code, language_name(code)) for code in self._languages]
        return [(code, country_name(code, lang)) for code in likely(lang)]

    def read(self, kind: str, words: str, country: str, lang: str) -> Sequence[tuple[str, str]]:
        """What typed words can mean."""
        if kind == "country":
            return [(one.code, one.name) for one in find_country(words, lang)]
        if kind == "zone":
            zone = find_zone(words, country)
            return [(zone, zone)] if zone else []
        wanted = words.strip().casefold()
        named = {code: (name, language_name(code, lang)) for code, name
                 in self.listed(kind, country, lang, 0)}  # fmt: skip
        return [(code, names[0]) for code, names in named.items()
                if wanted in {code, *(one.casefold() for one in names)}]  # fmt: skip

    def named(self, kind: str, id_: str, lang: str) -> str:
        """What people call it; empty for what is not known."""
        if kind == "country":
            return country_name(id_, lang or "en")
        if kind == "language":
            return language_name(id_) if id_ in self._languages else ""
        return zone_label(id_, lang or "en") if zone_of(id_) else ""

    def helps(self, country: str, lang: str) -> Mapping[str, str]:
        """Numbers to call there."""
        return self._helps(country, lang)


def likely(lang: str) -> list[str]:
    """Countries to tap at once: first the one that the language code names, if any."""
    code, _, region = lang.partition("_")
    most = str(get_global("likely_subtags").get(code, "")).rpartition("_")[2]
    known = [region, *LIKELY.get(code, (most,))]
    return [one for one in dict.fromkeys(known) if country_name(one, "en")][:SHOWN]
