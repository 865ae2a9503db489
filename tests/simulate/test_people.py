"""Assumptions, population, and when reminders come."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.homework.schedule import IGNORED_MAX
from bot.people.profile import QUIET
from bot.simulate.assumptions import Assumptions, AssumptionsError, Given, differing, load
from bot.simulate.homework import DAY, PANEL, Down, Panel
from bot.simulate.population import Population

WINTER = date(2027, 3, 26)
"""Two days before the clocks of Europe change."""


def dice() -> random.Random:
    return random.Random(1)  # noqa: S311  (chance that can be repeated)


def only(assume: Assumptions, **values: object) -> Assumptions:
    changed = {name: Given(value=value, source="this test") for name, value in values.items()}
    return assume.model_copy(update=changed)


def test_every_assumption_says_where_it_comes_from(assume: Assumptions) -> None:
    for name, one in assume.model_dump().items():
        assert "assumption" in one["source"] or "doi 10." in one["source"], name
    assert differing(assume) == []


def test_a_file_replaces_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text("leave_a_month: {value: 0.2, source: our own clinic}\n", encoding="utf-8")
    ours = load(path)
    assert ours.leave_a_month.value == 0.2
    assert differing(ours) == ["leave_a_month"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("leave: {value: 0.2, source: abc}", 'ours.yaml:1: unknown key "leave"'),
        ("hours: {value: [1, 2], source: abc}", "at least 24 is needed"),
        ("zones: {value: {Europe/Lodon: 1}, source: abc}", 'no zone "Europe/Lodon"'),
        ("leave_a_month: 0.2", "not keys and values"),
        ("leave_a_month: {value: 7, source: abc}", "ours.yaml:1:"),
        ("leave_a_month: {value: 0.2}", "source"),
        ("months: {value: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], source: abc}", "weights are 0"),
        ("keep_choices: {value: {7: 1}, source: abc}", "keep for 7 days"),
        ("", "ours.yaml"),
        ("- 1", "ours.yaml"),
        ("a: [", "can't read this line"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(AssumptionsError) as caught:
        load(path)
    assert says in str(caught.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(AssumptionsError, match="can't be opened"):
        load(tmp_path / "none.yaml")


def test_as_many_join_as_leave_unless_said_otherwise(assume: Assumptions) -> None:
    steady = Population(10_000, None, assume, dice())
    alone = Population(10_000, 0, assume, dice())
    for _ in range(365):
        kept, fewer = steady.day(), alone.day()
    assert kept.settled == pytest.approx(10_000, rel=0.03)
    year = 10_000 * (1 - assume.leave_a_month.value) ** 12
    assert fewer.settled == pytest.approx(year, rel=0.01)
    assert kept.kept > 5 * kept.using  # who leaves without deleting stays known


def test_reminders_keep_the_persons_clock_over_its_change(assume: Assumptions) -> None:
    zones = only(assume, zones={"Europe/Madrid": 1.0}, answer_a_reminder=1.0)
    panel = Panel(zones, 7, (20, 0), WINTER, dice())
    for number in range(5):
        day = WINTER + timedelta(days=number)
        found = panel.day(day).reminded
        assert len(found) == PANEL
        for one in found:
            wall = datetime.fromtimestamp(one.at, UTC).astimezone(ZoneInfo("Europe/Madrid"))
            assert (wall.date(), wall.hour, wall.minute) == (day, 20, 0)


def test_nobody_is_reminded_in_quiet_hours_or_twice_a_day(assume: Assumptions) -> None:
    zones = only(assume, zones={"Europe/London": 1.0}, answer_a_reminder=1.0)
    panel = Panel(zones, 7, (23, 30), WINTER, dice())
    panel.day(WINTER)
    hours = [
        datetime.fromtimestamp(one.at, UTC).astimezone(ZoneInfo("Europe/London")).hour
        for number in range(1, 4)
        for one in panel.day(WINTER + timedelta(days=number)).reminded
    ]
    assert set(hours) == {QUIET[1]}
    assert len(hours) == 3 * PANEL


def test_who_never_answers_is_reminded_twice_and_then_left_alone(assume: Assumptions) -> None:
    deaf = only(assume, answer_a_reminder=0.0, come_back_after_days=10_000.0)
    panel = Panel(deaf, 7, None, WINTER, dice())
    after = [len(panel.day(WINTER + timedelta(days=number)).reminded) for number in range(5)]
    assert sum(after) < 5  # all but the odd one were told twice in the days before
    assert IGNORED_MAX == 2


def test_what_is_too_late_after_an_outage_is_dropped_and_the_rest_comes(
    assume: Assumptions,
) -> None:
    here = only(assume, zones={"UTC": 1.0}, answer_a_reminder=1.0)
    noon = datetime(2027, 3, 27, 12, tzinfo=UTC).timestamp()
    for hours, dropped in ((2, 0), (4, PANEL)):
        down = Down(noon - 60, noon + hours * 3600)
        panel = Panel(here, 7, (12, 0), WINTER, dice(), down)
        panel.day(WINTER)
        day = panel.day(WINTER + timedelta(days=1))
        assert day.too_late == dropped
        assert [one.at for one in day.reminded] == [down.end] * (PANEL - dropped)
        assert len(panel.day(WINTER + timedelta(days=2)).reminded) == PANEL
    assert DAY == 86400
