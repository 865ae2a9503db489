"""What follows words that show risk, from first message to the next day (safety.md)."""

import pytest

from bot.delivery.turn import Turn
from bot.flow.library import Library
from bot.flow.phrases import Phrases
from tests.people.kit import Chat, buttons, texts

RISK = "i want to kill myself"
IMMINENT = "i just took all my pills to die"
PLAIN = "One plain question: are you thinking about ending your life?"


def test_the_numbers_come_first_then_one_plain_question(chat: Chat) -> None:
    said = texts(chat.says(RISK))
    assert "call 988" in said[0]
    assert "text 988" in said[0]
    assert "findahelpline.com" in said[0]
    assert "nobody reads this chat live" in said[0]
    assert said[1:] == [PLAIN]


def test_the_emergency_number_leads_when_it_cannot_wait(chat: Chat) -> None:
    said = texts(chat.says(IMMINENT))
    assert "911" in said[0]
    assert said[0].index("911") < said[0].index("findahelpline")


def test_misread_goes_straight_back_and_counts_only_the_rule(chat: Chat) -> None:
    question = texts(chat.presses("flow:daily-checkin"))[-1]
    back = chat.taps(chat.says(RISK), "You misread me")
    assert texts(back)[-1] == question
    assert buttons(back)["5"].startswith("3:")
    counted = chat.tallies()
    assert [key for what, key in counted if what == "misread"]
    assert counted["help", "shown"] == 1
    assert RISK not in repr(counted)
    assert len(texts(chat.taps(back, "5"))) == 1


def test_an_exercise_that_stirs_things_up_waits_for_another_day(chat: Chat) -> None:
    chat.presses("flow:protest-pause")
    asked = chat.says(RISK)
    offered = chat.taps(asked, "No")
    tomorrow = chat.taps(offered, "Nothing for now")
    end = texts(chat.taps(tomorrow, "No"))
    assert end[-1].startswith("Some exercises stir things up")
    refused = chat.presses("flow:clear-ask")
    assert texts(refused)[0].startswith("Some exercises stir things up")
    assert {"flow:ground-54321", "help"} <= set(buttons(refused).values())
    assert "flow:clear-ask" not in buttons(refused).values()
    assert texts(chat.presses("continue"))[0].startswith("Some exercises stir")
    assert texts(chat.presses("flow:ground-54321"))
    chat.says("/stop")


def test_what_rests_goes_on_the_next_day(chat: Chat) -> None:
    question = texts(chat.presses("flow:protest-pause"))[-1]
    asked = chat.says(RISK)
    chat.taps(chat.taps(chat.taps(asked, "No"), "Nothing for now"), "No")
    chat.passes(13 * 3600)
    menu = chat.says("/menu")
    assert texts(chat.taps(menu, "Go on where I was"))[-1] == question


def test_a_steadying_exercise_may_go_on_at_once(chat: Chat) -> None:
    question = texts(chat.presses("flow:ground-54321"))[-1]
    asked = chat.says(RISK)
    paused = chat.taps(chat.taps(chat.taps(asked, "No"), "Nothing for now"), "No")
    assert texts(paused)[-1].startswith("Paused.")
    assert texts(chat.taps(paused, "Resume"))[-1] == question


def test_the_same_block_is_not_repeated_within_the_hour_but_numbers_are(chat: Chat) -> None:
    first = texts(chat.says(RISK))
    second = texts(chat.says("seriously i want to die"))
    assert second[0] != first[0]
    assert "911" in second[0]
    assert "988" in second[0]
    assert second[-1] == PLAIN
    chat.now += 3601
    assert texts(chat.says(RISK))[0] == first[0]


def test_a_graver_word_within_the_hour_shows_everything_again(chat: Chat) -> None:
    chat.says(RISK)
    said = texts(chat.says(IMMINENT))
    assert "911" in said[0]
    assert not said[0].startswith("That counts too")


def test_the_next_day_only_if_they_agree(chat: Chat) -> None:
    tomorrow = chat.taps(chat.taps(chat.says(RISK), "No"), "Nothing for now")
    chat.taps(tomorrow, "Yes")
    assert chat.passes(24 * 3600) == []  # it is three in the morning in New York
    [message] = chat.passes(2 * 3600)
    assert message["silent"]
    assert "988" not in message["text"]
    assert texts(chat.taps([message], "Check in"))[-1].endswith("next to yesterday?")


