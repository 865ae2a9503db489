"""What a client shares: after seeing the words, piece by piece, and back again at once."""

import pytest

from tests.homework.practice import DAY, One, Practice, said
from tests.people.kit import Job, buttons

HELP = "Help has people to call"


@pytest.fixture
def link(practice: Practice, ada: One, sam: One) -> str:
    return practice.linked(ada, sam)


def given(ada: One, sam: One, link: str, flow: str) -> None:
    ada.gives(link, flow, "Every day")
    ada.practice.passes(0)
    sam.accepts(flow)


def check_in(sam: One, word: str = "foggy", mood: str = "6") -> list[Job]:
    return sam.goes_on(sam.begins("daily-checkin"), mood, f">{word}", "None today")


def page(ada: One, link: str) -> str:
    return said(ada.presses(f"cl:c:{link}"))


def allow(sam: One, what: str, link: str) -> None:
    sam.presses(f"care:yes:{what}:{link}")
    sam.practice.passes(2)


def test_by_default_only_that_it_was_done_is_seen(ada: One, sam: One, link: str) -> None:
    given(ada, sam, link, "daily-checkin")
    end = check_in(sam)
    assert "Ada sees that this was done, and nothing else of it." in said(end)
    assert HELP in said(end)
    assert "Share" not in buttons(end)
    assert "Daily check-in: done 1×" in page(ada, link)
    assert "foggy" not in page(ada, link)
    assert "Mood" not in page(ada, link)


def test_what_somebody_does_on_their_own_is_not_seen(ada: One, sam: One, link: str) -> None:
    for what in ("ratings", "answers"):
        allow(sam, what, link)
    given(ada, sam, link, "slow-exhale")
    before = page(ada, link)
    end = sam.does("daily-checkin", "6", ">foggy", "None today")
    assert "Ada does not see this one." in said(end)
    assert page(ada, link) == before


def test_numbers_count_from_the_moment_they_are_allowed(ada: One, sam: One, link: str) -> None:
    given(ada, sam, link, "daily-checkin")
    check_in(sam, mood="3")
    ada.practice.passes(60)
    running = sam.goes_on(sam.begins("daily-checkin"), "4")
    ada.practice.passes(60)
    allow(sam, "ratings", link)
    end = sam.goes_on(running, ">a", "None today")  # begun before it was allowed
    assert "nothing else of it" in said(end)
    assert "Mood" not in page(ada, link)
    end = check_in(sam, mood="5")
    assert "and its numbers" in said(end)
    assert "Mood: 5\n" in page(ada, link)


def test_narrowed_in_the_middle_of_an_exercise_nothing_of_it_is_seen(
    ada: One, sam: One, link: str
) -> None:
    given(ada, sam, link, "daily-checkin")
    for what in ("ratings", "answers"):
        allow(sam, what, link)
    sam.taps(check_in(sam, mood="5"), "Share")
    running = sam.goes_on(sam.begins("daily-checkin"), "8")
    assert "foggy" in page(ada, link)
    sam.presses(f"care:ask:ratings:{link}")
    sam.presses(f"care:ask:answers:{link}")
    assert "Mood" not in page(ada, link)
    assert "foggy" not in page(ada, link)
    end = sam.goes_on(running, ">clear", "None today")
    assert "nothing else of it" in said(end)
    assert "Share" not in buttons(end)
    allow(sam, "ratings", link)
    allow(sam, "answers", link)
    assert "Mood" not in page(ada, link), "what was taken back stays taken back"
    assert "foggy" not in page(ada, link)


def test_the_words_are_seen_before_they_are_shared_and_can_be_taken_back(
    ada: One, sam: One, link: str
) -> None:
    allow(sam, "answers", link)
    given(ada, sam, link, "daily-checkin")
    asked = check_in(sam, "rather foggy")
    assert "Exactly these words, and nothing else:\n\n• 6\n• rather foggy" in said(asked)
    assert "foggy" not in page(ada, link)
    shared = sam.taps(asked, "Share")
    assert "Shared with Ada" in said(shared)
    assert "rather foggy" in page(ada, link)
    sam.taps(shared, "What I shared", "Take back: Daily check-in")
    assert "foggy" not in page(ada, link)


def test_only_what_is_ticked_is_shared(ada: One, sam: One, link: str) -> None:
    allow(sam, "answers", link)
    given(ada, sam, link, "daily-checkin")
    ticks = sam.taps(check_in(sam), "Only some of it")
    assert {"✓ 6", "✓ foggy"} <= {*buttons(ticks)}
    sam.taps(ticks, "✓ 6", "Share what is ticked")
    assert "foggy" in page(ada, link)
    assert "Daily check-in: 6" not in page(ada, link)


