"""What a person saved can be read again, and only when they ask."""

import json

from bot.store.rows import Answer
from tests.people.kit import SAM, Chat, buttons, texts


def saves(chat: Chat, flow: str, name: str, text: str, *, how: str = "card") -> None:
    chat.now += 1
    answer = Answer(SAM, f"{chat.now}:0", flow, name, json.dumps(text).encode(), how, chat.now)
    with chat.store.transaction() as work:
        work.keep([answer])


def test_nothing_saved_says_so(chat: Chat) -> None:
    said = chat.says("/saved")
    assert texts(said)[0].startswith("Nothing is saved yet.")
    assert texts(chat.taps(said, "All exercises"))


def test_the_list_shows_titles_and_a_tap_shows_the_newest_words(chat: Chat) -> None:
    saves(chat, "clear-ask", "line", "an older line")
    saves(chat, "clear-ask", "line", "Could we talk on Sunday?")
    saves(chat, "anchor-card", "card", "Feet on the floor.")
    saves(chat, "gone-flow", "card", "still mine")
    saves(chat, "daily-checkin", "word", "no card", how="history")
    said = chat.says("/saved")
    assert "Sunday" not in repr(said)
    assert list(buttons(said)) == ["A clear ask", "Anchor card", "gone flow", "Close"]
    shown = chat.taps(said, "A clear ask")
    assert texts(shown) == ["A clear ask\n\nCould we talk on Sunday?"]
    assert texts(chat.taps(shown, "Back")) == texts(said)
    assert texts(chat.taps(said, "gone flow")) == ["gone flow\n\nstill mine"]


def test_somebody_else_s_cards_are_not_shown(chat: Chat) -> None:
    answer = Answer(SAM + 1, "1:0", "clear-ask", "line", b'"theirs"', "card", chat.now)
    with chat.store.transaction() as work:
        work.keep([answer])
    assert "theirs" not in repr(chat.presses("saved:clear-ask"))


def test_a_card_written_in_an_exercise_comes_back(chat: Chat) -> None:
    chat.presses("flow:secure-base-imagery")
    chat.now += 1
    chat.says("/stop")
    assert texts(chat.says("/saved"))[0].startswith("Nothing is saved yet.")
