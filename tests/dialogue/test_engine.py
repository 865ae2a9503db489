"""The engine, feature by feature, on the smallest flow that shows it."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.dialogue import engine
from bot.effects import (
    Ask,
    Breathe,
    CancelTimers,
    Effect,
    Ended,
    Fault,
    Paused,
    Say,
    SetTimer,
    Stale,
    Wait,
)
from bot.flow.library import Library
from bot.model import Context, Event, EventKind, Kept, Session, SessionFormatError
from tests.flowkit import flow_of, library_of


@dataclass
class Chat:
    """A conversation with the engine; keeps the last effects and moves its own clock."""

    library: Library
    flow: str = "sample"
    now: int = 1_000
    person: dict[str, str] = field(default_factory=lambda: {"name": "Sam"})

    def __post_init__(self) -> None:
        self.session: Session
        self.effects: tuple[Effect, ...]
        self.session, self.effects = engine.start(self.library, self.flow, self.context())

    def context(self) -> Context:
        return Context(self.now, "en", self.person, "112")

    def send(self, kind: EventKind, value: str = "", token: int | None = None) -> "Chat":
        came = Event(kind, value, token, self.context())
        self.session, self.effects = engine.advance(self.library, self.session, came)
        return self

    def tap(self, value: str) -> "Chat":
        return self.send("tap", value, self.session.turn)

    def all(self, kind: type[Any]) -> list[Any]:
        return [effect for effect in self.effects if isinstance(effect, kind)]

    @property
    def ask(self) -> Ask:
        return next(one for one in self.effects if isinstance(one, Ask))

    @property
    def said(self) -> list[str]:
        return [one.text for one in self.effects if isinstance(one, Say | Ask | Breathe | Wait)]

    @property
    def step(self) -> str:
        return self.session.frame.step


def chat(text: str, **head: Any) -> Chat:
    return Chat(library_of(flow_of(text, **head)))


URGE = """
vars: {urge: {type: scale, min: 0, max: 10, keep: history}, need: {type: text, max: 40}}
steps:
  s0: {ask: scale, text: "How strong?", save: urge, labels: {0: none, 10: very}, next: s1}
  s1:
    ask: text
    text: "And the need?"
    save: need
    skip: "Rather not"
    remind: [{after: 2h, text: "No hurry."}, {after: 1d, text: "Still here."}]
    next: [{if: "answered.need && urge > 5", go: high}, {go: low}]
  high: {say: "You wrote {need} at {urge}.", end: done}
  low: {say: "Thank you.", end: done}
