"""A restart of the server forgets nothing; a state file that is none is refused by name."""

import asyncio
import json
import signal
import sys
from pathlib import Path

import httpx
import pytest

from bot.preview import people, state
from bot.preview.samples import png
from bot.preview.server import PreviewServer
from bot.preview.world import Account, World
from tests.preview.kit import Peer
from tests.preview.test_files import upload
from tests.preview.test_webhook import hook


async def test_everything_comes_back(bot: Peer, ada: Account) -> None:
    await upload(bot, "sendPhoto", "photo", png(), chat_id=ada.id)
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    sent = await bot.ok("sendMessage", chat_id=ada.id, text="?", reply_markup=markup)
    people.press(bot.world, ada, sent["message_id"], "a")
    await bot.ok("setMyCommands", commands=[{"command": "a", "description": "b"}])
    bot.world.clock.advance(100)
    saved = json.loads(json.dumps(state.dump(bot.world)))
    other = World(bot.world.clock)
    state.load(other, saved)
    assert state.dump(other) == saved
    assert other.snapshot(other.accounts[ada.id]) == bot.world.snapshot(ada)


async def test_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    async with PreviewServer(state=path) as one:
        ada = one.world.add_account("Ada", None, None)
        people.start(one.world, ada, None)
    async with PreviewServer(state=path) as two:
        note = next(iter(two.world.chats[ada.id].messages.values()))
        assert note.message["text"] == "/start"
        assert len(two.world.updates.waiting) == 1


async def test_a_webhook_goes_on_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    async with hook() as one:
        async with PreviewServer(state=path) as server:
            server.core.webhook.set(one.url, "", 40)
        async with PreviewServer(state=path) as server:
            people.start(server.world, server.world.add_account("Ada", None, None), None)
            await one.until(1)


async def test_it_is_written_while_running(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    async with PreviewServer(state=path) as one:
        one.world.add_account("Ada", None, None)
        async with asyncio.timeout(10):
            while not path.exists():
                await asyncio.sleep(0)
        assert json.loads(path.read_text())["accounts"][0]["first_name"] == "Ada"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"version": 99}', '{"version": 1}'])
async def test_a_file_that_is_no_state(tmp_path: Path, content: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"state\.json is no state of the preview"):
        async with PreviewServer(state=path):
            pass
    assert path.read_text() == content


async def test_the_command(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.preview", "--port", "0", "--state", str(tmp_path / "state.json")),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    async with asyncio.timeout(20):
        url = (await process.stdout.readline()).decode().split()[-1].rstrip("/")
        token = (await process.stdout.readline()).decode().split()[-1]
        async with httpx.AsyncClient(base_url=url) as http:
            me = (await http.get(f"/bot{token}/getMe")).json()["result"]
            assert me["is_bot"]
            waiting = asyncio.create_task(http.get(f"/bot{token}/getUpdates?timeout=50"))
            await http.post("/preview/accounts", json={"first_name": "Ada"})
            process.send_signal(signal.SIGTERM)
            assert (await waiting).json() == {"ok": True, "result": []}
        assert await process.wait() == 0
        assert await process.stderr.read() == b""
    assert "Ada" in (tmp_path / "state.json").read_text()
