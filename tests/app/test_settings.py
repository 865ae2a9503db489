"""Settings say what is wrong with them, and never what was in them."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from bot.cli import main
from bot.hosting import ALWAYS, UNLESS_MOUNTED
from bot.settings import Settings, complaints
from bot.telegram.secret import webhook_path, webhook_secret
from bot.web import Web

TOKEN = "714000001:" + "t" * 35


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WEBHOOK_URL", "WEBHOOK_SECRET", "METRICS_TOKEN"):
        monkeypatch.delenv(f"MOORING_{name}", raising=False)
    for name in ("MOORING_PORT", "MOORING_HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*ALWAYS, *UNLESS_MOUNTED, "MOORING_DATABASE_URL", "MOORING_THROWAWAY_DISK"):
        monkeypatch.delenv(name, raising=False)


def wrong() -> list[str]:
    with pytest.raises(ValidationError) as raised:
        Settings()
    return complaints(raised.value)


def test_nothing_listens_without_a_port() -> None:
    assert Settings().web(TOKEN) is None


def test_a_port_of_the_platform_does_and_ours_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "5000")
    web = Settings().web(TOKEN)
    assert web is not None
    assert (web.port, web.url) == (5000, "")
    monkeypatch.setenv("MOORING_PORT", "6000")
    assert Settings().port == 6000


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "MOORING_WEBHOOK_URL", "MOORING_WEBHOOK_SECRET", "MOORING_HOST"):
        monkeypatch.setenv(name, "")
    assert Settings().web(TOKEN) is None


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://bot.example.org", "https://bot.example.org"),
        ("https://bot.example.org/", "https://bot.example.org"),
        ("https://bot.example.org:8443/bots/one/", "https://bot.example.org:8443/bots/one"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://localhost:9000", "http://localhost:9000"),
        ("http://[::1]:9000", "http://[::1]:9000"),
    ],
)
def test_addresses_that_do(monkeypatch: pytest.MonkeyPatch, url: str, kept: str) -> None:
    monkeypatch.setenv("MOORING_WEBHOOK_URL", url)
    monkeypatch.setenv("MOORING_PORT", "8080")
    web = Settings().web(TOKEN)
    assert web is not None
    assert web.url == kept


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("bot.example.org", "write https://"),
        ("ftp://bot.example.org", "write https://"),
        ("https://", "write https://"),
        ("https://bot.example.org:99999", "write https://"),
        ("https://[::1", "write https://"),
        ("http://bot.example.org", "https only"),
        ("http://127.0.0.1.example.org", "https only"),
        ("https://bot.example.org:9000", "not to 9000"),
        ("https://ada:canary@bot.example.org", "leave out"),
        ("https://bot.example.org/?canary", "leave out"),
    ],
)
def test_addresses_that_don_t(monkeypatch: pytest.MonkeyPatch, url: str, says: str) -> None:
    monkeypatch.setenv("MOORING_WEBHOOK_URL", url)
    monkeypatch.setenv("MOORING_PORT", "8080")
    [words] = wrong()
    assert words.startswith("MOORING_WEBHOOK_URL can't be used")
    assert says in words
    assert "canary" not in words


def test_a_webhook_needs_a_port_to_listen_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOORING_WEBHOOK_URL", "https://bot.example.org")
    assert "MOORING_PORT" in wrong()[0]


@pytest.mark.parametrize("secret", ["a b", "canary!", "é", "a" * 257, "a\n"])
def test_a_secret_that_telegram_would_not_say(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("MOORING_WEBHOOK_SECRET", secret)
    [words] = wrong()
    assert words.startswith("MOORING_WEBHOOK_SECRET")
    assert secret not in words


@pytest.mark.parametrize("token", ["canary", "a" * 23, "a" * 23 + " ", "é" * 24, "a" * 257])
def test_a_token_for_the_metrics_that_can_be_guessed_or_not_be_sent(
    monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("PORT", "5000")
    monkeypatch.setenv("MOORING_METRICS_TOKEN", token)
    [words] = wrong()
    assert words.startswith("MOORING_METRICS_TOKEN can't be used: use 24 to 256 of")
    assert token not in words


def test_metrics_need_a_port_and_their_token_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    token = "".join(["0123456789", "abcdefABCDEF-_"])
    monkeypatch.setenv("MOORING_METRICS_TOKEN", token)
    assert "it needs MOORING_PORT" in wrong()[0]
    monkeypatch.setenv("PORT", "5000")
    web = Settings().web(TOKEN)
    assert web is not None
    assert web.metrics == token
    assert token not in f"{web!r} {Settings()!r}"


def test_a_proxy_may_leave_the_path_or_take_it_away() -> None:
    below = Web("127.0.0.1", 1, "https://bot.example.org/bots/one")
    assert below.paths("x") == ["/bots/one/x", "/x"]
    assert Web("127.0.0.1", 1, "https://bot.example.org").paths("x") == ["/x"]


def test_run_says_every_mistake_and_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOORING_PORT", "many")
    monkeypatch.setenv("MOORING_WEBHOOK_URL", "http://bot.example.org")
    found = CliRunner().invoke(main, ["run"])
    assert found.exit_code == 2
    assert "MOORING_PORT (or PORT) can't be used" in found.output
    assert "MOORING_WEBHOOK_URL can't be used" in found.output


def test_a_secret_is_chosen_or_made_from_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "5000")
    first, again = Settings().web(TOKEN), Settings().web(TOKEN)
    assert first is not None
    assert again is not None
    assert first.secret == again.secret == webhook_secret(TOKEN)
    assert first.secret != webhook_secret(TOKEN + "x")
    assert first.secret not in repr(first)
    own = "-".join("abc")
    monkeypatch.setenv("MOORING_WEBHOOK_SECRET", own)
    chosen = Settings().web(TOKEN)
    assert chosen is not None
    assert chosen.secret == own
    assert webhook_path(TOKEN, chosen.secret) != webhook_path(TOKEN, first.secret)


@pytest.mark.parametrize("url", ["mysql://ada:hush@db/bot", "ada:hush@db", "postgresql:/hush"])
def test_an_address_of_another_database_is_refused_unseen(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("MOORING_DATABASE_URL", url)
    [words] = wrong()
    assert "MOORING_DATABASE_URL" in words
    assert "postgresql://" in words
    assert "hush" not in words


def test_a_server_goes_before_a_file_and_its_address_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MOORING_DATA_DIR", str(tmp_path))
    assert Settings().database == tmp_path / "mooring.db"
    monkeypatch.setenv("MOORING_DATABASE_URL", "postgres://ada:hush@db/bot")
    assert "hush" not in f"{Settings()!r} {Settings().database!r}"
    assert not isinstance(Settings().database, Path)


@pytest.mark.parametrize(("variable", "platform"), [*ALWAYS.items(), *UNLESS_MOUNTED.items()])
def test_a_file_on_a_disk_that_is_thrown_away_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str, platform: str
) -> None:
    monkeypatch.setenv("MOORING_DATA_DIR", "/home-of-nobody/data")
    monkeypatch.setenv(variable, "yes")
    for command in ("run", "doctor"):
        monkeypatch.setenv("MOORING_TELEGRAM_TOKEN", TOKEN if command == "run" else "")
        result = CliRunner().invoke(main, [command])
        assert result.exit_code == {"run": 2, "doctor": 1}[command]
        words = " ".join(result.output.split())
        assert platform in words
        assert "MOORING_DATABASE_URL" in words
    monkeypatch.setenv("MOORING_THROWAWAY_DISK", "true")
    assert Settings().disk_trouble({variable: "yes"}) == ""
    monkeypatch.delenv("MOORING_THROWAWAY_DISK")
    monkeypatch.setenv("MOORING_DATABASE_URL", "postgresql://db/bot")
    assert Settings().disk_trouble({variable: "yes"}) == ""


def test_a_disk_of_its_own_stays_on_most_platforms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOORING_DATA_DIR", "/dev/shm/data")  # noqa: S108  (a mount of its own)
    assert Settings().disk_trouble({"FLY_APP_NAME": "bot"}) == ""
    assert "Heroku" in Settings().disk_trouble({"DYNO": "web.1"})
    assert Settings().disk_trouble({}) == ""
