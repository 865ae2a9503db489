"""A webhook needs its secret, takes whatever is sent with a status, and keeps before it answers."""

import asyncio
import json
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Route
from structlog.testing import capture_logs

from bot.store.protocol import StoreFullError
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_work import SqliteTransaction
from bot.store.writer import Writer
from bot.telegram import body, webhook
from bot.telegram.body import BYTES_MAX, DEPTH_MAX
from bot.telegram.intake import ID_BITS, NoUpdateError, row
from bot.telegram.webhook import SECRET_HEADER, Webhook

SECRET: Final = "-".join("abc")
CANARY: Final = "canary-words"
HEADERS: Final = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}


class Door:
    """The webhook on a real store, without a network."""

    def __init__(self, path: Path, store: SqliteStore | None = None) -> None:
        self.path = path
        self.writer = Writer(store or SqliteStore(path))
        self.arrived = 0
        self.webhook = Webhook(self.writer, SECRET, lambda: 1.0, self._arrive)
        self.app = Starlette(routes=[Route("/u", self.webhook.take, methods=["POST"])])
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://bot")

    def _arrive(self) -> None:
        self.arrived += 1

    async def post(
        self, content: Any = None, headers: dict[str, str] | None = None, **options: Any
    ) -> httpx.Response:
        if isinstance(content, dict):
            content = json.dumps(content).encode()
        given = HEADERS if headers is None else headers
        return await self.http.post("/u", content=content, headers=given, **options)

    def kept(self) -> list[str]:
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as db:
            return [key for (key,) in db.execute("select key from inbox order by seq")]


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    one = Door(tmp_path / "m.db")
    async with one.http:
        yield one
    await one.writer.close()


def update(number: int, text: str = CANARY, chat: Any = 7) -> dict[str, Any]:
    message = {"message_id": 1, "chat": {"id": chat, "type": "private"}, "text": text}
    return {"update_id": number, "message": message}


async def test_an_update_is_durable_when_it_is_answered(door: Door) -> None:
    answer = await door.post(update(5))
    assert (answer.status_code, answer.content) == (200, b"")  # a body would be carried out
    assert door.kept() == ["tg:5"]
    assert door.arrived == 1


async def test_the_same_update_again_is_taken_and_not_kept_twice(door: Door) -> None:
    answers = [(await door.post(update(5))).status_code for _ in range(3)]
    assert answers == [200, 200, 200]
    assert door.kept() == ["tg:5"]


@pytest.mark.parametrize(
    "secret",
    [None, "", "a-b", "a-b-c-d", "A-B-C", "a" * 300, "a-b-c ", "a-b-c," * 99],
)
async def test_a_wrong_or_missing_secret_is_refused(door: Door, secret: str | None) -> None:
    headers = {"Content-Type": "application/json"}
    if secret is not None:
        headers[SECRET_HEADER] = secret
    with capture_logs() as logs:
        answer = await door.post(update(5), headers)
    assert answer.status_code == 401
    assert door.kept() == []
    assert CANARY not in str(logs)


DEEP: Final = b'{"update_id": 5, "x": ' + b"[" * DEPTH_MAX + b"]" * DEPTH_MAX + b"}"
BODIES: Final[dict[str, tuple[bytes, int]]] = {
    "nothing": (b"", 400),
    "no JSON": (b"canary-words", 400),
    "half of it": (b'{"update_id": 5, "x": "canary-words', 400),
    "two": (b'{"update_id": 5}{"update_id": 6}', 400),
    "not UTF-8": (b'{"update_id": 5, "x": "\xff"}', 400),
    "UTF-16": ('{"update_id": 5}'.encode("utf-16"), 400),
    "a byte order mark": (b'\xef\xbb\xbf{"update_id": 5}', 400),
    "no number": (b'{"update_id": 5, "x": NaN}', 400),
    "a list": (b'[{"update_id": 5}]', 400),
    "words": (b'"canary-words"', 400),
    "null": (b"null", 400),
    "no update_id": (b'{"message": {"text": "canary-words"}}', 400),
    "an update_id in words": (b'{"update_id": "5"}', 400),
    "true": (b'{"update_id": true}', 400),
    "a fraction": (b'{"update_id": 5.0}', 400),
    "zero": (b'{"update_id": 0}', 400),
    "negative": (b'{"update_id": -5}', 400),
    "too high": (b'{"update_id": %d}' % (1 << ID_BITS), 400),
    "thousands of digits": (b'{"update_id": %s}' % (b"9" * 9000), 400),
    "a bomb of lists": (b"[" * 500_000, 400),
    "a bomb of objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400),
    "nested a little too deeply": (DEEP, 400),
    "too large": (b'{"update_id": 5}'.ljust(BYTES_MAX + 1), 413),
    "the highest": (b'{"update_id": %d}' % ((1 << ID_BITS) - 1), 200),
    "of a kind we don't know": (b'{"update_id": 5, "novelty": {"text": "canary-words"}}', 200),
    "half a character": (b'{"update_id": 5, "x": "\\ud800"}', 200),
    "as deep as may be": (DEEP.replace(b"[]", b""), 200),
    "as large as may be": (b'{"update_id": 5}'.ljust(BYTES_MAX), 200),
    "of a chat in words": (json.dumps(update(5, chat=CANARY)).encode(), 200),
    "of a chat too high": (json.dumps(update(5, chat=1 << 70)).encode(), 200),
}


@pytest.mark.parametrize("what", BODIES)
async def test_whatever_is_sent_gets_its_status_and_shows_in_no_log(door: Door, what: str) -> None:
    content, status = BODIES[what]
    with capture_logs() as logs:
        answer = await door.post(content)
    assert answer.status_code == status, answer.text
    assert len(door.kept()) == (status == 200)
    assert CANARY not in str(logs) + answer.text
    assert (await door.post(update(77))).status_code == 200  # and it goes on


JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["update_id", "message", "callback_query", "chat", "from", "id", "type"]
            ),
            inner,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_whatever_is_no_update_is_refused_and_the_rest_fits_the_inbox(value: Any) -> None:
    try:
        found = row(value, 1.0)
    except NoUpdateError:
        return
    assert found.key == f"tg:{value['update_id']}"
    assert type(found.chat) is int
    assert abs(found.chat) < 1 << ID_BITS
    assert json.loads(found.payload) == value


async def _parts(size: int, count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * size


async def test_a_body_of_unknown_length_is_counted_as_it_comes(door: Door) -> None:
    answer = await door.post(_parts(65536, 10**6))
    assert answer.status_code == 413


async def test_an_announced_length_is_refused_before_the_body_comes(door: Door) -> None:
    headers = HEADERS | {"Content-Length": str(10**30)}
    assert (await door.post(_parts(1, 1), headers)).status_code == 413


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json; charset=utf-8", 200),
        ("APPLICATION/JSON", 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("", 415),
    ],
)
async def test_only_json_is_taken(door: Door, kind: str, status: int) -> None:
    answer = await door.post(update(5), HEADERS | {"Content-Type": kind})
    assert answer.status_code == status
    packed = await door.post(update(6), HEADERS | {"Content-Encoding": "gzip"})
    assert packed.status_code == 415


async def test_a_body_that_never_ends_is_given_up(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    monkeypatch.setattr(body, "SECONDS_MAX", 0.01)
    assert (await door.post(endless())).status_code == 408


async def test_other_methods_and_paths_find_nothing(door: Door) -> None:
    assert (await door.http.get("/u")).status_code == 405
    assert (await door.http.post("/")).status_code == 404


class Full(SqliteStore):
    """A store whose disk is full for a while."""

    full = False

    @contextmanager
    def transaction(self) -> Iterator[SqliteTransaction]:
        with super().transaction() as work:
            yield work
            if self.full:
                raise StoreFullError("m.db can't be written; free space on its disk")


async def test_what_can_t_be_kept_is_asked_for_again(tmp_path: Path) -> None:
    store = Full(tmp_path / "m.db")
    door = Door(tmp_path / "m.db", store)
    async with door.http:
        store.full = True
        with capture_logs() as logs:
            answers = [await door.post(update(number)) for number in (5, 6, 5)]
            assert {one.status_code for one in answers} == {503}
            assert {one.headers["Retry-After"] for one in answers} == {str(webhook.AGAIN_SECONDS)}
            assert door.kept() == []
            assert door.arrived == 0
            store.full = False
            again = [await door.post(update(number)) for number in (5, 6, 5)]
        assert {one.status_code for one in again} == {200}
        assert door.kept() == ["tg:5", "tg:6"]
    said = [one["event"] for one in logs if one["event"].startswith("store")]
    assert said == ["store_failed", "store_recovered"]
    await door.writer.close()


async def test_an_error_that_nobody_expected_leaves_no_request_without_an_answer(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError(CANARY)

    with monkeypatch.context() as patched, capture_logs() as logs:
        patched.setattr(Writer, "run", broken)
        assert (await door.post(update(5))).status_code == 500
    assert CANARY not in str(logs)
    assert (await door.post(update(5))).status_code == 200


@contextmanager
def held(door: Door) -> Iterator[None]:
    """The store is busy with something else meanwhile."""
    free = threading.Event()
    busy = asyncio.ensure_future(door.writer.run(lambda _: free.wait()))
    try:
        yield
    finally:
        free.set()
    assert not busy.cancelled()


async def test_what_arrives_together_is_kept_by_update_id(door: Door) -> None:
    with held(door):
        first = asyncio.create_task(door.post(update(50)))
        while door.webhook._committing is None or door.webhook._waiting:
            await asyncio.sleep(0)
        numbers = [9, 60, 3, 51, 52, 4]
        others = [asyncio.create_task(door.post(update(number))) for number in numbers]
        while len(door.webhook._waiting) < len(numbers):
            await asyncio.sleep(0)
        assert not any(one.done() for one in (first, *others))  # nothing is answered unkept
    answers = await asyncio.gather(first, *others)
    assert {one.status_code for one in answers} == {200}
    assert door.kept() == ["tg:50", *(f"tg:{number}" for number in sorted(numbers))]


async def test_too_many_at_once_are_sent_away(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "WAITING_MAX", 3)
    with held(door):
        first = asyncio.create_task(door.post(update(1)))
        while door.webhook._committing is None or door.webhook._waiting:
            await asyncio.sleep(0)
        others = [asyncio.create_task(door.post(update(number))) for number in (2, 3, 4)]
        while len(door.webhook._waiting) < 3:
            await asyncio.sleep(0)
        assert (await door.post(update(5))).status_code == 503
    answers = await asyncio.gather(first, *others)
    assert {one.status_code for one in answers} == {200}
    assert len(door.kept()) == 4


async def test_a_request_that_goes_away_holds_up_no_other(door: Door) -> None:
    with held(door):
        first = asyncio.create_task(door.post(update(1)))
        while door.webhook._committing is None or door.webhook._waiting:
            await asyncio.sleep(0)
        gone, stays = (asyncio.create_task(door.post(update(number))) for number in (2, 3))
        while len(door.webhook._waiting) < 2:
            await asyncio.sleep(0)
        gone.cancel()
    assert (await first).status_code == 200
    assert (await stays).status_code == 200
    assert door.kept() == ["tg:1", "tg:2", "tg:3"]
