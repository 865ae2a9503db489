"""Whole conversations in a real browser, with a tiny bot on the real server."""

import re

import pytest
from playwright.async_api import expect

from bot.preview.server import PreviewServer
from bot.preview.world import Account
from bot.telegram.breath import breath_animation
from tests.preview.chat.kit import DESK, PHONE, Open, TinyBot, in_a_browser, keys

pytestmark = in_a_browser


@pytest.mark.parametrize("size", [PHONE, DESK])
async def test_a_conversation(
    window: Open, tiny: TinyBot, ana: Account, size: tuple[int, int]
) -> None:
    await tiny.call("setMyDescription", description="Short exercises.\nI am a program.")
    chat = await window(size)
    await expect(chat.page.get_by_text("I am a program.")).to_be_visible()
    await chat.key("Start").click()
    assert await tiny.text() == "/start"

    await tiny.call("sendChatAction", chat_id=ana.id, action="typing")
    await expect(chat.page.get_by_text("typing…")).to_be_visible()
    scale = [str(number) for number in range(11)]
    asked = await tiny.say(ana.id, "How strong is it, 0 to 10?", scale[:6], scale[6:])
    await expect(chat.page.get_by_text("typing…")).not_to_be_visible()
    await expect(chat.bubble("/start").get_by_label("Answered")).to_be_visible()

    await chat.key("7").click()
    await expect(chat.key("7")).to_have_attribute("aria-busy", "true")
    query = (await tiny.heard())["callback_query"]
    assert query["data"] == "7"
    await tiny.call("answerCallbackQuery", callback_query_id=query["id"], text="Noted: 7")
    await expect(chat.page.get_by_text("Noted: 7")).to_be_visible()
    await expect(chat.key("7")).not_to_have_attribute("aria-busy", "true")
    await tiny.call(
        "editMessageText", chat_id=ana.id, message_id=asked, text="How strong is it? You said 7."
    )
    await expect(chat.bubble("You said 7.").get_by_text("edited")).to_be_visible()
    await expect(chat.key("8")).to_have_count(0)

    await chat.write("It is *heavy*")
    assert await tiny.text() == "It is *heavy*"
    await expect(chat.input).to_have_value("")
    farewell = await tiny.say(ana.id, "Thank you.")
    await tiny.call("deleteMessage", chat_id=ana.id, message_id=farewell)
    await expect(chat.bubble("Thank you.")).to_have_count(0)


async def test_an_alert_waits_to_be_closed(window: Open, tiny: TinyBot, met: Account) -> None:
    await tiny.say(met.id, "Ready?", ["Yes"])
    chat = await window()
    await chat.key("Yes").click()
    query = (await tiny.heard())["callback_query"]
    await tiny.call(
        "answerCallbackQuery", callback_query_id=query["id"], text="Read this.", show_alert=True
    )
    alert = chat.page.get_by_role("dialog")
    await expect(alert).to_contain_text("Read this.")
    await chat.page.keyboard.press("Enter")
    await expect(alert).to_have_count(0)


