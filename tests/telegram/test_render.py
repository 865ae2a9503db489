"""What a conversation shows, as messages that Telegram takes."""

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.talk import Close, Menu
from bot.effects import Ask, Breathe, Button, Ended, Say, Stale, Wait
from bot.telegram import render
from bot.telegram.render import Screen

ASK = Ask("How is it?", "choice", 3, (Button("a", "A"),), ("stop",), {"stop": "Stop"})


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(st.text(max_size=9000))
def test_no_text_is_too_long_or_empty(text: str) -> None:
    jobs = list(render.jobs([Say(text), ASK._replace(text=text)], Screen(1), {}))
    sent = [job for job in jobs if job["do"] == "send"]
    assert all(0 < units(job["text"]) <= 4096 for job in sent)
    assert [bool(job["rows"]) for job in sent] == [False] * (len(sent) - 1) + [True]
    assert all(character in text or character == "…" for job in sent for character in job["text"])


@given(st.text(alphabet="ab 🙂\n", min_size=4000, max_size=9000))
def test_nothing_is_lost_where_a_text_is_cut(text: str) -> None:
    sent = [job["text"] for job in render.jobs([Say(text)], Screen(1), {})]
    assert "".join("".join(sent).split()) == "".join(text.split())


def test_a_long_text_of_a_breath_goes_ahead_of_it() -> None:
    breathe = Breathe("long " * 300, (("in", 4), ("out", 6)), 2, 1)
    jobs = list(render.jobs([breathe], Screen(1), {"in": "in", "out": "out"}))
    assert [job["do"] for job in jobs] == ["strip", "send", "breath"]
    assert jobs[-1]["text"] == "in 4, out 6 × 2"


def test_a_wait_without_words_still_has_its_buttons() -> None:
    jobs = list(render.jobs([Wait("", 60, 1, ("early",), {"early": "Go on"})], Screen(1), {}))
    assert jobs[-1]["text"]
    assert jobs[-1]["rows"] == [[["Go on", "1:1:early"]]]


def test_the_buttons_of_the_last_question_go_first_and_only_once() -> None:
    jobs = list(render.jobs([Say("well"), ASK], Screen(1, 55), {}))
    assert [job["do"] for job in jobs] == ["strip", "send", "send"]
    assert jobs[0]["message"] == 55
    assert [job["do"] for job in render.jobs([Say("bye"), Ended("done")], Screen(1), {})] == [
        "strip", "send",
    ]  # fmt: skip


def test_ticking_changes_the_message_in_place() -> None:
    [job] = render.jobs([ASK._replace(edit=True)], Screen(1, 55), {})
    assert (job["do"], job["message"]) == ("buttons", 55)


def test_a_menu_is_no_question() -> None:
    [job] = render.jobs([Menu("Choose", (Button("flow:x", "X"),))], Screen(1), {})
    assert job["question"] is False
    assert job["rows"] == [[["X", "flow:x"]]]


def test_what_came_too_late_is_said_in_passing() -> None:
    assert list(render.jobs([Stale("too late")], Screen(1, 9), {})) == []
    assert render.toast([Stale("too late")]) == "too late"


def test_a_rhythm_comes_in_words_for_those_who_want_it() -> None:
    breathe = Breathe("Breathe", (("in", 4), ("out", 6)), 3, 1, ("early",), {"early": "Go on"})
    [_, job] = render.jobs([breathe], Screen(1, text_only=True), {"in": "in", "out": "out"})
    assert (job["do"], job["text"]) == ("send", "Breathe\n\nin 4, out 6 × 3")
    assert job["rows"] == [[["Go on", "1:1:early"]]]


def test_a_screen_takes_the_place_of_the_message_that_was_pressed() -> None:
    menu = Menu("Choose", (Button("set", "Set"),), screen=True)
    assert [job["do"] for job in render.jobs([menu], Screen(1, 0, 55), {})] == ["edit"]
    assert [job["do"] for job in render.jobs([menu], Screen(1), {})] == ["send"]


def test_closing_takes_the_buttons_off() -> None:
    [job] = render.jobs([Close()], Screen(1, 0, 55), {})
    assert job == {"do": "buttons", "message": 55, "rows": []}
