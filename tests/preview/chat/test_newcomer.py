"""A newcomer in the web chat, with the bot and the flows that we ship: the first minute, counted.

`python -m tests.preview.chat.test_newcomer FOLDER` plays it in every size and scheme and keeps
pictures of what was seen.
"""

import asyncio
import contextlib
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.delivery import guard
from tests.delivery.kit import ROOT, Bench, serving, talking
from tests.preview.chat.kit import ARGS, CHROMIUM, PHONE, in_a_browser

pytestmark = in_a_browser
TAPS_MAX: Final = 5
SMALL: Final = (320, 640)
PATIENCE: Final = 60_000
"""Milliseconds; a machine may be busy with other things."""


class Way(NamedTuple):
    """What a newcomer taps from Start on, and what they then see."""

    lang: str
    start: str
    taps: tuple[str, ...]
    arrived: str
    help: str


EN: Final = Way(
    "en",
    "Start",
    ("I am 18 or older", "I understand, go on", "I want to text them again",
     "Straight to an exercise", "Protest pause"),
    "is it about safety",
    "Help",
)  # fmt: skip
ES: Final = Way(
    "es",
    "Start",
    ("Tengo 18 o más", "Lo entiendo, sigamos", "Quiero volver a escribirle",
     "Directo a un ejercicio", "Pausa antes de enviar"),
    "seguridad",
    "Ayuda",
)  # fmt: skip


class Newcomer:
    """Somebody who has never been here, with a phone in their hand."""

    def __init__(self, page: Page, pictures: Path | None = None) -> None:
        self.page = page
        self.taps = 0
        self._pictures = pictures

    async def tap(self, label: str) -> None:
        """Press the newest button of that name, as soon as it is there and can be reached."""
        key = self.page.get_by_role("button", name=label, exact=True).last
        await expect(key).to_be_visible(timeout=PATIENCE)
        await key.click()
        self.taps += 1

    async def sees(self, words: str) -> None:
        """Wait for words in the newest message."""
        await expect(self.page.locator(".row", has_text=words).last).to_be_visible(timeout=PATIENCE)

    async def keep(self, name: str) -> None:
        """Keep a picture, if pictures are wanted."""
        if self._pictures:
            await asyncio.sleep(0.6)  # what moves has come to rest
            await self.page.screenshot(path=self._pictures / f"{name}.png")


@contextlib.asynccontextmanager
async def bot(folder: Path) -> AsyncIterator[Bench]:
    """The bot with the flows that we ship."""
    await asyncio.to_thread(guard.ready)  # the words of risk: nobody's first message waits for it
    async with serving(folder) as bench:
        bench.flows = ROOT / "flows"
        async with talking(bench):
            yield bench


async def comes(
    browser: Browser, bench: Bench, way: Way, size: tuple[int, int], scheme: str = "light"
) -> Page:
    """Open the chat as somebody new."""
    account = bench.server.world.add_account("Ada", f"ada{time.monotonic_ns()}", way.lang)
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        has_touch=True,
    )
    await context.add_init_script(f"localStorage.setItem('open-chats', '[{account.id}]')")
    page = await context.new_page()
    await page.goto(bench.server.url)
    await page.wait_for_selector(".column:not(.offline)")
    return page


async def first_minute(one: Newcomer, way: Way, name: str = "") -> None:
    """From Start to the first question of an exercise."""
    await one.page.get_by_role("button", name=way.start, exact=True).click()
    for number, label in enumerate(way.taps, 1):
        key = one.page.get_by_role("button", name=label, exact=True).last
        await expect(key).to_be_visible(timeout=PATIENCE)
        helping = one.page.get_by_role("button", name=way.help, exact=True).last
        await expect(helping).to_be_visible()
        await one.keep(f"{name}-{number}")
        await one.tap(label)
    await one.sees(way.arrived)
    await one.keep(f"{name}-{len(way.taps) + 1}")


@pytest.mark.parametrize("way", [EN, ES], ids=["en", "es"])
async def test_the_first_exercise_is_five_taps_away(tmp_path: Path, way: Way) -> None:
    async with bot(tmp_path) as bench, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        page = await comes(browser, bench, way, PHONE)
        one = Newcomer(page)
        await first_minute(one, way)
        assert one.taps <= TAPS_MAX
        await expect(page.get_by_role("button", name=way.help, exact=True).last).to_be_visible()
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
        await browser.close()


LATER: Final = ("/menu", "/settings", "/privacy", "/help", "/progress", "/homework")


async def pictures(folder: Path) -> None:
    """Play it in both languages, sizes and schemes, and what comes after it."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        async with bot(Path(data)) as bench, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
            for way in (EN, ES):
                for size in (PHONE, SMALL):
                    for scheme in ("light", "dark"):
                        await _series(browser, bench, way, (size, scheme), folder)
            await browser.close()


async def _series(
    browser: Browser, bench: Bench, way: Way, look: tuple[tuple[int, int], str], folder: Path
) -> None:
    size, scheme = look
    page = await comes(browser, bench, way, size, scheme)
    one = Newcomer(page, folder)
    name = f"{way.lang}-{size[0]}-{scheme}"
    began = time.monotonic()
    await one.keep(f"{name}-0")
    await first_minute(one, way, name)
    print(f"{name}: {one.taps} taps, {time.monotonic() - began:.1f} s with pictures")  # noqa: T201
    for command in LATER:
        box = page.get_by_label("Message", exact=True)
        await box.fill(command)
        await box.press("Enter")
        await asyncio.sleep(1.5)
        await one.keep(f"{name}{command.replace('/', '-')}")
    await page.context.close()


if __name__ == "__main__":
    asyncio.run(pictures(Path(sys.argv[1])))
