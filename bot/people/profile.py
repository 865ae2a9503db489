"""A person's settings: what they chose, and what Telegram told us."""

import json
from dataclasses import replace
from typing import Any, Final, NamedTuple

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
        asked: What their next words answer: `country`, `zone` or nothing.
    """

    name: str = ""
    lang: str = "en"
    lang_chosen: bool = False
    country: str = ""
    zone: str = ""
    quiet: Hours = QUIET
    text_only: bool = False
    asked: str = ""

    @classmethod
    def of(cls, person: Person) -> "Profile":
        """Read a person's row. What is damaged in it falls back to what is usual."""
        data = _data(person)
        quiet = data.get("quiet")
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
        )

    def put(self, person: Person) -> Person:
        """The row with these settings; other parts of its data stay."""
        data = _data(person) | {
            "name": self.name,
            "lang_chosen": self.lang_chosen,
            "country": self.country,
            "quiet": list(self.quiet),
            "asked": self.asked,
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
