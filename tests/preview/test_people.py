"""What people do, over the preview API, and what the bot sees of it."""

from typing import Any

import pytest

from bot.preview import people
from bot.preview.world import Account
from tests.preview.kit import Json, Peer


async def post(bot: Peer, account: int, action: str, status: int = 200, **body: object) -> Json:
    answer = await bot.http.post(f"/preview/accounts/{account}/{action}", json=body)
    assert answer.status_code == status, answer.text
    found: Json = answer.json()
    assert status == 200 or found["error"]
    return found


async def test_accounts(bot: Peer) -> None:
    given = {"first_name": "Zoë", "username": "zoe", "language_code": "de"}
    made = (await bot.http.post("/preview/accounts", json=given)).json()
    assert made == given | {"id": made["id"], "blocked": False, "started": False}
    assert (await bot.http.get("/preview/accounts")).json() == [made]
    many: list[Any] = [{}, {"first_name": ""}, {"first_name": 5}, {"first_name": "x" * 65}, []]
    for wrong in many:
        answer = await bot.http.post("/preview/accounts", json=wrong)
        assert answer.status_code == 400
        assert answer.json()["error"]


async def test_a_deep_link(bot: Peer) -> None:
    ada = bot.person(started=False)
    message = await post(bot, ada.id, "start", payload="invite_7-A")
    assert message["out"]
    assert message["text"] == "/start invite_7-A"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    (update,) = await bot.updates()
    assert update["message"] == {name: message[name] for name in message if name != "out"}
    for payload in ("a b", "x" * 65, "ä"):
        await post(bot, ada.id, "start", 400, payload=payload)


@pytest.mark.parametrize(
    "kind", ["sticker", "voice", "photo", "document", "location", "contact", "video_note"]
)
async def test_kinds(bot: Peer, ada: Account, kind: str) -> None:
    message = await post(bot, ada.id, "send", kind=kind, caption="see")
    assert kind in message
    update = (await bot.updates())[-1]["message"]
    assert update[kind] == message[kind]
    assert ("caption" in update) == (kind in {"voice", "photo", "document"})
    if "media" in message:
        assert (await bot.http.get(message["media"]["url"])).status_code == 200


async def test_long_and_strange_texts(bot: Peer, ada: Account) -> None:
    await post(bot, ada.id, "send", text="😀" * 3000)
    texts = [one["message"]["text"] for one in await bot.updates(offset=-2)]
    assert [len(text) for text in texts] == [2048, 952]
    assert (await post(bot, ada.id, "send", text="a\0b\u202e שלום"))["text"] == "a b שלום"
    for text in ("", "  \n", "\ud800"):
        answer = await bot.http.post(
            f"/preview/accounts/{ada.id}/send",
            content=b'{"text": "\\ud800"}' if text == "\ud800" else f'{{"text": "{text}"}}',
        )
        assert answer.status_code == 400
    await post(bot, ada.id, "send", 400)
    await post(bot, ada.id, "send", 400, kind="hologram")
    await post(bot, 5, "send", 404, text="x")


async def test_a_tap(bot: Peer, ada: Account) -> None:
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y:1"}]]}
    sent = await bot.ok("sendMessage", chat_id=ada.id, text="?", reply_markup=markup)
    number = {"message_id": sent["message_id"]}
    made = await post(bot, ada.id, "press", **number, data="y:1")
    query = (await bot.updates())[-1]["callback_query"]
    assert query["id"] == made["callback_query_id"]
    assert (query["data"], query["from"]["id"]) == ("y:1", ada.id)
    assert query["message"] == sent
    await bot.ok("editMessageReplyMarkup", chat_id=ada.id, **number)
    await post(bot, ada.id, "press", **number, data="stale")
    assert (await bot.updates())[-1]["callback_query"]["data"] == "stale"
    await post(bot, ada.id, "press", 400, message_id=1, data="x")
    await post(bot, ada.id, "press", 400, message_id=999, data="x")


async def test_an_edit(bot: Peer, ada: Account) -> None:
    message = await post(bot, ada.id, "send", text="one")
    edited = await post(bot, ada.id, "edit", message_id=message["message_id"], text="two /help")
    assert edited["text"] == "two /help"
    update = (await bot.updates())[-1]["edited_message"]
    assert update["entities"][0]["type"] == "bot_command"
    sent = await bot.ok("sendMessage", chat_id=ada.id, text="mine")
    await post(bot, ada.id, "edit", 400, message_id=sent["message_id"], text="x")
    await post(bot, ada.id, "edit", 400, message_id=message["message_id"], text=" ")


