"""A person's settings: what they chose, and what Telegram told us."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from bot.people.keeping import KEEP, KEEP_CHOICES
from bot.store.rows import Person

Hours = tuple[int, int]

QUIET: Final[Hours] = (22, 8)
"""Nothing that can wait is sent from the first hour to the second, unless they choose others."""


class Profile(NamedTuple):
    """What a person's screens and messages depend on.

    Attributes:
        name: What they are called on Telegram.
        lang: The language of what they read.
        lang_chosen: They chose it; otherwise it follows their app.
        country: Two capital letters (ISO 3166), or empty while unknown. Language is no proxy.
        zone: IANA time zone, or empty while unknown.
        quiet: From when to when nothing that can wait is sent; equal hours mean never quiet.
        text_only: Rhythms come in words, without a picture.
        asked: What their next words answer: `DESK:what`, `help-country` or nothing.
        pace: `quick`, `slow` or `steps`, as they chose; empty while they have not.
        protect: What is sent can't be forwarded or saved.
        adult: `yes` or `no`, as they said; empty while nobody asked.
        agreed: When they agreed to what is kept and who sees it, in seconds since 1970; or 0.
        goal: What brings them, as they said: the id of a need.
        came_for: What the link carried by which they came, until they have been welcomed.
        keep: How many days answers and what was done are kept; 0 until they delete it.
    """

    name: str = ""
    lang: str = "en"
    lang_chosen: bool = False
    country: str = ""
    zone: str = ""
    quiet: Hours = QUIET
    text_only: bool = False
    asked: str = ""
    pace: str = ""
    protect: bool = False
    adult: str = ""
    agreed: int = 0
    goal: str = ""
    came_for: str = ""
    keep: int = KEEP

    @property
    def welcome(self) -> bool:
        """Whether they have been told what this is, are of age, and agreed."""
        return self.adult == "yes" and self.agreed > 0

    def known(self, languages: Sequence[str]) -> dict[str, str]:
        """What flows may read of a person.

        Args:
            languages: Codes of languages that there are words in; an app in another one leaves
                it open which of them somebody reads.
        """
        speaks = self.lang_chosen or self.lang.partition("_")[0] in languages
        return {
            "name": self.name,
            "pace": self.pace,
            "country": self.country,
            "zone": self.zone,
            "language": self.lang if speaks else "",
            "adult": self.adult,
        }

    @classmethod
    def of(cls, person: Person) -> "Profile":
        """Read a person's row. What is damaged in it falls back to what is usual."""
        data = _data(person)
        quiet, agreed = data.get("quiet"), data.get("agreed")
        hours = QUIET
        if isinstance(quiet, list) and len(quiet) == 2 and all(_is_hour(one) for one in quiet):
            hours = (quiet[0], quiet[1])
        return cls(
            _text(data, "name"),
            person.lang,
            data.get("lang_chosen") is True,
            _text(data, "country"),
            person.zone,
            hours,
            person.text_only,
            _text(data, "asked"),
            _text(data, "pace"),
            data.get("protect") is True,
            _text(data, "adult"),
            agreed if type(agreed) is int else 0,
            _text(data, "goal"),
            _text(data, "came_for"),
            data["keep"] if data.get("keep") in KEEP_CHOICES else KEEP,
        )

    def put(self, person: Person) -> Person:
        """The row with these settings; other parts of its data stay."""
        data = _data(person) | {
            "name": self.name,
            "lang_chosen": self.lang_chosen,
            "country": self.country,
            "quiet": list(self.quiet),
            "asked": self.asked,
            "pace": self.pace,
            "protect": self.protect,
            "adult": self.adult,
            "agreed": self.agreed,
            "goal": self.goal,
            "came_for": self.came_for,
            "keep": self.keep,
        }
        return replace(
            person,
            lang=self.lang,
            zone=self.zone,
            text_only=self.text_only,
            data=json.dumps(data, ensure_ascii=False).encode(),
        )


def _data(person: Person) -> dict[str, Any]:
    try:
        data = json.loads(person.data)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key, "")
    return value if isinstance(value, str) else ""


def _is_hour(value: object) -> bool:
    return type(value) is int and 0 <= value <= 23
