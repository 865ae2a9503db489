"""What a network does: half requests, refused connections, requests from strange pages."""

import asyncio
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from bot.preview import people
from bot.preview.server import PreviewServer
from bot.preview.world import Account
from tests.preview.kit import Peer


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "application/json", "multipart/form-data"]
)
async def test_half_a_request_does_nothing(bot: Peer, ada: Account, kind: str) -> None:
    part = '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nhel'
    body = part if "multipart" in kind else f"chat_id={ada.id}&text=hel"
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": body.encode(), "more_body": True},
        {"type": "http.disconnect"},
    ]
    answers: list[Any] = []

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def send(message: Any) -> None:
        answers.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/bot{bot.world.token}/sendMessage",
        "query_string": b"",
        "headers": [(b"content-type", f"{kind}; boundary=b".encode())],
    }
    await bot.app(scope, receive, send)
    assert answers == []
    assert not bot.core.requests


async def test_down_and_up(server: PreviewServer) -> None:
    ada = server.world.add_account("Ada", None, None)
    people.start(server.world, ada, None)
    path = f"{server.url}/bot{server.token}/getUpdates"
    async with httpx.AsyncClient() as http:
        update = (await http.get(path)).json()["result"][0]
        count = server.core.count
        poll = asyncio.create_task(http.get(f"{path}?offset={update['update_id'] + 1}&timeout=50"))
        while server.core.count == count:
            await asyncio.sleep(0)
        await server.down()
        with pytest.raises(httpx.RemoteProtocolError):
            await poll
        with pytest.raises(httpx.ConnectError):
            await http.get(path)
        people.send_text(server.world, ada, "meanwhile")
        await server.up()
        (update,) = (await http.get(path)).json()["result"]
    assert update["message"]["text"] == "meanwhile"


async def test_an_upload_beyond_all_limits(server: PreviewServer) -> None:
    async with httpx.AsyncClient(timeout=20) as http:
        files = {"document": ("x.bin", bytes(52 * 1024 * 1024))}
        path = f"{server.url}/bot{server.token}/sendDocument"
        answer = await http.post(path, files=files, data={"chat_id": "1"})
        assert (answer.status_code, answer.json()["description"]) == (
            413,
            "Request Entity Too Large",
        )
        assert (await http.get(f"{server.url}/bot{server.token}/getMe")).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"origin": "https://example.com"}, {"host": "example.com"}, {"origin": "http://["}]
)
async def test_strange_pages(server: PreviewServer, headers: dict[str, str]) -> None:
    server.world.add_account("Ada", None, None)
    async with httpx.AsyncClient(base_url=server.url, headers=headers) as http:
        answer = await http.get("/preview/accounts")
        assert answer.status_code == 403
        assert answer.json()["error"]
    if "host" not in headers:
        url = f"{server.url}/preview/accounts/5100000001/stream".replace("http", "ws", 1)
        with pytest.raises(InvalidStatus):
            async with connect(url, additional_headers=headers):
                pass


async def test_this_machine_has_three_names(server: PreviewServer) -> None:
    port = server.url.rpartition(":")[2]
    async with httpx.AsyncClient(base_url=server.url) as http:
        for host in ("localhost", "127.0.0.1", "[::1]"):
            headers = {"host": f"{host}:{port}", "origin": f"http://{host}:{port}"}
            answer = await http.get("/preview/accounts", headers=headers)
            assert answer.status_code == 200


async def test_a_reply(bot: Peer, ada: Account) -> None:
    sent = await bot.ok("sendMessage", chat_id=ada.id, text="?")
    body = {"text": "!", "reply_to": sent["message_id"]}
    answer = await bot.http.post(f"/preview/accounts/{ada.id}/send", json=body)
    assert answer.json()["reply_to_message"] == sent
    wrong = await bot.http.post(f"/preview/accounts/{ada.id}/send", json=body | {"reply_to": 99})
    assert wrong.status_code == 400
