"""The master key: made, looked at, asked for; never shown by accident and never guessed at."""

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import main
from bot.cli.run import _preview_keys
from bot.crypto import (
    DamagedError,
    DataKey,
    KeyFormatError,
    Keyring,
    OtherKeyError,
    decoded,
    new_key,
    written,
)
from bot.secret_key import NoKeyError, own_file, read_file, write_file
from bot.settings import Settings
from bot.store.sealed import SealedStore
from bot.store.sqlite import SqliteStore
from tests.flowkit import FLOWS
from tests.keykit import KEY, KEY_TEXT, KEYS

TOKEN = "714000001:" + "t" * 35


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("MOORING_") or name == "PORT":
            monkeypatch.delenv(name)
    monkeypatch.setenv("MOORING_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MOORING_FLOWS_DIR", str(FLOWS))


def mooring(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@given(st.binary(max_size=300), st.binary(max_size=30), st.integers(0, 400), st.integers(1, 255))
def test_words_open_where_they_belong_and_nowhere_else(
    words: bytes, place: bytes, at: int, change: int
) -> None:
    key = DataKey(KEY)
    sealed = key.seal(words, place)
    assert key.open(sealed, place) == words
    assert key.seal(words, place) != sealed
    with pytest.raises(DamagedError):
        key.open(sealed, place + b"!")
    with pytest.raises(OtherKeyError):
        DataKey(new_key()).open(sealed, place)
    changed = bytearray(sealed)
    changed[at % len(sealed)] ^= change
    with pytest.raises((DamagedError, OtherKeyError)):
        key.open(bytes(changed), place)
    with pytest.raises((DamagedError, OtherKeyError)):
        key.open(sealed[: at % len(sealed)], place)


def test_a_wrapped_key_opens_for_its_chat_with_any_master_key_that_is_given() -> None:
    old, new, data = KEY, new_key(), new_key()
    wrapped = Keyring([old]).wrap(data, 7)
    both = Keyring([new, old])
    assert both.unwrap(wrapped.bytes, 7) == data
    assert both.wrap(data, 7).master == Keyring([new]).names[0]
    with pytest.raises(DamagedError):
        both.unwrap(wrapped.bytes, 8)
    with pytest.raises(OtherKeyError, match=wrapped.master):
        Keyring([new]).unwrap(wrapped.bytes, 7)


def test_new_keys_are_shown_as_text_that_is_read_again() -> None:
    shown = {mooring("keys", "new").output.strip() for _ in range(3)}
    assert len(shown) == 3
    assert all(len(decoded(one)) == 32 for one in shown)
    assert Keyring.read(f" {KEY_TEXT}\n").names == KEYS.names
    assert decoded(KEY_TEXT.replace("+", "-").replace("/", "_")) == KEY


@pytest.mark.parametrize(
    "text", ["", " ", "short", "canary!", written(KEY)[:-4], written(KEY + b"x"), "é", "a" * 44]
)
def test_what_is_no_key_is_told_without_showing_it(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyFormatError) as raised:
        Keyring.read(text)
    assert not text.strip() or text not in str(raised.value)
    monkeypatch.setenv("MOORING_SECRET_KEY", text)
    if text:
        found = mooring("doctor")
        assert found.exit_code == 1
        assert "MOORING_SECRET_KEY can't be used" in found.output
        assert not text.strip() or text not in found.output


def test_a_key_file_is_for_its_owner_alone_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "m.key"
    assert "can't be written" in mooring("keys", "new", "--file", str(path)).output
    path.parent.mkdir()
    assert mooring("keys", "new", "--file", str(path)).exit_code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    again = mooring("keys", "new", "--file", str(path))
    assert (again.exit_code, path.read_bytes()) == (2, before)
    assert read_file(path).names == own_file(path)[0].names


def test_a_key_file_that_can_t_be_used_is_named(tmp_path: Path) -> None:
    path = tmp_path / "m.key"
    for content in (None, b"", b"\xff\xfe", KEY_TEXT[:-9].encode()):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(NoKeyError, match=r"m\.key"):
            read_file(path)


def test_with_a_token_and_without_a_key_the_bot_does_not_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MOORING_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("MOORING_THROWAWAY_DISK", "true")
    told = mooring("run")
    assert told.exit_code == 2
    assert "mooring keys new" in told.output
    assert not (tmp_path / "data").exists()
    assert "there is no key" in mooring("doctor").output.replace("there is none", "there is no key")


def test_the_preview_makes_its_own_key_once_and_says_what_it_is_worth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = _preview_keys(Settings(), tmp_path)
    assert "WARNING" in capsys.readouterr().err
    assert _preview_keys(Settings(), tmp_path).names == first.names
    assert capsys.readouterr().err == ""


def test_the_preview_takes_a_key_that_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOORING_SECRET_KEY", KEY_TEXT)
    assert _preview_keys(Settings(), tmp_path).names == KEYS.names
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("MOORING_SECRET_KEY_FILE", "nowhere")
    assert "set one of the two" in mooring("doctor").output


def test_the_doctor_knows_whether_key_and_database_belong_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    SealedStore(SqliteStore(tmp_path / "data" / "mooring.db"), KEYS).close()
    monkeypatch.setenv("MOORING_SECRET_KEY", KEY_TEXT)
    assert mooring("doctor").exit_code == 0
    monkeypatch.setenv("MOORING_SECRET_KEY", written(new_key()))
    told = mooring("doctor")
    assert told.exit_code == 1
    assert f"with another master key: {KEYS.names[0]}" in told.output
    file = tmp_path / "m.key"
    write_file(file, [KEY])
    monkeypatch.delenv("MOORING_SECRET_KEY")
    monkeypatch.setenv("MOORING_SECRET_KEY_FILE", str(file))
    assert mooring("doctor").exit_code == 0
    file.chmod(0o644)
    assert "chmod 600" in mooring("doctor").output
    file.unlink()
    assert "can't be read (no such file or directory)" in mooring("doctor").output
