"""What is no message of one person: albums, groups, channels, updates that nobody could send."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.preview import people
from bot.preview.faults import Fault
from bot.preview.world import Account
from bot.store.rows import Outgoing, Person, Priority
from tests.delivery.desk import HELP, Desk

RISK = "i want to kill myself tonight"


@pytest.fixture
def desk() -> Iterator[Desk]:
    one = Desk()
    yield one
    one.close()
    assert one.failures == []


@pytest.fixture
def ada(desk: Desk) -> Account:
    return desk.world.add_account("Ada", "ada", "en")


def photos(desk: Desk, ada: Account, album: str, *captions: str) -> None:
    """An album: as Telegram sends it, an update for each picture."""
    for caption in captions:
        note = people.send_kind(desk.world, ada, "photo", caption)
        desk.world.updates.waiting[-1]["message"] = note.message | {"media_group_id": album}


def texts(desk: Desk, ada: Account) -> list[str]:
    notes = desk.world.chats[ada.id].messages.values()
    return [str(note.message["text"]) for note in notes if note.by_bot]


def waiting(desk: Desk, kind: str, content: dict[str, Any]) -> list[dict[str, Any]]:
    """What is to be sent after an update, before any of it is."""
    desk.world.updates.push(kind, content)
    desk.run(desk.take())
    desk.run(desk.work())
    return [json.loads(row[0]) for row in desk.rows("select payload from outbox order by seq")]


def test_an_album_gets_one_reply(desk: Desk, ada: Account) -> None:
    people.send_text(desk.world, ada, "/start flow_two_questions")
    desk.settle()
    photos(desk, ada, "4711", "", "", "from my walk")
    desk.settle()
    assert ["What first?" in one for one in texts(desk, ada)] == [True, False]
    photos(desk, ada, "4712", "", "")
    desk.settle()
    photos(desk, ada, "4712", "")  # late, over a restart
    desk.restart()
    desk.settle()
    assert len(texts(desk, ada)) == 3


def test_pictures_one_by_one_get_a_reply_each(desk: Desk, ada: Account) -> None:
    for _ in range(2):
        people.send_kind(desk.world, ada, "photo", None)
    desk.settle()
    assert len(texts(desk, ada)) == 2


@pytest.mark.parametrize("captions", [(RISK, ""), ("", RISK), ("", "walk", RISK)])
def test_words_of_risk_in_an_album_are_always_answered(
    desk: Desk, ada: Account, captions: tuple[str, ...]
) -> None:
    photos(desk, ada, "4711", *captions)
    desk.settle()
    said = texts(desk, ada)
    assert HELP in said[0]
    assert sum(HELP in one for one in said) == 1
    assert len(said) <= 2


def member(kind: str, status: str, lang: str = "es", **more: Any) -> dict[str, Any]:
    return {
        "chat": {"id": -100123, "type": kind, "title": "Friends"},
        "from": {"id": 5, "is_bot": False, "first_name": "Eva", "language_code": lang},
        "new_chat_member": {"status": status} | more,
    }


@pytest.mark.parametrize("kind", ["group", "supergroup"])
@pytest.mark.parametrize(
    "joined", [{"status": "member"}, {"status": "restricted", "is_member": True}]
)
def test_a_group_hears_why_in_its_language_and_is_left(
    desk: Desk, kind: str, joined: dict[str, Any]
) -> None:
    said, left = waiting(desk, "my_chat_member", member(kind, **joined))
    assert "chats privados" in said["text"]
    assert left == {"do": "leave"}


@pytest.mark.parametrize(
    ("kind", "content", "jobs"),
    [
        ("my_chat_member", member("channel", "administrator"), [{"do": "leave"}]),
        ("my_chat_member", member("group", "left"), []),
        ("my_chat_member", member("group", "kicked"), []),
        ("my_chat_member", member("supergroup", "restricted", is_member=False), []),
        ("channel_post", {"chat": {"id": -1, "type": "channel"}, "text": RISK}, [{"do": "leave"}]),
        ("message", {"chat": {"id": -1, "type": "group"}, "text": "/start"}, [{"do": "leave"}]),
    ],
)
def test_nothing_else_is_said_outside_private_chats(
    desk: Desk, kind: str, content: dict[str, Any], jobs: list[Any]
) -> None:
    assert waiting(desk, kind, content) == jobs
    assert desk.rows("select * from person") == []


def test_a_group_is_told_once_and_left_for_good(desk: Desk, ada: Account) -> None:
    group = people.add_to_group(desk.world, ada, "Friends")
    desk.settle()
    said = [
        note.message["text"]
        for note in group.messages.values()
        if note.by_bot and "text" in note.message
    ]
    assert ["private chats only" in one for one in said] == [True]
    assert group.bot == "left"


@pytest.mark.parametrize("number", ["nine", None, 2**70, 1.5, True, [1], {}])
def test_a_chat_that_can_t_be_stops_nobody(desk: Desk, ada: Account, number: Any) -> None:
    chat = {"id": number, "type": "private"}
    sender = {"id": number, "first_name": "X"}
    push = desk.world.updates.push
    push("message", {"chat": chat, "from": sender, "text": "hello"})
    push("callback_query", {"id": "1", "from": sender, "data": "help"})
    push("my_chat_member", {"chat": chat, "new_chat_member": {"status": "kicked"}})
    people.send_text(desk.world, ada, "/start")
    desk.settle()
    assert "short exercises" in texts(desk, ada)[0]
    assert desk.rows("select state from inbox where state <> 'done'") == []


@pytest.mark.parametrize(("kind", "copies"), [("429", 1), ("500", 1), ("cut", 1), ("cut_after", 2)])
def test_a_message_that_telegram_puts_off_is_sent_later(
    desk: Desk, ada: Account, kind: str, copies: int
) -> None:
    desk.core.faults.arm(Fault("sendMessage", kind))
    people.send_text(desk.world, ada, "/start")
    desk.settle()
    desk.world.clock.advance(2)
    desk.settle()
    assert len(texts(desk, ada)) == copies
    assert desk.rows("select * from outbox") == []


@pytest.mark.parametrize(
    "payload",
    [b"no json", b"[]", b"{}", b'{"do": "send"}', b'{"do": "breath"}'],
)
def test_a_message_that_can_t_be_read_is_dropped_and_holds_nobody(
    desk: Desk, ada: Account, payload: bytes
) -> None:
    people.send_text(desk.world, ada, "/start")
    desk.settle()
    with desk.store.transaction() as work:
        work.send([Outgoing(ada.id, Priority.REPLY, 0, payload, "send")])
    people.send_text(desk.world, ada, "/menu")
    with capture_logs() as logs:
        desk.settle()
    assert "What would you like" in texts(desk, ada)[-1]
    assert [one["event"] for one in logs] == ["message_dropped"]


def test_a_message_of_an_unknown_kind_waits_for_a_newer_sender_but_not_for_ever(
    desk: Desk, ada: Account
) -> None:
    people.send_text(desk.world, ada, "/start")
    desk.settle()
    with desk.store.transaction() as work:
        work.send([Outgoing(ada.id, Priority.REPLY, 0, b'{"do": "dance"}', "send")])
    people.send_text(desk.world, ada, "/menu")
    with capture_logs() as logs:
        desk.settle()
        before = texts(desk, ada)
        assert logs == []
        for _ in range(10):
            desk.world.clock.advance(60)
            desk.settle()
    assert [one["event"] for one in logs] == ["message_dropped"]
    assert len(texts(desk, ada)) > len(before)
    assert "What would you like" in texts(desk, ada)[-1]


@pytest.mark.parametrize("data", [b"no json", b"[]", b'{"album": {}}', b"\xff"])
def test_settings_that_can_t_be_read_silence_nobody(desk: Desk, ada: Account, data: bytes) -> None:
    people.send_text(desk.world, ada, "/start")
    desk.settle()
    with desk.store.transaction() as work:
        work.save_person(Person(ada.id, data=data))
    photos(desk, ada, "4711", "", "")
    people.send_text(desk.world, ada, "/menu")
    desk.settle()
    assert "What would you like" in texts(desk, ada)[-1]
    assert len(texts(desk, ada)) == 3
