"""python-telegram-bot as it comes, against the server: a whole conversation, over the network."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaAnimation
from telegram import error as trouble
from telegram.ext import ExtBot
from websockets.asyncio.client import ClientConnection, connect

from bot.preview import people
from bot.preview.faults import Fault
from bot.preview.server import PreviewServer
from tests.preview.test_files import GIF


def client(server: PreviewServer, token: str = "") -> ExtBot[None]:
    return ExtBot(
        token or server.token, base_url=server.base_url, base_file_url=server.base_file_url
    )


def stream(server: PreviewServer, account: int) -> connect:
    return connect(f"{server.url}/preview/accounts/{account}/stream".replace("http", "ws", 1))


async def event(socket: ClientConnection, kind: str) -> Any:
    async with asyncio.timeout(10):
        while (found := json.loads(await socket.recv()))["type"] != kind:
            pass
    return found


async def test_a_conversation(server: PreviewServer) -> None:
    ada = server.world.add_account("Ada", None, "en")
    async with client(server) as bot, stream(server, ada.id) as browser:
        snapshot = await event(browser, "snapshot")
        assert (snapshot["messages"], snapshot["blocked"]) == ([], False)
        await bot.set_my_commands([BotCommand("help", "Emergency numbers")])
        assert (await event(browser, "commands"))["commands"][0]["command"] == "help"

        poll = asyncio.create_task(bot.get_updates(timeout=20))
        people.start(server.world, ada, "abc")
        (update,) = await poll
        assert update.message is not None
        assert update.message.text == "/start abc"
        await bot.send_chat_action(ada.id, "typing")
        assert await event(browser, "typing")

        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Begin", callback_data="go")]])
        sent = await bot.send_message(ada.id, "<i>Hello</i>", "HTML", reply_markup=keyboard)
        shown = None
        while not shown or shown["message"]["out"]:
            shown = await event(browser, "message")
        assert shown["message"]["message_id"] == sent.message_id

        people.press(server.world, ada, sent.message_id, "go")
        (update,) = await bot.get_updates(offset=update.update_id + 1, timeout=20)
        assert update.callback_query is not None
        await update.callback_query.answer("Off we go", show_alert=True)
        toast = await event(browser, "toast")
        assert (toast["text"], toast["alert"]) == ("Off we go", True)
        edited = await bot.edit_message_text("Breathe", ada.id, sent.message_id)
        assert not isinstance(edited, bool)
        assert edited.reply_markup is None
        assert (await event(browser, "edit"))["message"]["text"] == "Breathe"
        await _animations(server, bot, ada.id)
        await bot.delete_message(ada.id, sent.message_id)
        assert (await event(browser, "delete"))["message_id"] == sent.message_id
    assert not [one for one in server.core.requests if one.violations]


async def _animations(server: PreviewServer, bot: ExtBot[None], chat_id: int) -> None:
    """Uploaded once, sent again and put in place by its id, fetched."""
    first = await bot.send_animation(chat_id, GIF, duration=8, caption="in for 4, out for 4")
    assert first.animation is not None
    again = await bot.send_animation(chat_id, first.animation.file_id)
    assert again.animation == first.animation
    media = InputMediaAnimation(first.animation.file_id, caption="slower")
    edited = await bot.edit_message_media(media, chat_id, again.message_id)
    assert not isinstance(edited, bool)
    assert edited.caption == "slower"
    assert server.world.files.uploads == 1
    other = InputMediaAnimation(GIF + b"x", filename="slow.gif")
    edited = await bot.edit_message_media(other, chat_id, again.message_id)
    assert not isinstance(edited, bool)
    assert edited.animation
    assert edited.animation.file_id != first.animation.file_id
    assert server.world.files.uploads == 2
    file = await bot.get_file(first.animation)
    assert bytes(await file.download_as_bytearray()) == GIF


async def test_errors_become_the_right_exceptions(
    server: PreviewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    ada = server.world.add_account("Ada", None, "en")
    people.start(server.world, ada, None)
    async with client(server) as bot:
        with pytest.raises(trouble.BadRequest, match="Chat not found"):
            await bot.send_message(5, "x")
        with pytest.raises(trouble.BadRequest, match="Can't parse entities"):
            await bot.send_message(ada.id, "<b>", "HTML")
        people.block(server.world, ada)
        with pytest.raises(trouble.Forbidden, match="blocked"):
            await bot.send_message(ada.id, "x")
        people.unblock(server.world, ada)
        server.core.faults.arm(Fault("sendMessage", "429", retry_after=3))
        with pytest.raises(trouble.RetryAfter, match="0:00:03"):
            await bot.send_message(ada.id, "x")
        server.core.faults.arm(Fault("sendMessage", "cut_after"))
        with pytest.raises(trouble.NetworkError):
            await bot.send_message(ada.id, "x")
        poll = asyncio.create_task(bot.get_updates(offset=-1, timeout=20))
        while server.core.requests[-1].method != "getUpdates":
            await asyncio.sleep(0)
        await poll
        waits = asyncio.create_task(bot.get_updates(server.world.updates.next_id, timeout=20))
        await _until_polling(server)
        async with client(server) as other:
            newer = asyncio.create_task(other.get_updates(timeout=20))
            with pytest.raises(trouble.Conflict):
                await waits
            people.send_text(server.world, ada, "x")
            assert await newer
    with pytest.raises(trouble.InvalidToken):
        async with client(server, "1:wrong"):
            pass


async def _until_polling(server: PreviewServer) -> None:
    count = server.core.count
    async with asyncio.timeout(10):
        while server.core.count == count:
            await asyncio.sleep(0)


async def test_streams(server: PreviewServer) -> None:
    async with httpx.AsyncClient(base_url=server.url) as http:
        made = await http.post("/preview/accounts", json={"first_name": "Ada"})
        ada = server.world.accounts[made.json()["id"]]
        async with stream(server, ada.id) as one, stream(server, ada.id) as two:
            for browser in (one, two):
                await event(browser, "snapshot")
            await http.post(f"/preview/accounts/{ada.id}/block")
            await http.post("/preview/clock", json={"advance": 60})
            server.app.show_findings([{"file": "a.yaml"}])
            for browser in (one, two):
                assert (await event(browser, "blocked"))["blocked"]
                assert await event(browser, "clock")
                assert (await event(browser, "findings"))["findings"] == [{"file": "a.yaml"}]
        front = await http.get("/")
        assert front.status_code in {200, 404}


async def test_two_servers_and_a_taken_port(server: PreviewServer) -> None:
    with pytest.raises(OSError, match="in use"):
        async with PreviewServer(port=int(server.url.rpartition(":")[2])):
            pass
    async with PreviewServer() as other:
        assert other.url != server.url
