"""A tiny bot on the real server, and a person's browser window on the web chat."""

import shutil
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final

import httpx
import pytest
from playwright.async_api import Locator, Page

from bot.preview.server import PreviewServer

Json = dict[str, Any]
CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
ARGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
in_a_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="chromium is not installed; apt-get install chromium"
)
PHONE: Final = (390, 844)
DESK: Final = (1280, 800)


class TinyBot:
    """What a bot does, one call at a time."""

    def __init__(self, server: PreviewServer) -> None:
        self.server = server
        self.http = httpx.AsyncClient(base_url=f"{server.base_url}{server.token}/", timeout=20)
        self._updates: deque[Json] = deque()
        self._offset = 0

    async def call(self, method: str, **params: Any) -> Any:
        answer = (await self.http.post(method, json=params)).json()
        assert answer["ok"], answer
        return answer["result"]

    async def say(self, chat: int, text: str, *rows: list[str], **params: Any) -> int:
        """Send a text, with inline buttons whose data is their label; answers with its id."""
        if rows:
            params["reply_markup"] = keys(*rows)
        sent = await self.call("sendMessage", chat_id=chat, text=text, **params)
        return int(sent["message_id"])

    async def heard(self) -> Json:
        """The next update, waited for."""
        while not self._updates:
            found = await self.call("getUpdates", offset=self._offset, timeout=10)
            self._updates.extend(found)
            self._offset = max((one["update_id"] + 1 for one in found), default=self._offset)
        return self._updates.popleft()

    async def text(self) -> str:
        message: Json = (await self.heard())["message"]
        return str(message["text"])


def keys(*rows: list[str]) -> Json:
    return {
        "inline_keyboard": [
            [{"text": label, "callback_data": label[:20]} for label in row] for row in rows
        ]
    }


class Window:
    """One person's browser window."""

    def __init__(self, page: Page, errors: list[str]) -> None:
        self.page = page
        self.errors = errors
        self.input = page.get_by_label("Message", exact=True)
        self.log = page.get_by_role("region", name="Messages")

    def bubble(self, words: str) -> Locator:
        return self.page.locator(".row", has_text=words)

    def key(self, words: str) -> Locator:
        return self.page.get_by_role("button", name=words, exact=True)

    async def write(self, text: str) -> None:
        await self.input.fill(text)
        await self.input.press("Enter")

    async def number(self, script: str) -> float:
        return float(await self.page.evaluate(script))


Open = Callable[..., Awaitable[Window]]
