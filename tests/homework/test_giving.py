"""Giving exercises: at most five taps, no typing; changed, paused and ended; refused kindly."""

import json
from datetime import date

import pytest

from bot.flow.library import Library
from bot.homework import rules, shelf
from bot.homework.rhythm import Rhythm
from tests.homework.practice import One, Practice, said
from tests.people.kit import Job, buttons


@pytest.fixture
def link(practice: Practice, ada: One, sam: One) -> str:
    return practice.linked(ada, sam)


def rhythm(one: One, flow: str) -> Rhythm:
    return Rhythm.from_json(one.assignments(flow)[-1].rhythm)


def tap(one: One, sent: list[Job], *labels: str) -> int:
    one.taps(sent, *labels)
    return len(labels)


def test_five_taps_from_the_client_to_sent(ada: One, sam: One, link: str) -> None:
    taps = tap(ada, ada.says("/assign"), "Sam", "The alarm is loud", "Slow exhale", "Once", "Send")
    assert taps == 5
    assert rhythm(sam, "slow-exhale").kind == "once"
    begin = ada.says("/assign")
    assert tap(ada, begin, "Sam", "Slow exhale", "Every 2 days", "21:00", "Send") == 5
    assert rhythm(sam, "slow-exhale")[:2] == ("days", (21, 0))
    page = ada.presses(f"cl:c:{link}")
    assert tap(ada, page, "Give an exercise", "Slow exhale", "Once a week", "8:00", "Send") == 5


def test_the_last_screen_says_all_of_it_before_it_is_sent(ada: One, link: str) -> None:
    key = f"{link}.{shelf.key_of('slow-exhale')}"
    shown = ada.taps(ada.presses(f"as:o:{key}"), "Monday to Friday", "8:00")
    assert "Slow exhale, for Sam.\nOn Mon, Tue, Wed, Thu, Fri at 8:00" in said(shown)
    assert "they can say no" in said(shown)
    assert {"Send", "✓ 8:00", "18:00"} <= {*buttons(shown)}


def test_days_of_the_week_are_ticked(ada: One, sam: One, link: str) -> None:
    key = f"{link}.{shelf.key_of('slow-exhale')}"
    days = ada.taps(ada.presses(f"as:o:{key}"), "Some days", "Wed", "Mon", "Fri", "✓ Fri")
    ada.taps(days, "Done", "Send")
    assert rhythm(sam, "slow-exhale").weekdays == (0, 2)


def test_something_can_follow_something_else(ada: One, sam: One, link: str) -> None:
    ada.gives(link, "slow-exhale")
    key = f"{link}.{shelf.key_of('daily-checkin')}"
    after = ada.taps(ada.presses(f"as:o:{key}"), "After another", "Slow exhale", "2 hours later")
    assert "Slow exhale" in said(after)
    ada.taps(after, "Send")
    found = rhythm(sam, "daily-checkin")
    assert (found.kind, found.after, found.delay) == ("after", "slow-exhale", 7200)


def test_there_is_always_something_it_could_follow(ada: One, link: str) -> None:
    ada.gives(link, "slow-exhale")
    offered = buttons(ada.presses(f"as:aft:{link}.{shelf.key_of('slow-exhale')}"))
    assert sum(data.startswith("as:aft:") for data in offered.values()) > 3


def test_once_can_begin_on_a_later_day(ada: One, sam: One, link: str) -> None:
    key = f"{link}.{shelf.key_of('slow-exhale')}"
    ada.taps(ada.presses(f"as:o:{key}"), "Once", "In 3 days", "Send")
    assert rhythm(sam, "slow-exhale").begin == "2026-01-04"


def test_a_programme_keeps_its_own_days(ada: One, sam: One, link: str) -> None:
    begin = ada.says("/assign")
    assert tap(ada, begin, "Sam", "Programmes", "A first week", "12:00", "Send") == 5
    [one] = sam.assignments("first-week")
    assert (one.kind, len(Rhythm.from_json(one.rhythm).gaps)) == ("programme", 7)


def test_what_goes_slowly_keeps_its_pace(ada: One, sam: One, link: str) -> None:
    key = f"{link}.{shelf.key_of('tiny-share')}"
    shown = ada.presses(f"as:o:{key}")
    assert "at least 3 days" in said(shown)
    assert "Every day" not in buttons(shown)
    ada.presses(f"as:s:{key}:d1:18")
    assert rhythm(sam, "tiny-share").every == 3


def test_an_exercise_is_found_by_its_name(ada: One, sam: One, link: str) -> None:
    ada.taps(ada.says("/assign"), "Sam", "Search")
    found = ada.says("EXHALE")
    ada.taps(found, "Slow exhale", "Once", "Send")
    assert len(sam.assignments("slow-exhale")) == 1
    ada.taps(ada.says("/assign"), "Search")
    assert "Sam" in next(iter(buttons(ada.says("sá"))))


def test_a_double_tap_gives_once(ada: One, sam: One, link: str) -> None:
    ada.gives(link, "slow-exhale")
    ada.gives(link, "slow-exhale")
    assert len(sam.assignments("slow-exhale")) == 1
    ada.practice.passes(60)
    ada.gives(link, "slow-exhale")
    assert len(sam.assignments("slow-exhale")) == 2


