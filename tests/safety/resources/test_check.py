"""The check fails when it should: numbers, dates, pairs, hours, countries."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from safety.resources import read_directory
from safety.resources.check import CODES, Remark, check_rows, is_known
from tests.safety.resources.kit import HEAD, ROW, britain, write

TODAY: Final = date(2026, 11, 21)
GUIDE: Final = Path(__file__).parents[3] / "safety" / "resources" / "README.md"


def remarks(folder: Path) -> list[Remark]:
    read = read_directory(folder)
    assert read.problems == (), "the file can't be read"
    return check_rows(read, TODAY)


def codes(folder: Path) -> dict[str, str]:
    return {one.code: one.severity for one in remarks(folder)}


def verified(day: str, who: str = "A. Person") -> str:
    return ROW.replace("verified_on: null", f"verified_on: {day}\n    verified_by: {who}")


def test_an_unverified_row_waits_for_a_person(tmp_path: Path) -> None:
    [one] = remarks(britain(tmp_path))
    assert (one.code, one.severity, one.line) == ("R012", "unverified", 3)
    assert "seen in somebody" in one.message


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2026-11-21", {}),
        ("2025-11-22", {}),
        ("2025-11-21", {"R009": "warning"}),
        ("2025-05-22", {"R009": "warning"}),
        ("2025-05-21", {"R006": "error"}),
        ("2026-11-22", {"R005": "error"}),
    ],
)
def test_twelve_months_warn_and_eighteen_fail(
    tmp_path: Path, day: str, found: dict[str, str]
) -> None:
    assert codes(britain(tmp_path, verified(day))) == found


def test_a_date_needs_a_name(tmp_path: Path) -> None:
    assert codes(britain(tmp_path, verified("2026-11-01", '""'))) == {"R005": "error"}


def test_a_number_that_nobody_knows(tmp_path: Path) -> None:
    row = ROW.replace("116 123", "116 999")
    assert codes(britain(tmp_path, row))["R001"] == "error"
    excused = row.replace("hours:", "unlisted: new since May\n    hours:")
    assert "R001" not in codes(britain(tmp_path, excused))


def test_a_long_number_of_another_country(tmp_path: Path) -> None:
    row = ROW.replace("116 123", "1-800-273-8255")
    assert codes(britain(tmp_path, row))["R001"] == "error"


def test_an_excuse_that_is_not_needed(tmp_path: Path) -> None:
    row = ROW.replace("hours:", "unlisted: odd\n    hours:").replace("[some", "[other, some")
    assert codes(britain(tmp_path, row))["R007"] == "error"


def test_a_pair_of_one(tmp_path: Path) -> None:
    row = ROW.replace("hours:", "pair: adult and youth\n    hours:")
    assert codes(britain(tmp_path, row))["R002"] == "error"
    other = row.replace("116 123", "0800 1111").replace("Samaritans", "Childline")
    assert "R002" not in codes(britain(tmp_path, row, other))


def test_hours_need_a_clock(tmp_path: Path) -> None:
    row = ROW.replace('"24/7"', "Mon-Fri 09:00-17:00; Sat 10:00-12:00")
    assert codes(britain(tmp_path, row))["R003"] == "error"
    right = row.replace("sources", "zone: Europe/London\n    sources")
    assert set(codes(britain(tmp_path, right))) == {"R012"}
    for zone in ("Europe/Paris", "Mars/Olympus"):
        assert codes(britain(tmp_path, right.replace("Europe/London", zone)))["R013"] == "error"


def test_the_same_number_twice(tmp_path: Path) -> None:
    assert codes(britain(tmp_path, ROW, ROW.replace("Samaritans", "Others")))["R004"] == "error"


def test_what_is_not_shown_is_said(tmp_path: Path) -> None:
    found = codes(britain(tmp_path, ROW.replace("somebody", "memory")))
    assert found == {"R010": "warning", "R011": "warning", "R012": "unverified"}


def test_a_country_that_can_t_be(tmp_path: Path) -> None:
    write(tmp_path, "countries/QQ.yaml", HEAD.replace("GB", "QQ") + ROW)
    assert codes(tmp_path)["R008"] == "error"


def test_a_country_without_any_emergency_number(tmp_path: Path) -> None:
    row = ROW.replace("116 123", "116").replace("hours:", "unlisted: x\n    hours:")
    write(tmp_path, "countries/GN.yaml", HEAD.replace("GB", "GN") + row)
    assert "there is no emergency number" in {one.message for one in remarks(tmp_path)}


@pytest.mark.parametrize(
    ("number", "region", "known"),
    [
        ("988", "US", True),
        ("024", "ES", True),
        ("3114", "FR", True),
        ("116 123", "GB", True),
        ("(02) 8804 4673", "PH", True),
        ("14416", "IN", False),
        ("188", "BR", False),
        ("*4141", "CL", False),
        ("#8891", "JP", False),
        ("3114", "DE", False),
        ("()", "FR", False),
    ],
)
def test_whether_the_metadata_knows_a_number(number: str, region: str, known: bool) -> None:  # noqa: FBT001
    assert is_known(number, region) is known


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_explained(code: str) -> None:
    assert f"| {code} |" in GUIDE.read_text(encoding="utf-8")


def test_errors_come_first(tmp_path: Path) -> None:
    row = ROW.replace("116 123", "116 999")
    order = [one.severity for one in remarks(britain(tmp_path, ROW, row))]
    assert order == sorted(order, key=["error", "warning", "unverified"].index)
