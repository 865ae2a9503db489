"""Names and texts that try to become part of the page."""

import pytest
from playwright.async_api import expect

from bot.preview.server import PreviewServer
from bot.preview.world import Account
from tests.preview.chat.kit import DESK, Open, TinyBot, in_a_browser

pytestmark = in_a_browser
ATTEMPTS = (
    "<script>window.harmed = 1</script>",
    "<img src=x onerror='window.harmed = 1'>",
    "<svg/onload=window.harmed=1>",
    "\"><iframe srcdoc='<script>parent.harmed = 1</script>'></iframe>",
    "${window.harmed = 1}{{constructor.constructor('window.harmed = 1')()}}",
    "&lt;script&gt;window.harmed = 1&lt;/script&gt;",
)


async def test_everything_stays_text(window: Open, server: PreviewServer, tiny: TinyBot) -> None:
    evil = ATTEMPTS[1]
    person = server.world.add_account(evil[:64], None, "en")
    server.world.private_chat(person)
    person.started = True
    await tiny.call("setMyName", name=evil[:64])
    await tiny.call("setMyDescription", description=evil)
    await tiny.call("setMyCommands", commands=[{"command": "a", "description": evil}])
    for attempt in ATTEMPTS:
        await tiny.say(person.id, attempt, [attempt])
    board = {"keyboard": [[attempt] for attempt in ATTEMPTS], "input_field_placeholder": evil[:64]}
    await tiny.say(person.id, evil, reply_markup=board)
    server.app.show_findings(
        [{"file": evil, "line": 1, "code": evil, "message": evil, "mend": evil, "severity": evil}]
    )
    chat = await window((1600, 900))
    await chat.page.locator(".chip.person").last.click()
    column = chat.page.get_by_role("region", name="Chat of <img")
    for attempt in ATTEMPTS:
        await expect(column.locator(".row", has_text=attempt).first).to_be_attached()
    await column.get_by_label("Message", exact=True).fill(evil)
    await column.get_by_label("Message", exact=True).press("Enter")
    await expect(column.locator(".row.out")).to_have_count(1)
    query = await tiny.heard()
    assert query["message"]["text"] == evil
    await column.locator(".keys .key").first.click()
    pressed = (await tiny.heard())["callback_query"]
    await tiny.call(
        "answerCallbackQuery", callback_query_id=pressed["id"], text=evil, show_alert=True
    )
    await expect(chat.page.get_by_role("dialog")).to_contain_text(evil)
    assert await chat.page.evaluate("window.harmed") is None
    foreign = "document.querySelectorAll('iframe, script:not([src]), img[src=x], style').length"
    assert await chat.page.evaluate(foreign) == 0


@pytest.mark.parametrize(
    "address",
    ["javascript:window.harmed=1", "data:text/html,<script>1</script>", " JaVaScRiPt:alert(1)"],
)
async def test_a_link_that_runs_is_no_link(
    window: Open, server: PreviewServer, tiny: TinyBot, met: Account, address: str
) -> None:
    await tiny.say(met.id, "Hello.")
    note = next(iter(server.world.chats[met.id].messages.values()))
    note.message["text"] = "a link"
    note.message["entities"] = [
        {"type": "text_link", "offset": 0, "length": 6, "url": address},
        {"type": "bold", "offset": 0, "length": 99},
        {"type": "spoiler", "offset": 50, "length": 2},
        {"type": "unknown", "offset": -4, "length": 2},
    ]
    chat = await window()
    await expect(chat.bubble("a link")).to_be_visible()
    await expect(chat.page.locator(".text a")).to_have_count(0)


async def test_entities_are_elements(window: Open, tiny: TinyBot, met: Account) -> None:
    words = (
        "<b>bold <i>both</i></b> <u>under</u> <s>gone</s> <tg-spoiler>veiled <b>x</b></tg-spoiler> "
        "<code>code</code> <a href='https://example.org/x'>site</a>\n"
        "<pre><code class='language-py'>a = 1</code></pre><blockquote>said 👨‍👩‍👧 once</blockquote>"
    )
    await tiny.say(met.id, words, parse_mode="HTML")
    chat = await window(DESK)
    text = chat.page.locator(".text").first
    await expect(text.locator("strong").first).to_have_text("bold both")
    await expect(text.locator("strong > em")).to_have_text("both")
    await expect(text.locator("u")).to_have_text("under")
    await expect(text.locator("s")).to_have_text("gone")
    await expect(text.locator("blockquote")).to_have_text("said 👨‍👩‍👧 once")
    await expect(text.locator("pre")).to_have_text("a = 1")
    await expect(text.locator("a")).to_have_attribute("href", "https://example.org/x")
    await expect(text.locator("a")).to_have_attribute("rel", "noopener noreferrer")
    veil = text.locator(".spoiler")
    await expect(veil).to_have_attribute("role", "button")
    await veil.click()
    await expect(veil).not_to_have_attribute("role", "button")


async def test_the_page_asks_only_its_own_server(
    window: Open, server: PreviewServer, tiny: TinyBot, met: Account
) -> None:
    await tiny.say(met.id, "See https://example.org", ["Yes"])
    chat = await window()
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    await chat.page.reload()
    await expect(chat.key("Yes")).to_be_visible()
    assert asked
    assert all(url.startswith((server.url, server.url.replace("http", "ws"))) for url in asked)
