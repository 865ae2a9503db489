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
from bot.flow.source import read_file
from bot.preview.clock import Clock
from bot.preview.server import PreviewServer
from tests.delivery.kit import PATIENCE, hasty, until
from tests.flowkit import FLOWS
from tests.keykit import KEYS
from tests.preview.chat.kit import ARGS, CHROMIUM, DESK, in_a_browser

pytestmark = in_a_browser
THURSDAY: Final = 1_800_021_600.0
"""2027-01-15, 14:00 UTC: three in the afternoon in Madrid."""
DAY: Final = 24 * 3600
REMINDER: Final[str] = read_file(FLOWS / "phrases.yaml").data["hw_reminder"]


class Column:
    """One person's chat in the page; counts what they tap and type."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.node = page.get_by_role("region", name=f"Chat of {name}")
        self.taps = self.typed = 0

    def button(self, label: str) -> Locator:
        """The newest button whose name begins so."""
        begins = re.compile(f"^{re.escape(label)}")
        messages = self.node.get_by_role("region", name="Messages")
        return messages.get_by_role("button", name=begins).last

    async def opens(self, payload: str) -> None:
        """Come by a deep link."""
        await self.node.get_by_role("button", name="Menu of this chat").click()
        await self.page.get_by_role("menuitem", name="Open by a link").click()
        await self.page.get_by_label("Payload").fill(payload)
        await self.page.get_by_role("button", name="Open", exact=True).click()

    async def tap(self, label: str) -> None:
        await self.button(label).click()
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
        app.tick = hasty  # the pace of sending has a test of its own
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


async def welcomed(one: Column, *answers: str) -> None:
    """The first minute, with the answers that matter here."""
    for answer in ("I am 18 or older", "I understand, go on", "Just looking around", *answers):
        await one.tap(answer)


async def linked(ada: Column, sam: Column) -> None:
    """Both come by their links, read, accept; and Sam decides what is shown."""
    await ada.opens(await invited())
    await ada.reads("This is an invitation for therapists.")
    await ada.tap("I agree")
    await ada.tap("Invite")
    invitation = ada.node.locator(".row", has_text="This link works once").last
    found = re.search(r"\?start=(c_[\w-]+)", await invitation.inner_text())
    assert found
    await sam.opens(found[1])
    await welcomed(sam)
    await sam.reads("Which country are you in?")
    await sam.says("Spain")
    await sam.reads("What time is it where you are?")
    await sam.says("Madrid")
    await sam.tap("No special pace")
    await sam.reads("Ada invites you to work together here.")
    await sam.tap("Accept")
    await sam.reads("You and Ada are linked.")
    for label in ("Numbers", "Ask me about answers"):
        await sam.tap(f"{label}: off")
        await sam.tap("Turn on")
        await expect(sam.button(f"{label}: on")).to_be_visible()
    await ada.reads("Sam accepted your invitation.")


async def given(ada: Column, sam: Column) -> None:
    """From the list to sent: five taps at most, and nothing typed."""
    await ada.says("/assign")
    await ada.reads("For whom?")
    ada.taps = ada.typed = 0
    for label in ("Sam", "A quick check-in", "Daily check-in", "Every day", "Send"):
        await ada.tap(label)
    await ada.reads("Daily check-in is on its way to Sam")
    assert (ada.taps, ada.typed) == (5, 0)
    await ada.tap("Add a reason")
    await ada.tap("It goes on from what we talked about.")
    await ada.reads("The reason: It goes on from what we talked about.")
    await sam.reads("Something new is here for you.")
    await sam.tap("Daily check-in")
    await sam.reads("It goes on from what we talked about.")
    await sam.tap("Yes")
    await sam.reads("It is set")


async def reminders(server: PreviewServer, number: int) -> None:
    """Wait until so many reminders were sent."""

    def sent() -> bool:
        asked = [one.parameters for one in server.core.requests if one.method == "sendMessage"]
        return sum(REMINDER in str(one.get("text")) for one in asked) >= number

    await until(sent, lambda: f"no reminder number {number}", PATIENCE)


async def a_week(server: PreviewServer, sam: Column) -> None:
    """Seven reminders at 18:00: done, not today, done, then nothing more."""
    for number, mood in enumerate(("6", "", "4", "", "", "", "")):
        server.world.clock.advance(4 * 3600 if number == 0 else DAY)
        await reminders(server, min(number + 1, 5))
        if number == 1:
            await sam.tap("Not today")
        if mood:
            await sam.tap("Daily check-in")
            await sam.tap(mood)
            await sam.reads("Which word fits today?")
            await sam.says("steadier")
            await sam.tap("None today")
            await sam.reads("Would you like to share this with Ada?")
            await sam.tap("Share" if number == 0 else "Keep private")
            await sam.reads("Shared with Ada" if number == 0 else "Kept private")


async def noted(sam: Column) -> None:
    """A note for the session, shared at its end."""
    await sam.says("/start flow_bring_to_session")
    await sam.reads("what helped, even a little?")
    await sam.says("the walk after work")
    for label in ("Leave it out", "Keep it", "Better"):
        await sam.tap(label)
    await sam.reads("Would you like to share this with Ada?")
    await sam.tap("Share")
    await sam.reads("Shared with Ada")


async def reviewed(ada: Column, sam: Column) -> None:
    """One page before the session; the client opens the same."""
    await ada.says("/clients")
    await ada.tap("Sam · ")
    await ada.tap("Summary")
    page = ada.node.locator(".row:not(.out)", has_text="The last 14 days").last
    await expect(page).to_contain_text("Mood: 6 · 4")
    words = await page.inner_text()
    for part in ("done 2×", "1× not that day", "Daily check-in: steadier", "walk after"):
        assert part in words, words
    assert words.count("steadier") == 1, "kept private is kept private"
    await expect(ada.node.locator(".row img, .row .picture").last).to_be_visible()
    await sam.says("/therapist")
    await sam.tap("What they see now")
    await sam.tap("Summary")
    same = sam.node.locator(".row:not(.out)", has_text="The last 14 days").last
    await expect(same).to_contain_text("Daily check-in: steadier")
    await sam.says("/therapist")
    await sam.tap("When they looked")
    await sam.reads("they looked at the summary")
    await sam.tap("Back")
    await sam.tap("End the link")
    await sam.tap("End it")
    await sam.reads("The link with Ada is over.")
    await ada.says("/clients")
    await ada.reads("Nobody is linked yet.")


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
        await page.get_by_role("button", name=re.compile("^Sam")).first.click()
        ada, sam = Column(page, "Ada"), Column(page, "Sam")
        await linked(ada, sam)
        await given(ada, sam)
        await a_week(server, sam)
        await noted(sam)
        await reviewed(ada, sam)
        await browser.close()
