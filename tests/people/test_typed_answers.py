"""What stands on a button is the flow's words: typed, they answer and say nothing about anybody."""

import pytest

from bot.delivery.talks import load_talk
from bot.dialogue.typed import reads_a_button
from bot.flow.flow import Question
from bot.flow.library import Library
from bot.model import Context
from safety import screen, weigh
from tests.people.kit import SAM, Chat, buttons, texts

OFFER = "What you wrote sounds heavy."


def to_the_question(chat: Chat) -> None:
    """To a question that has "It isn't safe here" as an answer, which leads to help."""
    sent = chat.presses("flow:space-with-return")
    assert "It isn't safe here" in buttons(sent)


@pytest.mark.parametrize(
    "typed", ["It isn't safe here", "it isn’t safe here.", " IT ISN'T SAFE HERE "]
)
def test_a_typed_answer_is_a_tap(chat: Chat, typed: str) -> None:
    assert screen(typed)  # or this shows nothing
    to_the_question(chat)
    tapped = chat.taps(chat.presses("flow:space-with-return"), "It isn't safe here")
    to_the_question(chat)
    assert texts(chat.says(typed)) == texts(tapped)
    assert not any(what == "rule" for what, _ in chat.tallies())  # nor does it add up


def test_the_same_words_say_something_where_no_button_has_them(chat: Chat) -> None:
    sent = texts(chat.says("It isn't safe here"))
    assert any(OFFER in one for one in sent)


def test_words_beside_those_of_a_button_are_somebodys_own(chat: Chat) -> None:
    to_the_question(chat)
    chat.says("it isn't safe here, he beats me")
    assert chat.tallies()["help", "shown"] == 1


@pytest.mark.parametrize("typed", ["Left, or looked away", "got louder; gave in"])
def test_a_label_may_have_a_comma_and_answers_may_be_several(
    library: Library, chat: Chat, typed: str
) -> None:
    sent = chat.presses("flow:repair-plan")
    while "Left, or looked away" not in buttons(sent):
        sent = chat.taps(sent, next(iter(buttons(sent))))
    with chat.store.transaction() as work:
        running = load_talk(work, SAM).running
    assert running is not None
    now = Context(int(chat.now), "en")
    assert reads_a_button(library, running, now, typed)
    assert not reads_a_button(library, running, now, f"{typed}, or died")


COMMON = (
    *("burning", "touchée", "nada", "my father"),
    *("done", "Done!", "i'm done", "all done", "finished", "im finished"),
)


@pytest.mark.parametrize("typed", COMMON)
def test_a_common_answer_is_no_sign_of_anything(typed: str) -> None:
    assert not screen(typed)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_answer_of_a_flow_stops_everything_when_it_is_typed(library: Library, lang: str) -> None:
    labels = {
        flow.text(option.text, lang).plain
        for flow in library
        for step in flow.steps.values()
        if isinstance(step, Question)
        for option in step.options
    }
    assert len(labels) > 300
    assert [one for one in labels if one and weigh(screen(one)).interrupt] == []
