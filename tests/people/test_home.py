"""Home: what hurts leads to what may help, in the person's own pace, and back again."""

import pytest

from bot.dialogue import menu
from bot.dialogue.talk import Talk
from bot.flow.library import Library
from bot.flow.phrases import NEEDS, PACES
from bot.model import Context
from tests.people.kit import Chat, buttons, texts


def flows_on(sent: list[dict[str, object]]) -> list[str]:
    """The flows that the buttons begin, in their order."""
    return [one.removeprefix("flow:") for one in buttons(sent).values() if one.startswith("flow:")]


def test_home_shows_what_hurts_and_the_ways_to_all_else(chat: Chat) -> None:
    shown = buttons(chat.says("/menu"))
    assert list(shown)[:5] == [
        "I want to text them again", "I need space", "I feel numb, or too much",
        "I just want to understand", "A short check-in",
    ]  # fmt: skip
    assert shown["A short check-in"] == "flow:daily-checkin"
    assert {"menu:all", "set", "help"} < set(shown.values())
    assert len(shown) <= 10


@pytest.mark.parametrize("need", [need for need in NEEDS if need != "check"])
@pytest.mark.parametrize("pace", ["", *PACES])
def test_a_need_leads_to_two_or_three_exercises_of_ones_pace_first(
    chat: Chat, library: Library, need: str, pace: str
) -> None:
    chat.settled(pace=pace)
    shown = flows_on(chat.presses(f"menu:{need}"))
    assert 2 <= len(shown) <= menu.FITTING_MAX
    listed = library.needs.flows[need]
    pack = library.needs.paces.get(pace)
    own = [one for one in listed if (flow := library.current(one)) and flow.file.pack == pack]
    rest = [one for one in listed if one not in own]
    assert shown == [*own, *rest][: menu.FITTING_MAX]


@pytest.mark.parametrize("need", ["text", "space", "numb"])
def test_after_words_of_risk_a_need_offers_only_what_steadies(library: Library, need: str) -> None:
    flows = menu.fitting(library, need, Context(calm=True))
    assert flows
    assert all(flow.file.steady for flow in flows)


def test_the_pace_is_chosen_and_reaches_conditions(chat: Chat, library: Library) -> None:
    chat.presses("set:pace:slow")
    assert chat.profile.pace == "slow"
    assert "Pace: Slow and low-key" in buttons(chat.says("/settings"))
    chat.presses("set:pace:none")
    assert chat.profile.pace == ""
    chat.presses("set:pace:anxious")
    assert chat.profile.pace == ""


def test_after_an_exercise_there_is_a_quiet_row_and_the_words_stay(chat: Chat) -> None:
    chat.presses("flow:slow-exhale")
    end = chat.says("/stop")
    assert buttons(end) == {"Home": "home", "Help": "help"}
    assert len([job for job in end if job["do"] == "send"]) == 1
    home = chat.taps(end, "Home")
    assert [job["do"] for job in home] == ["toast", "buttons", "send"]
    assert texts(home) == ["What would you like to do?"]


def test_an_exercise_that_was_put_away_says_nothing(chat: Chat) -> None:
    chat.presses("flow:slow-exhale")
    assert not texts(chat.passes(30 * 86400))


def test_continue_is_a_command_too(chat: Chat) -> None:
    asked = texts(chat.presses("flow:one-word-weather"))[-1]
    chat.says("/pause")
    assert buttons(chat.says("/menu"))["Go on where I was"] == "continue"
    assert texts(chat.says("/continue"))[-1] == asked
    chat.says("/stop")
    assert texts(chat.says("/continue")) == ["What would you like to do?"]


def test_a_home_without_needs_shows_packs(library: Library) -> None:
    bare = Library(library.phrases, library)
    shown = menu.home(bare, Talk(), "menu", Context())
    assert shown.buttons[0].id == "menu:start"


def test_quiet_hours_can_be_any_two_hours(chat: Chat) -> None:
    chat.says("/settings")
    begins = chat.presses("set:quiet:other")
    until = chat.taps(begins, "1:00")
    assert "1:00" not in buttons(until)
    chat.taps(until, "9:00")
    assert chat.profile.quiet == (1, 9)


@pytest.mark.parametrize("data", ["set:quiet:24-1", "set:quiet:1-99", "set:quiet:-", "set:quiet:x"])
def test_hours_that_no_clock_shows_change_nothing(chat: Chat, data: str) -> None:
    chat.presses(data)
    assert chat.profile.quiet == (22, 8)


def test_nothing_can_be_forwarded_once_one_wants_it_so(chat: Chat) -> None:
    assert not any("protect" in job for job in chat.says("/menu"))
    chat.presses("set:protect:turn")
    sent = [*chat.says("/menu"), *chat.presses("flow:slow-exhale"), *chat.says("3")]
    assert {job["do"] for job in sent if job.get("protect")} >= {"send"}
    assert all(job.get("protect") for job in sent if job["do"] in {"send", "breath", "picture"})
