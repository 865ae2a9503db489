"""Trouble on demand, and what is left of it in the chat."""

import httpx
import pytest

from bot.preview.faults import Fault
from bot.preview.server import PreviewServer
from bot.preview.world import Account
from tests.preview.kit import Json, Peer


def sent(bot: Peer, ada: Account) -> int:
    return sum(note.by_bot for note in bot.world.chats[ada.id].messages.values())


async def test_refusing(bot: Peer, ada: Account) -> None:
    hello = {"chat_id": ada.id, "text": "hello"}
    for kind, more, code, description in (
        ("403", {}, 403, "Forbidden: bot was blocked by the user"),
        ("429", {"retry_after": 7}, 429, "Too Many Requests: retry after 7"),
        ("500", {}, 500, "Internal Server Error"),
        ("refuse", {"error_code": 400, "description": "Bad Request: no"}, 400, "Bad Request: no"),
    ):
        given: Json = {"method": "sendMessage", "kind": kind, "times": 1, **more}
        assert (await bot.http.post("/preview/faults", json=given)).status_code == 200
        body = await bot.call("sendMessage", **hello)
        assert (body["error_code"], body["description"]) == (code, description)
        assert bot.last.fault == kind
        assert sent(bot, ada) == 0
        if kind == "429":
            assert body["parameters"] == {"retry_after": 7}
    await bot.ok("sendMessage", **hello)


async def test_which_requests_are_hit(bot: Peer, ada: Account) -> None:
    eve = bot.person("Eve")
    bot.core.faults.arm(Fault("sendmessage", "500", times=2, skip=1, chat_id=ada.id))
    to_ada = {"chat_id": ada.id, "text": "x"}
    await bot.ok("getMe")
    await bot.ok("sendMessage", chat_id=eve.id, text="x")
    codes = [(await bot.call("sendMessage", **to_ada)).get("error_code") for _ in range(4)]
    assert codes == [None, 500, 500, None]
    bot.core.faults.arm(Fault("*", "500", times=-1))
    assert [(await bot.call("getMe"))["ok"] for _ in range(3)] == [False] * 3
    assert (await bot.http.get("/preview/faults")).json()[0]["kind"] == "500"
    await bot.http.delete("/preview/faults")
    await bot.ok("getMe")


async def test_a_share(bot: Peer) -> None:
    async def round_of(seed: int) -> list[bool]:
        bot.core.faults.clear()
        bot.core.faults.arm(Fault("getMe", "500", times=-1, share=0.3, seed=seed))
        return [(await bot.call("getMe"))["ok"] for _ in range(200)]

    first = await round_of(1)
    assert 30 <= first.count(False) <= 90
    assert await round_of(1) == first
    assert await round_of(2) != first


async def test_an_unsound_request_is_refused_before_a_fault_is(bot: Peer) -> None:
    bot.core.faults.arm(Fault("*", "500"))
    assert "unknown parameter" in await bot.no("getMe", x=1)


async def test_late(bot: Peer, ada: Account) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        assert sent(bot, ada) == 1

    bot.app.bot_api.sleep = sleep
    bot.core.faults.arm(Fault("sendMessage", "late", seconds=30))
    await bot.ok("sendMessage", chat_id=ada.id, text="x")
    assert waits == [30]


@pytest.mark.parametrize(("kind", "arrives"), [("cut", 0), ("cut_after", 1)])
async def test_cutting(
    server: PreviewServer, caplog: pytest.LogCaptureFixture, kind: str, arrives: int
) -> None:
    async with httpx.AsyncClient(base_url=server.url) as http:
        ada = (await http.post("/preview/accounts", json={"first_name": "Ada"})).json()["id"]
        await http.post(f"/preview/accounts/{ada}/start", json={})
        await http.post("/preview/faults", json={"method": "sendMessage", "kind": kind})
        hello = {"chat_id": ada, "text": "hello"}
        with pytest.raises(httpx.RemoteProtocolError):
            await http.post(f"/bot{server.token}/sendMessage", json=hello)
        notes = server.world.chats[ada].messages.values()
        assert sum(note.by_bot for note in notes) == arrives
        again = await http.post(f"/bot{server.token}/sendMessage", json=hello)
        assert again.status_code == 200
    assert not [one for one in caplog.records if one.levelname == "ERROR"]


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "meteor"},
        {"kind": "500", "times": 0},
        {"kind": "500", "times": "two"},
        {"kind": "500", "seconds": -1},
        {"kind": "500", "share": 2},
        {"kind": "500", "share": "x"},
        {"kind": "refuse", "error_code": 99},
        {"kind": 500},
        {"kind": "500", "colour": "red"},
        {},
    ],
)
async def test_a_fault_that_is_none(bot: Peer, given: Json) -> None:
    answer = await bot.http.post("/preview/faults", json=given)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert bot.core.faults.armed == []
