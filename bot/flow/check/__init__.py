"""The checker: everything that can be known to be wrong before a person meets it."""

from pathlib import Path

from bot.flow.care import CareRules
from bot.flow.check import (
    care,
    conditions,
    language,
    limits,
    structure,
    support,
    transcripts,
    values,
    variables,
)
from bot.flow.check.programmes import Plan
from bot.flow.check.programmes import check as check_programme
from bot.flow.check.subject import Subject
from bot.flow.findings import Finding
from bot.flow.programme import FOLDER, programme_texts
from bot.flow.source import Source
from bot.flow.texts import texts_of
from bot.flow.transcript import TranscriptFile

__all__ = [
    "Plan",
    "Subject",
    "check_flow",
    "check_languages",
    "check_programme",
    "check_transcript",
]


_NAMES_FIRST = {"F015", "F016", "F030", "F033", "F034", "F035"}
"""While these are there, what follows from them would only be noise."""


def check_flow(subject: Subject) -> list[Finding]:
    """Every finding about one flow whose shape is right."""
    compiled, found = conditions.compile_all(subject)
    found += structure.check(subject)
    found += variables.check(subject)
    if not _NAMES_FIRST & {one.code for one in found}:
        found += values.check(subject, compiled)
        found += variables.unused(subject)
        found += care.ratings(subject)
    found += limits.check(subject)
    found += care.check(subject)
    if all(one.severity != "error" for one in found):
        found += support.check(subject)
    return sorted(set(found))


def check_transcript(subject: Subject, source: Source, file: TranscriptFile) -> list[Finding]:
    """Every finding about the transcript tests of a flow."""
    return list(transcripts.check(subject, source, file))


def check_languages(
    root: Path,
    subjects: list[Subject],
    plans: list[Plan],
    phrases: dict[str, str],
    rules: CareRules,
) -> list[Finding]:
    """Every finding about translations."""
    pages: list[language.Told] = [(one, one.flow.flow, texts_of(one.flow)) for one in subjects]
    for plan in plans:
        name = f"{FOLDER}/{plan.programme.programme}"
        pages.append((plan, name, programme_texts(plan.programme)))
    return list(language.check(root, pages, phrases, rules))