async def test_a_reply_keyboard_folds_after_one_answer(
    window: Open, tiny: TinyBot, met: Account
) -> None:
    chat = await window()
    board = {
        "keyboard": [[{"text": "Breathe"}, {"text": "Not now"}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
        "input_field_placeholder": "Or in your words",
    }
    await tiny.say(met.id, "What would you like?", reply_markup=board)
    await expect(chat.input).to_have_attribute("placeholder", "Or in your words")
    await chat.key("Breathe").click()
    assert await tiny.text() == "Breathe"
    await expect(chat.key("Not now")).not_to_be_visible()
    await chat.key("Suggested answers").click()
    await expect(chat.key("Not now")).to_be_visible()
    await tiny.say(met.id, "Gone.", reply_markup={"remove_keyboard": True})
    await expect(chat.key("Suggested answers")).not_to_be_visible()
    force = {"force_reply": True, "input_field_placeholder": "One word"}
    await tiny.say(met.id, "Which word?", reply_markup=force)
    await expect(chat.page.locator(".strip")).to_contain_text("Which word?")
    await expect(chat.input).to_have_attribute("placeholder", "One word")


async def test_one_edits_what_one_wrote(window: Open, tiny: TinyBot, met: Account) -> None:
    await tiny.say(met.id, "Hello.")
    chat = await window()
    await chat.write("I am tired")
    assert await tiny.text() == "I am tired"
    await chat.bubble("I am tired").click(button="right")
    await chat.page.get_by_role("menuitem", name="Edit").click()
    await expect(chat.input).to_have_value("I am tired")
    await chat.write("I am very tired")
    assert (await tiny.heard())["edited_message"]["text"] == "I am very tired"
    await expect(chat.bubble("I am very tired").get_by_text("edited")).to_be_visible()


@pytest.mark.parametrize("kind", ["Photo", "Document", "Voice message", "Sticker", "Location"])
async def test_other_things_can_be_sent(
    window: Open, tiny: TinyBot, met: Account, kind: str
) -> None:
    await tiny.say(met.id, "Hello.")
    chat = await window()
    await chat.key("Send something else").click()
    await chat.page.get_by_role("menuitem", name=kind).click()
    assert kind.split(maxsplit=1)[0].lower() in (await tiny.heard())["message"]
    await expect(chat.page.locator(".row.out")).to_have_count(1)
    await expect(chat.page.locator(".row.out").get_by_label("Being sent")).to_have_count(0)


async def test_commands_by_a_slash(window: Open, tiny: TinyBot, met: Account) -> None:
    await tiny.say(met.id, "Hello.")
    chat = await window()
    commands = [
        {"command": "menu", "description": "All exercises"},
        {"command": "help", "description": "Help now"},
        {"command": "hold", "description": "Rest"},
    ]
    await tiny.call("setMyCommands", commands=commands)
    await chat.input.press_sequentially("/h")
    await expect(chat.page.get_by_role("option")).to_have_count(2)
    await chat.input.press("ArrowDown")
    await chat.input.press("Enter")
    assert await tiny.text() == "/hold"
    await chat.key("Commands").click()
    await chat.page.get_by_role("option", name="/help").click()
    assert await tiny.text() == "/help"
    await chat.key("Commands").click()
    await expect(chat.page.get_by_role("option")).to_have_count(3)
    await chat.key("Commands").click()
    await expect(chat.page.get_by_role("listbox")).not_to_be_visible()


async def test_a_deep_link_starts_with_its_payload(window: Open, tiny: TinyBot) -> None:
    chat = await window(path="/?start=therapist_42")
    await chat.key("Start").click()
    assert await tiny.text() == "/start therapist_42"


async def test_blocking_and_back(window: Open, tiny: TinyBot, met: Account) -> None:
    await tiny.say(met.id, "Hello.")
    chat = await window()
    await chat.key("Menu of this chat").click()
    await chat.page.get_by_role("menuitem", name="Block").click()
    assert (await tiny.heard())["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    await chat.key("Unblock the bot").click()
    assert (await tiny.heard())["my_chat_member"]["new_chat_member"]["status"] == "member"
    await expect(chat.input).to_be_visible()


async def test_the_clock_moves_forward(
    window: Open, server: PreviewServer, tiny: TinyBot, met: Account
) -> None:
    await tiny.say(met.id, "Hello.")
    chat = await window(DESK)
    before = server.world.clock.now()
    await expect(chat.page.locator(".date").first).to_have_text("Today")
    await chat.key("+1 day").click()
    await expect(chat.page.locator(".day .date")).to_have_text("Yesterday")
    assert server.world.clock.now() - before >= 86_400


async def test_an_animation_loops_and_stops_by_a_tap(
    window: Open, tiny: TinyBot, met: Account
) -> None:
    chat = await window()
    drawn = breath_animation((("in", 2), ("out", 3)), 2, words={"in": "In", "out": "Out"})
    answer = await tiny.http.post(
        "sendAnimation",
        data={"chat_id": met.id, "caption": "In 2 s, out 3 s, twice."},
        files={"animation": ("breath.gif", drawn, "image/gif")},
    )
    assert answer.json()["ok"], answer.text
    await chat.key("Animation: pause").click()
    await expect(chat.page.locator(".gif canvas")).to_be_visible()
    await chat.key("Animation: play").click()
    await expect(chat.page.locator(".gif img")).to_be_visible()
    calm = await window(reduced_motion="reduce")
    await expect(calm.key("Animation: play")).to_be_visible()


async def test_several_people_side_by_side(
    window: Open, server: PreviewServer, tiny: TinyBot, met: Account
) -> None:
    chat = await window(DESK)
    await chat.key("Add a person").click()
    await chat.page.get_by_label("First name").fill("בני")
    await chat.page.get_by_label("Language").select_option("he")
    await chat.key("Add").click()
    await expect(chat.page.get_by_role("region", name="Chat of")).to_have_count(2)
    other = next(one for one in server.world.accounts.values() if one.first_name == "בני")
    assert other.language_code == "he"
    await chat.page.set_viewport_size({"width": 390, "height": 844})
    await expect(chat.page.locator(".column:visible")).to_have_count(1)
    await tiny.say(met.id, "For Ana only")
    await expect(chat.page.locator(".chip.person", has_text="Ana").locator(".count")).to_have_text(
        "1"
    )
    await expect(chat.page).to_have_title(re.compile(r"^\(1\)"))
    await chat.page.locator(".chip.person", has_text="Ana").click()
    await expect(chat.bubble("For Ana only")).to_be_visible()


async def test_findings_come_and_go(window: Open, server: PreviewServer) -> None:
    chat = await window(DESK)
    panel = chat.page.get_by_label("Findings in the flow files")
    await expect(panel).not_to_be_visible()
    finding = {
        "file": "flows/anxious/slow-exhale.yaml",
        "line": 51,
        "column": 5,
        "code": "pace-long",
        "message": "A round takes 400 s.",
        "mend": "Keep it under 60 s.",
        "severity": "error",
    }
    server.app.show_findings([finding])
    await expect(panel).to_contain_text("flows/anxious/slow-exhale.yaml:51")
    await expect(panel).to_contain_text("Keep it under 60 s.")
    server.app.show_findings([])
    await expect(panel).not_to_be_visible()


async def test_keyboards_are_edited_without_a_jump(
    window: Open, tiny: TinyBot, met: Account
) -> None:
    chat = await window()
    for number in range(30):
        last = await tiny.say(met.id, f"Message {number}\nof some length", ["One", "Two"])
    await expect(chat.bubble("Message 29")).to_be_visible()
    await chat.log.evaluate("box => { box.scrollTop = 900 }")
    place = "[...document.querySelectorAll('.row')].find(r => r.getBoundingClientRect().top > 120)"
    await chat.page.evaluate(f"window.held = {place}; window.at = held.getBoundingClientRect().top")
    for message in (last, last - 25, last - 28):
        await tiny.call("editMessageText", chat_id=met.id, message_id=message, text="Short")
    await tiny.call("deleteMessage", chat_id=met.id, message_id=last - 27)
    await tiny.say(met.id, "New below", reply_markup=keys(["Go"]))
    await expect(chat.key("To the newest message, 1 unread")).to_be_visible()
    assert abs(await chat.number("held.getBoundingClientRect().top - at")) < 1.5
    await chat.key("To the newest message, 1 unread").click()
    await expect(chat.bubble("New below")).to_be_in_viewport()
    await expect(chat.page.locator(".jump")).not_to_be_visible()


async def test_a_group_is_told_apart_and_silence_is_seen(
    window: Open, tiny: TinyBot, met: Account
) -> None:
    await tiny.say(met.id, "A quiet reminder.", disable_notification=True, protect_content=True)
    chat = await window()
    await expect(chat.bubble("A quiet").get_by_label("Came without a sound")).to_be_visible()
    await chat.bubble("A quiet").click(button="right")
    await expect(chat.page.get_by_role("menuitem")).to_have_count(0)
    await chat.key("Menu of this chat").click()
    await chat.page.get_by_role("menuitem", name="Bring the bot into a group").click()
    joined = (await tiny.heard())["my_chat_member"]
    await tiny.say(joined["chat"]["id"], "Only in private, please.")
    await expect(chat.bubble("Only in private").locator(".place")).to_have_text("In “A group”")
    await tiny.call("leaveChat", chat_id=joined["chat"]["id"])


async def test_a_link_counts_once(window: Open, tiny: TinyBot, met: Account) -> None:
    await tiny.say(met.id, "Hello.")
    chat = await window(path="/?start=again")
    await chat.key("Start").click()
    assert await tiny.text() == "/start again"
    await expect(chat.input).to_be_visible()
    await chat.page.reload()
    await expect(chat.input).to_be_visible()


async def test_a_long_press_opens_the_menu(window: Open, tiny: TinyBot, met: Account) -> None:
    await tiny.say(met.id, "Hello.")
    chat = await window(has_touch=True, is_mobile=True)
    await chat.write("Mine")
    assert await tiny.text() == "Mine"
    await expect(chat.bubble("Mine").get_by_role("img", name="Sent", exact=True)).to_be_visible()
    finger = {"pointerType": "touch", "bubbles": True, "clientX": 300, "clientY": 700}
    await chat.bubble("Mine").locator(".bubble").dispatch_event("pointerdown", finger)
    await expect(chat.page.get_by_role("menuitem", name="Edit")).to_be_visible()
    await chat.page.set_viewport_size({"width": 390, "height": 600})
    await expect(chat.page.get_by_role("menuitem", name="Edit")).to_be_in_viewport()


async def test_a_tap_on_start_does_not_call_the_phones_keyboard(
    window: Open, tiny: TinyBot
) -> None:
    chat = await window(has_touch=True, is_mobile=True)
    await chat.key("Start").tap()
    assert await tiny.text() == "/start"
    await expect(chat.input).to_be_visible()
    await expect(chat.input).not_to_be_focused()
