"""Keys, backups and people by command: as an operator calls them."""

import json
import os
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic import SecretStr

from bot.cli import main
from bot.crypto import Keyring, new_key, written
from bot.delivery.errands import folder_of
from bot.store.keys_file import NAME
from bot.store.postgres import PostgresStore
from bot.store.sealed import SealedStore
from bot.store.sqlite import SqliteStore
from tests.flowkit import FLOWS
from tests.keykit import KEY_TEXT, KEYS
from tests.store.test_sealed import SAM, fill


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("MOORING_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("MOORING_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MOORING_FLOWS_DIR", str(FLOWS))
    monkeypatch.setenv("MOORING_SECRET_KEY", KEY_TEXT)
    with closing(SealedStore(SqliteStore(tmp_path / "mooring.db"), KEYS)) as store:
        fill(store, SAM, b'"canary-9d31"')
    return tmp_path


def mooring(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def there(folder: Path, ring: Keyring = KEYS) -> bool:
    store = SealedStore(SqliteStore(folder / "mooring.db"), ring)
    with closing(store), store.transaction() as work:
        return work.person(SAM) is not None and len(work.answers(SAM)) == 1


def test_a_backup_and_back_and_who_was_erased_stays_so(folder: Path) -> None:
    copy = folder / "copy.db"
    assert "1 people" in mooring("backup", str(copy)).output
    assert (folder / NAME).exists()
    refused = mooring("restore", str(copy))
    assert (refused.exit_code, "--replace" in refused.output) == (2, True)
    assert "1 people are back" in mooring("restore", str(copy), "--replace").output
    assert there(folder)
    assert mooring("person", "erase", str(SAM), "--yes").exit_code == 0
    assert "were erased, and stay so" in mooring("restore", str(copy), "--replace").output
    assert not there(folder)


def test_a_person_is_exported_also_while_the_bot_has_the_file(folder: Path) -> None:
    out = folder / "out"
    out.mkdir()
    with closing(SqliteStore(folder / "mooring.db")):
        done = mooring("person", "export", str(SAM), "--to", str(out))
    assert done.exit_code == 0, done.output
    assert "canary-9d31" in (out / "mooring.html").read_text()
    data = json.loads((out / "mooring.json").read_text())
    assert data["tables"]["person"][0]["id"] == SAM
    assert {one.stat().st_mode & 0o777 for one in out.iterdir()} == {0o600}
    unknown = mooring("person", "export", "12345")
    assert (unknown.exit_code, "nothing is kept about 12345" in unknown.output) == (2, True)


def test_an_export_writes_over_nothing(folder: Path) -> None:
    other = folder / "read-by-all"
    other.touch(mode=0o644)
    (folder / "mooring.html").symlink_to(other)
    done = mooring("person", "export", str(SAM), "--to", str(folder))
    assert (done.exit_code, "is there already" in done.output) == (2, True)
    assert other.read_bytes() == b""


def test_what_was_set_aside_is_named_since_nobody_is_erased_from_it(folder: Path) -> None:
    copy = folder / "copy.db"
    mooring("backup", str(copy))
    assert "damaged" not in mooring("restore", str(copy), "--replace").output
    (folder / "mooring.db").write_bytes(b"no database " * 900)
    output = " ".join(mooring("restore", str(copy)).output.split())
    assert "mooring.db.damaged is a damaged database that was set aside" in output
    assert there(folder)


def test_a_backup_replaces_nothing_but_a_backup(folder: Path) -> None:
    key = folder / "master.key"
    key.write_text(KEY_TEXT)
    for name, why in (
        ("mooring.db", "the database itself"), (NAME, "for the keys"), ("master.key", "no backup")
    ):  # fmt: skip
        refused = mooring("backup", str(folder / name))
        assert (refused.exit_code, why in refused.output) == (2, True)
    assert key.read_text() == KEY_TEXT
    assert there(folder)
    for _ in range(2):
        assert mooring("backup", str(folder / "copy.db")).exit_code == 0


def test_a_person_is_erased_only_after_a_yes(folder: Path) -> None:
    asked = CliRunner().invoke(main, ["person", "erase", str(SAM)], input="n\n")
    assert asked.exit_code == 1
    assert there(folder)
    assert CliRunner().invoke(main, ["person", "erase", str(SAM)], input="y\n").exit_code == 0
    assert not there(folder)
    assert "nothing is kept" in mooring("person", "erase", str(SAM), "--yes").output


def test_the_running_bot_is_asked_to_erase(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = folder_of(folder / "mooring.db") / str(SAM)
    with closing(SqliteStore(folder / "mooring.db")):
        monkeypatch.setattr("bot.cli.person.WAIT_SECONDS", 0.2)
        left = mooring("person", "erase", str(SAM), "--yes")
        assert (left.exit_code, "has not taken the request" in left.output) == (2, True)
        assert request.exists()
        monkeypatch.setattr("bot.cli.person.WAIT_SECONDS", 20)
        request.unlink()
        bot = threading.Thread(target=taking, args=(request,))
        bot.start()
        assert "running bot" in mooring("person", "erase", str(SAM), "--yes").output
        bot.join()


def taking(request: Path) -> None:
    """As the bot does, see `tests/delivery/test_canaries.py`."""
    while not request.exists():
        time.sleep(0.01)
    request.unlink()


def test_a_key_file_is_changed_by_one_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOORING_SECRET_KEY")
    file = folder / "m.key"
    file.write_text(KEY_TEXT)
    monkeypatch.setenv("MOORING_SECRET_KEY_FILE", str(file))
    with closing(SqliteStore(folder / "mooring.db")):
        assert "another Mooring is running" in mooring("keys", "rotate").output
    assert file.read_text() == KEY_TEXT
    done = mooring("keys", "rotate")
    assert done.exit_code == 0, done.output
    [key] = file.read_text().split()
    assert key != KEY_TEXT
    assert there(folder, Keyring.read(key))
    assert mooring("doctor").exit_code == 0


def test_a_key_in_the_variable_is_changed_in_three_steps(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = mooring("keys", "rotate")
    assert (told.exit_code, "in front of the one in MOORING_SECRET_KEY" in told.output) == (2, True)
    new = new_key()
    monkeypatch.setenv("MOORING_SECRET_KEY", f"{written(new)} {KEY_TEXT}")
    assert "is still known" in mooring("doctor").output
    assert "Take the other one" in mooring("keys", "rotate").output
    monkeypatch.setenv("MOORING_SECRET_KEY", written(new))
    assert there(folder, Keyring([new]))
    monkeypatch.setenv("MOORING_SECRET_KEY", f"{KEY_TEXT}")
    refused = mooring("keys", "rotate")
    assert (refused.exit_code, "only one key" in refused.output) == (2, True)
    monkeypatch.setenv("MOORING_SECRET_KEY", f"{written(new_key())},{KEY_TEXT}")
    assert "Nothing was changed" in mooring("keys", "rotate").output


def test_on_a_server_the_same_commands_do(
    folder: Path, database: SecretStr, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOORING_DATABASE_URL", database.get_secret_value())
    with closing(SealedStore(PostgresStore(database), KEYS)) as store:
        fill(store, SAM, b'"canary-9d31"')
        told = mooring("backup", str(folder / "copy.db"))
        assert (told.exit_code, "1 people are in" in told.output) == (0, True)
        assert mooring("person", "export", str(SAM), "--to", str(folder)).exit_code == 0
        assert mooring("person", "erase", str(SAM), "--yes").exit_code == 0
        with store.transaction() as work:
            assert work.person(SAM) is None
        assert "at work on it" in mooring("restore", str(folder / "copy.db")).output
    assert "0 people are back" in mooring("restore", str(folder / "copy.db")).output


def test_keys_alone_are_for_a_dump(folder: Path) -> None:
    for line in (["backup", "--keys", "x.dump"], ["restore", "--keys", "x.dump"]):
        told = mooring(*line)
        assert (told.exit_code, "pg_dump" in told.output) == (2, True)


def test_without_a_key_each_says_how_to_make_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOORING_SECRET_KEY")
    for line in (["backup", "x.db"], ["restore", "x.db"], ["person", "export", "7"],
                 ["person", "erase", "7", "--yes"], ["keys", "rotate"]):  # fmt: skip
        told = mooring(*line)
        assert (told.exit_code, "mooring keys new" in told.output) == (2, True), line
