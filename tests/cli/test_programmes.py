"""`mooring flows programmes`, and programmes in `check`, `list` and `catalogue`."""

import json

import pytest
from click.testing import CliRunner

from bot.cli.catalogue import BEGIN, BEGIN_PLANS, END, END_PLANS
from bot.cli.main import main
from tests.cli.kit import SAMPLE, Folder
from tests.cli.test_review import PLAN
from tests.flowkit import FLOWS

GUIDE = f"# Flows\n\n{BEGIN}\n{END}\n\n{BEGIN_PLANS}\n{END_PLANS}\n"


@pytest.fixture
def planned(flows: Folder) -> Folder:
    flows.write("programmes/plan.yaml", PLAN)
    return flows


def shipped(*arguments: str) -> str:
    line = ["flows", *arguments, "--flows", str(FLOWS)]
    result = CliRunner().invoke(main, line, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_programme_is_printed_as_people_read_it(planned: Folder) -> None:
    assert planned.run("programmes").stdout.splitlines() == [
        "Plan (plan)",
        "  One day.",
        "  For anyone.",
        "  Once.",
        "    1  A sample (sample)",
        "       To try it out.",
    ]


def test_all_that_are_shipped_can_be_printed_in_both_languages() -> None:
    english, spanish = shipped("programmes"), shipped("programmes", "--lang", "es")
    for name in ("first-week", "slow-month", "steady-ground"):
        assert f"({name})" in english
        assert f"({name})" in spanish
    assert english.count("\n\n") == spanish.count("\n\n") == 5
    assert "Un mes sin prisa" in spanish
    assert "Un mes sin prisa" not in english
    assert "steady-ground" not in shipped("programmes", "slow-month")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("paln",), 'did you mean "plan"?'),
        (("plan", "--lang", "fr"), 'nothing is translated to "fr"'),
    ],
)
def test_what_is_not_there_is_said(planned: Folder, arguments: tuple[str, ...], says: str) -> None:
    result = planned.run("programmes", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_check_reads_programmes_and_can_be_asked_about_one(planned: Folder) -> None:
    assert "1 flows and 1 programmes, nothing to mend" in planned.run("check").stdout
    planned.edit("programmes/plan.yaml", "flow: sample", "flow: smaple")
    planned.edit("start/sample.yaml", "next: mood", "next: mod")
    whole = json.loads(planned.run("check", "--json").stdout)
    assert {one["code"] for one in whole} >= {"F021", "F015"}
    alone = json.loads(planned.run("check", "plan", "--json").stdout)
    assert [one["code"] for one in alone] == ["F021"]
    assert 'did you mean "sample"?' in alone[0]["mend"]
    assert planned.run("check", str(planned.root / "programmes/plan.yaml")).exit_code == 1


def test_the_list_has_programmes_after_the_flows(planned: Folder) -> None:
    rows = json.loads(planned.run("list", "--json").stdout)
    assert [row.get("flow") or row["programme"] for row in rows] == ["sample", "plan"]
    assert rows[1] | {"content": ""} == {
        "programme": "plan", "pack": "programmes", "minutes": 1, "title": "Plan",
        "review": "unread", "content": "", "findings": 0,
    }  # fmt: skip
    assert planned.run("list").stdout.splitlines()[-1].startswith("plan")


def test_reading_grades_are_pooled_by_pack(planned: Folder) -> None:
    hard = "Physiological deceleration facilitates regulating overwhelming emotional experiences."
    other = SAMPLE.replace("flow: sample", "flow: other").replace("Thank you.", hard)
    planned.write("start/other.yaml", other)
    rows = json.loads(planned.run("list", "--grades", "--json").stdout)
    start, plans = rows
    assert [row["pack"] for row in rows] == ["start", "programmes"]
    assert (start["flows"], start["hardest"], start["limit"]) == (2, "other", 6)
    assert start["its grade"] > start["grade"]
    assert plans["hardest"] == "plan"
    assert "grade" in planned.run("list", "--grades").stdout.splitlines()[0]


def test_every_pack_that_is_shipped_reads_within_its_limit() -> None:
    for row in json.loads(shipped("list", "--grades", "--json")):
        assert row["grade"] <= row["limit"]
        assert row["its grade"] <= row["limit"]


def test_the_catalogue_has_a_table_of_programmes(planned: Folder) -> None:
    planned.write("README.md", GUIDE)
    assert planned.run("catalogue").exit_code == 0
    text = (planned.root / "README.md").read_text(encoding="utf-8")
    table = text[text.index(BEGIN_PLANS) : text.index(END_PLANS)]
    assert "| `plan` | Plan | start | 1 in 1 days | everyone | nobody yet |" in table
    assert planned.run("catalogue", "--check").exit_code == 0
    planned.edit("programmes/plan.yaml", "title: Plan", "title: Another")
    assert planned.run("catalogue", "--check").exit_code == 1


def test_without_a_place_for_programmes_the_catalogue_says_which_lines_make_one(
    planned: Folder,
) -> None:
    planned.write("README.md", GUIDE.replace(END_PLANS, ""))
    result = planned.run("catalogue")
    assert result.exit_code == 2
    assert END_PLANS in result.stderr
