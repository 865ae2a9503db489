"""Is a programme right: flows that are there, days in order, nobody hurried, a reason each day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.flow.check import care
from bot.flow.check.limits import utf16
from bot.flow.check.subject import Page
from bot.flow.document import FlowFile
from bot.flow.findings import Finding, suggest
from bot.flow.programme import Day, ProgrammeFile, programme_texts
from bot.flow.revision import content_hash
from bot.flow.template import TemplateError
from bot.flow.template import parse as parse_template
from bot.flow.texts import FlowText
from bot.flow.yaml_reader import Trail

AGAIN: Final = {"weekly": 7, "monthly": 28}
"""After how many days a flow of this rhythm may come again."""


@dataclass(frozen=True, slots=True)
class Plan(Page):
    """A programme whose shape is right.

    Attributes:
        flows: All flows whose shape is right, by id.
        known: Ids of all flows, those that could not be read too.
    """

    programme: ProgrammeFile
    flows: Mapping[str, FlowFile]
    known: frozenset[str]


def check(plan: Plan) -> list[Finding]:
    """Every finding about a programme."""
    return sorted({*_days(plan), *_flows(plan), *_words(plan)})


def _days(plan: Plan) -> Iterator[Finding]:
    """Findings about the order of days and the time between them."""
    pack = plan.programme.pack
    apart = plan.care.days_apart.get(pack, 1)
    last: dict[str, int] = {}
    for number, (before, day) in enumerate(_pairs(plan.programme.days)):
        path: Trail = ("days", number, "day")
        again = AGAIN.get(plan.flows[day.flow].rhythm, 1) if day.flow in plan.flows else 1
        if before is not None and day.day <= before.day:
            yield plan.at_value(
                path,
                "F080",
                f"day {day.day} stands below day {before.day}",
                "put the days in order, each of them once",
            )
        elif before is not None and day.day - before.day < apart:
            yield plan.at_value(
                path,
                "F081",
                f"day {day.day} is {_days_of(day.day - before.day)} after the one before; "
                f"{apart} is the least for {pack}",
                f"write day {before.day + apart} or later",
            )
        elif day.flow in last and day.day - last[day.flow] < again:
            rhythm = plan.flows[day.flow].rhythm
            yield plan.at_value(
                path,
                "F081",
                f'"{day.flow}" is a {rhythm} flow, and day {last[day.flow]} has it already',
                f"write day {last[day.flow] + again} or later, or take another flow",
            )
        last[day.flow] = day.day


def _pairs(days: list[Day]) -> Iterator[tuple[Day | None, Day]]:
    return zip([None, *days], days, strict=False)


def _days_of(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _flows(plan: Plan) -> Iterator[Finding]:
    """Findings about flows that are not there, or not there for this programme."""
    programme = plan.programme
    calm = plan.care.steady_days.get(programme.pack, 0)
    for number, day in enumerate(programme.days):
        path: Trail = ("days", number, "flow")
        flow = plan.flows.get(day.flow)
        if day.flow not in plan.known:
            mend = suggest(day.flow, set(plan.known), "write it first, or name another")
            yield plan.at_value(path, "F021", f'there is no flow "{day.flow}"', mend)
        if flow is None:
            continue
        if flow.pack == "safety" and not flow.therapist_only:
            yield plan.at_value(
                path,
                "F082",
                f'"{day.flow}" is always at hand and nothing to do on a day',
                "take another flow; Help leads there",
            )
        elif flow.therapist_only and not programme.therapist_only:
            yield plan.at_value(
                path,
                "F082",
                f'only a therapist gives "{day.flow}", and anyone can start this programme',
                "take another flow, or write therapist_only: true for the programme",
            )
        if day.day <= calm and not flow.steady:
            yield plan.at_value(
                path,
                "F083",
                f'"{day.flow}" may stir something up, and the first {calm} days of a programme '
                f"for {programme.pack} only steady",
                f"take a flow that is marked steady, or write day {calm + 1} or later",
            )


def _words(plan: Plan) -> Iterator[Finding]:
    """Findings about its texts: the same rules as for messages of a flow."""
    programme = plan.programme
    yield from care.review(plan, programme.reviewed.hash, content_hash(programme), "programme")
    texts = [*programme_texts(programme)]
    for text in texts:
        yield from _brackets(plan, text)
    if programme.language == "en":
        yield from care.wording(plan, texts, utf16)
        yield from care.reading(plan, texts, programme.pack, "programme")


def _brackets(plan: Plan, text: FlowText) -> Iterator[Finding]:
    """Nobody has answered anything yet, so there is nothing to fill in."""
    try:
        names = parse_template(text.text).names
    except TemplateError as error:
        names, at = (error.found,), error.offset
    else:
        at = text.text.find("{")
    if names:
        yield plan.inside(
            text.path,
            at,
            "F039",
            "curly brackets can't be filled in a programme",
            "write it without them, or {{ for a bracket itself",
        )