async def test_blocking(bot: Peer, ada: Account) -> None:
    assert (await post(bot, ada.id, "block"))["blocked"]
    await post(bot, ada.id, "block")
    status = (await bot.updates())[-1]["my_chat_member"]["new_chat_member"]["status"]
    assert status == "kicked"
    assert "blocked" in await bot.no("sendMessage", chat_id=ada.id, text="x")
    assert not (await post(bot, ada.id, "unblock"))["blocked"]
    await bot.ok("sendMessage", chat_id=ada.id, text="x")
    await post(bot, ada.id, "block")
    await post(bot, ada.id, "send", text="I am back")
    kinds = [list(one)[1] for one in await bot.updates()]
    assert kinds == ["message", *["my_chat_member"] * 4, "message"]


async def test_a_group(bot: Peer, ada: Account) -> None:
    chat = await post(bot, ada.id, "group", title="Choir")
    member, created = (await bot.updates())[-2:]
    assert member["my_chat_member"]["chat"] == chat
    assert created["message"]["group_chat_created"]
    await post(bot, ada.id, "send", text="among us", chat_id=chat["id"])
    await post(bot, ada.id, "send", text="/help", chat_id=chat["id"])
    assert (await bot.updates())[-1]["message"]["text"] == "/help"
    assert "among us" not in str(await bot.updates())
    await bot.ok("sendMessage", chat_id=chat["id"], text="goodbye")
    assert await bot.ok("getChatMemberCount", chat_id=chat["id"]) == 2
    assert await bot.ok("leaveChat", chat_id=chat["id"])
    assert await bot.no("sendMessage", chat_id=chat["id"], text="x") == (
        "Forbidden: bot is not a member of the group chat"
    )
    other = await post(bot, ada.id, "group")
    await post(bot, ada.id, "ungroup", chat_id=other["id"])
    assert await bot.no("sendMessage", chat_id=other["id"], text="x") == (
        "Forbidden: bot was kicked from the group chat"
    )
    await post(bot, ada.id, "send", 404, text="x", chat_id=-5)


async def test_a_deleted_account(bot: Peer, ada: Account) -> None:
    await post(bot, ada.id, "deactivate")
    assert "deactivated" in await bot.no("sendMessage", chat_id=ada.id, text="x")
    await post(bot, ada.id, "send", 400, text="x")


async def test_the_clock(bot: Peer, ada: Account) -> None:
    now = (await bot.http.get("/preview/clock")).json()["now"]
    answer = await bot.http.post("/preview/clock", json={"advance": 86400})
    assert answer.json() == {"now": now + 86400}
    sent = await bot.ok("sendMessage", chat_id=ada.id, text="tomorrow")
    assert sent["date"] == int(now) + 86400
    assert (await post(bot, ada.id, "send", text="yes"))["date"] == int(now) + 86400
    for wrong in ({}, {"advance": -1}, {"advance": "x"}, {"advance": 1e12}, {"advance": True}):
        assert (await bot.http.post("/preview/clock", json=wrong)).status_code == 400


async def test_what_is_kept_of_a_message(bot: Peer, ada: Account) -> None:
    sent = await bot.ok(
        "sendMessage",
        chat_id=ada.id,
        text="*quiet*",
        parse_mode="MarkdownV2",
        disable_notification=True,
        protect_content=True,
        reply_parameters={"message_id": 1},
        reply_markup={"keyboard": [["A", {"text": "B"}]], "resize_keyboard": True},
    )
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert sent["has_protected_content"]
    assert sent["reply_to_message"]["text"] == "/start"
    assert "reply_markup" not in sent
    shown = bot.world.snapshot(ada)["messages"][-1]
    assert shown["reply_markup"]["keyboard"] == [[{"text": "A"}, {"text": "B"}]]
    assert shown["silent"]
    assert not shown["out"]


