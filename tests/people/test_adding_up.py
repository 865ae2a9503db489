"""Heavy words in several messages bring help as one grave message does."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.people.signs import RECENT_MESSAGES, RECENT_SECONDS, Crisis
from bot.store.sqlite import SqliteStore
from safety import SUM, only_named, screen, statements
from safety.resources import help_lines
from tests.people.kit import SAM, Chat, texts

PLAIN = "One plain question: are you thinking about ending your life?"
HINTS = ("is there even a point", "when they find out i lose everything", "i was born wrong")
AT_HOME = (
    "my parents would throw me out if they knew about me",
    "my pastor says he can pray it out of me",
)
RISK = "i want to kill myself"
QUIET = "the bus was late again"


def helped(chat: Chat) -> int:
    """How often help came unasked, in full or in short."""
    return sum(chat.tallies().get(("help", how), 0) for how in ("shown", "repeated"))


def stops(chat: Chat, *said: str) -> bool:
    """Whether the last of these words stop everything, and none before it."""
    for one in said[:-1]:
        before = helped(chat)
        chat.says(one)
        assert helped(chat) == before, one
    before = helped(chat)
    chat.says(said[-1])
    return helped(chat) > before


def remembered(chat: Chat) -> Crisis:
    with chat.store.transaction() as work:
        person = work.person(SAM)
    assert person is not None
    return Crisis.of(person)


def test_each_of_these_is_one_hint_and_stops_nothing() -> None:
    for text in (*HINTS, *AT_HOME):
        assert len(statements(screen(text))) == 1, text
    assert screen(QUIET) == []


def test_the_third_hint_brings_the_numbers_and_the_question(chat: Chat) -> None:
    assert not stops(chat, *HINTS[:2])
    said = texts(chat.says(HINTS[2]))
    assert "988" in said[0]
    assert said[-1] == PLAIN
    assert chat.tallies()["rule", SUM] == 1
    assert chat.tallies()["help", "shown"] == 1


def test_an_exercise_rests_meanwhile(chat: Chat) -> None:
    chat.presses("flow:protest-pause")
    assert stops(chat, *HINTS)
    assert texts(chat.presses("flow:clear-ask"))[0].startswith("Some exercises stir")


def test_one_sentence_heard_by_two_rules_is_one(chat: Chat) -> None:
    twice = "i hate what i am"
    [statement] = statements(screen(twice))
    assert len(statement) == 2
    assert not stops(chat, twice, HINTS[0])


def test_the_same_hint_again_is_no_third_one(chat: Chat) -> None:
    assert not stops(chat, *[HINTS[0]] * 8)


def test_hints_of_harm_at_home_show_help_for_that(chat: Chat) -> None:
    said = texts(chat.says(AT_HOME[0]) + chat.says(AT_HOME[1]) + chat.says(AT_HOME[0]))
    assert any(text.startswith("If someone may see this phone") for text in said)
    assert any("1-800-799-7233" in text for text in said)


def test_who_worries_about_a_friend_is_not_taken_for_the_friend(chat: Chat) -> None:
    chat.says("my friend tried to kill himself last week")
    assert not stops(chat, *HINTS)
    assert stops(chat, "every night i pray to wake up normal")


def test_beside_such_worry_a_plain_word_of_their_own_stops_at_once(chat: Chat) -> None:
    chat.says("my friend tried to kill himself last week")
    assert stops(chat, RISK)


def test_misread_takes_back_what_had_added_up(chat: Chat) -> None:
    chat.says(HINTS[0])
    chat.says(HINTS[1])
    chat.taps(chat.says(HINTS[2]), "You misread me")
    assert chat.tallies()["misread", SUM] == 1
    assert not stops(chat, HINTS[0])
    assert stops(chat, *HINTS[1:])


def test_misread_of_one_grave_message_leaves_the_hints_before_it(chat: Chat) -> None:
    chat.says(HINTS[0])
    chat.says(HINTS[1])
    chat.taps(chat.says(RISK), "You misread me")
    assert stops(chat, HINTS[2])


def test_words_between_them_push_them_out_of_reach(chat: Chat) -> None:
    assert not stops(chat, *HINTS[:2], *[QUIET] * (RECENT_MESSAGES - 1), HINTS[2])


def test_a_few_words_between_them_do_not(chat: Chat) -> None:
    assert stops(chat, HINTS[0], QUIET, QUIET, HINTS[1], QUIET, HINTS[2])


def test_words_between_help_and_the_country_leave_what_it_was_about(chat: Chat) -> None:
    chat.settled(country="")
    chat.says("my husband beats me and i am scared of him")
    chat.says(QUIET)
    said = texts(chat.says("germany"))
    assert any(help_lines("DE", "en", "abuse", imminent=True) in text for text in said)


def test_presses_are_no_messages(chat: Chat) -> None:
    chat.says(HINTS[0])
    chat.says(HINTS[1])
    for _ in range(RECENT_MESSAGES):
        chat.presses("menu")
    assert stops(chat, HINTS[2])


def test_after_a_day_they_count_no_more(chat: Chat) -> None:
    chat.says(HINTS[0])
    chat.says(HINTS[1])
    chat.now += RECENT_SECONDS
    assert not stops(chat, HINTS[2])


def test_calm_talk_leaves_nothing_behind(chat: Chat) -> None:
    chat.says(QUIET)
    assert remembered(chat) == Crisis()
    chat.says(HINTS[0])
    for _ in range(RECENT_MESSAGES):
        chat.says(QUIET)
    assert remembered(chat).recent == ()


def test_they_count_after_a_restart_and_hold_no_words(chat: Chat, tmp_path: Path) -> None:
    chat.says(HINTS[0])
    chat.says(HINTS[1])
    with chat.store.transaction() as work:
        person = work.person(SAM)
    assert person is not None
    assert not any(word in person.data.decode() for word in ("even a point", "lose everything"))
    chat.store.close()
    chat.store = SqliteStore(tmp_path / "mooring.db")
    assert stops(chat, HINTS[2])


@pytest.mark.parametrize("hints", [2, 3])
def test_what_the_release_before_wrote_still_counts(chat: Chat, hints: int) -> None:
    """It wrote each rule alone, whatever words it heard."""
    old = [[int(chat.now), [[f"en.suicide.old_{one}", "suicide", "concern", []]]]
           for one in range(hints)]  # fmt: skip
    named = [int(chat.now), [["en.suicide.named", "suicide", "concern", []]]]
    with chat.store.transaction() as work:
        person = work.person(SAM)
        assert person is not None
        data = json.loads(person.data) | {"crisis": [0, 0, 0, [], [named, *old], [], 0]}
        work.save_person(replace(person, data=json.dumps(data).encode()))
    assert len(remembered(chat).recent) == hints + 1
    assert stops(chat, HINTS[0])


def test_the_release_before_reads_what_this_one_writes(chat: Chat) -> None:
    """Rows of four, none empty; rules that heard the same words are one name to it."""
    for text in ("i hate what i am", QUIET, "my friend tried to kill himself last week"):
        chat.says(text)
    rows = [row for _, found in remembered(chat).recent for row in found]
    assert {len(row) for row in rows} == {4}
    [(rules, about, tier, marks), quiet, *others] = rows
    assert len(rules.split("+")) == 2
    assert only_named(quiet[0])
    assert quiet[1] == "suicide"
    assert (about, tier, marks) == ("suicide", "concern", ())
    assert {tier for _, _, tier, _ in others} == {"third_party"}
