"""A line that helps: who answers, how to reach them, when, and how we know."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

Kind: TypeAlias = Literal[
    "emergency",
    "suicide",
    "crisis",
    "self_harm",
    "domestic_violence",
    "sexual_violence",
    "child",
    "eating",
    "poison",
]
Audience: TypeAlias = Literal[
    "everyone", "youth", "children", "women", "men", "lgbtq", "veterans", "indigenous"
]
Service: TypeAlias = Literal["all", "ambulance", "police"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
AUDIENCES: Final[tuple[Audience, ...]] = get_args(Audience)
SERVICES: Final[tuple[Service, ...]] = get_args(Service)

MEMORY: Final = "memory"
"""The source of a row that somebody only remembers; such a row is never shown."""
METADATA: Final = "libphonenumber"
"""Says that a number exists in a country, not who answers it."""
DIRECTORY: Final = "findahelpline.com"
"""Lists helplines of some 130 countries; the way on wherever we have nothing better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One row of a country file; `safety/resources/README.md` explains each key.

    Attributes:
        country: ISO 3166 code of two capital letters.
        also: Further needs that the same people answer.
        dial: What a person there types to call, never in international form; "" if no calls.
        text: The number for text messages, and `keyword` the word to send, if there is one.
        chat: A page where one can write with somebody; `url` any other page of theirs.
        hours: `24/7` or times such as `Mon-Fri 09:00-17:00; Sat 10:00-14:00`, in `zone`.
        pair: Rows of a country with the same word here belong together and are shown together.
        unlisted: Why `phonenumbers` doesn't know the number though it is right.
    """

    country: str
    name: str
    category: Kind
    also: tuple[Kind, ...] = ()
    dial: str = ""
    dial_alt: str = ""
    text: str = ""
    keyword: str = ""
    chat: str = ""
    url: str = ""
    hours: str = ""
    zone: str = ""
    languages: tuple[str, ...] = ()
    audience: Audience = "everyone"
    service: Service = "all"
    free: bool = False
    pair: str = ""
    sources: tuple[str, ...] = ()
    verified_on: date | None = None
    verified_by: str = ""
    unlisted: str = ""
    note: str = ""
    file: str = ""
    line: int = 1

    @property
    def supported(self) -> bool:
        """Whether somebody may be shown it: enough sources were seen that say who answers.

        An emergency number needs no more than the metadata of the telephone network; a number
        that the metadata doesn't know needs two sources that do.
        """
        if self.verified_on:
            return True
        named = set(self.sources) - {MEMORY}
        if self.category != "emergency":
            named.discard(METADATA)
        return len(named) >= (2 if self.unlisted else 1)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """All needs that it answers, its own first."""
        return (self.category, *self.also)

    @property
    def always(self) -> bool:
        """Whether somebody answers day and night."""
        return self.hours == "24/7"

    @property
    def written(self) -> bool:
        """Whether one can write instead of speaking."""
        return bool(self.text or self.chat)

    @property
    def numbers(self) -> tuple[str, ...]:
        """All numbers, as typed there."""
        return tuple(one for one in (self.dial, self.dial_alt, self.text) if one)
