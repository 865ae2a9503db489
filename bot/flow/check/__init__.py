"""The checker: everything that can be known to be wrong before a person meets it."""

from pathlib import Path

from bot.flow.check import (
    care,
    conditions,
    language,
    limits,
    structure,
    transcripts,
    values,
    variables,
)
from bot.flow.check.subject import Subject
from bot.flow.findings import Finding
from bot.flow.source import Source
from bot.flow.transcript import TranscriptFile

__all__ = ["Subject", "check_flow", "check_languages", "check_transcript"]


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
    return sorted(set(found))


def check_transcript(subject: Subject, source: Source, file: TranscriptFile) -> list[Finding]:
    """Every finding about the transcript tests of a flow."""
    return list(transcripts.check(subject, source, file))


def check_languages(root: Path, subjects: list[Subject], phrases: dict[str, str]) -> list[Finding]:
    """Every finding about translations."""
    return list(language.check(root, subjects, phrases))