"""


def test_a_question_shows_its_buttons_hint_and_ways_out() -> None:
    ask = chat(URGE).ask
    assert [button.label for button in ask.buttons] == [str(n) for n in range(11)]
    assert ask.hint == "0 = none · 10 = very"
    assert ask.controls == ("skip", "pause", "stop", "help")
    assert set(ask.labels) == set(ask.controls)
    assert ask.progress == (1, 2)


def test_an_answer_moves_on_and_is_kept() -> None:
    talk = chat(URGE).tap("7").send("text", "to be seen")
    assert talk.said == ["You wrote to be seen at 7."]
    kept = (Kept("sample", "urge", 7, "history"),)
    assert talk.all(Ended) == [Ended("done", kept, "sample")]


def test_a_skipped_answer_makes_its_conditions_untrue() -> None:
    talk = chat(URGE).tap("9").send("skip")
    assert talk.said == ["Thank you."]
    assert "need" not in talk.session.frame.vars


def test_the_flow_names_its_own_skip_button() -> None:
    assert chat(URGE).tap("9").ask.labels["skip"] == "Rather not"


@pytest.mark.parametrize("words", ["eleven", "11", "-1", "7.5", "", "3 or 4"])
def test_a_wrong_answer_is_asked_again_and_changes_nothing(words: str) -> None:
    talk = chat(URGE)
    before = talk.session.frames
    talk.send("text", words)
    assert talk.session.frames == before
    assert talk.ask.buttons
    assert talk.ask.text != "How strong?"
    assert talk.ask.token == talk.session.turn


def test_the_flow_can_say_in_its_own_words_that_an_answer_did_not_work() -> None:
    talk = chat(URGE.replace("save: urge,", 'save: urge, retry: "Just a number.",'))
    assert talk.send("text", "hm").ask.text == "Just a number."


def test_a_text_that_is_too_long_is_refused_with_its_limit() -> None:
    assert "40" in chat(URGE).tap("1").send("text", "x" * 41).ask.text


def test_a_sticker_is_answered_and_the_question_stays() -> None:
    talk = chat(URGE).send("other")
    assert talk.ask.buttons
    assert talk.step == "s0"


def test_back_takes_the_answer_back_too() -> None:
    talk = chat(URGE).tap("7").send("back")
    assert talk.ask.text == "How strong?"
    assert talk.session.frame.vars == {}
    assert "back" not in talk.ask.controls


def test_back_at_the_first_question_says_so_and_asks_again() -> None:
    talk = chat(URGE).send("back")
    assert talk.said[-1] == "How strong?"
    assert len(talk.said) == 2


def test_old_and_double_presses_change_nothing() -> None:
    talk = chat(URGE)
    old = talk.session.turn
    talk.tap("7")
    after = talk.session
    talk.send("tap", "3", old)
    assert talk.session == after
    assert len(talk.all(Stale)) == 1


def test_a_button_that_is_not_on_the_screen_changes_nothing() -> None:
    talk = chat(URGE)
    before = talk.session.frames
    talk.tap("99")
    assert talk.session.frames == before
    assert talk.all(Stale)


def test_reminders_are_set_sent_silently_once_and_cancelled_by_an_answer() -> None:
    talk = chat(URGE).tap("7")
    names = {one.name: one.seconds for one in talk.all(SetTimer)}
    assert names == {"remind-1": 7200, "remind-2": 86400, "expire": 3 * 86400}
    talk.send("timer", "remind-1", talk.session.turn)
    assert talk.all(object) == [Say("No hurry.", silent=True)]
    talk.send("text", "x")
    assert CancelTimers(("remind-1", "remind-2")) in talk.effects


def test_a_reminder_of_an_earlier_question_is_dropped() -> None:
    talk = chat(URGE).tap("7")
    old = talk.session.turn
    talk.send("back")
    talk.send("timer", "remind-1", old)
    assert talk.effects == ()


def test_what_is_not_touched_is_put_away_without_a_word() -> None:
    talk = chat(URGE, expires="2d").tap("4")
    talk.send("timer", "expire", talk.session.turn)
    assert talk.session.outcome == "expired"
    assert talk.said == []
    assert talk.all(Ended)[0].kept[0].value == 4


def test_pause_keeps_the_place_and_resume_shows_it_again() -> None:
    talk = chat(URGE).tap("7").send("pause")
    assert talk.all(Paused)[0].controls == ("resume", "stop", "help")
    assert CancelTimers(("remind-1", "remind-2")) in talk.effects
    talk.send("text", "hello?")
    assert talk.all(Paused)
    assert talk.send("resume").ask.text == "And the need?"


def test_a_button_from_before_the_pause_is_old() -> None:
    talk = chat(URGE)
    old = talk.session.turn
    talk.send("pause").send("tap", "7", old)
    assert talk.all(Stale)
    assert talk.session.status == "paused"


def test_stop_says_goodbye_in_the_words_of_the_flow() -> None:
    talk = chat(URGE, closing="Any time.").tap("7").send("stop")
    assert talk.said == ["Any time."]
    assert talk.session.outcome == "stopped"
    assert talk.all(CancelTimers) == [CancelTimers()]


def test_after_the_end_everything_is_old() -> None:
    talk = chat(URGE).send("stop")
    ended = talk.session
    for kind in ("text", "tap", "skip", "back", "pause", "resume", "stop", "early", "done"):
        talk.send(kind)
        assert talk.session == ended
        assert talk.all(Stale)


CHOICES = """
vars: {mood: {type: choice}, some: {type: multi}, rounds: {type: int, default: 0}}
steps:
  s0:
    set: {rounds: "rounds + 1"}
    ask: choice
    text: "Round {rounds}?"
    save: mood
    options:
      - {id: more, label: "More", go: s0, if: "rounds < 3"}
      - {id: calm, label: "Calm enough", go: s1}
  s1:
    ask: multi
    text: "What helped?"
    save: some
    pick: {min: 1, max: 2}
    options: [{id: a, label: "Air"}, {id: b, label: "Breath"}, {id: c, label: "Company"}]
    next: bye
  bye: {say: "{mood}: {some}.", end: done}
