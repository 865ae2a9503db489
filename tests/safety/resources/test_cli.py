"""`mooring resources`: exit codes, and what a person reads."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from safety import CATEGORIES
from safety.resources import default, help_lines
from safety.resources.block import LONGEST
from tests.safety.resources.kit import ROW, britain, write


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ("resources", *arguments))
    return result.exit_code, result.output


def test_check_passes_and_lists_what_a_person_must_verify() -> None:
    code, out = run("check")
    assert code == 0
    assert "For a person to verify before release" in out
    assert "988 Suicide & Crisis Lifeline (line " in out
    assert out.splitlines()[-1].startswith(f"{sum(map(len, default().rows.values()))} rows in ")


def test_a_release_needs_every_row_verified(tmp_path: Path) -> None:
    assert run("check", "--release")[0] == 1
    row = ROW.replace("verified_on: null", "verified_on: 2026-11-20\n    verified_by: A. Person")
    emergency = row.replace("suicide", "emergency").replace("116 123", "999")
    folder = str(britain(tmp_path, row, emergency))
    code, out = run("check", "--resources", folder)
    assert code == 0, out
    assert "to verify before release" not in out


def test_check_fails_with_the_place_and_the_way_to_mend(tmp_path: Path) -> None:
    britain(tmp_path, ROW.replace("116 123", "116 999"))
    write(tmp_path, "words/es.yaml", "call: hi\n")
    code, out = run("check", "--resources", str(tmp_path))
    assert code == 1
    assert "countries/GB.yaml:3 R001 Samaritans: " in out
    assert "words/es.yaml:1:7 L006 " in out


def test_json_has_the_same_remarks(tmp_path: Path) -> None:
    britain(tmp_path, ROW.replace("116 123", "116 999"))
    write(tmp_path, "words/es.yaml", "calling: hi\n")
    code, out = run("check", "--json", "--resources", str(tmp_path))
    found = json.loads(out)
    assert code == 1
    assert {"L004", "R001", "R012"} <= {one["code"] for one in found}
    keys = {"severity", "file", "line", "code", "country", "name", "message", "mend"}
    assert all(set(one) == keys for one in found)


def test_list_the_countries_and_one_of_them() -> None:
    code, out = run("list")
    assert code == 0
    assert len(out.splitlines()) == len(default().rows)
    assert "CL  Chile" in out
    code, out = run("list", "chile")
    assert code == 0
    assert "*4141" in out
    assert "[not shown, not verified; elcalbucano.cl 2022-09]" in out
    assert "findahelpline.com" in run("list", "Mongolia")[1]


def test_show_is_what_a_person_sees() -> None:
    code, out = run("show", "Spain", "--category", "abuse", "--lang", "es", "--imminent")
    assert code == 0
    assert out.rstrip("\n") == help_lines("ES", "es", "abuse", imminent=True)
    assert "Which country are you in?" in run("show")[1]


@pytest.mark.parametrize("country", ["Atlantis", "united"])
def test_a_country_that_is_none_or_several(country: str) -> None:
    code, out = run("show", country)
    assert code == 2
    assert "is not one country" in out


def test_all_blocks_for_a_person_to_read() -> None:
    code, out = run("show", "--all", "--lang", "es")
    heads = [line for line in out.splitlines() if line.startswith("── ")]
    assert code == 0
    assert len(heads) == len(default().rows) * len(CATEGORIES)
    assert all(int(line.split()[-2]) <= LONGEST for line in heads)
    few = run("show", "--all", "--category", "eating")[1]
    assert few.count("── ") == len(default().rows)
