"""The connection is cut, the server goes away and comes back: no word is lost."""

from playwright.async_api import Route, expect

from bot.preview.server import PreviewServer
from bot.preview.world import Account
from tests.preview.chat.kit import Open, TinyBot, Window, in_a_browser

pytestmark = in_a_browser


def forgive(chat: Window) -> None:
    """A cut connection is an error on the browser's console, and it was wanted."""
    chat.errors[:] = [one for one in chat.errors if "ERR_" not in one and "WebSocket" not in one]


async def test_a_cut_stream_is_taken_up_again(
    window: Open, server: PreviewServer, tiny: TinyBot, met: Account
) -> None:
    await tiny.say(met.id, "Before the cut.")
    chat = await window()
    await chat.input.fill("half a sent")
    await chat.page.context.set_offline(True)
    server.app.streams.close()
    await expect(chat.page.get_by_text("connecting…")).to_be_visible()
    await tiny.say(met.id, "During the cut.")
    await chat.page.context.set_offline(False)
    await expect(chat.bubble("During the cut.")).to_be_visible()
    await expect(chat.page.get_by_text("connecting…")).not_to_be_visible()
    await expect(chat.bubble("Before the cut.")).to_have_count(1)
    await expect(chat.input).to_have_value("half a sent")
    await chat.page.reload()
    await expect(chat.input).to_have_value("half a sent")
    forgive(chat)


async def test_what_could_not_be_sent_is_sent_once_later(
    window: Open, server: PreviewServer, tiny: TinyBot, met: Account
) -> None:
    await tiny.say(met.id, "Hello.")
    chat = await window()
    await chat.page.context.set_offline(True)
    await chat.write("Written in a tunnel")
    await expect(chat.page.get_by_text("Not sent. Try again")).to_be_visible()
    await chat.page.context.set_offline(False)
    server.app.streams.close()
    assert await tiny.text() == "Written in a tunnel"
    await expect(chat.bubble("Written in a tunnel").get_by_label("Sent")).to_be_visible()
    await expect(chat.bubble("Written in a tunnel")).to_have_count(1)
    await expect(chat.page.get_by_text("Not sent. Try again")).to_have_count(0)
    await chat.page.reload()
    await expect(chat.bubble("Written in a tunnel")).to_have_count(1)
    forgive(chat)


async def test_an_answer_that_is_lost_does_not_double_a_message(
    window: Open, server: PreviewServer, tiny: TinyBot, met: Account
) -> None:
    await tiny.say(met.id, "Hello.")
    chat = await window()

    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await chat.page.route("**/send", lose)
    await chat.write("Only once")
    assert await tiny.text() == "Only once"
    await expect(chat.bubble("Only once").get_by_label("Sent", exact=True)).to_be_visible()
    await expect(chat.bubble("Only once")).to_have_count(1)
    await chat.page.reload()
    await expect(chat.bubble("Only once")).to_have_count(1)
    await expect(chat.page.get_by_text("Not sent. Try again")).to_have_count(0)
    forgive(chat)


async def test_a_refusal_is_said_and_nothing_is_lost(
    window: Open, tiny: TinyBot, met: Account
) -> None:
    await tiny.say(met.id, "Hello.")
    chat = await window()

    async def refuse(route: Route) -> None:
        await route.fulfill(status=400, json={"error": "not today"})

    await chat.page.route("**/send", refuse)
    await chat.write("Still here")
    await expect(chat.page.get_by_text("not today")).to_be_visible()
    await chat.page.unroute("**/send")
    await chat.key("Not sent. Try again").click()
    assert await tiny.text() == "Still here"
    chat.errors[:] = [one for one in chat.errors if "400" not in one]


async def test_a_server_that_starts_anew_with_other_people(
    window: Open, server: PreviewServer, tiny: TinyBot, met: Account
) -> None:
    await tiny.say(met.id, "Hello.")
    chat = await window()
    server.world.accounts.clear()
    server.world.chats.clear()
    # The ids of a new server begin anew, so the name has to tell people apart.
    server.world.accounts[met.id] = Account(met.id, "Bo", None, None)
    server.app.streams.close()
    await expect(chat.page.get_by_role("region", name="Chat of Bo")).to_be_visible()
    await expect(chat.page.get_by_role("region", name="Chat of Ana")).to_have_count(0)
    await expect(chat.bubble("Hello.")).to_have_count(0)
    server.world.accounts.clear()
    server.app.streams.close()
    await expect(chat.page.get_by_role("region", name="Chat of You")).to_be_visible()
    assert [one.first_name for one in server.world.accounts.values()] == ["You"]
    forgive(chat)
