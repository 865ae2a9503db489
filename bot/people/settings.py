"""Settings: a screen that is a pure function from a profile to a message with buttons."""

import unicodedata
from typing import Final, NamedTuple

from babel import Locale, UnknownLocaleError

from bot.dialogue.talk import Close, Menu, Out
from bot.effects import Button
from bot.flow.library import Library
from bot.model import Context
from bot.people.client import Client
from bot.people.desk import Desk, Room, Step
from bot.people.profile import Hours, Profile
from bot.people.quiet import zone_of
from bot.people.zones import clock, find_zone, zones
from safety.resources import countries, find_country
from safety.resources.places import ALSO

QUIET_CHOICES: Final[tuple[Hours, ...]] = ((22, 8), (21, 7), (23, 9), (0, 0))
LANGUAGES_SHOWN: Final = 24


class SettingsDesk(Desk):
    """Answers for a person's settings."""

    name = "set"
    commands = ("settings",)

    def command(self, room: Room, client: Client, name: str, argument: str) -> Step:
        """Show all settings."""
        return client, (_screen(room, client).main(screen=False),)

    def press(self, room: Room, client: Client, parts: list[str]) -> Step:
        """Change one of them."""
        profile, out = _screen(room, client).press(parts)
        return client._replace(profile=profile), out

    def words(self, room: Room, client: Client, asked: str, text: str) -> Step:
        """A country or a city was typed."""
        profile, out = _screen(room, client).words(text)
        return client._replace(profile=profile), out


