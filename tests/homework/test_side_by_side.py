"""A therapist and a client side by side in the web chat: a week from the invitation on.

The real bot on the real server, a real browser. Only the clock is moved.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.app import App
from bot.cli.main import main
from bot.preview.clock import Clock
from bot.preview.server import PreviewServer
from tests.flowkit import FLOWS
from tests.keykit import KEYS
from tests.preview.chat.kit import ARGS, CHROMIUM, DESK, in_a_browser

pytestmark = in_a_browser
THURSDAY: Final = 1_800_021_600.0
"""2027-01-15, 14:00 UTC: three in the afternoon in Madrid."""
DAY: Final = 24 * 3600


class Column:
    """One person's chat in the page; counts what they tap and type."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.node = page.get_by_role("region", name=f"Chat of {name}")
        self.taps = self.typed = 0

    @property
    def last(self) -> Locator:
        """The newest message of the bot."""
        return self.node.locator(".row:not(.out)").last

    async def opens(self, payload: str) -> None:
        """Come by a deep link."""
        await self.node.get_by_role("button", name="Menu of this chat").click()
        await self.page.get_by_role("menuitem", name="Open by a link").click()
        await self.page.get_by_label("Payload").fill(payload)
        await self.page.get_by_role("button", name="Open", exact=True).click()

    async def tap(self, label: str) -> None:
        """Tap the newest button whose name begins so."""
        begins = re.compile(f"^{re.escape(label)}")
        await self.node.get_by_role("button", name=begins).last.click()
        self.taps += 1

    async def says(self, text: str) -> None:
        box = self.node.get_by_label("Message", exact=True)
        await box.fill(text)
        await box.press("Enter")
        self.typed += 1

    async def reads(self, words: str) -> None:
        """Wait until the newest messages have these words."""
        await expect(self.node.locator(".row:not(.out)", has_text=words).last).to_be_visible()


@asynccontextmanager
async def bot(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PreviewServer]:
    """The bot with the shipped flows, as `mooring run` starts it without a token."""
    monkeypatch.setenv("MOORING_DATA_DIR", str(folder))
    monkeypatch.delenv("MOORING_TELEGRAM_TOKEN", raising=False)
    async with PreviewServer(clock=Clock(lambda: THURSDAY)) as server:
        database = folder / "preview" / "mooring.db"
        app = App(server.token, server.url, database, FLOWS, server.world.clock.now, keys=KEYS)
        running = asyncio.create_task(app.run())
        yield server
        app.stopping.set()
        await running
        assert server.violations == []


async def invited() -> str:
    """The operator invites a therapist while the bot is running."""
    result = await asyncio.to_thread(CliRunner().invoke, main, ["therapist", "invite"])
    assert result.exit_code == 0, result.output
    found = re.search(r"^/start (t_[\w-]+)$", result.output, re.MULTILINE)
    assert found, result.output
    return found[1]


async def linked(ada: Column, sam: Column) -> None:
    """Both accept, and Sam decides what is shown."""
    await ada.opens(await invited())
    await ada.reads("This is an invitation for therapists.")
    await ada.tap("I agree")
    await ada.tap("Invite")
    await ada.reads("This link works once")
    words = await ada.node.locator(".row", has_text="This link works once").last.inner_text()
    found = re.search(r"\?start=(c_[\w-]+)", words)
    assert found
    await sam.opens(found[1])
    await sam.reads("Ada invites you to work together here.")
    await sam.tap("Accept")
    await sam.reads("You and Ada are linked.")
    for label in ("Numbers: off", "Ask me about answers: off"):
        await sam.tap(label)
        await sam.tap("Turn on")
        await sam.reads(label.replace("off", "on") if False else "Ada, linked since")
    await ada.reads("Sam accepted your invitation.")


async def test_a_week_from_the_invitation_to_the_summary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bot(tmp_path, monkeypatch) as server, async_playwright() as playwright:
        for name in ("Ada", "Sam"):
            server.world.add_account(name, name.lower(), "en")
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        width, height = DESK
        page = await browser.new_page(viewport={"width": width, "height": height}, locale="en-GB")
        await page.goto(server.url)
        await page.wait_for_selector(".column:not(.offline)")
        import os

        shots = os.environ.get("SHOTS")

        async def shot(name):
            if shots:
                await page.screenshot(path=f"{shots}/{name}.png")

        await shot("0")
        ada, sam = Column(page, "Ada"), Column(page, "Sam")
        await page.get_by_role("button", name=re.compile("Sam")).first.click()
        await shot("1")
        await linked(ada, sam)
        await shot("2")
        await browser.close()
