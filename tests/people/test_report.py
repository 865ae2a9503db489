"""The safety report counts, and knows nobody."""

import json
from pathlib import Path

from click.testing import CliRunner

from bot.cli import main
from bot.cli.report import summary
from tests.people.kit import Chat

RISK = "i want to kill myself"


def run(folder: Path, *words: str) -> tuple[int, str]:
    found = CliRunner().invoke(main, ["safety", "report", *words],
                               env={"MOORING_DATA_DIR": str(folder)})  # fmt: skip
    return found.exit_code, found.output


def test_what_happened_in_conversations_is_counted_while_the_bot_runs(
    chat: Chat, tmp_path: Path
) -> None:
    chat.taps(chat.says(RISK), "You misread me")
    chat.says("/help")
    chat.says("my friend wants to kill herself")
    with chat.store.transaction() as work:
        found = summary(work.tallies("2000-01-01"))
    assert found["help"] == {"shown": 1, "repeated": 0, "offered": 0, "opened": 1}
    rules = {one["rule"]: one for one in found["rules"]}
    assert rules["en.suicide.kill_myself"]["misread"] == 1
    assert RISK not in json.dumps(found)
    code, said = run(tmp_path, "--days", "3660")
    assert code == 0
    assert "shown 1 times" in said
    assert json.loads(run(tmp_path, "--json", "--days", "3660")[1])["help"]["opened"] == 1


def test_without_a_database_it_says_so(tmp_path: Path) -> None:
    code, said = run(tmp_path)
    assert code == 2
    assert "there is no database mooring.db yet" in said


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "mooring.db").write_bytes(b"no database" * 1000)
    code, said = run(tmp_path)
    assert code == 2
    assert "mooring.db" in said
