"""`mooring doctor` says what is wrong and what to do, without showing the token."""

import asyncio
import shutil
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from bot.app import App
from bot.cli import main
from bot.preview import people
from bot.preview.server import PreviewServer
from bot.settings import Settings
from bot.store.postgres import PostgresStore
from tests.delivery import hook
from tests.flowkit import FLOWS
from tests.keykit import KEY_TEXT, KEYS
from tests.store.server import Server

READER = "a-reader-of-the-metrics-1"
README = Path(__file__).parent.parent.parent / "README.md"


@pytest.fixture(autouse=True)
def good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOORING_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MOORING_FLOWS_DIR", str(FLOWS))
    monkeypatch.setenv("MOORING_SECRET_KEY", KEY_TEXT)
    for name in ("TELEGRAM_TOKEN", "WEBHOOK_URL", "METRICS_TOKEN", "PORT"):
        monkeypatch.delenv(f"MOORING_{name}", raising=False)
    monkeypatch.delenv("PORT", raising=False)


def doctor() -> tuple[int, str]:
    result = CliRunner().invoke(main, ["doctor"])
    return result.exit_code, result.output


def test_a_healthy_installation_is_called_so() -> None:
    code, words = doctor()
    assert code == 0
    assert "WRONG" not in words


def test_how_messages_are_screened_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.doctor.COMPILED", True)
    assert "looked up in machine code" in doctor()[1]
    monkeypatch.setattr("bot.cli.doctor.COMPILED", False)
    code, words = doctor()
    assert code == 0  # slower, and as good
    assert "`make -B install` compiles" in " ".join(words.split())


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MOORING_FLOWS_DIR", "nowhere", "MOORING_FLOWS_DIR"),
        ("MOORING_PREVIEW_PORT", "many", "MOORING_PREVIEW_PORT"),
        ("MOORING_LOG_LEVEL", "LOUD", "MOORING_LOG_LEVEL"),
        ("MOORING_DATA_DIR", "/proc/nothing", "MOORING_DATA_DIR"),
        ("MOORING_WEBHOOK_URL", "https://bot.example.org:9000", "443, 80, 88 and 8443"),
        ("MOORING_WEBHOOK_SECRET", "not sayable!", "MOORING_WEBHOOK_SECRET"),
        ("MOORING_METRICS_TOKEN", "short", "openssl rand -hex 24"),
        ("MOORING_METRICS_TOKEN", "t" * 24, "it needs MOORING_PORT (or PORT)"),
        ("PORT", "many", "MOORING_PORT (or PORT)"),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    code, words = doctor()
    assert code == 1
    assert says in words


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mooring.db").write_bytes(b"no database" * 500)
    code, words = doctor()
    assert code == 1
    assert "restore a backup" in words


def test_what_is_held_back_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "held back: questionnaires (MOORING_MEASURES)" in doctor()[1]
    monkeypatch.setenv("MOORING_MEASURES", "true")
    assert "held back: nothing" in doctor()[1]


def test_serving_unread_words_in_a_crisis_is_called_wrong_and_loudly(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    flows = tmp_path / "flows"
    shutil.copytree(FLOWS, flows)
    monkeypatch.setenv("MOORING_FLOWS_DIR", str(flows))
    assert "CRISIS" not in doctor()[1]
    monkeypatch.setenv("MOORING_REVIEWED_ONLY", "true")
    code, words = doctor()
    assert code == 1
    assert "WRONG  reviews: NO CLINICIAN HAS READ WHAT IS SAID IN A CRISIS" in words
    assert "help-now" in words
    assert "five-senses" in words, "what help leads into is said in a crisis, too"
    ids = [path.stem for path in (flows / "safety").glob("*.yaml") if "." not in path.stem]
    line = ["flows", "review", "--flows", str(flows), "--by", "Ines", *ids]
    assert CliRunner().invoke(main, line).exit_code == 0
    code, words = doctor()
    assert (code, "all that is said in a crisis was read as it is now" in words) == (0, True)


@pytest.mark.parametrize("name", ["MOORING_REVIEWED_ONLY", "MOORING_MEASURES"])
def test_a_switch_that_is_neither_on_nor_off_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "perhaps")
    code, words = doctor()
    assert (code, name in words) == (1, True)


async def test_a_token_is_asked_about_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    async with PreviewServer() as server:
        monkeypatch.setenv("MOORING_TELEGRAM_API_URL", server.url)
        monkeypatch.setenv("MOORING_TELEGRAM_TOKEN", server.token)
        code, words = await asyncio.to_thread(doctor)
        assert code == 0
        assert "@" in words
        wrong = "123456:wrong-token-wrong-token-wrong-token"
        monkeypatch.setenv("MOORING_TELEGRAM_TOKEN", wrong)
        code, words = await asyncio.to_thread(doctor)
        assert code == 1
        assert wrong not in words
        assert server.violations == []