def test_kept_private_is_kept_private(ada: One, sam: One, link: str) -> None:
    allow(sam, "answers", link)
    given(ada, sam, link, "daily-checkin")
    asked = check_in(sam)
    assert "Ada does not see it" in said(sam.taps(asked, "Keep private"))
    assert "foggy" not in page(ada, link)


def test_a_note_for_a_session_is_offered_whatever_else_is_allowed(
    ada: One, sam: One, link: str
) -> None:
    end = sam.does("bring-to-session", ">the walk", "Leave it out", "Keep it", "Better")
    assert "Would you like to share this with Ada?" in said(end)
    assert "the walk" not in page(ada, link)
    sam.taps(end, "Share")
    assert "For the session, from Jan 1:\nthe walk" in page(ada, link)


def test_something_of_earlier_can_be_shared_later(ada: One, sam: One, link: str) -> None:
    sam.does("daily-checkin", "6", ">foggy", "None today")
    listed = sam.taps(sam.says("/therapist"), "Share something")
    sam.taps(listed, "Jan 1 · Daily check-in", "Share")
    assert "foggy" in page(ada, link)


def test_nobody_is_asked_who_stopped_in_the_middle(ada: One, sam: One, link: str) -> None:
    allow(sam, "answers", link)
    given(ada, sam, link, "daily-checkin")
    running = sam.goes_on(sam.begins("daily-checkin"), "6", ">foggy")
    stopped = sam.taps(running, "Stop")
    assert "Share" not in buttons(stopped)
    assert "Ada" not in said(stopped)


def test_nothing_is_shared_with_a_link_of_somebody_else(
    practice: Practice, ada: One, sam: One, link: str
) -> None:
    kim = practice.one(8, "Kim")
    theirs = practice.linked(ada, kim)
    kim.does("daily-checkin", "6", ">secret", "None today")
    for mask in ("1", "3", "ff"):
        sam.presses(f"care:share:1:{mask}:{theirs}")
        kim.presses(f"care:share:1:{mask}:{link}")
    assert practice.work(lambda work: [*work.shared(link), *work.shared(theirs)]) == []


@pytest.mark.parametrize("mask", ["", "zz", "-1", "0", "ffffffffff", "1 9"])
def test_ticks_that_no_button_has_share_nothing_more(
    ada: One, sam: One, link: str, mask: str
) -> None:
    sam.does("daily-checkin", "6", ">foggy", "None today")
    sam.presses(f"care:share:1:{mask}:{link}")
    sam.presses(f"care:tick:1:{mask}:{link}")
    shared = ada.practice.work(lambda work: work.shared(link))
    assert len(shared) == (2 if mask == "ffffffffff" else 0)


def test_after_words_of_risk_nobody_is_asked(ada: One, sam: One, link: str) -> None:
    allow(sam, "answers", link)
    given(ada, sam, link, "slow-exhale")
    sam.says("i want to kill myself")
    end = sam.goes_on(sam.begins("slow-exhale"), "The breath", "9")
    ada.practice.passes(200)
    end = sam.goes_on(sam.read(), "That's enough", "3")
    assert "Would you like to share" not in said(end)


def test_help_that_was_shown_is_told_only_if_chosen_and_to_the_client_first(
    practice: Practice, ada: One, sam: One, link: str
) -> None:
    sam.says("i want to kill myself")
    practice.passes(2 * DAY - 2)
    assert "help lines" not in said(ada.read())
    asked = sam.presses(f"care:ask:notice:{link}")
    assert "It brings no help; in danger, please call." in said(asked)
    sam.taps(asked, "Turn on")
    practice.passes(2)
    shown = sam.says("i want to kill myself")
    words = [job["text"] for job in shown if job["do"] == "send"]
    assert "988" in words[0], "the numbers come first"
    assert "Ada is told that help was shown at 11:00" in words[1]
    assert "Ada" not in "".join(words[2:])
    practice.passes(0)
    told = said(ada.read())
    assert "Sam: help lines were shown, Jan 3, 11:00" in told
    assert "kill" not in told
    assert "told that help was shown" in said(sam.presses(f"care:log:{link}"))


def test_a_line_that_waits_for_the_morning_is_not_said_once_it_was_taken_back(
    practice: Practice, ada: One, sam: One, link: str
) -> None:
    sam.presses(f"care:yes:notice:{link}")
    practice.passes(12 * 3600)  # 23:00
    ada.read()
    sam.says("i want to kill myself")
    practice.passes(3600)
    assert ada.read() == []
    sam.presses(f"care:ask:notice:{link}")
    practice.passes(DAY)
    assert ada.read() == []