def test_stop_cancels_the_next_day_too(chat: Chat) -> None:
    tomorrow = chat.taps(chat.taps(chat.says(RISK), "No"), "Nothing for now")
    chat.taps(tomorrow, "Yes")
    assert texts(chat.says("Stop."))[0].startswith("Stopped.")
    assert chat.passes(48 * 3600) == []


def test_harm_at_home_offers_a_way_out_and_sends_nothing_later(chat: Chat) -> None:
    asked = chat.says("my husband beats me and i am scared of him")
    said = texts(asked)
    assert said[0].startswith("If someone may see this phone")
    assert "1-800-799-7233" in said[0]
    assert texts(chat.taps(asked, "No"))[0].startswith("Then being safe comes first:")
    assert chat.passes(7 * 24 * 3600) == []


def test_a_worry_about_someone_else_offers_and_does_not_stop(chat: Chat) -> None:
    chat.presses("flow:one-word-weather")
    sent = chat.says("my friend wants to kill herself")
    assert texts(sent)[0].startswith("It sounds as if someone else is on your mind.")
    assert "Helping someone" in buttons(sent)
    assert not any(text.startswith("Paused") for text in texts(sent))
    again = texts(chat.says("my friend wants to kill herself"))
    assert not any("someone else" in text for text in again)


def test_heavy_words_add_up(chat: Chat) -> None:
    lines = [
        "i feel like a burden to everyone",
        "what's the point of going on",
        "nobody would miss me",
        "i cant see a way out",
        "they'd be better off without me",
    ]
    said = [texts(chat.says(line)) for line in lines]
    assert any(PLAIN in one for one in said)


def test_crisis_is_a_command_everywhere(chat: Chat) -> None:
    chat.presses("flow:daily-checkin")
    sent = chat.says("/crisis")
    assert "911" in texts(sent)[0]
    assert texts(sent)[-1] == "What could help right now?"
    assert chat.tallies()["help", "opened"] == 1


def test_an_unknown_country_is_asked_with_the_link_and_its_name_is_enough(
    library: Library, chat: Chat
) -> None:
    chat.settled(country="")
    said = texts(chat.says(RISK))
    assert "Which country" in said[0]
    assert "116 123" in texts(chat.says("United Kingdom"))[0]
    assert chat.profile.country == "GB"


@pytest.mark.parametrize("words", ["chili", "me", "yes", "in the kitchen", "No.", "Sí", "NO"])
def test_other_words_are_no_country(chat: Chat, words: str) -> None:
    chat.settled(country="")
    chat.says(RISK)
    chat.says(words)
    assert chat.profile.country == ""


@pytest.mark.parametrize("way", ["/help", "help"])
def test_help_that_asks_for_the_country_takes_the_answer(chat: Chat, way: str) -> None:
    chat.settled(country="")
    chat.presses("flow:anchor-card")
    said = texts(chat.says(way) if way == "/help" else chat.presses(way))
    assert "Which country" in said[0]
    assert "116 123" in texts(chat.says("United Kingdom"))[0]
    assert chat.profile.country == "GB"
    assert "116 123" in texts(chat.says("/help"))[0]


def test_the_country_beside_help_is_asked_of_the_next_words_only(chat: Chat) -> None:
    chat.settled(country="")
    chat.presses("flow:anchor-card")
    chat.says("/help")
    assert "Step 2" in texts(chat.says("I am here"))[0]
    assert "Step 3" in texts(chat.says("Chad"))[0]
    assert chat.profile.country == ""


def test_without_any_flow_or_phrase_help_is_there(chat: Chat) -> None:
    bare = Library(Phrases({}))
    chat._turn = Turn(lambda: bare)
    said = texts(chat.says(RISK))
    assert "988" in said[0]
    assert "988" in texts(chat.says("/help"))[0]
    assert "988" in texts(chat.presses("help"))[0]
    assert "988" in texts(chat.says("/crisis"))[0]


def test_a_risk_message_while_the_numbers_are_questioned(chat: Chat) -> None:
    """Words instead of buttons are met with the numbers and the same question, not silence."""
    chat.says(RISK)
    said = texts(chat.says("yes i want to die right now"))
    assert any("988" in text for text in said)


def test_an_exercise_that_rests_for_ever_is_put_away(chat: Chat) -> None:
    chat.presses("flow:protest-pause")
    chat.taps(chat.taps(chat.taps(chat.says(RISK), "No"), "Nothing for now"), "No")
    assert texts(chat.passes(8 * 24 * 3600)) == []
    assert "Go on where I was" not in buttons(chat.says("/menu"))