"""


def test_an_option_is_hidden_when_its_condition_does_not_hold() -> None:
    talk = chat(CHOICES).tap("more").tap("more")
    assert [button.id for button in talk.ask.buttons] == ["calm"]
    assert talk.said == ["Round 3?"]


def test_back_out_of_a_loop_takes_the_counting_back() -> None:
    talk = chat(CHOICES).tap("more").tap("more").send("back")
    assert talk.said == ["Round 2?"]
    assert [button.id for button in talk.ask.buttons] == ["more", "calm"]


def test_a_choice_with_ways_of_its_own_has_no_skip() -> None:
    talk = chat(CHOICES)
    assert "skip" not in talk.ask.controls
    talk.send("skip")
    assert talk.step == "s0"
    assert talk.said


def test_several_are_ticked_one_by_one_on_the_same_message() -> None:
    talk = chat(CHOICES).tap("calm").tap("a").tap("b").tap("a")
    assert talk.ask.edit
    assert [button.picked for button in talk.ask.buttons] == [False, True, False]
    talk.send("done", "", talk.session.turn)
    assert talk.said == ["Calm enough: Breath."]


def test_too_many_and_too_few_picks_are_asked_again() -> None:
    talk = chat(CHOICES).tap("calm")
    assert talk.send("done", "", talk.session.turn).step == "s1"
    talk.tap("a").tap("b").tap("c").send("done", "", talk.session.turn)
    assert talk.step == "s1"
    assert [button.picked for button in talk.ask.buttons] == [True, True, True]


def test_several_can_be_typed_at_once() -> None:
    assert chat(CHOICES).send("text", "calm enough").send("text", "Air, 3").said == [
        "Calm enough: Air, Company."
    ]


TIME = """
vars: {at: {type: time}, n: {type: number, min: 0, max: 90}}
steps:
  s0: {pace: {in: 4s, out: 6s, rounds: 3}, text: "With me.", next: s1}
  s1: {wait: 10m, text: "Back in ten.", early: "I'm ready", next: s2}
  s2: {ask: number, text: "Minutes?", save: n, unit: minutes, required: true, next: s3}
  s3: {ask: time, text: "When?", save: at, required: true, next: bye}
  bye: {say: "{n} at {at}.", end: done}
"""


def test_a_pace_is_shown_and_over_when_its_time_is() -> None:
    talk = chat(TIME)
    breathe = talk.all(Breathe)[0]
    assert breathe.parts == (("in", 4), ("out", 6))
    assert SetTimer("step", 30, talk.session.turn) in talk.effects
    assert talk.send("timer", "step", talk.session.turn).step == "s1"


def test_words_during_a_pace_do_not_end_it() -> None:
    talk = chat(TIME).send("text", "is this right?")
    assert talk.step == "s0"
    assert talk.said


def test_a_wait_can_be_left_early() -> None:
    talk = chat(TIME).send("early").send("early")
    assert talk.step == "s2"
    assert CancelTimers(("step",)) in talk.effects


def test_a_wait_names_its_button_and_outlives_the_expiry() -> None:
    talk = chat(TIME, expires="1h").send("early")
    assert talk.all(Wait)[0].labels["early"] == "I'm ready"
    assert SetTimer("expire", 3600 + 600, talk.session.turn) in talk.effects


def test_a_wait_goes_on_while_paused() -> None:
    talk = chat(TIME).send("early").send("pause")
    talk.now += 240
    talk.send("resume")
    assert talk.all(Wait)[0].seconds == 360
    talk.send("pause")
    talk.now += 3600
    assert talk.send("resume").step == "s2"


def test_numbers_and_times_are_shown_as_people_write_them() -> None:
    talk = chat(TIME).send("early").send("early")
    assert "minutes" in talk.ask.hint
    assert talk.send("text", "20").send("text", "7 pm").said == ["20 at 19:00."]


OUTER = """
vars: {x: {type: scale, min: 0, max: 9}}
steps:
  s0: {ask: scale, text: "Before?", save: x, next: s1}
  s1: {call: inner, next: {done: s2, support: s3, stopped: bye}}
  s2: {ask: choice, text: "And now?", options: [{id: a, label: A, go: bye}], next: bye}
  s3: {say: "Let us find a person.", end: support}
  bye: {say: "Goodbye.", end: done}
