"""`/metrics`: it counts what happened, tells nobody without the token, and names nobody."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.delivery import duty
from bot.preview import people
from bot.preview.faults import Fault
from bot.web import Web
from tests.delivery import hook, reading
from tests.delivery.kit import Bench, Process, serving, talking
from tests.delivery.reading import TOKEN, Reading, get, knowing, read
from tests.delivery.test_canaries import NAME, WORDS, typed_everywhere
from tests.store.server import Server

RISK = "I want to kill myself"


@pytest.fixture
def number() -> Iterator[int]:
    with hook.port() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgres"])
async def bench(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    url = request.getfixturevalue("database") if request.param == "postgres" else None
    async with serving(tmp_path, url) as one:
        yield one


async def test_a_process_counts_what_happened(bench: Bench, tmp_path: Path, number: int) -> None:
    bot = Process(bench, tmp_path / "log", port=number, extra={"MOORING_METRICS_TOKEN": TOKEN})
    await bot.start()
    courier, faults = bench.server.core.webhook, bench.server.core.faults
    assert isinstance(courier, hook.Courier)
    ada = bench.person()
    await ada.begins("Many questions")
    await ada.hears("Question t1?")
    misses = iter([True])
    courier.misses = lambda: next(misses, False)
    ada.send("the first words")
    await ada.hears("Question mood?")
    await bench.until(lambda: courier.failed == 1 and not bench.server.world.updates.waiting)
    faults.arm(Fault("sendMessage", "429"))
    faults.arm(Fault("sendMessage", "500", skip=1))
    ada.send(RISK)
    await ada.hears("112")
    ada.send("/crisis")
    await bench.settled()
    people.block(bench.server.world, ada.account)
    await bench.settled()
    found = await read(number)
    store = "postgres" if bench.url else "sqlite"
    assert found("updates_received_total") == 6
    assert found("updates_duplicate_total") == 1
    assert found("turn_duration_seconds_count") == 6
    assert found("turn_duration_seconds_count", kind="text") == 2
    assert found("turn_duration_seconds_count", kind="press") == 1
    assert found("updates_retried_total") == found("updates_given_up_total") == 0
    assert found("findings_total") == found("findings_total", category="suicide") == 1
    assert found("help_total", how="shown") == found("help_total", how="opened") == 1
    assert found("send_retries_total", why="retry_after") == 1
    assert found("send_retries_total", why="network") == 1
    assert found("sends_total", result="later") == 2
    assert found("sends_total", result="sent") == found("send_delay_seconds_count") > 6
    assert found("sends_total") == found("telegram_request_duration_seconds_count")
    assert found("sending") == found("store_readable") == 1
    assert found("outbox_messages") == found("inbox_updates") == 0
    for part in ("turns", "intake", "sending"):
        assert found("store_transaction_duration_seconds_count", store=store, part=part) > 0
    assert found("store_errors_total") == 0
    assert found("build_info", store=store, version="0.1.0") == 1
    assert next(value for one, value in found.values.items() if one.name.startswith("process_cpu"))
    assert await bot.stop() == 0
    assert TOKEN not in bot.logged()


async def test_it_is_shown_to_nobody_without_the_token(tmp_path: Path, number: int) -> None:
    async with serving(tmp_path) as bench:
        with capture_logs() as logs:
            async with talking(bench, web=Web(hook.HERE, number, metrics=TOKEN)):
                for headers in (
                    {}, knowing("x"), knowing(TOKEN[:-1]), knowing(TOKEN + "x"), knowing("é"),
                    {"Authorization": f"Basic {TOKEN}"}, {"Authorization": TOKEN},
                ):  # fmt: skip
                    answer = await get(number, headers)
                    assert (answer.status_code, answer.content) == (401, b"")
                    assert answer.headers["WWW-Authenticate"] == "Bearer"
                lower = {"Authorization": f"bearer {TOKEN}"}
                assert (await get(number, lower)).status_code == 200
            async with talking(bench, web=Web(hook.HERE, number)):
                assert (await get(number, knowing())).status_code == 404
        assert TOKEN not in repr(logs)
        assert TOKEN not in repr(Web(hook.HERE, number, metrics=TOKEN))


async def test_words_names_and_numbers_of_chats_never_get_there_and_it_does_not_grow(
    tmp_path: Path, number: int
) -> None:
    async with serving(tmp_path) as bench:
        async with talking(bench, web=Web(hook.HERE, number, metrics=TOKEN)):
            before = await read(number)
            ada = bench.person(NAME)
            await typed_everywhere(bench, ada)
            people.block(bench.server.world, ada.account)
            await bench.settled()
            after = await read(number)
            opened = await get(number, knowing(Accept=reading.OPEN))
        assert after("updates_received_total") > 15
        assert after("findings_total") == after("help_total", how="shown") == 1
        assert after.ours == before.ours
        secrets = (WORDS, NAME, TOKEN, bench.server.token.partition(":")[2], str(tmp_path))
        flows = ("many-questions", "two-questions", "mood")
        for page in (after.text, opened.text):
            told = [one for one in (*secrets, *flows) if one.lower() in page.lower()]
            assert told == []
        known = {ada.id, *(int(chat) for (chat,) in bench.rows("select chat from person_key"))}
        shown = {value for series, value in after.values.items() if series in after.ours}
        said = {value for series in after.ours for _, value in series.labels}
        assert not shown & (known - {0})
        assert not said & {str(one) for one in known}


async def test_prometheus_can_read_it_in_both_of_its_formats(tmp_path: Path, number: int) -> None:
    web = Web(hook.HERE, number, metrics=TOKEN)
    async with serving(tmp_path) as bench, talking(bench, web=web):
        plain = await get(number, knowing())
        opened = await get(number, knowing(Accept=reading.OPEN))
    assert plain.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert opened.headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    assert opened.text.endswith("# EOF\n")
    found = Reading(plain.text)
    assert {one.name for one in reading.open_names(opened.text)} >= {
        one.name for one in found.families if one.type in {"counter", "gauge", "histogram"}
    } - {"mooring_build_info", "python_info"}  # there they are of a type of their own
    for family in found.families:
        if not family.name.startswith("mooring_"):
            continue
        assert family.documentation.endswith(".")
        assert "_created" not in family.name
        assert not any(unit in family.name for unit in ("_ms", "_millis", "_minutes", "_hours"))
        if family.type == "histogram":
            assert family.name.endswith("_seconds")
        if family.type == "counter":
            assert all(one.name.endswith("_total") for one in family.samples)


async def test_of_two_processes_one_sends_and_both_know_what_waits(
    tmp_path: Path, postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duty, "PAUSE_SECONDS", 0.05)
    with postgres_server.database() as url, contextlib.ExitStack() as stack:
        first, second = (stack.enter_context(hook.port()) for _ in range(2))
        async with serving(tmp_path, url) as bench:
            web = hook.web(first, bench.server.token)
            webs = [replace(web, port=one, metrics=TOKEN) for one in (first, second)]
            async with talking(bench, web=webs[0]):
                async with talking(bench, web=webs[1]):
                    ada = bench.person()
                    await ada.begins("Many questions")
                    await ada.hears("Question t1?")
                    await bench.settled()
                    told = [await read(one) for one in (first, second)]
                    assert sorted(one("sending") for one in told) == [0, 1]
                    assert sum(one("updates_received_total") for one in told) == 2
                    assert sum(one("turn_duration_seconds_count") for one in told) == 2
                    sent = [one("sends_total") > 0 for one in told]
                    assert sent == [one("sending") == 1 for one in told]

                async def takes_over() -> None:
                    while not (await read(first))("sending"):
                        await asyncio.sleep(0.02)

                await asyncio.wait_for(takes_over(), 30)
