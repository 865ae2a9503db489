from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright

from bot.preview.server import PreviewServer
from bot.preview.world import Account
from tests.preview.chat.kit import ARGS, CHROMIUM, PHONE, Open, TinyBot, Window


@pytest.fixture
async def ana(server: PreviewServer) -> Account:
    return server.world.add_account("Ana", "ana", "en")


@pytest.fixture
async def met(server: PreviewServer, ana: Account) -> Account:
    """Ana, who has pressed Start before."""
    server.world.private_chat(ana)
    ana.started = True
    return ana


@pytest.fixture
async def tiny(server: PreviewServer) -> AsyncIterator[TinyBot]:
    one = TinyBot(server)
    async with one.http:
        yield one


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        one = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield one
        await one.close()


@pytest.fixture
async def window(browser: Browser, server: PreviewServer, ana: Account) -> AsyncIterator[Open]:
    """Opens a window; at the end none of them may have an error on its console."""
    opened: list[Window] = []

    async def open_window(size: tuple[int, int] = PHONE, path: str = "/", **options: Any) -> Window:
        width, height = size
        context = await browser.new_context(
            viewport={"width": width, "height": height}, locale="en-GB", **options
        )
        page = await context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        one = Window(page, errors)
        opened.append(one)
        await page.goto(f"{server.url}{path}")
        await page.wait_for_selector(".column:not(.offline)")
        return one

    yield open_window
    for one in opened:
        assert not one.errors
        await one.page.context.close()
