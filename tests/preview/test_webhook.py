"""Deliveries by POST, as they arrive at a bot's own server."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from bot.preview import people
from bot.preview.world import Account
from tests.preview.kit import Peer

SECRET = "-".join("abc")


class Hook:
    """A bot's server: notes what comes, answers with the statuses it is given, then 200."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.requests: list[tuple[dict[str, str], Any]] = []
        self.changed = asyncio.Condition()
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])
        }
        body = json.loads(await reader.readexactly(int(headers["content-length"])))
        status = self.statuses.pop(0) if self.statuses else 200
        if status:
            writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
        writer.close()
        async with self.changed:
            self.requests.append((headers, body))
            self.changed.notify_all()

    async def until(self, count: int) -> None:
        done: Callable[[], bool] = lambda: len(self.requests) >= count  # noqa: E731
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(done)


@asynccontextmanager
async def hook() -> AsyncIterator[Hook]:
    one = Hook()
    server = await asyncio.start_server(one.serve, "127.0.0.1", 0)
    one.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook?x=1"
    async with server:
        yield one


def texts(one: Hook) -> list[str]:
    return [body["message"]["text"] for _, body in one.requests]


async def test_in_order_with_the_secret(bot: Peer, ada: Account) -> None:
    async with hook() as one:
        await bot.ok("setWebhook", url=one.url, secret_token=SECRET)
        await one.until(1)
        people.send_text(bot.world, ada, "a")
        people.send_text(bot.world, ada, "b")
        await one.until(3)
        await bot.ok("deleteWebhook")
    assert texts(one) == ["/start", "a", "b"]
    assert {head["x-telegram-bot-api-secret-token"] for head, _ in one.requests} == {SECRET}
    assert {head["content-type"] for head, _ in one.requests} == {"application/json"}


async def test_again_until_it_is_taken(bot: Peer, ada: Account) -> None:
    bot.core.webhook.pause = 0.0
    async with hook() as one:
        one.statuses = [500, 404, 0]
        await bot.ok("setWebhook", url=one.url)
        people.send_text(bot.world, ada, "next")
        await one.until(5)
        info = await bot.ok("getWebhookInfo")
        await bot.ok("deleteWebhook")
    assert texts(one) == ["/start"] * 4 + ["next"]
    assert info["last_error_message"] == "Connection reset by peer"
    assert not any("x-telegram-bot-api-secret-token" in head for head, _ in one.requests)


async def test_a_webhook_that_is_not_there(bot: Peer, ada: Account) -> None:
    bot.core.webhook.pause = 0.0
    async with hook() as one:
        url = one.url
    await bot.ok("setWebhook", url=url)
    async with asyncio.timeout(10):
        while "last_error_message" not in (info := await bot.ok("getWebhookInfo")):
            await asyncio.sleep(0)
    assert info["last_error_message"] == "Connection refused"
    assert info["pending_update_count"] == 1
    await bot.ok("deleteWebhook")
    assert len(await bot.updates()) == 1