async def test_profile_and_commands(bot: Peer, ada: Account) -> None:
    one, two = ({"command": name, "description": name} for name in ("one", "two"))
    await bot.ok("setMyCommands", commands=[one])
    assert await bot.ok("getMyCommands") == [one]
    german = {"scope": {"type": "all_private_chats"}, "language_code": "de"}
    await bot.ok("setMyCommands", commands=[two], **german)
    assert await bot.ok("getMyCommands", **german) == [two]
    assert bot.world.snapshot(ada)["commands"] == [one]
    assert bot.world.profile.commands_for(ada.id, "de") == [two]
    mine = {"type": "chat", "chat_id": ada.id}
    await bot.ok("setMyCommands", commands=[two], scope=mine)
    assert bot.world.snapshot(ada)["commands"] == [two]
    await bot.ok("deleteMyCommands", scope=mine)
    assert bot.world.snapshot(ada)["commands"] == [one]
    for name, get, most in (("Description", "description", 512), ("Name", "name", 64)):
        await bot.ok(f"setMy{name}", **{get: "ä" * most})
        await bot.ok(f"setMy{name}", **{get: "kurz", "language_code": "de"})
        assert await bot.ok(f"getMy{name}", language_code="de") == {get: "kurz"}
        assert await bot.ok(f"getMy{name}", language_code="fr") == {get: "ä" * most}
    await bot.ok("setMyShortDescription", short_description="short")
    assert bot.world.snapshot(ada)["bot"]["short_description"] == "short"
    await bot.ok("setChatMenuButton", menu_button={"type": "commands"})
    assert await bot.ok("getChatMenuButton", chat_id=ada.id) == {"type": "commands"}


async def test_small_methods(bot: Peer, ada: Account) -> None:
    chat = {"chat_id": ada.id}
    assert (await bot.ok("getMe"))["id"] == bot.world.profile.bot_id
    assert await bot.ok("logOut")
    assert await bot.ok("close")
    assert await bot.ok("sendChatAction", **chat, action="typing")
    assert await bot.ok("pinChatMessage", **chat, message_id=1)
    assert (await bot.ok("getChat", **chat))["pinned_message"]["message_id"] == 1
    assert await bot.ok("unpinChatMessage", **chat, message_id=1)
    assert await bot.ok("unpinAllChatMessages", **chat)
    reaction = [{"type": "emoji", "emoji": "❤️"}]
    assert await bot.ok("setMessageReaction", **chat, message_id=1, reaction=reaction)
    assert (await bot.ok("getChatMember", **chat, user_id=ada.id))["status"] == "member"


async def test_requests_are_kept(bot: Peer, ada: Account) -> None:
    await bot.call("sendMessage", chat_id=ada.id, text="x")
    await bot.call("sendMessage", chat_id=ada.id, txt="y")
    first, second = (await bot.http.get("/preview/requests?method=sendmessage")).json()
    assert first["parameters"] == {"chat_id": ada.id, "text": "x"}
    assert first["answer"]["result"]["text"] == "x"
    assert first["violations"] == []
    assert len(second["violations"]) == 2
    later = await bot.http.get(f"/preview/requests?after={first['n']}")
    assert [one["n"] for one in later.json()] == [second["n"]]
    assert (await bot.http.get("/preview/requests?after=x")).status_code == 400
    await bot.http.delete("/preview/requests")
    assert (await bot.http.get("/preview/requests")).json() == []


async def test_a_crowd(bot: Peer) -> None:
    given = {"people": 3, "texts": ["/start", "hello"]}
    answer = await bot.http.post("/preview/load", json=given)
    updates = [one["message"] for one in await bot.updates()]
    assert [one["from"]["id"] for one in updates] == answer.json()["accounts"] * 2
    assert [one["text"] for one in updates] == ["/start"] * 3 + ["hello"] * 3
    wrongs: list[Json] = [{}, {"people": 0, "texts": []}, {"people": 1, "texts": [1]}]
    for wrong in wrongs:
        assert (await bot.http.post("/preview/load", json=wrong)).status_code == 400


async def test_findings(bot: Peer) -> None:
    assert (await bot.http.get("/preview/findings")).json() == []
    bot.app.show_findings([{"file": "a.yaml", "line": 1}])
    assert (await bot.http.get("/preview/findings")).json() == [{"file": "a.yaml", "line": 1}]


async def test_get_and_forms(bot: Peer, ada: Account) -> None:
    path = f"/bot{bot.world.token}/SENDmessage"
    got = await bot.http.get(path, params={"chat_id": str(ada.id), "text": "ü & x"})
    assert got.json()["result"]["text"] == "ü & x"
    form = {"chat_id": str(ada.id), "text": "+", "disable_notification": "True"}
    assert (await bot.http.post(path, data=form)).json()["result"]["text"] == "+"
    wrong = await bot.http.post(path, data=form | {"disable_notification": "maybe"})
    assert "must be of type Boolean" in wrong.json()["description"]
    people.block(bot.world, ada)
    assert (await bot.http.get(path, params={"chat_id": ada.id, "text": "x"})).status_code == 403
