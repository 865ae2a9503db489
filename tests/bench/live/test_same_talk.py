"""Every running bot of the bench holds the same conversation, or its figures would mean nothing."""

import asyncio
from pathlib import Path
from typing import Any, Final

import pytest

from bot.preview import people
from bot.preview.server import PreviewServer
from bot.preview.world import Account, Note
from bot.store.sealed import SealedStore
from bot.store.sqlite import SqliteStore
from tests.bench.bare import Bare
from tests.bench.live import words
from tests.bench.live.contestants import CONTESTANTS, Contestant, prepare, process, running
from tests.bench.live.crowd import START, UPDATES
from tests.bench.live.fill import chats, fill
from tests.bench.live.server import Server
from tests.bench.talk import SCRIPTS, Reply, Script, Shown, transcript
from tests.keykit import KEYS

TALKING: Final = [one for one in CONTESTANTS if not one.echo and one.people <= 100]
REQUESTS: Final = {"sendMessage": 48, "editMessageReplyMarkup": 24, "answerCallbackQuery": 18}
"""Of four conversations: twelve messages each, the buttons taken off six questions each, and an
answer to every press."""
PATIENCE: Final = 60.0


def expected(script: Script) -> list[list[Shown]]:
    """The conversation on the screen, turn by turn."""
    vars_: dict[str, Any] = {}
    state, out = words.begin(vars_)
    turns = [out]
    for reply in script:
        state, out = words.reply(state, vars_, reply)
        turns.append(out)
    return [
        [Shown(one.text, "", tuple(label for row in one.rows for label, _ in row)) for one in turn]
        for turn in turns
    ]


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_words_are_those_of_the_other_bench(script: Script) -> None:
    for mine, theirs in zip(expected(script), transcript(Bare(), script), strict=True):
        for one, other in zip(mine, theirs, strict=True):
            assert other.text in one.text
            assert other.hint in one.text
            assert one.buttons[: len(other.buttons)] == other.buttons


@pytest.mark.parametrize("contestant", TALKING, ids=lambda one: one.name)
async def test_all_say_the_same_with_the_same_requests(
    contestant: Contestant, tmp_path: Path
) -> None:
    place = prepare(contestant, tmp_path)
    async with Server() as server, running(contestant, server, place, len(SCRIPTS)) as one:
        for _ in range(2):  # the second time everything starts from a conversation that has ended
            before = one.bot.methods.copy()
            await one.crowd.at_once()
            for person in one.crowd.people.values():
                assert person.said == expected(person.script)
            made = one.bot.methods - before
            made.pop("getUpdates", None)
            assert made == REQUESTS
        assert one.bot.strange == {}
        assert one.bot.pushed == 2 * UPDATES * len(SCRIPTS)


async def test_light_load_is_the_same_conversation(tmp_path: Path) -> None:
    contestant = TALKING[0]
    place = prepare(contestant, tmp_path)
    async with Server() as server, running(contestant, server, place, 10) as one:
        found = await one.crowd.calmly(50, 8)
        assert len(found) == one.bot.pushed == 8 * UPDATES
        assert all(0 < latency.first <= latency.whole for latency in found)
        talking = [person for person in one.crowd.people.values() if person.said]
        assert len(talking) == 8
        assert all(person.said == expected(person.script) for person in talking)


async def test_the_echo_answers_each_update_with_one_message(tmp_path: Path) -> None:
    contestant = next(one for one in CONTESTANTS if one.echo)
    place = prepare(contestant, tmp_path)
    async with Server() as server, running(contestant, server, place, 3) as one:
        await one.crowd.at_once()
        assert one.bot.methods["sendMessage"] == one.bot.pushed == 3 * UPDATES
        assert one.bot.strange == {}


@pytest.mark.parametrize("contestant", TALKING, ids=lambda one: one.name)
async def test_nobody_sends_what_a_strict_server_would_refuse(
    contestant: Contestant, tmp_path: Path
) -> None:
    place = prepare(contestant, tmp_path)
    async with PreviewServer() as server, process(contestant, server.url, server.token, place):
        account = server.world.add_account("Sam", "sam", "en")
        people.start(server.world, account, START.partition(" ")[2])
        said = await _said(server, account, 3)
        for reply, turn in zip(SCRIPTS[0], expected(SCRIPTS[0])[1:], strict=True):
            _do(server, account, said, reply)
            said = await _said(server, account, len(said) + len(turn))
        assert [one.message["text"] for one in said] == [
            one.text for turn in expected(SCRIPTS[0]) for one in turn
        ]
        refused = [one for one in server.core.requests if not one.answer.get("ok", True)]
        assert (server.violations, refused) == ([], [])


async def _said(server: PreviewServer, account: Account, count: int) -> list[Note]:
    """What the bot wrote, once it is so many messages."""
    async with asyncio.timeout(PATIENCE):
        while True:
            chat = server.world.chats.get(account.id)
            notes = [one for one in chat.messages.values() if one.by_bot] if chat else []
            if len(notes) >= count:
                return notes
            await asyncio.sleep(0.01)


def _do(server: PreviewServer, account: Account, said: list[Note], reply: Reply) -> None:
    if reply.kind == "text":
        people.send_text(server.world, account, reply.value)
        return
    rows = (said[-1].markup or {})["inline_keyboard"]
    data = next(one["callback_data"] for row in rows for one in row if one["text"] == reply.label)
    people.press(server.world, account, said[-1].id, data)


def test_a_filled_database_holds_what_it_says(tmp_path: Path) -> None:
    fill(tmp_path / "a.db", people=50, answers=500)
    bare = SqliteStore(tmp_path / "a.db")
    store = SealedStore(bare, KEYS)
    talking = chats(50, 10)
    assert len(set(talking)) == 10
    with store.transaction() as work:
        assert all(work.person(chat) and work.session(chat) for chat in talking)
    count = bare._db.execute("select count(*), count(distinct chat) from answer").fetchone()
    assert count == (500, 50)
    store.close()
