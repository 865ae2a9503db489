"""Transcript tests: what passes, what fails and at which line, what counts as tried."""

from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.dialogue.alike import alike
from bot.dialogue.rehearse import Failure, Rehearsal
from bot.flow.transcript import Conversation
from tests.flowkit import CALLEE, compiled, flow_of, library_of

STEPS = """
vars:
  urge: {type: scale, min: 0, max: 5}
  need: {type: text}
  some: {type: multi}
  count: {type: int, default: 0}
steps:
  s0:
    ask: choice
    text: "How is it now?"
    options:
      - {id: good, label: "All right", go: more}
      - {id: bad, label: "Hard going"}
      - {id: secret, label: "Unseen", if: "count > 0"}
    next: rate
    remind: [{after: 1h, text: "No hurry."}, {after: 3h, text: "Still here."}]
  rate:
    ask: scale
    text: "How strong?"
    save: urge
    skip: {label: "No number", go: wait}
    next:
      - {if: "urge > 2", go: more}
      - {go: wait}
  more:
    ask: multi
    text: "Which of these?"
    save: some
    options: [{id: a, label: "One, two"}, {id: b, label: "Three"}]
    next: words
  words: {ask: text, text: "What is it like, {person.name}?", save: need, next: wait}
  wait: {wait: 10m, text: "Ten minutes.", next: again}
  again: {wait: 5m, text: "Five more.", next: bye}
  bye: {say: ["That was all.", "Bye for now."], end: done}
"""
ALL = 13


def rehearsal() -> Rehearsal:
    return Rehearsal(library_of(flow_of(STEPS), compiled(CALLEE)))


def play(talk: str, on: Rehearsal | None = None, **head: Any) -> Failure | None:
    lines = yaml.safe_load(talk)
    test = Conversation.model_validate({"name": "A test", "talk": lines, **head})
    return (on or rehearsal()).play("sample", test)


FIRST = """
- bot: "How is it now?"
- tap: bad
- bot: "How strong?"
- tap: "3"
- bot: "Which of these?"
- tap: [a, three]
- vars: {urge: 3, some: [a, b]}
- bot: "What is it like, Ada?"
- me: "A knot"
- at: wait
- vars: {need: "A knot"}
- do: early
- bot: "Five more."
- pass: 5m
- bot: "That was all."
- bot: "Bye for now."
"""


def test_a_conversation_that_goes_as_written_passes() -> None:
    assert play(FIRST, ends="done", person={"name": "Ada"}) is None


@pytest.mark.parametrize(
    ("line", "wrong", "number", "says"),
    [
        ('bot: "How strong?"', 'bot: "How weak?"', 2, "said:     How strong?"),
        ("tap: bad", "tap: good one", 1, 'no button "good one"; there are: All right, Hard going'),
        ('tap: "3"', 'tap: "9"', 3, 'there is no button "9"'),
        ("tap: [a, three]", "tap: [a, c]", 5, 'there is no button "c"'),
        ("vars: {urge: 3,", "vars: {urge: 4,", 6, "urge is 3"),
        ("at: wait", "at: bye", 9, 'we stand at "wait", not at "bye"'),
        ('vars: {need: "A knot"}', "vars: {needs: x}", 10, "needs is not answered"),
        ('- bot: "Bye for now."', '- bot: "Bye for now."\n- bot: "x"', 16, "said:     nothing"),
        ("pass: 5m", "pass: 4m", 14, "said:     nothing"),
    ],
)
def test_a_failure_names_its_line_and_what_happened(
    line: str, wrong: str, number: int, says: str
) -> None:
    assert line in FIRST
    failure = play(FIRST.replace(line, wrong), ends="done", person={"name": "Ada"})
    assert failure is not None
    assert failure.line == number
    assert says in failure.message


def test_how_it_ends_is_part_of_the_test() -> None:
    begun = '- bot: "How is it now?"'
    assert play(begun) is None
    failure = play(begun, ends="done")
    assert failure == Failure(0, 'it should end with "done"; it stands at "s0"')
    stopped = play("- do: stop\n- bot: …", ends="done")
    assert stopped == Failure(1, 'it should end with "done"; it ended with "stopped"')
    assert play("- do: stop", ends="stopped") is None
    assert play("- do: stop") == Failure(0, 'it should not have ended; it ended with "stopped"')


def test_time_that_passes_fires_what_was_due_in_its_order_and_what_that_sets_in_turn() -> None:
    reminded = '- pass: 4h\n- bot: "No hurry."\n- bot: "Still here."'
    assert play(reminded) is None
    assert play('- pass: 4h\n- bot: "Still here."\n- bot: "No hurry."') is not None
    assert play('- pass: 59m\n- bot: "No hurry."') is not None
    assert play('- pass: 60m\n- bot: "No hurry."') is None
    both = '- bot: "Ten minutes."\n- pass: 15m\n- bot: "Five more."\n- bot: "That was all."'
    assert play(both, start="wait", ends="done") is None
    assert play("- pass: 14m\n- at: again", start="wait") is None
    assert play("- pass: 7m\n- pass: 7m\n- at: again", start="wait") is None
    assert play("- pass: 3d", ends="expired") is None


def test_an_answer_stops_the_reminders_of_its_question() -> None:
    talk = '- tap: bad\n- pass: 4h\n- bot: "No hurry."'
    assert play(talk) == Failure(2, "expected: No hurry.\n      said:     nothing")