def test_a_port_that_another_program_uses_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        monkeypatch.setenv("MOORING_HOST", "127.0.0.1")
        monkeypatch.setenv("MOORING_PORT", str(number))
        code, words = doctor()
    assert code == 1
    assert f"port {number}" in words
    code, words = doctor()
    assert code == 0
    assert f"{number} of 127.0.0.1 can be listened on" in words


async def test_it_says_how_updates_come_and_what_is_in_their_way(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with hook.port() as number:
        async with PreviewServer() as server:
            monkeypatch.setenv("MOORING_TELEGRAM_API_URL", server.url)
            monkeypatch.setenv("MOORING_TELEGRAM_TOKEN", server.token)
            code, words = await asyncio.to_thread(doctor)
            assert (code, "they are polled" in words) == (0, True)
            web = hook.web(number, server.token)
            monkeypatch.setenv("MOORING_WEBHOOK_URL", web.url)
            monkeypatch.setenv("MOORING_HOST", web.host)
            monkeypatch.setenv("MOORING_PORT", str(number))
            code, words = await asyncio.to_thread(doctor)
            assert (code, "will set it" in words) == (0, True)
            monkeypatch.setenv("MOORING_METRICS_TOKEN", READER)
            code, words = await asyncio.to_thread(doctor)
            assert (code, "shows /metrics on" in words) == (0, True)
            shown = replace(web, metrics=READER)
            app = App(server.token, server.url, tmp_path / "m.db", FLOWS, web=shown, keys=KEYS)
            running = asyncio.create_task(app.run())
            while not await hook.ready(number):
                await asyncio.sleep(0.02)
            code, words = await asyncio.to_thread(doctor)
            assert code == 0
            assert f"a Mooring is running on {number}" in words
            assert "0 wait at Telegram" in words
            assert "shows /metrics to whoever has the token" in words
            monkeypatch.setenv("MOORING_METRICS_TOKEN", READER[::-1])
            code, words = await asyncio.to_thread(doctor)
            assert (code, "another MOORING_METRICS_TOKEN" in words) == (1, True)
            assert READER[::-1] not in words
            app.stopping.set()
            await running
            server.core.webhook.pause = 0.01
            people.start(server.world, server.world.add_account("Ada", None, "en"), None)
            while "last_error_message" not in server.core.webhook.info():
                await asyncio.sleep(0.005)
            code, words = await asyncio.to_thread(doctor)
            assert code == 1
            assert "Connection refused; 1 wait at Telegram" in words
            path = hook.hidden(web, server.token)[-32:]
            assert [one for one in (path, web.secret, server.token) if one in words] == []


def test_a_server_that_can_be_used_is_called_so_unless_a_power_cut_could_damage_it(
    monkeypatch: pytest.MonkeyPatch, database: SecretStr
) -> None:
    monkeypatch.setenv("MOORING_DATABASE_URL", database.get_secret_value())
    code, words = doctor()
    assert (code, "fsync" in words) == (1, True)  # as servers of tests are
    monkeypatch.setattr("bot.store.postgres.SAFE", ())
    code, words = doctor()
    assert (code, "several processes" in words) == (0, True)


def test_a_check_changes_no_table(monkeypatch: pytest.MonkeyPatch, postgres_server: Server) -> None:
    with postgres_server.database(empty=True) as database:
        monkeypatch.setenv("MOORING_DATABASE_URL", database.get_secret_value())
        for _ in range(2):
            assert "its tables are behind by" in doctor()[1]
        PostgresStore(database).close()
        assert "its tables are behind by" not in doctor()[1]


def test_a_server_that_is_away_is_named_without_its_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MOORING_DATABASE_URL", f"postgresql://ada:hush@/bot?host={tmp_path}")
    for command in ("doctor", "run"):
        monkeypatch.setenv("MOORING_TELEGRAM_TOKEN", "1:a" if command == "run" else "")
        result = CliRunner().invoke(main, [command])
        assert result.exit_code > 0
        assert "are host, port and name of the database in MOORING_DATABASE_URL right?" in " ".join(
            result.output.split()
        )
        assert not any(one in result.output for one in ("ada", "hush", str(tmp_path)))


def test_every_setting_is_documented() -> None:
    page = README.read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert f"`MOORING_{name.upper()}`" in page, name
