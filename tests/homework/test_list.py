"""The list of what is theirs says only what is so, and every short answer has a way on."""

from bot.homework.rhythm import each
from tests.homework.kit import DAY, agrees, gives
from tests.people.kit import Chat, buttons, texts

HOUR = 3600.0


def test_that_nothing_comes_is_said_only_where_nothing_does(chat: Chat) -> None:
    agrees(chat, each(1), "ground-54321")
    chat.passes(6 * DAY)
    assert texts(chat.says("/homework"))[0].startswith("It has been quiet")
    chat.presses("hw:start:first-week")
    assert texts(chat.says("/homework"))[0].startswith("This is yours now")


def test_what_waits_for_a_yes_does_not_come_yet(chat: Chat) -> None:
    gives(chat, each(1))
    assert texts(chat.says("/homework"))[0].startswith("Something new is here")


def test_when_all_is_paused_that_is_said(chat: Chat) -> None:
    agrees(chat, each(1))
    said = chat.taps(chat.says("/homework"), "Pause all")
    assert texts(said)[0].startswith("All of this rests")


def test_later_and_not_today_leave_help_and_home_one_tap_away(chat: Chat) -> None:
    agrees(chat, each(1), "ground-54321")
    [sent] = chat.passes(12 * HOUR)
    assert {"Home", "Help"} <= set(buttons(chat.taps(chat.taps([sent], "Later"), "In an hour")))
    [sent] = chat.passes(HOUR)
    assert {"Home", "Help"} <= set(buttons(chat.taps([sent], "Not today")))


def test_a_button_with_all_exercises_shows_them_all(chat: Chat) -> None:
    for command in ("/saved", "/progress"):
        assert texts(chat.taps(chat.says(command), "All exercises")) == ["All exercises"]
