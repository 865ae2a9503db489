"""The first minute: nothing begins before a yes, nobody loses what they came for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.delivery.turn import Turn
from bot.flow.library import Library
from bot.flow.serving import WELCOME
from tests.people.kit import SAM, Chat, Job, buttons, texts

ADULT, AGREED = "I am 18 or older", "I understand, go on"
RISK = "i want to kill myself tonight"
HELP = "988"


@pytest.fixture
def newcomer(library: Library, tmp_path: Path) -> Iterator[Chat]:
    chat = Chat(Turn(lambda: library), tmp_path / "new.db", newcomer=True)
    yield chat
    chat.store.close()


def runs(chat: Chat) -> list[str]:
    """The flows that were begun, the first one first."""
    with chat.store.transaction() as work:
        return [run.flow for run in sorted(work.runs(SAM), key=lambda run: int(run.session))]


def answers(chat: Chat) -> int:
    with chat.store.transaction() as work:
        return len(work.answers(SAM))


def welcomed(chat: Chat, sent: list[Job], *taps: str) -> list[Job]:
    """Tap one after the other."""
    for label in taps:
        sent = chat.taps(sent, label)
    return sent


def test_the_first_exercise_is_five_taps_from_start(newcomer: Chat) -> None:
    sent = newcomer.says("/start")
    ways = [ADULT, AGREED, "I want to text them again", "Straight to an exercise"]
    sent = welcomed(newcomer, sent, *ways)
    begins = [label for label, data in buttons(sent).items() if data.startswith("flow:")]
    newcomer.taps(sent, begins[0])
    assert len([*ways, begins[0]]) <= 5
    assert runs(newcomer) == [WELCOME, "protest-pause"]


def test_what_is_said_first(newcomer: Chat) -> None:
    said = " ".join(texts(newcomer.says("/start")))
    for words in ("This is a program", "nobody reads along", "no emergency service", "18 or older"):
        assert words in said
    assert "Help" in buttons(newcomer.says("/start"))


def test_all_of_it_is_settled_as_it_is_answered(newcomer: Chat) -> None:
    sent = welcomed(newcomer, newcomer.says("/start"), ADULT, AGREED, "I need space")
    assert buttons(sent).keys() >= {"United States", "United Kingdom", "I would rather not say"}
    sent = newcomer.says("the united states")
    assert any("Denver" in label for label in buttons(sent))
    sent = welcomed(newcomer, newcomer.says("Denver"), "Slow and low-key")
    profile = newcomer.profile
    assert (profile.country, profile.zone) == ("US", "America/Denver")
    assert (profile.pace, profile.goal, profile.adult) == ("slow", "space", "yes")
    assert profile.agreed == int(newcomer.now)
    assert texts(sent)[-1].startswith("Wanting distance is allowed")
    assert answers(newcomer) == 0


def test_a_country_with_one_time_settles_that_too(newcomer: Chat) -> None:
    welcomed(newcomer, newcomer.says("/start"), ADULT, AGREED, "Just looking around")
    assert texts(newcomer.says("Germany"))[-1].startswith("What pace")
    assert newcomer.profile.zone == "Europe/Berlin"


def test_whoever_only_looks_comes_home_and_is_not_asked_again(newcomer: Chat) -> None:
    sent = welcomed(newcomer, newcomer.says("/start"), ADULT, AGREED, "Just looking around")
    sent = welcomed(newcomer, sent, "I would rather not say", "No special pace")
    assert texts(sent)[-1] == "What would you like to do?"
    assert texts(newcomer.says("/start"))[0].startswith("Here are short exercises about")
    assert runs(newcomer) == [WELCOME]


def test_a_check_in_begins_by_itself(newcomer: Chat) -> None:
    ways = (ADULT, AGREED, "A short check-in", "Straight to an exercise")
    welcomed(newcomer, newcomer.says("/start"), *ways)
    assert runs(newcomer) == [WELCOME, "daily-checkin"]


@pytest.mark.parametrize("came", ["/start flow_slow_exhale", "press"])
def test_what_they_came_for_is_done_after_the_yes(newcomer: Chat, came: str) -> None:
    sent = newcomer.presses("flow:slow-exhale") if came == "press" else newcomer.says(came)
    assert runs(newcomer) == [WELCOME]
    ways = (ADULT, AGREED, "Just looking around", "Straight to an exercise")
    welcomed(newcomer, sent, *ways)
    assert runs(newcomer) == [WELCOME, "slow-exhale"]
    assert newcomer.profile.came_for == ""


def test_a_link_that_means_nothing_leads_home(newcomer: Chat) -> None:
    sent = newcomer.says("/start nothing_Known-1")
    sent = welcomed(newcomer, sent, ADULT, AGREED, "Just looking around", "Straight to an exercise")
    assert "help" in buttons(sent).values()


@pytest.mark.parametrize("payload", ["flow_x y", "a" * 65, "é", "../x", "flow:x"])
def test_what_no_link_can_carry_is_not_kept(newcomer: Chat, payload: str) -> None:
    newcomer.says(f"/start {payload}")
    assert newcomer.profile.came_for == ""


@pytest.mark.parametrize(
    "what",
    ["hello", "/menu", "/homework", "/progress", "/saved", "/nonsense", "menu:anxious", "home",
     "menu", "flow:edu-patterns", "continue", "hw", "progress", "saved"],
)  # fmt: skip
def test_nothing_else_begins_before_the_yes(newcomer: Chat, what: str) -> None:
    press = not what.startswith("/") and what != "hello"
    sent = newcomer.presses(what) if press else newcomer.says(what)
    assert texts(sent)[-1].startswith("It is made for adults")
    assert runs(newcomer) == [WELCOME]


@pytest.mark.parametrize("step", range(5))
def test_in_every_step_help_privacy_settings_and_stop_work(newcomer: Chat, step: int) -> None:
    newcomer.settled(country="US")
    sent = newcomer.says("/start")
    sent = welcomed(newcomer, sent, *(ADULT, AGREED, "I need space", "Quick relief")[:step])
    assert "Help" in buttons(sent)
    assert HELP in texts(newcomer.says("/help"))[-1]
    assert HELP in texts(newcomer.says("HELP"))[0]
    assert texts(newcomer.says("/privacy"))
    assert any(data.startswith("set:lang") for data in buttons(newcomer.says("/settings")).values())
    assert HELP in texts(newcomer.says(RISK))[0]
    assert any("top" in one for one in texts(newcomer.says("stop")))
    assert newcomer.due("expire") is None


def test_after_words_of_risk_the_same_question_comes_back(newcomer: Chat) -> None:
    asked = texts(welcomed(newcomer, newcomer.says("/start"), ADULT))[-1]
    sent = newcomer.says("i feel like killing myself, this hurts")
    assert "988" in texts(sent)[0] or "findahelpline" in texts(sent)[0]
    label = next(label for label in buttons(sent) if "isread" in label or "not what" in label)
    assert texts(newcomer.taps(sent, label))[-1] == asked


def test_what_steadies_is_open_to_everybody_after_words_of_risk(newcomer: Chat) -> None:
    newcomer.says(RISK)
    newcomer.presses("flow:ground-54321")
    assert runs(newcomer)[-1] == "ground-54321"
    newcomer.presses("flow:edu-patterns")
    assert "edu-patterns" not in runs(newcomer)


@pytest.mark.parametrize("flow", ["dv-safety", "for-someone", "help-now"])
def test_help_begins_without_a_yes(newcomer: Chat, flow: str) -> None:
    newcomer.presses(f"flow:{flow}")
    assert runs(newcomer) == [flow]


def test_not_now_is_a_good_answer_and_the_way_back_is_there(newcomer: Chat) -> None:
    sent = welcomed(newcomer, newcomer.says("/start"), ADULT, "Not now")
    assert not newcomer.profile.welcome
    assert buttons(sent) == {"Begin": "do:start", "Help": "help"}
    assert texts(newcomer.taps(sent, "Begin"))[-1].startswith("It is made for adults")
    assert not texts(newcomer.passes(29 * 86400))


def test_somebody_under_18_finds_people_for_them_and_no_exercise(newcomer: Chat) -> None:
    welcomed(newcomer, newcomer.says("/start"), "I am under 18")
    sent = newcomer.says("united kingdom")
    assert any("Childline" in one for one in texts(sent))
    sent = newcomer.taps(sent, "That is right")
    assert buttons(sent) == {"Help": "help"}
    assert newcomer.profile.adult == "no"
    for words in ("hello", "/start", "/menu", "/start flow_slow_exhale"):
        sent = newcomer.says(words)
        assert any("Childline" in one for one in texts(sent))
        assert buttons(newcomer.taps(sent, "That is right")) == {"Help": "help"}
    assert set(runs(newcomer)) == {WELCOME}


def test_a_mistaken_age_can_be_put_right(newcomer: Chat) -> None:
    sent = welcomed(newcomer, newcomer.says("/start"), "I am under 18", "I would rather not say")
    sent = welcomed(newcomer, sent, "I am 18 or older", ADULT, AGREED)
    assert newcomer.profile.welcome


def test_stop_in_the_middle_forgets_nothing_that_was_said_before(newcomer: Chat) -> None:
    sent = welcomed(newcomer, newcomer.says("/start"), ADULT)
    end = newcomer.taps(sent, "Stop")
    assert texts(end)[-1].startswith("That is fine. Help stays")
    assert "do:start" in buttons(end).values()
    assert not newcomer.profile.welcome


def test_another_command_in_the_middle_shows_the_question_again(newcomer: Chat) -> None:
    asked = texts(welcomed(newcomer, newcomer.says("/start"), ADULT))[-1]
    assert texts(newcomer.says("/menu"))[-1] == asked
    assert texts(newcomer.says("/start flow_slow_exhale"))[-1] == asked
    newcomer.says("/pause")
    assert texts(newcomer.says("/continue"))[-1] == asked
    assert newcomer.profile.came_for == "flow_slow_exhale"


def test_an_app_in_a_language_without_words_is_asked_for_one(newcomer: Chat) -> None:
    newcomer.lang = "fi"
    sent = newcomer.says("/start")
    assert buttons(sent).keys() >= {"English", "Español"}
    sent = newcomer.taps(sent, "Español")
    assert texts(sent)[0].startswith("Aquí hay ejercicios breves")
    assert newcomer.profile.lang == "es"
    assert texts(newcomer.taps(sent, "Tengo 18 o más"))[-1].startswith("Tus respuestas")


def test_somebody_from_before_finishes_what_is_open_and_is_asked_then(
    newcomer: Chat, library: Library
) -> None:
    newcomer.settled(adult="yes", agreed=1)
    sent = newcomer.presses("flow:one-word-weather")
    newcomer.settled(adult="", agreed=0)  # a row from before there was a welcome
    sent = newcomer.taps(sent, next(iter(buttons(sent))))
    assert WELCOME not in runs(newcomer)
    newcomer.says("/stop")
    assert texts(newcomer.says("/menu"))[-1].startswith("It is made for adults")


def test_without_the_flow_nobody_is_held_up(library: Library, tmp_path: Path) -> None:
    bare = Library(library.phrases, (flow for flow in library if flow.id != WELCOME))
    chat = Chat(Turn(lambda: bare), tmp_path / "bare.db", newcomer=True)
    chat.says("/start flow_slow_exhale")
    begun = runs(chat)
    chat.store.close()
    assert begun == ["slow-exhale"]
