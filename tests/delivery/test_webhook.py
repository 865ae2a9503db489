"""The whole bot by webhook: the same conversation, the same inbox, and nothing for strangers."""

import asyncio
import json
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

import bot.app
from bot.health import ALIVE
from bot.preview.faults import Fault
from bot.preview.updates import FIRST_ID
from bot.store.sqlite import SqliteStore
from bot.telegram.body import BYTES_MAX
from bot.telegram.intake import IntakeError
from bot.telegram.registration import CONNECTIONS, Registration
from bot.telegram.webhook import SECRET_HEADER
from bot.web import ListenError, Web
from tests.delivery import hook
from tests.delivery.kit import Bench, Person, Process, serving, talking
from tests.delivery.test_once import contents, conversation

WORDS = "canary-words-77b0"


@pytest.fixture
def number() -> Iterator[int]:
    with hook.port() as found:
        yield found


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with serving(tmp_path) as one:
        yield one


@pytest.fixture
def web(bench: Bench, number: int) -> Web:
    return hook.web(number, bench.server.token)


def delivered(bench: Bench) -> int:
    return bench.server.core.webhook.delivered


def asked(bench: Bench, method: str) -> list[dict[str, Any]]:
    return [one.parameters for one in bench.server.core.requests if one.method == method]


async def test_a_conversation_by_webhook_keeps_what_the_long_poll_keeps(
    tmp_path: Path, bench: Bench, web: Web
) -> None:
    async with talking(bench, web=web):
        await conversation(bench)
    assert asked(bench, "getUpdates") == []
    assert delivered(bench) == bench.server.world.updates.next_id - FIRST_ID
    (tmp_path / "polled").mkdir()
    async with serving(tmp_path / "polled") as other, talking(other):
        await conversation(other)
    assert contents(bench.database) == contents(other.database)


async def test_restarts_in_the_middle_lose_and_double_nothing(bench: Bench, web: Web) -> None:
    ada = bench.person()
    answers = ["one", "2", "three", "Left", "four", "A, b"]
    questions = ["t1", "mood", "t2", "one", "t3", "some"]
    async with talking(bench, web=web):
        await ada.begins("Many questions")
        await ada.hears("Question t1?")
    for question, words in zip(questions, answers, strict=True):
        ada.send(words)  # nobody listens yet
        async with talking(bench, web=web):
            await ada.hears("Question t4?" if question == "some" else "Question ")
            await bench.settled()
    async with talking(bench, web=web):
        ada.send("/stop")
        await ada.hears("Stopped.")
        await bench.settled()
    kept = [json.loads(value) for _, _, value in bench.answers(ada.id)]
    assert sorted(map(str, kept)) == sorted(
        ["one", "2", "three", "left", "four", "['a', 'b']", str(1 + len(answers))]
    )
    said = [ada.text(one) for one in ada.notes if "Question" in ada.text(one)]
    assert len(said) == len(set(said)) == 1 + len(answers)
    assert len(asked(bench, "setWebhook")) == 1  # it was there as wanted each time


async def test_it_is_set_as_it_should_be_and_drops_nothing(bench: Bench, web: Web) -> None:
    ada = bench.person()
    ada.send("/start")
    async with talking(bench, web=web):
        await ada.hears("short exercises")
    [given] = asked(bench, "setWebhook")
    assert given["url"] == hook.hidden(web, bench.server.token)
    assert given["secret_token"] == web.secret
    assert str(given["max_connections"]) == str(CONNECTIONS)
    assert str(given["drop_pending_updates"]).lower() == "false"
    assert "callback_query" in str(given["allowed_updates"])


@pytest.mark.parametrize("what", ["secret", "kinds", "address"])
async def test_what_differs_is_set_anew(bench: Bench, web: Web, what: str) -> None:
    async with talking(bench, web=web):
        pass
    if what == "secret":
        web = Web(web.host, web.port, web.url, "another-secret")
    elif what == "kinds":
        bench.server.world.updates.allowed = ["message"]
    else:
        web = Web(web.host, web.port, f"{web.url}/below", web.secret)
    ada = bench.person()
    async with talking(bench, web=web):
        await ada.begins()
        await ada.hears("Which one?")
    assert len(asked(bench, "setWebhook")) == 2


async def test_from_poll_to_webhook_and_back_nothing_is_lost(bench: Bench, web: Web) -> None:
    ada = bench.person()
    async with talking(bench):
        await ada.begins("Many questions")
        await ada.hears("Question t1?")
    ada.send("first")
    async with talking(bench, web=web):
        await ada.hears("Question mood?")
        await bench.settled()
        waits = delivered(bench)
    ada.send("5")
    async with talking(bench):
        await ada.hears("Question t2?")
        await bench.settled()
    assert bench.server.core.webhook.url == ""
    async with talking(bench, web=web):
        ada.send("second")
        await ada.hears("Question one?")
        ada.send("/stop")
        await ada.hears("Stopped.")
        await bench.settled()
    kept = {name: json.loads(value) for _, name, value in bench.answers(ada.id)}
    assert kept == {"t1": "first", "mood": 5, "t2": "second", "turns": 4}
    said = [ada.text(one) for one in ada.notes if "Question" in ada.text(one)]
    assert len(said) == len(set(said)) == 4
    assert delivered(bench) > waits > 0