"""
INNER = """
vars: {y: {type: scale, min: 0, max: 9, keep: history}}
steps:
  s0: {ask: scale, text: "Inside?", save: y, next: [{if: "y > 7", go: bad}, {go: fine}]}
  fine: {end: done}
  bad: {say: "That is a lot.", end: support}
"""


def nested() -> Chat:
    return Chat(library_of(flow_of(OUTER), flow_of(INNER, flow="inner")))


def test_a_call_comes_back_by_its_outcome() -> None:
    assert nested().tap("1").tap("2").ask.text == "And now?"
    assert nested().tap("1").tap("8").said == ["That is a lot.", "Let us find a person."]


def test_answers_of_a_called_flow_are_kept_to_the_end() -> None:
    talk = nested().tap("1").tap("2").tap("a")
    assert talk.all(Ended)[0].kept == (Kept("inner", "y", 2, "history"),)


def test_back_reaches_into_a_called_flow_and_out_of_it() -> None:
    talk = nested().tap("1").tap("2").send("back")
    assert talk.ask.text == "Inside?"
    assert talk.session.kept == ()
    assert talk.send("back").ask.text == "Before?"


def test_stop_inside_a_call_ends_everything_after_a_goodbye() -> None:
    talk = nested().tap("1").send("stop")
    assert talk.said == ["Goodbye."]
    assert talk.session.outcome == "stopped"


def test_stop_never_leads_to_another_question() -> None:
    asking = flow_of(OUTER.replace("stopped: bye", "stopped: s2"))
    talk = Chat(library_of(asking, flow_of(INNER, flow="inner"))).tap("1").send("stop")
    assert not talk.all(Ask)
    assert talk.session.outcome == "stopped"


def test_a_called_flow_that_is_gone_ends_kindly() -> None:
    talk = Chat(library_of(flow_of(OUTER))).tap("1")
    assert talk.all(Fault) == [Fault("lost", "sample/s1")]
    assert talk.said
    assert talk.session.outcome == "fault"


def test_flows_inside_flows_are_capped() -> None:
    endless = flow_of("steps: {s0: {call: sample, next: bye}, bye: {end: done}}")
    assert Chat(library_of(endless)).all(Fault) == [Fault("depth", "sample/s0")]


def test_a_flow_that_never_rests_is_stopped() -> None:
    spinning = flow_of("steps: {s0: {say: A, next: s1}, s1: {say: B, next: s0}}")
    assert Chat(library_of(spinning)).all(Fault)[0].code == "steps"


def test_a_session_that_never_ends_is_stopped() -> None:
    talk = chat(URGE)
    for _ in range(engine.TURNS_MAX + 1):
        talk.send("back")
    assert talk.all(Fault)[0].code == "turns"


def test_a_session_whose_flow_is_gone_ends_kindly() -> None:
    talk = chat(URGE)
    talk.library = library_of()
    talk.tap("7")
    assert talk.all(Fault)[0].code == "lost"
    assert talk.session.outcome == "fault"


def test_a_name_that_is_not_known_leaves_a_good_sentence() -> None:
    text = 'steps: {s0: {say: "Hi {person.name}, and welcome.", end: done}}'
    library = library_of(flow_of(text))
    assert Chat(library, person={}).said == ["Hi, and welcome."]
    assert Chat(library).said == ["Hi Sam, and welcome."]


def test_an_unknown_flow_or_step_is_named() -> None:
    library = library_of(flow_of(URGE))
    with pytest.raises(engine.UnknownFlowError, match="nothing"):
        engine.start(library, "nothing", Context())
    with pytest.raises(engine.UnknownFlowError, match="sample/s9"):
        engine.start(library, "sample", Context(), step="s9")


@pytest.mark.parametrize("text", ["", "[]", "{}", "[2]", "null", "[1, 2]", '[1,"secret words"]'])
def test_a_damaged_session_is_refused_without_its_words(text: str) -> None:
    with pytest.raises(SessionFormatError) as caught:
        Session.from_json(text)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None
