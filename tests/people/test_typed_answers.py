"""What stands on a button is the flow's words: typed, they answer and say nothing about anybody."""

import pytest

from bot.flow.flow import Question
from bot.flow.library import Library
from safety import screen, weigh
from tests.people.kit import Chat, buttons, texts

OFFER = "What you wrote sounds heavy."


def to_the_move(chat: Chat) -> None:
    """To the question of repair-plan that has "Gave in" as an answer."""
    sent = chat.presses("flow:repair-plan")
    while "Gave in" not in buttons(sent):
        sent = chat.taps(sent, next(iter(buttons(sent))))


@pytest.mark.parametrize("typed", ["Gave in", "gave in.", " GAVE IN "])
def test_a_typed_answer_is_a_tap(chat: Chat, typed: str) -> None:
    assert screen(typed)  # or this shows nothing
    to_the_move(chat)
    sent = texts(chat.says(typed))
    assert not any(OFFER in one for one in sent)
    assert "the other person" in sent[-1]
    assert chat.tallies().get(("help", "offered")) is None


def test_it_does_not_add_up(chat: Chat) -> None:
    to_the_move(chat)
    chat.says("Gave in")
    assert not any(what == "rule" for what, _ in chat.tallies())


def test_the_same_words_say_something_where_no_button_has_them(chat: Chat) -> None:
    sent = texts(chat.says("Gave in"))
    assert any(OFFER in one for one in sent)


def test_words_beside_those_of_a_button_are_somebodys_own(chat: Chat) -> None:
    to_the_move(chat)
    sent = texts(chat.says("gave in and cut my arms open"))
    assert not any("the other person do" in one for one in sent)
    assert chat.tallies()["help", "shown"] == 1


@pytest.mark.parametrize(
    "typed", ["done", "Done!", "i'm done", "all done", "finished", "im finished"]
)
def test_who_has_done_an_exercise_may_say_so(typed: str) -> None:
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
