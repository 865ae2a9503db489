"""A bot that talks to the server in the same process, without a socket, on a clock that stands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from bot.preview import people, spec
from bot.preview.application import Application
from bot.preview.clock import Clock
from bot.preview.core import Core, Record
from bot.preview.world import Account, World

START = 1_800_000_000.0
Json = dict[str, Any]


class Peer:
    """The server and a bot's client for it; every result is checked against the Bot API."""

    def __init__(self, *, strict_pace: bool = False) -> None:
        self.world = World(Clock(lambda: START))
        self.core = Core(self.world, strict_pace=strict_pace)
        self.app = Application(self.core)
        transport = httpx.ASGITransport(self.app)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")

    @property
    def last(self) -> Record:
        return self.core.requests[-1]

    def person(self, name: str = "Ada", *, started: bool = True) -> Account:
        account = self.world.add_account(name, name.lower(), "en")
        if started:
            people.start(self.world, account, None)
        return account

    async def call(self, method: str, **params: Any) -> Json:
        answer = await self.http.post(f"/bot{self.world.token}/{method}", json=params)
        body: Json = answer.json()
        assert body["ok"] == (answer.status_code == 200)
        assert body["ok"] or body["error_code"] == answer.status_code
        return body

    async def ok(self, method: str, **params: Any) -> Any:
        body = await self.call(method, **params)
        assert body["ok"], body
        returns = tuple(spec.table()["methods"][method]["returns"])
        assert not list(spec.problems(returns, body["result"], "result"))
        return body["result"]

    async def no(self, method: str, **params: Any) -> str:
        body = await self.call(method, **params)
        assert not body["ok"], body
        description: str = body["description"]
        return description

    async def updates(self, **params: Any) -> list[Json]:
        found: list[Json] = await self.ok("getUpdates", **params)
        return found


@asynccontextmanager
async def peer(*, strict_pace: bool = False) -> AsyncIterator[Peer]:
    one = Peer(strict_pace=strict_pace)
    async with one.http:
        yield one
    one.core.webhook.close()
