"""Weeks and years of many people, and the command."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.console import Console

from bot.cli.main import main
from bot.cli.simulate_screen import show
from bot.delivery.pace import BOT_A_SECOND
from bot.flow.library import Library
from bot.simulate.assumptions import Assumptions
from bot.simulate.costs import Rows
from bot.simulate.limits import WRITER_SHARE, Search
from bot.simulate.lines import Rules
from bot.simulate.measured import Walked, costs_of
from bot.simulate.report import report
from bot.simulate.storage import Ledger
from bot.simulate.year import Plan, Simulation
from tests.flowkit import FLOWS

WEEK = Plan(20_000, None, date(2027, 1, 1), 7, 0.3, 3.0, None, 0, 0, 1)


def reported(plan: Plan, assume: Assumptions, rules: Rules, found: Walked) -> dict[str, Any]:
    simulation = Simulation(plan, assume, rules, found.exercise, found.first_minutes)
    year, ledger = simulation.run()
    assert year.busiest is not None
    assert year.busiest_census is not None
    base = found.base(0.12)
    return report(plan, year, ledger, rules, base, found.exercise, None)


@pytest.fixture(scope="module")
def week(assume: Assumptions, rules: Rules, found: Walked) -> dict[str, Any]:
    return reported(WEEK, assume, rules, found)


def test_the_same_seed_gives_the_same_week(
    week: dict[str, Any], assume: Assumptions, rules: Rules, found: Walked
) -> None:
    assert reported(WEEK, assume, rules, found) == week
    assert reported(WEEK._replace(seed=2), assume, rules, found) != week


def test_all_that_is_asked_is_sent(week: dict[str, Any], found: Walked) -> None:
    sent = week["budget"]["sent"]
    new = 7 * week["people"]["new_a_day"] * found.first_minutes.jobs
    asked = week["people"]["exercises"] * found.exercise.jobs + new + sent["reminder"]
    assert sum(sent.values()) == pytest.approx(asked, rel=0.05)
    whole = 7 * 86400 * BOT_A_SECOND
    assert week["budget"]["share_of_all"] == pytest.approx(sum(sent.values()) / whole, rel=0.05)


def test_a_storm_makes_reminders_wait_and_nobody_else(
    week: dict[str, Any], assume: Assumptions, rules: Rules, found: Walked
) -> None:
    storm = reported(WEEK._replace(storm=(20, 0)), assume, rules, found)
    before, after = week["delays"]["full"], storm["delays"]["full"]
    assert after["reminder"]["longest"] > 1.2 * before["reminder"]["longest"]
    for kind in ("crisis", "reply", "pacing"):
        assert after[kind]["p99"] < 5


def test_in_an_outage_people_wait_until_it_is_over(
    assume: Assumptions, rules: Rules, found: Walked
) -> None:
    plan = WEEK._replace(days=11, storm=(21, 0), telegram_away=20, bot_down=240)
    data = reported(plan, assume, rules, found)
    outage = data["delays"]["outage"]
    assert 19 * 60 <= outage["crisis"]["longest"] <= 241 * 60
    assert outage["reply"]["longest"] > 200 * 60
    assert data["reminders"]["dropped_too_late"] > 0
    assert [one["minutes"] for one in data["outages"]] == [20, 240]
    assert data["delays"]["usual"]["crisis"]["p99"] < 2


def test_answers_are_kept_as_long_as_people_chose(assume: Assumptions) -> None:
    rows = {"run": Rows("exercise", 1.0, 100.0), "inbox": Rows("update", 1.0, 10.0)}
    ledger = Ledger(rows, {30: 0.25, 365: 0.5, 0: 0.25})
    sizes = []
    for _ in range(800):
        ledger.day(10, 100, 5, 1000, 300)
        sizes.append(ledger.tables()["run"].rows)
    assert sizes[29] == pytest.approx(300)
    assert sizes[364] == pytest.approx(0.25 * 300 + 0.75 * 3650)
    assert sizes[799] == pytest.approx(0.25 * 300 + 0.5 * 3650 + 0.25 * 8000)
    assert ledger.tables()["inbox"].rows == 200
    assert assume.keep_choices.value[365] > 0.5


def test_what_breaks_first_is_found(assume: Assumptions, rules: Rules, found: Walked) -> None:
    plan = WEEK._replace(people=60_000, days=3)
    simulation = Simulation(plan, assume, rules, found.exercise, found.first_minutes)
    year, _ = simulation.run()
    assert year.busiest is not None
    assert year.busiest_census is not None
    slow = rules._replace(costs=rules.costs._replace(turn=0.04, ring=0.04, send=0.01))
    fast, slowly = (
        Search(these, found.base(0.12), year.busiest, year.busiest_census, plan.seed)
        for these in (rules, slow)
    )
    sizes = {one.name: one.people for one in fast.limits()}
    assert sizes["reply"] is not None
    assert 60_000 < sizes["reply"] < 400_000
    assert sizes["crisis"] is None or sizes["crisis"] > sizes["reply"]
    assert fast.taken(1.0).writer < WRITER_SHARE / 4
    assert slowly.taken(1.0).writer > WRITER_SHARE / 2


def test_what_the_store_takes_is_measured(library: Library, found: Walked) -> None:
    costs = costs_of(library, found)
    assert 0 < costs.send < 1
    assert 0 < costs.ring < 1
    assert 0 < costs.turn < 1
    assert costs.rows["run"].number == pytest.approx(1.0)
    assert costs.rows["person"].number == pytest.approx(1.0)
    assert all(one.size > 0 for one in costs.rows.values())


def test_the_command_reports(tmp_path: Path) -> None:
    few = ["simulate", "--people", "500", "--days", "1", "--flows", str(FLOWS)]
    env = {"MOORING_DATA_DIR": str(tmp_path)}
    given = CliRunner().invoke(main, [*few, "--json"], env=env)
    assert given.exit_code == 0, given.output
    data = json.loads(given.output)
    shown = io.StringIO()
    show(Console(file=shown, width=120), data)
    for words in ("Budget for sending", "words of help", "Database, measured here", "breaks first"):
        assert words in shown.getvalue()
    assert data["people"]["using_at_the_start"] > 500
    assert all(one["source"] for one in data["assumptions"])
    assert list(tmp_path.iterdir()) == []  # what was measured on is gone


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--storm", "25:00"], "no time"),
        (["--bot-down", "30", "--days", "3"], "15 days or more"),
        (["--assume", "none.yaml"], "can't be opened"),
        (["--people", "3"], "people"),
    ],
)
def test_bad_options_are_said(options: list[str], says: str) -> None:
    shown = CliRunner().invoke(main, ["simulate", "--flows", str(FLOWS), *options])
    assert shown.exit_code == 2
    assert says in shown.output