async def test_strangers_learn_nothing_and_change_nothing(bench: Bench, web: Web) -> None:
    update = {"update_id": 9, "message": {"text": WORDS, "chat": {"id": 7, "type": "private"}}}
    address = hook.hidden(web, bench.server.token)
    async with talking(bench, web=web), httpx.AsyncClient(trust_env=False) as client:
        for secret in (None, "", "wrong", web.secret[:-1], web.secret + "a", "s" * 5000):
            headers = {} if secret is None else {SECRET_HEADER: secret}
            assert (await client.post(address, json=update, headers=headers)).status_code == 401
        for path in ("", "/", "/webhook", f"/{bench.server.token}", "/health/x", "/.env"):
            assert (await client.post(web.url + path, json=update)).status_code == 404
            assert (await client.get(web.url + path)).status_code == 404
        too_long = {SECRET_HEADER: "s" * 200_000}
        assert (await client.post(address, json=update, headers=too_long)).status_code == 400
        right = {SECRET_HEADER: web.secret}
        assert (await client.post(address, json=[], headers=right)).status_code == 400
        assert (await client.post(address, json=update, headers=right)).status_code == 200
        await bench.settled()
    assert bench.rows("select key from inbox where key like 'tg:%'") == [("tg:9",)]


def head(web: Web, bench: Bench, length: int, more: str = "Accept: */*") -> bytes:
    """The beginning of a request that has the secret."""
    path = hook.hidden(web, bench.server.token).removeprefix(web.url)
    return (
        f"POST {path} HTTP/1.1\r\nHost: bot\r\n{SECRET_HEADER}: {web.secret}\r\n{more}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


async def test_a_body_that_is_too_large_is_refused_before_it_is_sent(
    bench: Bench, web: Web
) -> None:
    async with talking(bench, web=web):
        reader, writer = await asyncio.open_connection(web.host, web.port)
        writer.write(head(web, bench, BYTES_MAX + 1))
        assert b" 413 " in await reader.readline()
        writer.close()


async def test_a_store_that_fails_gets_the_update_again(
    bench: Bench, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[SqliteStore] = []

    class Impatient(SqliteStore):
        def __init__(self, path: Path) -> None:
            super().__init__(path)
            self._db.conn.execute("pragma busy_timeout = 20")
            opened.append(self)

    monkeypatch.setattr(bot.app, "SqliteStore", Impatient)
    ada = bench.person()
    async with talking(bench, web=web), httpx.AsyncClient(trust_env=False) as client:
        await ada.begins("Many questions")
        await ada.hears("Question t1?")
        await bench.settled()
        other = sqlite3.connect(bench.database, isolation_level=None, timeout=10)
        other.execute("begin immediate")
        ada.send(WORDS)
        await bench.until(
            lambda: "503" in bench.server.core.webhook.info().get("last_error_message", ""), "503"
        )
        found = await client.get(f"{web.url}/ready")
        assert (found.status_code, "store" in found.text) == (503, True)
        assert (await client.get(f"{web.url}/health")).text == ALIVE
        other.execute("rollback")
        other.close()
        await ada.hears("Question mood?")
        await bench.settled()
        ada.send("/stop")
        await ada.hears("Stopped.")
        await bench.settled()
    assert [value for _, name, value in bench.answers(ada.id) if name == "t1"] == [f'"{WORDS}"']


async def test_a_webhook_that_someone_took_away_is_set_again(
    bench: Bench, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.registration.WATCH_SECONDS", 0.01)
    async with talking(bench, web=web):
        with capture_logs() as logs:
            bench.server.core.webhook.set("", "", 40)
            await bench.until(lambda: bench.server.core.webhook.url, "set again")
            await bench.until(lambda: "webhook_was_changed" in str(logs), "said")
    assert bench.server.core.webhook.url == hook.hidden(web, bench.server.token)


async def test_what_fails_at_telegram_s_end_is_logged_without_the_path(
    bench: Bench, web: Web
) -> None:
    async with talking(bench, web=web) as app:
        path = hook.hidden(web, bench.server.token)
        bench.server.core.webhook._error = (5, f"Wrong response from {path}: 502")
        registration = Registration(app._bot, path, web.secret)
        with capture_logs() as logs:
            assert not await registration.ensure()
            assert not await registration.ensure()
    [said] = [one for one in logs if one["event"] == "webhook_error"]
    assert "502" in said["code"]
    assert path.rsplit("/", 1)[-1] not in str(said)


async def test_an_address_that_telegram_refuses_is_said_and_ends_the_bot(
    bench: Bench, number: int
) -> None:
    far = Web(hook.HERE, number, "https://bot.example.org", "abc")
    with pytest.raises(IntakeError, match="MOORING_WEBHOOK_URL"):
        async with talking(bench, web=far):
            pass
    async with talking(bench):  # and the port is free again
        pass


async def test_a_port_that_is_taken_is_said_in_words(bench: Bench, web: Web) -> None:
    words = f"port {web.port} .*MOORING_PORT"
    with socket.create_server((web.host, web.port)), pytest.raises(ListenError, match=words):
        async with talking(bench, web=web):
            pass


async def test_health_is_there_while_polling_and_before_telegram_answers(
    bench: Bench, number: int
) -> None:
    only_health = Web(hook.HERE, number)
    bench.server.core.faults.arm(Fault("getMe", "500", -1))
    async with httpx.AsyncClient(
        trust_env=False, base_url=f"http://{hook.HERE}:{number}"
    ) as client:

        async def look() -> None:
            while True:
                try:
                    found = await client.get("/ready")
                    break
                except httpx.ConnectError:
                    await asyncio.sleep(0.005)
            assert (found.status_code, found.text.split(":")[0]) == (503, "starting")
            assert (await client.get("/health")).status_code == 200
            bench.server.core.faults.clear()

        looking = asyncio.create_task(look())
        async with talking(bench, web=only_health):
            await looking
            assert (await client.get("/ready")).text == "ready"
            posted = await client.post(hook.hidden(only_health, bench.server.token)[-33:], json={})
            assert posted.status_code == 404
    assert asked(bench, "setWebhook") == []


async def test_sigterm_in_the_middle_finishes_what_is_in_hand(
    tmp_path: Path, bench: Bench, web: Web
) -> None:
    """A request whose commit waits is answered after the signal; new ones are not accepted."""
    bot = Process(bench, tmp_path / "log", port=web.port)
    await bot.start()
    assert bot.process is not None
    other = sqlite3.connect(bench.database, isolation_level=None, timeout=10)
    other.execute("begin immediate")
    update = {"update_id": 9, "message": {"text": "/start", "chat": {"id": 7, "type": "private"}}}
    body = json.dumps(update)
    reader, writer = await asyncio.open_connection(web.host, web.port)
    writer.write(head(web, bench, len(body), "Expect: 100-continue"))
    assert b" 100 " in await reader.readline()  # it is in hand
    await reader.readline()
    writer.write(body.encode())
    bot.process.terminate()
    await bench.until(lambda: not _open(web.port), "the port is closed")
    other.execute("rollback")
    other.close()
    assert b" 200 " in await reader.readline()
    writer.close()
    assert await asyncio.wait_for(bot.process.wait(), 60) == 0
    assert bench.rows("select key from inbox") == [("tg:9",)]


def _open(number: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex((hook.HERE, number)) == 0


async def test_sigterm_under_load_loses_and_doubles_nothing(
    tmp_path: Path, bench: Bench, web: Web
) -> None:
    bot = Process(bench, tmp_path / "log", port=web.port)
    people: list[Person] = [bench.person(f"P{one}") for one in range(8)]
    await bot.start()
    for one in people:
        one.send("/start flow_many_questions")
        for words in ("first", "5", "second", "/stop"):
            one.send(words)
    waiting = bench.server.world.updates.waiting
    for rest in (30, 20, 10):
        while len(waiting) > rest:
            await asyncio.sleep(0.001)
        assert await bot.stop() == 0
        await bot.start()
    for one in people:
        await one.hears("Stopped.")
    await bench.settled()
    assert await bot.stop() == 0
    for one in people:
        kept = {name: json.loads(value) for _, name, value in bench.answers(one.id)}
        assert kept == {"t1": "first", "mood": 5, "t2": "second", "turns": 4}
        said = [one.text(note) for note in one.notes]
        assert len(said) == len(set(said))


async def test_no_word_name_token_secret_or_path_is_logged(
    tmp_path: Path, bench: Bench, web: Web
) -> None:
    bot = Process(bench, tmp_path / "log", port=web.port)
    await bot.start()
    ada = bench.person("Canaryname")
    address = hook.hidden(web, bench.server.token)
    async with httpx.AsyncClient(trust_env=False) as client:
        for secret, content in (
            ("wrong", json.dumps({"update_id": 9, "message": WORDS})),
            (web.secret, WORDS),
            (web.secret, f'{{"update_id": "{WORDS}"}}'),
            (web.secret, json.dumps({"update_id": 9, "message": {"chat": {"id": WORDS}}})),
            (WORDS, "{}"),
        ):
            headers = {SECRET_HEADER: secret, "Content-Type": "application/json"}
            await client.post(f"{address}?{WORDS}", content=content, headers=headers)
        await client.get(f"{web.url}/{WORDS}")
    reader, writer = await asyncio.open_connection(web.host, web.port)
    writer.write(f"{WORDS}\r\n\r\n".encode())
    assert b"400" in await reader.readline()
    writer.close()
    await ada.begins("Many questions")
    await ada.hears("Question t1?")
    ada.send(WORDS)
    await ada.hears("Question mood?")
    await bench.settled()
    assert await bot.stop() == 0
    logged = bot.logged()
    assert "webhook_refused" in logged
    secrets = (WORDS, "Canaryname", web.secret, address[-32:], bench.server.token.split(":")[1])
    assert [one for one in secrets if one.lower() in logged.lower()] == []
