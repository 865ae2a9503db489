"""Settings: each can be changed by tapping, some by typing, and each has its effect."""

import pytest

from tests.people.kit import Chat, buttons, texts


def button(sent: list[dict[str, object]], begins: str) -> str:
    return next(data for label, data in buttons(sent).items() if label.startswith(begins))


def test_every_setting_is_on_the_first_screen_with_its_value(chat: Chat) -> None:
    labels = list(buttons(chat.says("/settings")))
    assert [label.partition(":")[0] for label in labels] == [
        "Language", "Country", "Time", "Pace", "Quiet hours", "Breathing", "Forwarding",
        "Check-ins", "Privacy and your data", "Home", "Help",
    ]  # fmt: skip
    assert len(labels) <= 11
    assert "Country: United States" in labels
    assert any("America/New_York" in label for label in labels)
    assert "Quiet hours: 22:00–8:00" in labels


def test_a_screen_changes_in_place_and_closes(chat: Chat) -> None:
    screen = chat.says("/settings")
    [toast, edit] = chat.presses(button(screen, "Language"))
    assert (toast["do"], edit["do"]) == ("toast", "edit")
    assert [job["do"] for job in chat.presses("set:done")] == ["toast", "buttons"]


def test_the_language_changes_at_once_and_stays(chat: Chat) -> None:
    chat.says("/settings")
    changed = chat.presses("set:lang:es")
    assert "Idioma" in next(iter(buttons(changed)))
    chat.says("/settings")
    assert chat.profile.lang == "es"
    assert chat.profile.lang_chosen


def test_a_country_with_one_time_sets_the_time_too(chat: Chat) -> None:
    chat.presses("set:country")
    sent = chat.says("germany")
    assert chat.profile.country == "DE"
    assert chat.profile.zone == "Europe/Berlin"
    assert "Country: Germany" in buttons(sent)


def test_a_country_with_several_times_asks_for_the_time(chat: Chat) -> None:
    chat.presses("set:country")
    sent = chat.says("Australia")
    assert texts(sent)[0].startswith("What time is it where you are?")
    chat.presses(button(sent, "23:00 · Sydney"))
    assert chat.profile.zone == "Australia/Sydney"


def test_a_city_can_be_typed(chat: Chat) -> None:
    chat.settled(country="ES", zone="")
    chat.presses("set:zone")
    chat.says("madrid")
    assert chat.profile.zone == "Europe/Madrid"


def test_nobody_is_told_to_tap_a_time_where_none_is_shown(chat: Chat) -> None:
    chat.settled(country="", zone="")
    asked, again = chat.presses("set:zone"), chat.says("22:40")
    assert [list(buttons(sent)) for sent in (asked, again)] == [["Back", "Help"]] * 2
    assert not any("tap" in words or "What time" in words for words in texts(asked + again))
    chat.says("Madrid")
    assert chat.profile.zone == "Europe/Madrid"


@pytest.mark.parametrize("words", ["Atlantis", "???", "x" * 4000, "\u200f\u202e"])
def test_words_that_are_no_country_are_met_with_the_question_again(chat: Chat, words: str) -> None:
    chat.presses("set:country")
    assert texts(chat.says(words))[0].startswith("That could be several countries")
    assert chat.profile.country == "US"
    chat.says("France")
    assert chat.profile.country == "FR"


def test_another_button_takes_the_question_back(chat: Chat) -> None:
    chat.presses("set:country")
    chat.says("/menu")
    chat.says("France")
    assert chat.profile.country == "US"


def test_quiet_hours_and_none(chat: Chat) -> None:
    chat.presses("set:quiet:21-7")
    assert chat.profile.quiet == (21, 7)
    assert "Quiet hours: none" in buttons(chat.presses("set:quiet:0-0"))


def test_breathing_comes_in_words_or_with_a_picture(chat: Chat) -> None:
    chat.presses("set:pictures:turn")
    assert chat.profile.text_only
    chat.presses("flow:slow-exhale")
    assert "Breathing: with a picture" in buttons(chat.presses("set:pictures:turn"))


@pytest.mark.parametrize(
    "data",
    [
        "set:", "set::", "set:lang:xx", "set:country:ZZ", "set:zone:No/Where", "set:quiet:25-99",
        "set:none:none", "set:lang:es:more", "set:zone:../../etc/passwd", "set:quiet:",
        "continue:x", "continue", "close", "menu:none", "menu:anxious:x",
    ],
)  # fmt: skip
def test_a_made_up_button_changes_nothing(chat: Chat, data: str) -> None:
    before = chat.profile
    chat.presses(data)
    assert chat.profile._replace(lang="en", lang_chosen=False) == before._replace(
        name=chat.profile.name
    )


def test_the_menu_leads_through_packs_in_place(chat: Chat) -> None:
    menu = chat.says("/menu")
    packs = chat.taps(menu, "All exercises")
    pack = chat.taps(packs, "The alarm is loud")
    assert [job["do"] for job in pack] == ["toast", "edit"]
    assert "flow:protest-pause" in buttons(pack).values()
    back = chat.taps(pack, "Back")
    assert buttons(back) == buttons(packs)
    assert buttons(chat.taps(back, "Back")) == buttons(menu)
