"""The programmes that we ship: paces kept, a reason for each day, nothing that counts people."""

import re
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow.check import Plan, check_programme
from bot.flow.document import FlowFile
from bot.flow.programme import FOLDER, ProgrammeFile, programme_texts
from bot.flow.shape import parse
from bot.flow.source import read_bytes
from bot.flow.translate import load
from bot.flow.workspace import open_workspace
from tests.flow.workshop import Workshop
from tests.flowkit import FLOWS

WORKSPACE: Final = open_workspace(FLOWS)
PLANS: Final = {plan.file.programme: plan.file for plan in WORKSPACE.programmes if plan.file}
GAPS: Final = {
    name: [b.day - a.day for a, b in zip(plan.days, plan.days[1:], strict=False)]
    for name, plan in PLANS.items()
}


def flow(name: str) -> FlowFile:
    entry = WORKSPACE.flow(name)
    assert entry is not None
    assert entry.flow is not None
    return entry.flow


def test_these_are_the_programmes() -> None:
    assert {name: plan.pack for name, plan in PLANS.items()} == {
        "first-week": "start",
        "soothing-fortnight": "anxious",
        "slow-month": "avoidant",
        "steady-ground": "fearful",
        "talking-well": "skills",
        "understanding-patterns": "education",
    }


def test_each_keeps_the_length_its_name_promises() -> None:
    last = {name: plan.days[-1].day for name, plan in PLANS.items()}
    assert last["first-week"] == 7
    assert last["soothing-fortnight"] == 14
    assert 22 <= last["slow-month"] <= 28


def test_the_slow_month_has_two_a_week_and_never_less_than_three_days_between() -> None:
    assert min(GAPS["slow-month"]) >= 3
    weeks = [(day.day - 1) // 7 for day in PLANS["slow-month"].days]
    assert [weeks.count(week) for week in range(4)] == [2, 2, 2, 2]
    assert all(flow(day.flow).minutes <= 3 for day in PLANS["slow-month"].days)


def test_steady_ground_only_steadies_and_returns_to_the_same() -> None:
    days = PLANS["steady-ground"].days
    assert all(flow(day.flow).steady for day in days if day.day <= 14)
    assert {day.flow for day in days} == {
        "safe-now-check", "ground-54321", "window-check", "anchor-card",
    }  # fmt: skip
    assert len({day.flow for day in days}) < len(days)


def test_understanding_patterns_has_every_page_there_is() -> None:
    pages = {entry.flow.flow for entry in WORKSPACE.entries
             if entry.flow and entry.flow.pack == "education"}  # fmt: skip
    assert {day.flow for day in PLANS["understanding-patterns"].days} == pages


@pytest.mark.parametrize("name", PLANS)
def test_every_day_has_a_reason_of_its_own(name: str) -> None:
    reasons = [day.why for day in PLANS[name].days]
    assert len(set(reasons)) == len(reasons)
    assert all(len(reason.split()) >= 8 for reason in reasons)


@pytest.mark.parametrize("name", PLANS)
def test_anyone_can_start_it_and_no_day_counts_or_praises(name: str) -> None:
    plan: ProgrammeFile = PLANS[name]
    assert not plan.therapist_only
    words = " ".join(text.text for text in programme_texts(plan))
    assert not re.search(r"\b(in a row|every single|well done|great|keep it up|must)\b", words)


@pytest.mark.parametrize("name", PLANS)
def test_all_of_it_can_be_read_in_spanish(name: str) -> None:
    spanish = load(FLOWS)
    for text in programme_texts(PLANS[name]):
        words = spanish("es", f"{FOLDER}/{name}/{text.key}", text.text)
        assert words, text.key
        assert not re.search(r"\b(usted|ustedes|su terapeuta)\b", words), words


RAW: Final = tuple(plan.path.read_bytes() for plan in WORKSPACE.programmes)
TOKENS: Final = (
    b"", b"no", b"~", b"012", b"-1", b"1.5", b"9" * 25, b"{", b"]", b": ", b"\t", b"\xff", b"{x}",
    b'""', b"&a", b"*a", b"!!int", b"days:", b"day: 4", b"flow: container", b"why:", b"- {}",
    b"therapist_only: true", b"pack: fearful", b"language: es", b"reviewed: {by: x}",
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(RAW), st.integers(0), st.integers(0, 40), st.sampled_from(TOKENS))
def test_no_damage_to_a_file_crashes_the_checker(
    raw: bytes, at: int, length: int, token: bytes
) -> None:
    at %= len(raw)
    broken = raw[:at] + token + raw[at + length :]
    source = read_bytes(broken, "flows/programmes/broken.yaml")
    file, found = parse(source, ProgrammeFile)
    if file is not None:
        flows = {entry.flow.flow: entry.flow for entry in WORKSPACE.entries if entry.flow}
        found += check_programme(Plan(source, WORKSPACE.care, file, flows, frozenset(flows)))
    for one in [*source.findings, *found]:
        assert one.line >= 1
        assert one.mend


def test_a_programme_that_can_not_be_read_loses_no_translation(workshop: Workshop) -> None:
    workshop.put("programmes/broken.yaml", "programme: [")
    assert "programmes/broken/" in open_workspace(workshop.root).unreadable()


def test_a_flow_is_never_looked_for_among_the_programmes(workshop: Workshop) -> None:
    workshop.bring(FLOWS / "programmes", "programmes")
    assert workshop.served() == {"ground-54321"}
    assert set(workshop.codes()) == {"F021"}
