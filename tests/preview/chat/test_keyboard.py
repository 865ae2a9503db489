"""The whole chat without a mouse."""

from playwright.async_api import Page, expect

from bot.preview.world import Account
from tests.preview.chat.kit import DESK, Open, TinyBot, in_a_browser

pytestmark = in_a_browser
FOCUSED = "document.activeElement.textContent.trim() || document.activeElement.ariaLabel"


async def tab_to(page: Page, words: str, *, back: bool = False) -> None:
    """Press Tab until the focus is on what has these words."""
    for _ in range(40):
        await page.keyboard.press("Shift+Tab" if back else "Tab")
        if await page.evaluate(FOCUSED) == words:
            return
    raise AssertionError(f"Tab does not lead to {words!r}")


async def test_a_conversation_by_keyboard_only(window: Open, tiny: TinyBot, ana: Account) -> None:
    chat = await window(DESK)
    keyboard = chat.page.keyboard
    await tab_to(chat.page, "Start")
    await keyboard.press("Enter")
    assert await tiny.text() == "/start"
    await expect(chat.input).to_be_focused()
    scale = [str(number) for number in range(11)]
    await tiny.say(ana.id, "From 0 to 10?", scale[:6], scale[6:])
    await expect(chat.key("10")).to_be_visible()

    await tab_to(chat.page, "0", back=True)
    await keyboard.press("ArrowRight")
    await keyboard.press("ArrowRight")
    await keyboard.press("ArrowDown")
    await expect(chat.key("8")).to_be_focused()
    outline = await chat.key("8").evaluate("one => getComputedStyle(one).outlineStyle")
    assert outline == "solid"
    await keyboard.press("Enter")
    query = (await tiny.heard())["callback_query"]
    assert query["data"] == "8"
    await tiny.call(
        "editMessageText",
        chat_id=ana.id,
        message_id=query["message"]["message_id"],
        text="Eight. And now?",
        reply_markup={"inline_keyboard": [[{"text": "8", "callback_data": "more"}]]},
    )
    await expect(chat.bubble("Eight. And now?")).to_be_visible()
    await expect(chat.key("8")).to_be_focused()
    await keyboard.press("Escape")
    await expect(chat.input).to_be_focused()
    await keyboard.type("Better")
    await keyboard.press("Shift+Enter")
    await keyboard.type("a little")
    await keyboard.press("Enter")
    assert await tiny.text() == "Better\na little"


async def test_edit_menu_and_dialogs_by_keyboard(window: Open, tiny: TinyBot, met: Account) -> None:
    await tiny.say(met.id, "Hello.")
    chat = await window()
    keyboard = chat.page.keyboard
    await chat.write("First")
    assert await tiny.text() == "First"
    await expect(chat.bubble("First").get_by_label("Sent")).to_be_visible()
    await keyboard.press("ArrowUp")
    await expect(chat.input).to_have_value("First")
    await keyboard.press("Escape")
    await expect(chat.input).to_have_value("")
    await chat.log.focus()
    await keyboard.press("ArrowUp")
    await expect(chat.bubble("First")).to_be_focused()
    await keyboard.press("Enter")
    await keyboard.press("Enter")
    await expect(chat.input).to_have_value("First")
    await keyboard.press("End")
    await keyboard.type(" and last")
    await keyboard.press("Enter")
    assert (await tiny.heard())["edited_message"]["text"] == "First and last"
    await tab_to(chat.page, "Send something else", back=True)
    await keyboard.press("Enter")
    await expect(chat.page.get_by_role("menuitem", name="Photo")).to_be_focused()
    await keyboard.press("ArrowUp")
    await expect(chat.page.get_by_role("menuitem", name="Contact")).to_be_focused()
    await keyboard.press("Escape")
    await expect(chat.key("Send something else")).to_be_focused()
    await tab_to(chat.page, "Add a person", back=True)
    await keyboard.press("Enter")
    await expect(chat.page.get_by_role("dialog")).to_be_visible()
    await keyboard.press("Escape")
    await expect(chat.page.get_by_role("dialog")).to_have_count(0)


async def test_new_messages_are_said_aloud(window: Open, tiny: TinyBot, met: Account) -> None:
    await tiny.say(met.id, "Before.")
    chat = await window()
    live = chat.page.locator("[aria-live=polite]")
    await expect(live).to_have_text("")
    await tiny.say(met.id, "Take your time.")
    await expect(live).to_contain_text("Take your time.")


async def test_everything_that_can_be_pressed_has_words(
    window: Open, tiny: TinyBot, met: Account
) -> None:
    board = {"keyboard": [["One", "Two"]], "resize_keyboard": True}
    await tiny.say(met.id, "Hello.", reply_markup=board)
    await tiny.say(met.id, "Hello again.", ["Yes", "No"])
    chat = await window()
    nameless = """[...document.querySelectorAll('button, a, input, textarea, select')]
        .filter(one => one.offsetParent)
        .filter(one => !(one.textContent.trim() || one.ariaLabel || one.labels?.length)).length"""
    assert await chat.page.evaluate(nameless) == 0
    small = """[...document.querySelectorAll('button, textarea')].filter(one => one.offsetParent)
        .map(one => [one.getBoundingClientRect(), one.textContent || one.ariaLabel])
        .filter(([box]) => box.height < 44 || box.width < 40).map(([, words]) => words)"""
    assert await chat.page.evaluate(small) == []
