"""Nothing pops up where someone near may be the danger, and words meet the right help."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.delivery.turn import Turn
from bot.flow.library import Library
from tests.flowkit import flow_of
from tests.people.kit import Chat, buttons, texts

HOME = "my husband beats me and i am scared of him"
RISK = "i want to kill myself"
NUDGE = """
start: ask
steps:
  ask: {ask: choice, text: "Ready?", remind: {after: 2h, text: "No hurry."}, next: bye,
        options: [{id: "yes", label: "Yes"}, {id: "no", label: "No"}]}
  bye: {say: "Good.", end: done}
"""


@pytest.fixture
def nudging(library: Library, tmp_path: Path) -> Iterator[Chat]:
    """A person for whom there is an exercise with a reminder."""
    served = Library(library.phrases, [*library, flow_of(NUDGE, flow="nudge", steady=True)])
    chat = Chat(Turn(lambda: served), tmp_path / "nudging.db")
    chat.settled(country="US", zone="America/New_York")
    yield chat
    chat.store.close()


def agreed(chat: Chat) -> None:
    """They asked for a check-in tomorrow."""
    chat.taps(chat.taps(chat.taps(chat.says(RISK), "No"), "Nothing for now"), "Yes")
    assert chat.due("check-in") is not None


@pytest.mark.parametrize(
    "words", [HOME, "i was raped last night", "my boyfriend goes through my phone"]
)
def test_what_was_agreed_on_before_pops_up_no_more(chat: Chat, words: str) -> None:
    agreed(chat)
    chat.says(words)
    assert chat.due("check-in") is None
    assert texts(chat.passes(48 * 3600)) == []


@pytest.mark.parametrize(
    "words", ["my friend's husband beats her", "she was beaten by him years ago"]
)
def test_about_someone_else_the_check_in_stays(chat: Chat, words: str) -> None:
    agreed(chat)
    chat.says(words)
    assert chat.due("check-in") is not None


def test_an_open_exercise_reminds_no_more(nudging: Chat) -> None:
    nudging.presses("flow:nudge")
    assert nudging.due("remind-1") is not None
    nudging.says("my boyfriend goes through my phone")
    assert nudging.due("remind-1") is None
    assert texts(nudging.passes(24 * 3600)) == []


def test_an_exercise_that_is_begun_later_reminds_again_only_after_a_month(nudging: Chat) -> None:
    nudging.taps(nudging.says(HOME), "No")
    nudging.passes(13 * 3600)
    nudging.presses("flow:nudge")
    assert nudging.due("remind-1") is None
    nudging.says("/stop")
    nudging.passes(30 * 24 * 3600)
    nudging.presses("flow:nudge")
    assert nudging.due("remind-1") is not None


def test_what_was_misread_silences_nothing(nudging: Chat) -> None:
    nudging.taps(nudging.says(HOME), "You misread me")
    nudging.presses("flow:nudge")
    assert nudging.due("remind-1") is not None


def test_the_silence_holds_when_something_else_was_misread(nudging: Chat) -> None:
    nudging.taps(nudging.says(HOME), "No")
    nudging.passes(60)
    nudging.taps(nudging.says(RISK), "You misread me")
    nudging.presses("flow:nudge")
    assert nudging.due("remind-1") is None


def test_nothing_is_said_after_they_close_it_though_an_exercise_rests(chat: Chat) -> None:
    chat.presses("flow:ground-54321")
    said = texts(chat.taps(chat.says(HOME), "No"))
    assert len(said) == 1
    assert said[0].startswith("Then being safe comes first:")
    assert texts(chat.passes(9 * 24 * 3600)) == []


def test_nobody_is_asked_about_tomorrow_once_home_was_named(chat: Chat) -> None:
    chat.taps(chat.says(HOME), "No")
    end = chat.taps(chat.taps(chat.says(RISK), "No"), "Nothing for now")
    assert not any("tomorrow" in text for text in texts(end))
    assert chat.due("check-in") is None


def test_other_words_within_the_hour_get_their_own_lines(chat: Chat) -> None:
    chat.says(RISK)
    said = texts(chat.says(HOME))
    assert "1-800-799-7233" in said[0]
    assert said[-1] == "Are you safe right now, in this place and on this phone?"
    again = texts(chat.says(HOME))
    assert again[0].startswith("That counts too")
    assert "1-800-799-7233" in again[0]
    assert "988" not in again[0]


def test_graver_words_of_the_same_kind_show_everything_whatever_came_between(chat: Chat) -> None:
    chat.says(RISK)
    chat.says("my husband has a knife and says he will kill me tonight")
    said = texts(chat.says("i have the pills in my hand and i'm going to take them now"))
    assert "911" in said[0]
    assert "988" in said[0]


def test_ones_own_hand_comes_before_that_of_another(chat: Chat) -> None:
    said = texts(chat.says("i'm going to kill my ex, i have a knife and i'm on my way"))
    assert said[-1] == "Are you close to hurting someone right now?"


def test_a_body_that_may_be_in_danger_gets_numbers_and_no_list_of_exercises(chat: Chat) -> None:
    sent = chat.says("i have chest pain")
    [said] = texts(sent)
    assert "911" in said
    assert set(buttons(sent)) == {"Help", "Go on"}


@pytest.mark.parametrize("words", ["help", "Help me!", "please help", "SOS"])
def test_help_can_be_typed_in_every_place(chat: Chat, words: str) -> None:
    question = texts(chat.says(RISK))[-1]
    assert "988" in texts(chat.says(words))[0]
    assert texts(chat.says("i don't know"))[0].startswith("What you write here reaches nobody")
    assert question.startswith("One plain question")


def test_help_can_be_typed_in_spanish(chat: Chat) -> None:
    chat.settled(lang="es", lang_chosen=True)
    assert "988" in texts(chat.says("¡Ayuda!"))[0]


def test_help_in_another_language_than_the_one_they_read(chat: Chat) -> None:
    assert "988" in texts(chat.says("ayúdame"))[0]


def test_a_worry_about_somebody_else_silences_nothing(nudging: Chat) -> None:
    asked = nudging.taps(nudging.says(HOME), "I'm worried about someone")
    nudging.taps(nudging.taps(asked, "No"), "That's enough")
    nudging.presses("flow:nudge")
    assert nudging.due("remind-1") is not None


def test_words_into_the_void_are_told_so_in_the_hours_after(chat: Chat) -> None:
    chat.taps(chat.taps(chat.taps(chat.says(RISK), "No"), "Nothing for now"), "No")
    sent = chat.says("it is so quiet here")
    assert texts(sent)[0].startswith("What you write here reaches nobody")
    assert "flow:ground-54321" in buttons(sent).values()
    chat.passes(13 * 3600)
    assert texts(chat.says("it is so quiet here"))[0].startswith("Nothing is open right now.")


def test_what_waits_for_another_day_is_no_button_today(chat: Chat) -> None:
    chat.presses("flow:protest-pause")
    end = chat.taps(chat.taps(chat.taps(chat.says(RISK), "No"), "Nothing for now"), "No")
    assert "flow:ground-54321" in buttons(end).values()
    assert "continue" not in buttons(end).values()
    chat.passes(13 * 3600)
    assert "continue" in buttons(chat.says("/menu")).values()


@pytest.mark.parametrize("flow", ["safety-plan", "story-then-now", "measure-mood"])
def test_what_a_therapist_gives_is_begun_by_nobody_else(chat: Chat, flow: str) -> None:
    chat.presses("flow:daily-checkin")
    for sent in (chat.presses(f"flow:{flow}"), chat.says(f"/start flow_{flow.replace('-', '_')}")):
        assert texts(sent)[0].startswith("That one is begun together with a therapist")
        assert f"flow:{flow}" not in buttons(sent).values()
    assert "Which word fits today?" in texts(chat.says("5"))[0]


def test_a_word_that_was_only_named_silences_nothing(nudging: Chat) -> None:
    nudging.presses("flow:nudge")
    nudging.says("child protective services")
    assert nudging.due("remind-1") is not None