class SettingsScreen(NamedTuple):
    """Draws the screens of one person.

    Attributes:
        library: Gives the words.
        profile: The settings as they are.
        context: The moment and the language.
        languages: Codes of languages that there are words in.
    """

    library: Library
    profile: Profile
    context: Context
    languages: tuple[str, ...] = ("en",)

    def press(self, parts: list[str]) -> tuple[Profile, tuple[Out, ...]]:
        """A button of the screen: `set`, `set:WHAT` or `set:WHAT:VALUE`."""
        what, value = (*parts[1:3], "", "")[:2]
        if what == "done":
            return self.profile, (Close(),)
        profile = self._with(what, value) if value else self.profile
        desk = self._replace(profile=profile._replace(asked=""))
        if what == "country" and not value:
            return desk.asks("country")
        if what == "zone" and not value:
            return desk.asks("zone")
        if what in {"lang", "quiet"} and not value:
            return desk.profile, (desk.choices(what),)
        desk = desk._replace(context=desk.context._replace(lang=desk.profile.lang))
        return desk.profile, (desk.main(),)

    def words(self, text: str) -> tuple[Profile, tuple[Out, ...]]:
        """What they typed when asked for a country or a city."""
        if self.profile.asked == "set:country":
            found = find_country(text, self.context.lang)
            if len(found) == 1:
                return self._settled(found[0].code)
            buttons = [Button(f"set:country:{one.code}", one.name) for one in found]
            return self.profile, (self.menu("country_unclear", buttons),)
        zone = find_zone(text, self.profile.country)
        if zone is None:
            return self.profile, (self.menu("zone_unclear", self.times()),)
        desk = self._replace(profile=self.profile._replace(zone=zone, asked=""))
        return desk.profile, (desk.main(screen=False),)

    def main(self, *, screen: bool = True) -> Menu:
        """All settings, each with its value."""
        profile = self.profile
        begin, end = profile.quiet
        never = self._say("quiet_never")
        quiet = f"{begin}:00–{end}:00" if begin != end else never
        known = zone_of(profile.zone) is not None
        at = f"{clock(profile.zone, self.context.at)} ({profile.zone})" if known else "–"
        values = {
            "lang": _language(profile.lang),
            "country": _country_name(profile.country, self.context.lang) or "–",
            "zone": at,
            "quiet": quiet,
            "pictures": self._say("rhythm_words" if profile.text_only else "rhythm_picture"),
        }
        buttons = [
            Button(f"set:{what}" + (":turn" if what == "pictures" else ""),
                   f"{self._say(f'setting_{what}')}: {value}")
            for what, value in values.items()
        ]  # fmt: skip
        done = Button("set:done", self._say("done_picking"))
        return Menu(self._say("settings"), (*buttons, done), screen)

    def _with(self, what: str, value: str) -> Profile:
        profile = self.profile
        if what == "lang" and value in self.languages:
            return profile._replace(lang=value, lang_chosen=True)
        if what == "country" and _country_name(value, "en"):
            return self._settled(value)[0]
        if what == "zone" and zone_of(value):
            return profile._replace(zone=value)
        if what == "quiet":
            hours = next((one for one in QUIET_CHOICES if f"{one[0]}-{one[1]}" == value), None)
            return profile._replace(quiet=hours) if hours else profile
        if what == "pictures":
            return profile._replace(text_only=not profile.text_only)
        return profile

    def _settled(self, country: str) -> tuple[Profile, tuple[Out, ...]]:
        """A country is known; so is the zone where there is only one."""
        there = zones(country, self.context.lang, self.context.at)
        one = there[0].name if len(there) == 1 else ""
        here = self.profile.zone if self.profile.zone in {zone.name for zone in there} else one
        profile = self.profile._replace(country=country, zone=here, asked="")
        desk = self._replace(profile=profile)
        if here or not there:
            return profile, (desk.main(screen=False),)
        asked = profile._replace(asked="set:zone")
        return asked, (desk.menu("zone_ask", desk.times()),)

    def asks(self, what: str) -> tuple[Profile, tuple[Out, ...]]:
        """The question for words, `country` or `zone`."""
        buttons = self.times() if what == "zone" else []
        asked = self.profile._replace(asked=f"set:{what}")
        return asked, (self.menu(f"{what}_ask", buttons, screen=True),)

    def choices(self, what: str) -> Menu:
        """The languages or the quiet hours that there are, `lang` or `quiet`."""
        if what == "lang":
            codes = self.languages[:LANGUAGES_SHOWN]
            buttons = [Button(f"set:lang:{code}", _language(code)) for code in codes]
        else:
            buttons = [
                Button(f"set:quiet:{begin}-{end}",
                       f"{begin}:00–{end}:00" if begin != end else self._say("quiet_never"))
                for begin, end in QUIET_CHOICES
            ]  # fmt: skip
        return self.menu(f"{what}_ask", buttons, screen=True)

    def times(self) -> list[Button]:
        """The times that clocks of the country show."""
        there = zones(self.profile.country, self.context.lang, self.context.at)
        return [Button(f"set:zone:{zone.name}", zone.label) for zone in there]

    def menu(self, phrase: str, buttons: list[Button], *, screen: bool = False) -> Menu:
        """A screen with a way back to the settings."""
        back = Button("set", self._say("back"))
        return Menu(self._say(phrase), (*buttons, back), screen)

    def _say(self, phrase: str) -> str:
        return self.library.phrases.say(phrase, self.context.lang)


def _screen(room: Room, client: Client) -> SettingsScreen:
    return SettingsScreen(room.library, client.profile, room.context, room.languages)


def names_country(text: str, lang: str) -> str | None:
    """The country, if these words are the name of one and nothing else."""
    found = find_country(text, lang)
    if len(found) != 1:
        return None
    code, name = found[0]
    names = {_plain(name), _plain(_country_name(code, "en")), code.casefold(), *ALSO}
    return code if _plain(text) in names else None


def _country_name(code: str, lang: str) -> str:
    return next((one.name for one in countries(lang) if one.code == code), "")


def _plain(words: str) -> str:
    text = unicodedata.normalize("NFKD", words.strip(" .!")).casefold()
    return "".join(c for c in text if not unicodedata.combining(c))


def _language(code: str) -> str:
    try:
        name = Locale.parse(code).get_display_name(code)
    except (UnknownLocaleError, ValueError):
        name = None
    return (name or code).capitalize()
