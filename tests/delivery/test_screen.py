"""What the stateful test found, each as the shortest chat that shows it."""

import json
from collections.abc import Iterator

import pytest

from bot.preview import people
from bot.preview.world import Account, Note
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


def send(desk: Desk, ada: Account, *texts: str) -> None:
    """Write all of it before the bot has a look."""
    for text in texts:
        people.send_text(desk.world, ada, text)
    desk.settle()


def notes(desk: Desk, ada: Account) -> list[Note]:
    return [note for note in desk.world.chats[ada.id].messages.values() if note.by_bot]


def texts(desk: Desk, ada: Account) -> list[str]:
    return [str(note.message.get("text", "")) for note in notes(desk, ada)]


def live(desk: Desk, ada: Account) -> list[str]:
    """The texts of messages that have buttons of a question, of an exercise at rest or a menu."""
    return [str(note.message.get("text", "")) for note in notes(desk, ada)
            if note.markup and '"home"' not in json.dumps(note.markup)]  # fmt: skip


def press(desk: Desk, ada: Account, label: str, *, settles: bool = True) -> None:
    """Press a button of the last message."""
    last = notes(desk, ada)[-1]
    rows = (last.markup or {})["inline_keyboard"]
    [data] = [one["callback_data"] for row in rows for one in row if one["text"] == label]
    people.press(desk.world, ada, last.id, data)
    if settles:
        desk.settle()


def test_help_takes_the_place_of_a_question_on_its_way(desk: Desk, ada: Account) -> None:
    send(desk, ada, "/start flow_all_kinds", RISK)
    said = texts(desk, ada)
    assert HELP in said[0]
    assert "Paused." in said[1]
    assert live(desk, ada) == said[1:]
    press(desk, ada, "Resume")
    assert "Which one?" in texts(desk, ada)[-1]


def test_help_takes_the_place_of_a_breath_on_its_way_and_of_nothing_else(
    desk: Desk, ada: Account
) -> None:
    send(desk, ada, "/start flow_all_kinds")
    for label in ("The first", "Skip", "Skip", "Skip"):
        press(desk, ada, label)
    count = len(notes(desk, ada))
    press(desk, ada, "Skip", settles=False)  # on to the breath
    send(desk, ada, "hm", RISK)  # words while it goes are answered in words
    assert desk.rows("select count(*) from outbox") == [(0,)]
    said = texts(desk, ada)[count:]
    assert [HELP in one for one in said] == [True, False, False]
    assert "Paused." in said[2]
    assert not any("animation" in note.message for note in notes(desk, ada)[count:])
    assert live(desk, ada) == said[2:]


def test_a_stop_under_an_earlier_question_stops(desk: Desk, ada: Account) -> None:
    send(desk, ada, "/start flow_all_kinds")
    first = notes(desk, ada)[-1]
    people.press(desk.world, ada, first.id, "1:1:o:one")
    people.press(desk.world, ada, first.id, "1:1:stop")  # they saw the first question still
    desk.settle()
    assert "Stopped." in texts(desk, ada)[-1]
    assert live(desk, ada) == []
    assert desk.rows("select * from timer") == []


def test_a_stop_of_an_earlier_exercise_stops_no_other(desk: Desk, ada: Account) -> None:
    send(desk, ada, "/start flow_all_kinds")
    first = notes(desk, ada)[-1]
    send(desk, ada, "/start flow_two_questions")
    people.press(desk.world, ada, first.id, "1:1:stop")
    desk.settle()
    assert ["What first?" in one for one in live(desk, ada)] == [True]


def test_what_rests_is_put_away_too(desk: Desk, ada: Account) -> None:
    send(desk, ada, "/start flow_two_questions", "words", "/pause")
    desk.world.clock.advance(2 * 86400 - 1)
    desk.settle()
    assert ["Paused." in one for one in live(desk, ada)] == [True]
    desk.world.clock.advance(2)
    desk.settle()
    assert live(desk, ada) == []
    assert desk.rows("select name, value from answer where name = 'first'") == [
        ("first", b'"words"')
    ]


def test_whoever_comes_back_answers_no_question_they_never_saw(desk: Desk, ada: Account) -> None:
    send(desk, ada, "/start flow_two_questions")
    people.send_text(desk.world, ada, "words")
    people.block(desk.world, ada)  # before the second question is out
    desk.settle()
    assert desk.rows("select * from timer") == []
    send(desk, ada, "7")
    assert "Paused." in texts(desk, ada)[-1]
    people.press(desk.world, ada, notes(desk, ada)[-1].id, "1:3:resume")
    desk.settle()
    assert "How strong" in texts(desk, ada)[-1]
    assert live(desk, ada) == texts(desk, ada)[-1:]


def test_nothing_is_tried_again_after_a_refusal(desk: Desk, ada: Account) -> None:
    send(desk, ada, "/start flow_all_kinds")
    for data in ("o:one", "skip", "skip", "skip", "skip", "early"):
        [(turn,)] = desk.rows("select turn from timer where name = 'expire'")
        people.press(desk.world, ada, notes(desk, ada)[-1].id, f"1:{turn}:{data}")
        desk.settle()
    assert "Back in ten minutes." in texts(desk, ada)[-1]
    ada.blocked = True  # and nobody tells the bot
    desk.world.clock.advance(601)  # buttons are to go, and a question is to come
    desk.settle()
    refused = [one for one in desk.core.requests if one.answer.get("error_code") == 403]
    assert len(refused) == 1
    assert desk.rows("select blocked from person") == [(1,)]
    assert desk.rows("select * from timer") == desk.rows("select * from outbox") == []


def test_what_must_not_be_forwarded_is_marked_so_for_telegram(desk: Desk, ada: Account) -> None:
    send(desk, ada, "/start")
    people.press(desk.world, ada, notes(desk, ada)[-1].id, "set:protect:turn")
    desk.settle()
    asked = desk.core.count
    send(desk, ada, "/start flow_all_kinds", "/menu")
    sent = [one.parameters for one in desk.core.requests
            if one.number > asked and one.method == "sendMessage"]  # fmt: skip
    assert len(sent) >= 2
    assert all(str(one.get("protect_content")).lower() == "true" for one in sent)
