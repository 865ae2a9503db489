"""Reminders keep out of the night, in every zone, over both changes of the clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.turn import Turn
from bot.people.quiet import GRACE_SECONDS, may_come, too_late, zone_of
from tests.flowkit import flow_of, library_of
from tests.people.kit import Chat, texts

ZONES = (
    "America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "America/St_Johns",
    "Europe/London", "Europe/Madrid", "Europe/Kyiv", "Africa/Cairo", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Auckland",
    "Pacific/Chatham", "America/Santiago", "Pacific/Apia",
)  # fmt: skip
hours = st.tuples(st.integers(0, 23), st.integers(0, 23))
YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def is_quiet(at: float, zone: str, quiet: tuple[int, int]) -> bool:
    """A model without arithmetic: look at the clock on the wall."""
    hour = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone)).hour
    begin, end = quiet
    night = {(begin + n) % 24 for n in range((end - begin) % 24)}
    return hour in night


@given(
    st.sampled_from(ZONES),
    st.floats(0, 365 * 86400.0).map(lambda seconds: YEAR.timestamp() + seconds),
    hours,
)
def test_the_first_moment_outside_the_night(zone: str, at: float, quiet: tuple[int, int]) -> None:
    moment = may_come(at, zone, quiet)
    assert at <= moment <= at + 25 * 3600
    assert not is_quiet(moment, zone, quiet)
    if moment > at:
        assert is_quiet(at, zone, quiet)
        assert is_quiet(moment - 1, zone, quiet)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("quiet", [(22, 8), (0, 3), (1, 2), (2, 3), (23, 1)])
def test_every_quarter_of_an_hour_over_both_changes_of_the_clock(
    zone: str, quiet: tuple[int, int]
) -> None:
    where = ZoneInfo(zone)
    days = [YEAR + timedelta(days=n) for n in range(366)]
    offsets = [day.astimezone(where).utcoffset() for day in days]
    changes = [day for day, a, b in zip(days, offsets, offsets[1:], strict=False) if a != b]
    for day in changes or days[:1]:
        for quarter in range(-24, 30 * 4):
            at = (day + timedelta(minutes=15 * quarter)).timestamp()
            moment = may_come(at, zone, quiet)
            assert not is_quiet(moment, zone, quiet)
            assert moment == at or is_quiet(moment - 1, zone, quiet)


@given(st.floats(0, 4e9), st.sampled_from(["", "Nowhere/Else", "../etc", "x" * 300, "\0"]), hours)
def test_without_a_zone_nobody_knows_when_it_is_night(
    at: float, zone: str, quiet: tuple[int, int]
) -> None:
    assert may_come(at, zone, quiet) == at
    assert zone_of(zone) is None


def test_what_comes_long_after_it_was_due_is_dropped() -> None:
    assert not too_late(100, 100 + GRACE_SECONDS)
    assert too_late(100, 101 + GRACE_SECONDS)


FLOW = flow_of(
    """
    start: q
    steps:
      q:
        ask: text
        text: What is it?
        remind: {after: 2h, text: No hurry.}
        next: bye
      bye: {say: Bye., end: done}
    """
)


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[Chat]:
    chat = Chat(Turn(lambda: library_of(FLOW)), tmp_path / "m.db")
    chat.settled(zone="America/New_York")
    yield chat
    chat.store.close()


def begins_at(chat: Chat, hour: int) -> None:
    """Begin the exercise at this hour of New York (UTC-5 in January)."""
    chat.now += ((hour + 5 - 12) % 24) * 3600
    chat.presses("flow:sample")


def test_a_reminder_comes_once_and_in_silence(chat: Chat) -> None:
    begins_at(chat, 12)
    [job] = chat.passes(2 * 3600)
    assert (job["text"], job["silent"]) == ("No hurry.", True)
    assert texts(chat.passes(24 * 3600)) == []


def test_a_reminder_that_falls_into_the_night_waits_for_the_morning(chat: Chat) -> None:
    begins_at(chat, 21)
    assert texts(chat.passes(10 * 3600)) == []
    assert texts(chat.passes(3600)) == ["No hurry."]


def test_a_person_s_own_quiet_hours_count(chat: Chat) -> None:
    chat.settled(quiet=(13, 16))
    begins_at(chat, 12)
    assert texts(chat.passes(3.9 * 3600)) == []
    assert texts(chat.passes(0.2 * 3600)) == ["No hurry."]


def test_a_reminder_moved_to_the_morning_is_gone_when_they_answer_before(chat: Chat) -> None:
    begins_at(chat, 21)
    chat.passes(3 * 3600)
    chat.says("an answer")
    assert texts(chat.passes(24 * 3600)) == []


def test_a_late_reminder_is_dropped(chat: Chat) -> None:
    begins_at(chat, 10)
    assert texts(chat.late(2 * 3600 + GRACE_SECONDS + 1)) == []
    assert texts(chat.says("an answer")) == ["Bye."]


def test_one_a_little_late_still_comes(chat: Chat) -> None:
    begins_at(chat, 10)
    assert texts(chat.late(2 * 3600 + GRACE_SECONDS - 1)) == ["No hurry."]


@pytest.mark.parametrize("words", ["STOP", "stop", " Stop! ", "/stop", "/STOP", "quit"])
def test_stop_ends_the_exercise_and_its_reminders(chat: Chat, words: str) -> None:
    begins_at(chat, 12)
    assert texts(chat.says(words)) == [
        "Stopped. There is nothing more you need to do, and Help is one tap away."
    ]
    assert texts(chat.passes(24 * 3600)) == []


@pytest.mark.parametrize("words", ["stop it please", "I can't stop thinking", "don't stop"])
def test_a_sentence_with_stop_in_it_is_an_answer(chat: Chat, words: str) -> None:
    begins_at(chat, 12)
    assert texts(chat.says(words)) == ["Bye."]