def test_a_reason_and_a_note_come_with_it(ada: One, sam: One, link: str) -> None:
    sent = ada.gives(link, "slow-exhale")
    ada.taps(sent, "Add a reason", "To have something at hand")
    ada.taps(sent, "Add a note")
    assert "Your note: Two minutes are fine." in said(ada.says("Two minutes\nare fine."))
    sam.practice.passes(0)
    shown = said(sam.taps(sam.read(), "Slow exhale"))
    assert "To have something at hand for a hard moment." in shown
    assert "Two minutes are fine." in shown
    ada.taps(sent, "Add a reason", "In my own words")
    ada.says("because last week was loud")
    assert sam.assignments("slow-exhale")[0].why == b"because last week was loud"


def test_a_note_that_is_too_long_is_asked_for_once_more(ada: One, sam: One, link: str) -> None:
    sent = ada.gives(link, "slow-exhale")
    for button in ("Add a note", "Add a reason"):
        more = ("In my own words",) if button == "Add a reason" else ()
        ada.taps(sent, button, *more)
        assert "301 letters long, and 300 fit" in said(ada.says("x" * 301))
    assert (sam.assignments("slow-exhale")[0].note, sam.assignments("slow-exhale")[0].why) == (
        b"",
        b"",
    )
    ada.says("y" * 300)
    assert sam.assignments("slow-exhale")[0].why == b"y" * 300


def test_a_note_with_words_of_risk_is_answered_with_help_and_goes_nowhere(
    ada: One, sam: One, link: str
) -> None:
    sent = ada.gives(link, "slow-exhale")
    ada.taps(sent, "Add a note")
    assert "988" in said(ada.says("i want to kill myself"))
    assert sam.assignments("slow-exhale")[0].note == b""
    ada.says("no, she said so")  # an answer to the question that came with the help
    assert sam.assignments("slow-exhale")[0].note == b""


def test_what_was_given_is_changed_paused_and_ended(ada: One, sam: One, link: str) -> None:
    ada.gives(link, "slow-exhale", "Every day")
    ada.practice.passes(0)
    sam.accepts("slow-exhale")
    one = ada.taps(ada.presses(f"cl:c:{link}"), "Given", "Slow exhale")
    assert "It comes by itself." in said(one)
    ada.taps(one, "How often, when", "Once a week", "8:00", "Send")
    assert rhythm(sam, "slow-exhale").every == 7
    assert "It is paused." in said(ada.taps(one, "Pause"))
    assert sam.assignments("slow-exhale")[0].state == "paused"
    ada.taps(ada.taps(ada.presses(f"cl:c:{link}"), "Given", "Slow exhale"), "Resume")
    assert sam.assignments("slow-exhale")[0].state == "active"
    ada.taps(one, "End it", "End it")
    assert sam.assignments("slow-exhale") == []
    assert "Slow exhale: ended" in said(ada.presses(f"cl:c:{link}"))


def test_a_no_is_seen_as_a_no(ada: One, sam: One, link: str) -> None:
    ada.gives(link, "slow-exhale")
    ada.practice.passes(0)
    sam.taps(sam.taps(sam.read(), "Slow exhale"), "No")
    assert "Slow exhale: said no" in said(ada.presses(f"cl:c:{link}"))


def test_what_another_therapist_gave_is_nobody_elses(
    practice: Practice, ada: One, sam: One, link: str
) -> None:
    eve = practice.therapist(6, "Eve")
    practice.linked(eve, sam)
    ada.gives(link, "slow-exhale")
    [one] = sam.assignments("slow-exhale")
    for verb in ("see", "rest", "over", "why", "note", "o", "s"):
        eve.presses(f"as:{verb}:{one.id}:d1:18")
    eve.says("a note from somebody else")
    assert sam.assignments("slow-exhale") == [one]


def test_what_was_ended_with_the_link_comes_no_more(ada: One, sam: One, link: str) -> None:
    ada.gives(link, "slow-exhale", "Every day")
    ada.practice.passes(0)
    sam.accepts("slow-exhale")
    ada.presses(f"cl:over:{link}")
    assert sam.assignments("slow-exhale") == []


def test_every_button_fits_and_every_exercise_can_be_given(
    ada: One, library: Library, link: str
) -> None:
    keys = [one.key for one in shelf.pieces(library, "en")]
    assert len(set(keys)) == len(keys)
    for key in keys:
        sent = ada.presses(f"as:o:{link}.{key}")
        assert all(len(data.encode()) <= 64 for data in buttons(sent).values())
    assert not {"after-risk", "help-now", "next-day", "welcome-consent-pace"} & {
        one.work for one in shelf.pieces(library, "en")
    }


@pytest.mark.parametrize(
    "rule",
    ["", "o", "o9", "d0", "d", "d999", "w", "w7", "w00", "a", "a12345678-", "p", "x1", "d-1"],
)
def test_letters_that_are_no_rule_are_none(library: Library, rule: str) -> None:
    piece = shelf.piece(library, "en", shelf.key_of("slow-exhale"))
    assert piece is not None
    assert rules.read(library, piece, rule, 18, date(2026, 1, 1)) is None


@pytest.mark.parametrize("rule", ["o0", "o7", "d1", "d14", "w6", "w0246", "a{key}-0", "a{key}-72"])
def test_every_rule_can_be_stored(library: Library, rule: str) -> None:
    piece = shelf.piece(library, "en", shelf.key_of("slow-exhale"))
    assert piece is not None
    said_as = rule.format(key=shelf.key_of("daily-checkin"))
    found = rules.read(library, piece, said_as, 18, date(2026, 1, 1))
    assert found is not None
    assert Rhythm.from_json(found.to_json()) == found
    assert json.loads(found.to_json())["kind"]
    assert rules.read(library, piece, said_as, 24, date(2026, 1, 1)) is None
