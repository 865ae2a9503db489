"""The long poll: offsets, waiting, one poller at a time."""

import asyncio
from typing import Any

import pytest

from bot.preview import people
from bot.preview.updates import Updates
from bot.preview.world import Account
from tests.preview.kit import Peer

SECRET = "-".join("abc")


async def settle() -> None:
    """Let everything that can run, run."""
    for _ in range(20):
        await asyncio.sleep(0)


def waiting(bot: Peer, **params: Any) -> "asyncio.Task[dict[str, Any]]":
    return asyncio.create_task(bot.call("getUpdates", timeout=50, **params))


async def test_an_offset_confirms_what_is_below_it(bot: Peer, ada: Account) -> None:
    for text in "abc":
        people.send_text(bot.world, ada, text)
    four = await bot.updates()
    assert [one["message"]["text"] for one in four] == ["/start", "a", "b", "c"]
    assert await bot.updates() == four
    assert await bot.updates(limit=2) == four[:2]
    assert await bot.updates(offset=four[2]["update_id"]) == four[2:]
    assert await bot.updates(offset=four[0]["update_id"]) == four[2:]
    assert await bot.updates(offset=-1) == four[3:]
    assert await bot.updates() == four[3:]
    assert await bot.updates(offset=four[3]["update_id"] + 1) == []
    assert await bot.updates(limit=0) == []


async def test_it_waits_and_wakes_at_once(bot: Peer, ada: Account) -> None:
    first = await bot.updates()
    poll = waiting(bot, offset=first[-1]["update_id"] + 1)
    await settle()
    assert not poll.done()
    people.send_text(bot.world, ada, "now")
    await settle()
    assert [one["message"]["text"] for one in (await poll)["result"]] == ["now"]


async def test_a_poll_that_gets_nothing_ends_empty() -> None:
    assert await Updates().poll(0, 100, 0.001) == []


async def test_no_poll_waits_for_a_server_that_ends() -> None:
    updates = Updates()
    updates.closing = True
    async with asyncio.timeout(10):
        assert await updates.poll(0, 100, 50) == []


async def test_the_newer_poller_wins(bot: Peer) -> None:
    older = waiting(bot)
    await settle()
    newer = waiting(bot)
    refused = await older
    assert refused["error_code"] == 409
    assert refused["description"] == (
        "Conflict: terminated by other getUpdates request;"
        " make sure that only one bot instance is running"
    )
    assert not newer.done()
    bot.world.updates.wake(None)
    assert (await newer)["result"] == []


async def test_a_poller_that_is_gone_stops_nobody(bot: Peer, ada: Account) -> None:
    gone = waiting(bot, offset=bot.world.updates.next_id)
    await settle()
    gone.cancel()
    await settle()
    poll = waiting(bot)
    people.send_text(bot.world, ada, "here")
    assert (await poll)["result"][0]["message"]["text"] == "here"


async def test_a_webhook_and_a_poll_exclude_each_other(bot: Peer) -> None:
    poll = waiting(bot)
    await settle()
    assert await bot.ok("setWebhook", url="http://127.0.0.1:9/hook", secret_token=SECRET)
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
    assert await bot.no("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active;"
        " use deleteWebhook to delete the webhook first"
    )
    assert (await bot.ok("getWebhookInfo"))["url"] == "http://127.0.0.1:9/hook"
    assert await bot.ok("deleteWebhook", drop_pending_updates=True)
    assert await bot.updates() == []


async def test_allowed_updates(bot: Peer, ada: Account) -> None:
    people.react(bot.world, ada, 1, "👍")
    assert [list(one)[1] for one in await bot.updates()] == ["message"]
    await bot.updates(allowed_updates=["message_reaction"], offset=-1)
    people.send_text(bot.world, ada, "not wanted")
    people.react(bot.world, ada, 1, "👍")
    assert [list(one)[1] for one in await bot.updates()] == ["message", "message_reaction"]
    await bot.updates(allowed_updates=[], offset=bot.world.updates.next_id)
    people.send_text(bot.world, ada, "wanted again")
    assert [list(one)[1] for one in await bot.updates()] == ["message"]


async def test_an_edit_afterwards_does_not_change_what_waits(bot: Peer, ada: Account) -> None:
    note = people.send_text(bot.world, ada, "before")[0]
    people.edit(bot.world, ada, note.id, "after")
    texts = [(one.get("message") or one["edited_message"])["text"] for one in await bot.updates()]
    assert texts == ["/start", "before", "after"]


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "https://example.com/", "x", "http://["])
async def test_a_webhook_stays_on_this_machine(bot: Peer, url: str) -> None:
    assert (await bot.no("setWebhook", url=url)).startswith("Bad Request: bad webhook")


async def test_webhook_parameters(bot: Peer) -> None:
    here = "http://127.0.0.1:9/"
    assert await bot.no("setWebhook", url=here, secret_token=SECRET + "ü") == (
        "Bad Request: secret token contains unallowed characters"
    )
    assert "max_connections" in await bot.no("setWebhook", url=here, max_connections=0)
    assert await bot.ok("setWebhook", url="")
    assert (await bot.ok("getWebhookInfo"))["url"] == ""
