"""Each refusal, in Telegram's words."""

from typing import Any

import pytest

from bot.preview import people
from bot.preview.samples import png
from bot.preview.world import Account
from tests.preview.kit import Peer

BUTTON = {"text": "Yes", "callback_data": "yes"}


def keyboard(*rows: list[Any]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


TEXTS: list[tuple[dict[str, Any], str]] = [
    ({}, "message text is empty"),
    ({"text": ""}, "message text is empty"),
    ({"text": " \n\t "}, "text must be non-empty"),
    ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
    ({"text": "x" * 4097}, "message is too long"),
    ({"text": "😀" * 2049}, "message is too long"),
    ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
    (
        {"text": "<b>x", "parse_mode": "HTML"},
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    (
        {"text": "<int>x</int>", "parse_mode": "html"},
        'can\'t parse entities: Unsupported start tag "int" at byte offset 0',
    ),
    (
        {"text": "<b><i>test</b></i>", "parse_mode": "HTML"},
        'can\'t parse entities: Unmatched end tag at byte offset 10, expected "</i>", found "</b>"',
    ),
    (
        {"text": "hello.", "parse_mode": "MarkdownV2"},
        "can't parse entities: Character '.' is reserved and must be escaped with the"
        " preceding '\\'",
    ),
    (
        {"text": "*unclosed", "parse_mode": "MarkdownV2"},
        "can't parse entities: Can't find end of Bold entity at byte offset 0",
    ),
    (
        {"text": "*unclosed", "parse_mode": "Markdown"},
        "can't parse entities: Can't find end of the entity starting at byte offset 0",
    ),
    (
        {"text": '<tg-emoji emoji-id="99999999999999999999">x</tg-emoji>', "parse_mode": "HTML"},
        "can't parse entities: Invalid custom emoji identifier specified",
    ),
    ({"text": "x", "reply_parameters": {"quote": "y"}}, 'can\'t find field "message_id"'),
    (
        {"text": "x", "reply_parameters": {"message_id": 999}},
        "message to be replied not found",
    ),
    ({"text": "x", "message_thread_id": 9}, "message thread not found"),
    ({"text": "x", "business_connection_id": "b"}, "business connection not found"),
    ({"text": "x", "message_effect_id": "9"}, "EFFECT_ID_INVALID"),
    ({"text": "x", "allow_paid_broadcast": True}, "FLOODSKIP_NOT_ALLOWED"),
    (
        {"text": "x", "link_preview_options": {"is_disabled": "yes"}},
        'field "is_disabled" must be of type Boolean',
    ),
    (
        {"text": "x", "colour": "red"},
        'unknown parameter "colour" of sendMessage (not in Bot API 10.1; Telegram would ignore it)',
    ),
]


@pytest.mark.parametrize(("params", "reason"), TEXTS)
async def test_text(bot: Peer, ada: Account, params: dict[str, Any], reason: str) -> None:
    before = len(bot.world.chats[ada.id].messages)
    assert await bot.no("sendMessage", chat_id=ada.id, **params) == f"Bad Request: {reason}"
    assert len(bot.world.chats[ada.id].messages) == before


async def test_the_most_that_is_taken(bot: Peer, ada: Account) -> None:
    for text in ("x" * 4096, "😀" * 2048, f"<b>{'ä' * 4096}</b>", "&lt;" * 4096):
        await bot.ok("sendMessage", chat_id=ada.id, text=text, parse_mode="HTML")
    rows = [[BUTTON | {"callback_data": "ä" * 32}] * 8] * 12 + [[BUTTON] * 4]
    sent = await bot.ok("sendMessage", chat_id=ada.id, text="x", reply_markup=keyboard(*rows))
    assert sum(map(len, sent["reply_markup"]["inline_keyboard"])) == 100
    padded = await bot.ok("sendMessage", chat_id=ada.id, text=" " * 5000 + "x" + "\n" * 5000)
    assert padded["text"] == "x"


ENTITIES: list[tuple[dict[str, Any], str]] = [
    (
        {"type": "bold", "offset": 100, "length": 1},
        "entity begins after the end of the text at UTF-16 offset 100",
    ),
    (
        {"type": "bold", "offset": 0, "length": 100},
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100",
    ),
    (
        {"type": "loud", "offset": 0, "length": 1},
        "can't parse MessageEntity: Unsupported type specified",
    ),
    ({"type": "bold", "offset": -1, "length": 1}, "receive an entity with incorrect offset -1"),
    ({"type": "bold", "offset": 0, "length": -1}, "receive an entity with incorrect length -1"),
    ({"type": "bold", "offset": 0}, "can't parse MessageEntity: Can't find field \"length\""),
    (
        {"type": "text_link", "offset": 0, "length": 1, "url": "not-a-url"},
        "entity URL 'not-a-url' is invalid: Wrong HTTP URL",
    ),
    (
        {"type": "text_link", "offset": 0, "length": 1, "url": ""},
        "entity URL '' is invalid: URL host is empty",
    ),
    (
        {"type": "custom_emoji", "offset": 0, "length": 1, "custom_emoji_id": "x"},
        'can\'t parse MessageEntity: Field "custom_emoji_id" must be a valid Number',
    ),
]


@pytest.mark.parametrize(("entity", "reason"), ENTITIES)
async def test_entity(bot: Peer, ada: Account, entity: dict[str, Any], reason: str) -> None:
    said = await bot.no("sendMessage", chat_id=ada.id, text="hello", entities=[entity])
    assert said == f"Bad Request: {reason}"


KEYBOARDS: list[tuple[Any, str]] = [
    (keyboard([BUTTON | {"callback_data": "ä" * 33}]), "BUTTON_DATA_INVALID"),
    (
        keyboard([BUTTON | {"callback_data": ""}]),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        keyboard([{"text": "x"}]),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        keyboard([{"callback_data": "x"}]),
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    (keyboard([BUTTON] * 9), "REPLY_MARKUP_TOO_LONG"),
    (keyboard(*[[BUTTON]] * 101), "REPLY_MARKUP_TOO_LONG"),
    (
        keyboard([{"text": "x", "url": "not-a-url"}]),
        "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL",
    ),
    (
        keyboard([{"text": "x", "url": "ftp://example.com"}]),
        "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
    ),
    (
        keyboard([{"text": "x", "web_app": {"url": "http://example.com"}}]),
        "inline keyboard button Web App URL 'http://example.com' is invalid:"
        " Only HTTPS links are allowed",
    ),
    (keyboard([{"text": "x", "pay": True}]), "BUTTON_TYPE_INVALID"),
    (keyboard([{"text": "x", "copy_text": {"text": ""}}]), "BUTTON_COPY_TEXT_INVALID"),
    ({"inline_keyboard": "bad"}, 'field "inline_keyboard" must be of type Array'),
    ({"force_reply": "yes"}, 'field "force_reply" must be of type Boolean'),
    ({"remove_keyboard": "yes"}, 'field "remove_keyboard" must be of type Boolean'),
    (
        {"keyboard": [[{"text": "A"}]], "selective": "yes"},
        'field "selective" must be of type Boolean',
    ),
    ("{not json", "can't parse reply markup JSON object"),
]


@pytest.mark.parametrize(("markup", "reason"), KEYBOARDS)
async def test_keyboard(bot: Peer, ada: Account, markup: Any, reason: str) -> None:
    said = await bot.no("sendMessage", chat_id=ada.id, text="x", reply_markup=markup)
    assert said == f"Bad Request: {reason}"


async def test_whom(bot: Peer, ada: Account) -> None:
    stranger = bot.person("Eve", started=False)
    for chat_id in (0, -1, 2**52, "@nobody", "not_a_chat", stranger.id):
        assert await bot.no("sendMessage", chat_id=chat_id, text="x") == (
            "Bad Request: chat not found"
        )
    assert await bot.no("sendMessage", text="x") == "Bad Request: chat_id is empty"
    people.add_to_group(bot.world, stranger, "Choir")
    assert await bot.no("sendMessage", chat_id=stranger.id, text="x") == (
        "Forbidden: bot can't initiate conversation with a user"
    )
    people.block(bot.world, ada)
    assert await bot.no("sendMessage", chat_id=ada.id, text="x") == (
        "Forbidden: bot was blocked by the user"
    )
    people.unblock(bot.world, ada)
    ada.deactivated = True
    assert await bot.no("sendMessage", chat_id=ada.id, text="x") == (
        "Forbidden: user is deactivated"
    )


async def test_method_and_token(bot: Peer) -> None:
    assert await bot.no("sendTelepathy") == "Not Found: method not found"
    assert bot.last.violations == ["unknown method sendTelepathy"]
    assert "does not model sendDice" in await bot.no("sendDice", chat_id=1)
    for path in ("/bot1:wrong/getMe", "/bot/getMe", "/botgetMe"):
        answer = await bot.http.get(path)
        assert (answer.status_code, answer.json()["description"]) == (401, "Unauthorized")
    answer = await bot.http.put(f"/bot{bot.world.token}/getMe")
    assert answer.status_code == 405


async def test_edits(bot: Peer, ada: Account) -> None:
    own = next(iter(bot.world.chats[ada.id].messages))
    sent = await bot.ok("sendMessage", chat_id=ada.id, text="one", reply_markup=keyboard([BUTTON]))
    reply = {"keyboard": [[{"text": "A"}]]}
    fixed = await bot.ok("sendMessage", chat_id=ada.id, text="two", reply_markup=reply)
    number = {"chat_id": ada.id, "message_id": sent["message_id"]}
    same = (
        "Bad Request: message is not modified: specified new message content and reply markup"
        " are exactly the same as a current content and reply markup of the message"
    )
    for params, reason in (
        (number | {"text": ""}, "Bad Request: message text is empty"),
        (number | {"text": "x" * 4097}, "Bad Request: message is too long"),
        (number | {"text": "one", "reply_markup": keyboard([BUTTON])}, same),
        (number | {"text": "x", "reply_markup": reply}, "Bad Request: inline keyboard expected"),
        (
            {"chat_id": ada.id, "message_id": 999, "text": "x"},
            "Bad Request: message to edit not found",
        ),
        (
            {"chat_id": ada.id, "message_id": own, "text": "x"},
            "Bad Request: message can't be edited",
        ),
        (
            {"chat_id": ada.id, "message_id": fixed["message_id"], "text": "x"},
            "Bad Request: message can't be edited",
        ),
        ({"chat_id": ada.id, "text": "x"}, "Bad Request: message identifier is not specified"),
        ({"inline_message_id": "i", "text": "x"}, "Bad Request: MESSAGE_ID_INVALID"),
    ):
        assert await bot.no("editMessageText", **params) == reason
    assert await bot.no("editMessageCaption", **number, caption="x") == (
        "Bad Request: there is no caption in the message to edit"
    )
    assert await bot.no("editMessageReplyMarkup", **number, reply_markup=keyboard([BUTTON])) == same


async def test_an_edit_without_a_keyboard_takes_the_keyboard_off(bot: Peer, ada: Account) -> None:
    sent = await bot.ok("sendMessage", chat_id=ada.id, text="one", reply_markup=keyboard([BUTTON]))
    number = {"chat_id": ada.id, "message_id": sent["message_id"]}
    edited = await bot.ok("editMessageText", **number, text="one")
    assert "reply_markup" not in edited
    assert edited["edit_date"] == bot.world.clock.stamp()
    await bot.ok("editMessageReplyMarkup", **number, reply_markup=keyboard([BUTTON]))
    assert "not modified" in await bot.no(
        "editMessageReplyMarkup", **number, reply_markup=keyboard([BUTTON])
    )


async def test_deleting(bot: Peer, ada: Account) -> None:
    sent = await bot.ok("sendMessage", chat_id=ada.id, text="one")
    number = {"chat_id": ada.id, "message_id": sent["message_id"]}
    assert await bot.no("deleteMessage", chat_id=ada.id, message_id=999) == (
        "Bad Request: message to delete not found"
    )
    bot.world.clock.advance(48 * 3600 + 1)
    assert await bot.no("deleteMessage", **number) == (
        "Bad Request: message can't be deleted for everyone"
    )
    young = await bot.ok("sendMessage", chat_id=ada.id, text="two")
    both = [sent["message_id"], young["message_id"], 999]
    assert await bot.ok("deleteMessages", chat_id=ada.id, message_ids=both)
    assert sent["message_id"] in bot.world.chats[ada.id].messages
    assert young["message_id"] not in bot.world.chats[ada.id].messages
    assert await bot.no("deleteMessages", chat_id=ada.id, message_ids=[]) == (
        "Bad Request: message identifiers are not specified"
    )


async def test_callback_queries(bot: Peer, ada: Account) -> None:
    gone = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    sent = await bot.ok("sendMessage", chat_id=ada.id, text="?", reply_markup=keyboard([BUTTON]))
    query = people.press(bot.world, ada, sent["message_id"], "yes")
    assert await bot.no("answerCallbackQuery") == gone
    assert await bot.no("answerCallbackQuery", callback_query_id="77") == gone
    assert await bot.no("answerCallbackQuery", callback_query_id=query, text="x" * 201) == (
        "Bad Request: MESSAGE_TOO_LONG"
    )
    assert await bot.ok("answerCallbackQuery", callback_query_id=query, text="x" * 200)
    assert await bot.no("answerCallbackQuery", callback_query_id=query) == gone
    late = people.press(bot.world, ada, sent["message_id"], "yes")
    bot.world.clock.advance(61)
    assert await bot.no("answerCallbackQuery", callback_query_id=late) == gone


async def test_the_rest(bot: Peer, ada: Account) -> None:
    chat = {"chat_id": ada.id}
    assert await bot.no("sendChatAction", **chat, action="dancing") == (
        "Bad Request: wrong parameter action in request"
    )
    assert await bot.no("leaveChat", **chat) == (
        "Bad Request: chat member status can't be changed in private chats"
    )
    for reaction, reason in (("🦖", "REACTION_INVALID"), (None, "message to react not found")):
        number = 1 if reaction else 99
        given = [{"type": "emoji", "emoji": reaction or "👍"}]
        said = await bot.no("setMessageReaction", **chat, message_id=number, reaction=given)
        assert said == f"Bad Request: {reason}"
    one = {"type": "photo", "media": "nothing"}
    assert await bot.no("sendMediaGroup", **chat, media=[one]) == (
        "Bad Request: there must be from 2 to 10 media in the album"
    )
    assert await bot.no("sendMediaGroup", **chat, media=[one, one | {"type": "document"}]) == (
        "Bad Request: documents and audio can't be mixed with other media types in an album"
    )
    protected = await bot.ok("sendMessage", **chat, text="x", protect_content=True)
    for method, word in (("copyMessage", "copied"), ("forwardMessage", "forwarded")):
        said = await bot.no(method, **chat, from_chat_id=ada.id, message_id=protected["message_id"])
        assert said == f"Bad Request: message has protected content and can't be {word}"
    assert len(png()) < 2000


COMMANDS: list[tuple[dict[str, Any], str]] = [
    ({"command": "Start", "description": "x"}, "BOT_COMMAND_INVALID"),
    ({"command": "x" * 33, "description": "x"}, "BOT_COMMAND_INVALID"),
    ({"command": "", "description": "x"}, "BOT_COMMAND_INVALID"),
    ({"command": "a-b", "description": "x"}, "BOT_COMMAND_INVALID"),
    ({"command": "a", "description": ""}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ({"command": "a", "description": "x" * 257}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ({"command": "a"}, "can't parse BotCommand: Can't find field \"description\""),
]


@pytest.mark.parametrize(("command", "reason"), COMMANDS)
async def test_command(bot: Peer, command: dict[str, Any], reason: str) -> None:
    assert await bot.no("setMyCommands", commands=[command]) == f"Bad Request: {reason}"


async def test_profile_limits(bot: Peer) -> None:
    one = {"command": "a", "description": "b"}
    assert await bot.no("setMyCommands", commands=[one] * 101) == (
        "Bad Request: BOT_COMMANDS_TOO_MUCH"
    )
    assert await bot.no("setMyCommands", commands=[one], language_code="english") == (
        "Bad Request: LANG_CODE_INVALID"
    )
    assert "too long" in await bot.no("setMyDescription", description="x" * 513)
    assert "too long" in await bot.no("setMyShortDescription", short_description="x" * 121)
    assert "too long" in await bot.no("setMyName", name="x" * 65)
