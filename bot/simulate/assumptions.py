"""What is taken for granted about people: a file with a source beside each value."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, Generic, TypeVar

from pydantic import Field

from bot.flow.findings import Finding
from bot.flow.parts import Part
from bot.flow.shape import parse
from bot.flow.source import read_file
from bot.people.keeping import KEEP_CHOICES
from bot.people.quiet import zone_of

FILE: Final = Path(__file__).parent / "assumptions.yaml"

Value = TypeVar("Value")
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0, le=10_000)]
Weight = Annotated[float, Field(ge=0, le=1000)]


class AssumptionsError(ValueError):
    """The file can't be used; the message says where, what and how to mend it."""


class Given(Part, Generic[Value]):
    """A value and where it comes from."""

    value: Value
    source: Annotated[str, Field(min_length=3, max_length=1000)]


class Assumptions(Part):
    """All of them; `assumptions.yaml` says what each is."""

    sessions_a_week: Given[Weight]
    kept_after_30_days: Given[Annotated[float, Field(gt=0, le=1)]]
    kept_after_1_day: Given[Annotated[float, Field(gt=0, le=1)]]
    leave_a_month: Given[Share]
    delete_when_leaving: Given[Share]
    hours: Given[Annotated[list[Weight], Field(min_length=24, max_length=24)]]
    weekdays: Given[Annotated[list[Weight], Field(min_length=7, max_length=7)]]
    months: Given[Annotated[list[Weight], Field(min_length=12, max_length=12)]]
    zones: Given[Annotated[dict[str, Weight], Field(min_length=1, max_length=40)]]
    reminder_at_usual_time: Given[Share]
    answer_a_reminder: Given[Share]
    answer_within_minutes: Given[Positive]
    come_back_after_days: Given[Positive]
    think_seconds: Given[Annotated[float, Field(ge=1, le=600)]]
    leave_midway: Given[Share]
    risk_in_1000_exercises: Given[Annotated[float, Field(ge=0, le=1000)]]
    tries_in_silence: Given[Annotated[float, Field(ge=0, le=100)]]
    keep_choices: Given[dict[int, Weight]]
    telegram_seconds: Given[Annotated[float, Field(gt=0, le=30)]]


def load(other: Path | None = None) -> Assumptions:
    """The usual ones, with those of another file in their place.

    Raises:
        AssumptionsError: The file can't be read, or something in it can't be.
    """
    usual = read_file(FILE, FILE.name)
    source = usual
    if other is not None:
        source = read_file(other, other.name)
        if isinstance(source.data, dict) and isinstance(usual.data, dict):
            source = replace(source, data=usual.data | source.data)
        elif not source.findings:
            raise AssumptionsError(
                f"{other.name}: no name found; write NAME: {{value: …, source: …}}"
            )
    found, wrong = parse(source, Assumptions)
    _refuse([*source.findings, *wrong])
    if found is None:
        raise AssumptionsError(f"{source.file} can't be used; write NAME: {{value: …, source: …}}")
    for name, wrong_value in _unsound(found):
        raise AssumptionsError(
            f"{source.file}:{source.marks.key((name,)).line}: {name}: {wrong_value}"
        )
    return found


def _unsound(found: Assumptions) -> Iterator[tuple[str, str]]:
    """What no type says: the name of an assumption, and what is wrong with it."""
    for name in ("hours", "weekdays", "months", "zones", "keep_choices"):
        weights = getattr(found, name).value
        if not sum(weights.values() if isinstance(weights, dict) else weights) > 0:
            yield name, "all weights are 0; at least one has to be more"
    for zone in found.zones.value:
        if zone_of(zone) is None:
            yield "zones", f'there is no zone "{zone}"; write one like Europe/London'
    for days in found.keep_choices.value:
        if days not in KEEP_CHOICES:
            there = ", ".join(str(one) for one in KEEP_CHOICES)
            yield "keep_choices", f"nobody can keep for {days} days; there are {there}"


def _refuse(findings: list[Finding]) -> None:
    if findings:
        lines = [f"{f.file}:{f.line}: {f.message}; {f.mend}" for f in findings]
        raise AssumptionsError("\n".join(lines))


def differing(one: Assumptions) -> list[str]:
    """The names of those that are not as usual."""
    usual = load()
    return [name for name in Assumptions.model_fields if getattr(one, name) != getattr(usual, name)]
