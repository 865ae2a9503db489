"""The rules of `flows/care.yaml`: what a clinician decided about words and lengths."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, TypeAlias

from pydantic import Field

from bot.flow.document import Pack
from bot.flow.findings import Finding
from bot.flow.parts import Part
from bot.flow.shape import parse
from bot.flow.source import Source


class Banned(Part):
    """Words that flows don't use: why, and what to write."""

    words: list[str] = Field(min_length=1)
    why: str
    instead: str


class Worse(Part):
    """What counts as worse, and which words lead to people.

    Attributes:
        options: Ids of answers that say so, or words of their labels.
        better: Ids of answers that say the reverse, and ask for one that says worse.
        high: A second rating that is worse whatever the first was.
        change: By how much a rating has to move to count.
        support: Words that point to people or help.
    """

    options: list[str] = Field(min_length=1)
    better: list[str]
    high: int = Field(ge=1, le=100)
    change: int = Field(ge=1, le=100)
    support: list[str] = Field(min_length=1)


NOBODY: Final = Worse(options=["worse"], better=[], high=8, change=2, support=["Help"])


class CareFile(Part):
    """The file of care rules."""

    message_characters: int = Field(ge=50, le=4096)
    message_sentences: int = Field(ge=1, le=10)
    button_characters: int = Field(ge=5, le=64)
    grade: dict[str, float]
    needs_contraindications: list[Pack]
    needs_rating_after: list[Pack]
    days_apart: dict[Pack, Annotated[int, Field(ge=1, le=60)]]
    steady_days: dict[Pack, Annotated[int, Field(ge=1, le=366)]]
    worse: Worse
    banned: list[Banned]
    banned_in: dict[str, list[Banned]]


BannedWords: TypeAlias = tuple[tuple[re.Pattern[str], Banned], ...]


@dataclass(frozen=True, slots=True)
class CareRules:
    """The rules, ready to apply."""

    message_characters: int = 300
    message_sentences: int = 2
    button_characters: int = 30
    grades: dict[str, float] = field(default_factory=dict)
    needs_contraindications: frozenset[str] = frozenset()
    needs_rating_after: frozenset[str] = frozenset()
    days_apart: Mapping[Pack, int] = field(default_factory=dict)
    steady_days: Mapping[Pack, int] = field(default_factory=dict)
    worse: Worse = NOBODY
    banned: Mapping[str, BannedWords] = field(default_factory=dict)

    def grade(self, pack: str) -> float:
        """The highest reading grade (Flesch-Kincaid) for a pack."""
        return self.grades.get(pack, self.grades.get("default", 6.0))


def load_care(source: Source) -> tuple[CareRules, list[Finding]]:
    """Read the rules; with findings, the built-in limits apply."""
    file, found = parse(source, CareFile)
    found = [*source.findings, *found]
    if file is None or found:
        return CareRules(), found
    banned = {
        lang: tuple((_pattern(entry.words), entry) for entry in entries)
        for lang, entries in {"en": file.banned, **file.banned_in}.items()
    }
    return (
        CareRules(
            file.message_characters,
            file.message_sentences,
            file.button_characters,
            dict(file.grade),
            frozenset(file.needs_contraindications),
            frozenset(file.needs_rating_after),
            dict(file.days_apart),
            dict(file.steady_days),
            file.worse,
            banned,
        ),
        found,
    )


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Whole words and phrases only, written with any kind of apostrophe."""
    each = [re.escape(word).replace("'", "['’]").replace("\\ ", r"\s+") for word in words]
    return re.compile(rf"\b(?:{'|'.join(each)})\b", re.IGNORECASE)
