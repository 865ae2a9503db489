"""Settings: a screen that is a pure function from a profile to a message with buttons."""

from typing import Final, NamedTuple

from bot.dialogue.talk import Close, Menu, Out
from bot.effects import Button
from bot.flow.library import Library
from bot.flow.phrases import PACES
from bot.model import Context
from bot.people.client import Client
from bot.people.desk import Desk, Room, Step
from bot.people.preferences import (
    QUIET_CHOICES,
    TURNS,
    changed,
    country_name,
    hours_shown,
    language_name,
    living_in,
    shown,
)
from bot.people.profile import Profile
from bot.people.zones import find_zone, zones
from safety.resources import find_country

LANGUAGES_SHOWN: Final = 24
CHOICES: Final = frozenset({"lang", "quiet", "pace"})
"""Settings that are chosen from a list."""


def is_open(what: str, value: str) -> bool:
    """Whether a choice is not complete yet: only the first of two hours was tapped."""
    return what == "quiet" and (value == "other" or value.endswith("-"))


class SettingsDesk(Desk):
    """Answers for a person's settings."""

    name = "set"
    commands = ("settings",)
    welcome = ()

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
        desks: Names of the desks that there are, for what is theirs to set.
    """

    library: Library
    profile: Profile
    context: Context
    languages: tuple[str, ...] = ("en",)
    desks: frozenset[str] = frozenset()

    def press(self, parts: list[str]) -> tuple[Profile, tuple[Out, ...]]:
        """A button of the screen: `set`, `set:WHAT` or `set:WHAT:VALUE`."""
        what, value = (*parts[1:3], "", "")[:2]
        if what == "done":
            return self.profile, (Close(),)
        profile = changed(self.profile, what, value, self.languages) if value else self.profile
        if what == "country" and country_name(value, "en"):
            return self._replace(profile=profile).settled(value)
        desk = self._replace(profile=profile._replace(asked=""))
        if what in {"country", "zone"} and not value:
            return desk.asks(what)
        if what == "data":
            return desk.profile, (desk.data(),)
        if what in CHOICES and (not value or is_open(what, value)):
            return desk.profile, (desk.choices(what, value),)
        desk = desk._replace(context=desk.context._replace(lang=desk.profile.lang))
        return desk.profile, (desk.main(),)

    def words(self, text: str) -> tuple[Profile, tuple[Out, ...]]:
        """What they typed when asked for a country or a city."""
        if self.profile.asked == "set:country":
            found = find_country(text, self.context.lang)
            if len(found) == 1:
                return self.settled(found[0].code, screen=False)
            buttons = [Button(f"set:country:{one.code}", one.name) for one in found]
            return self.profile, (self.menu("country_unclear", buttons),)
        zone = find_zone(text, self.profile.country)
        if zone is None:
            return self.profile, (self.clock("zone_unclear"),)
        desk = self._replace(profile=self.profile._replace(zone=zone, asked=""))
        return desk.profile, (desk.main(screen=False),)

    def main(self, *, screen: bool = True) -> Menu:
        """All settings, each with its value; the last ones lead to their own screens."""
        values = shown(self.library, self.profile, self.context)
        buttons = [
            Button(f"set:{what}" + (":turn" if what in TURNS else ""),
                   f"{self._say(f'setting_{what}')}: {value}")
            for what, value in values.items()
        ]  # fmt: skip
        if "hw" in self.desks:
            buttons.append(Button("hw:checkin", self._say("setting_checkin")))
        buttons.append(Button("set:data", self._say("setting_data")))
        foot = (Button("menu", self._say("home")), Button("help", self._say("help")))
        return Menu(self._say("settings"), tuple(buttons), screen, foot=foot)

    def data(self) -> Menu:
        """The ways to what is kept, to take it along, and to have it erased."""
        ways = [("do:privacy", "command_privacy")]
        if "care" in self.desks:
            ways.append(("care", "command_therapist"))
        if "data" in self.desks:
            ways += [
                ("data:keep", "setting_kept"),
                ("data:export", "command_export"),
                ("data:delete", "command_delete"),
            ]
        return self.menu("data_screen", [Button(way, self._say(name)) for way, name in ways])

    def settled(self, country: str, *, screen: bool = True) -> tuple[Profile, tuple[Out, ...]]:
        """A country is known; so is the zone where there is only one."""
        profile = living_in(self.profile, country, self.context.at)._replace(asked="")
        desk = self._replace(profile=profile)
        if profile.zone or not desk.times():
            return profile, (desk.main(screen=screen),)
        asked = profile._replace(asked="set:zone")
        return asked, (desk.menu("zone_ask", desk.times(), screen=screen),)

    def asks(self, what: str) -> tuple[Profile, tuple[Out, ...]]:
        """The question for words, `country` or `zone`."""
        asked = self.profile._replace(asked=f"set:{what}")
        return asked, (self.clock("zone_ask") if what == "zone" else self.menu("country_ask", []),)

    def clock(self, phrase: str) -> Menu:
        """A question for the time, in other words where there are no times to tap."""
        times = self.times()
        return self.menu(phrase if times else f"{phrase}_city", times)

    def choices(self, what: str, value: str) -> Menu:
        """What there is to choose from; hours are chosen one after the other."""
        if what == "lang":
            codes = self.languages[:LANGUAGES_SHOWN]
            return self.menu("lang_ask", [Button(f"set:lang:{c}", language_name(c)) for c in codes])
        if what == "pace":
            paces = [Button(f"set:pace:{one}", self._say(f"pace_{one}")) for one in PACES]
            return self.menu("pace_ask", [*paces, Button("set:pace:none", self._say("pace_none"))])
        if value:
            begin = "" if value == "other" else value
            phrase = "quiet_until" if begin else "quiet_from"
            hours = [
                Button(f"set:quiet:{begin}{hour}" + ("" if begin else "-"), f"{hour}:00")
                for hour in range(24)
                if begin != f"{hour}-"
            ]
            return self.menu(phrase, hours)._replace(across=4)
        presets = [
            Button(
                f"set:quiet:{begin}-{end}", hours_shown(self.library, (begin, end), self.context)
            )
            for begin, end in QUIET_CHOICES
        ]
        return self.menu(
            "quiet_ask", [*presets, Button("set:quiet:other", self._say("quiet_other"))]
        )

    def times(self) -> list[Button]:
        """The times that clocks of the country show."""
        there = zones(self.profile.country, self.context.lang, self.context.at)
        return [Button(f"set:zone:{zone.name}", zone.label) for zone in there]

    def menu(self, phrase: str, buttons: list[Button], *, screen: bool = True) -> Menu:
        """A screen with a way back to the settings."""
        foot = (Button("set", self._say("back")), Button("help", self._say("help")))
        return Menu(self._say(phrase), tuple(buttons), screen, foot=foot)

    def _say(self, phrase: str) -> str:
        return self.library.phrases.say(phrase, self.context.lang)


def _screen(room: Room, client: Client) -> SettingsScreen:
    context = room.context
    return SettingsScreen(room.library, client.profile, context, room.languages, room.desks)