def test_risk_pauses_and_its_words_never_reach_the_flow() -> None:
    talk = """
    - risk: "It is too much"
    - bot: "Paused. …"
    - at: words
    - do: resume
    - bot: "What is it like, Sam?"
    - me: "A knot"
    - vars: {need: "A knot"}
    """
    assert play(talk, start="words") is None


def test_a_test_can_begin_in_the_middle_with_answers() -> None:
    assert play("- vars: {need: tea}\n- at: wait", start="wait", vars={"need": "tea"}) is None
    assert play("- tap: secret\n- bot: How strong?", vars={"count": 1}) is None
    lost = play("- at: nowhere", start="nowhere")
    assert lost == Failure(0, "there is no sample/nowhere")


def test_messages_in_between_need_not_be_listed_and_their_order_counts() -> None:
    ended = "- do: early\n"
    assert play(ended + '- bot: "Bye for now."', start="again", ends="done") is None
    swapped = ended + '- bot: "Bye for now."\n- bot: "That was all."'
    assert play(swapped, start="again", ends="done") is not None


def test_what_can_be_tried_is_every_option_rule_and_way() -> None:
    coverage = rehearsal().coverage["sample"]
    assert coverage.all_taken == coverage.missing
    assert set(coverage.all_taken) == {
        "s0: option good",
        "s0: option bad",
        "s0: option secret",
        "s0: rule 1 -> rate",
        "rate: rule 1 -> more (if urge > 2)",
        "rate: rule 2 -> wait",
        "rate: skip -> wait",
        "more: option a",
        "more: option b",
        "more: rule 1 -> words",
        "words: rule 1 -> wait",
        "wait: rule 1 -> again",
        "again: rule 1 -> bye",
    }
    assert len(coverage.all_taken) == ALL
    assert coverage.unseen == ["again", "bye", "more", "rate", "s0", "wait", "words"]


def test_what_was_tried_is_counted_over_all_tests_of_a_flow() -> None:
    on = rehearsal()
    assert play(FIRST, on, ends="done", person={"name": "Ada"}) is None
    coverage = on.coverage["sample"]
    assert coverage.missing == [
        "s0: option good",
        "s0: option secret",
        "rate: rule 2 -> wait",
        "rate: skip -> wait",
    ]
    play("- tap: good", on)
    play("- do: skip", on, start="rate")
    play('- tap: "1"', on, start="rate")
    play("- tap: unseen", on, vars={"count": 1})
    assert coverage.missing == []
    assert coverage.unseen == []


@pytest.mark.parametrize("typed", ["bad", "BAD", "Hard going", "hard going", "2"])
def test_an_option_counts_however_it_is_chosen(typed: str) -> None:
    on = rehearsal()
    assert play(f'- me: "{typed}"\n- bot: "How strong?"', on) is None
    assert "s0: option bad" not in on.coverage["sample"].missing


def test_an_answer_that_was_refused_tries_nothing() -> None:
    on = rehearsal()
    play('- me: "something else"\n- me: "good, bad"', on)
    assert len(on.coverage["sample"].missing) == ALL


def test_options_of_several_count_when_typed_too() -> None:
    on = rehearsal()
    assert play('- me: "a, Three"\n- vars: {some: [a, b]}', on, start="more") is None
    missing = on.coverage["sample"].missing
    assert "more: option a" not in missing
    assert "more: option b" not in missing


def test_a_way_that_only_the_test_of_another_flow_took_is_not_tried() -> None:
    """Each flow is tried by its own tests, as the guide says, also when all are run at once."""
    caller = flow_of('steps: {s0: {call: callee, next: bye}, bye: {say: "Bye.", end: done}}')
    on = Rehearsal(library_of(caller, compiled(CALLEE)))
    test = Conversation.model_validate({"name": "Call", "talk": [{"tap": "2"}], "ends": "done"})
    assert on.play("sample", test) is None
    assert on.coverage["sample"].missing == []
    assert on.coverage["callee"].missing == ["s0: rule 1 -> bye"]
    assert on.play("callee", test) is None
    assert on.coverage["callee"].missing == []


@pytest.mark.parametrize(
    ("expected", "said", "same"),
    [
        ("Hello there.", "Hello there.", True),
        ("Hello there.", "Hello  there.\n", True),
        ("Hello there.", "Hello there", False),
        ("Hello …", "Hello there.", True),
        ("… there.", "Hello there.", True),
        ("… lo th …", "Hello there.", True),
        ("…lo th…", "Hello there.", True),
        ("…", "anything", True),
        ("Hello … you", "Hello there you", False),
        ("there …", "Hello there.", False),
        ("… Hello", "Hello there.", False),
        ("hello …", "Hello there.", False),
        ("Line one\nline two", "Line one line two", True),
        ("Wait …", "Wait …", True),
    ],
)
def test_an_ellipsis_stands_for_the_rest(expected: str, said: str, same: bool) -> None:  # noqa: FBT001
    assert alike(expected, said) is same


@settings(deadline=None)
@given(st.text(), st.integers(0, 50), st.integers(0, 50))
@example("…", 0, 0)
@example("a … b", 2, 3)
def test_any_part_of_a_message_with_ellipses_is_that_message(
    said: str, first: int, last: int
) -> None:
    words = " ".join(said.split())
    assert alike(said, said)
    assert alike(f"{words[:last]}…", said)
    assert alike(f"…{words[first:]}", said)
    assert alike(f"…{words[first:last]}…", said)


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="…")), st.text())
def test_without_an_ellipsis_only_the_same_words_are_alike(expected: str, said: str) -> None:
    assert alike(expected, said) == (expected.split() == said.split())
