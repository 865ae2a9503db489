"""On which days something comes, and when that is on the wall."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.homework.rhythm import (
    Rhythm,
    RhythmFormatError,
    day_of,
    each,
    following,
    moment,
    on,
    once,
    stepping,
    turn_after,
)

MONDAY = "2026-03-02"


def days(rhythm: Rhythm, count: int) -> list[str]:
    """The first turns."""
    found: list[str] = []
    while len(found) < count:
        day = turn_after(rhythm, found[-1] if found else "", len(found))
        if day is None:
            break
        found.append(day.isoformat())
    return [one[5:] for one in found]


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (once(day=MONDAY), ["03-02"]),
        (each(1), ["03-02", "03-03", "03-04", "03-05"]),
        (each(3), ["03-02", "03-05", "03-08", "03-11"]),
        (each(1, apart=3), ["03-02", "03-05", "03-08", "03-11"]),
        (each(2, apart=3), ["03-02", "03-06", "03-10", "03-14"]),
        (on([1, 4]), ["03-03", "03-06", "03-10", "03-13"]),
        (on([0, 1, 2], apart=3), ["03-02", "03-09", "03-16", "03-23"]),
        (stepping([1, 4, 8]), ["03-02", "03-05", "03-09"]),
        (stepping([2, 3], apart=3), ["03-03", "03-06"]),
        (each(1)._replace(times=2), ["03-02", "03-03"]),
        (each(1)._replace(until="2026-03-03"), ["03-02", "03-03"]),
        (following("clear-ask", 3600), []),
    ],
)
def test_the_days_of_a_rhythm(rhythm: Rhythm, expected: list[str]) -> None:
    assert days(rhythm._replace(begin=MONDAY), 4) == expected


def test_what_nobody_said_yes_to_has_no_day() -> None:
    assert turn_after(each(1), "", 0) is None


@pytest.mark.parametrize(
    ("zone", "day", "at", "wall"),
    [
        ("Europe/Madrid", "2026-03-28", (18, 0), "18:00"),
        ("Europe/Madrid", "2026-03-29", (18, 0), "18:00"),
        ("Europe/Madrid", "2026-03-29", (2, 30), "03:00"),  # skipped
        ("Europe/Madrid", "2026-10-25", (2, 30), "02:30"),  # twice
        ("America/New_York", "2026-03-08", (2, 0), "03:00"),
        ("Australia/Lord_Howe", "2026-10-04", (2, 15), "02:30"),
    ],
)
def test_the_time_on_the_wall_stays(zone: str, day: str, at: tuple[int, int], wall: str) -> None:
    found = moment(date.fromisoformat(day), at, zone)
    local = datetime.fromtimestamp(found, UTC).astimezone(ZoneInfo(zone))
    assert (local.date().isoformat(), local.strftime("%H:%M"), local.fold) == (day, wall, 0)
    assert day_of(found, zone).isoformat() == day


clocks = st.tuples(st.integers(0, 23), st.integers(0, 59))
rhythms = st.one_of(
    st.builds(once, clocks, st.sampled_from(["", MONDAY])),
    st.builds(each, st.integers(1, 40), clocks, apart=st.integers(1, 9)),
    st.builds(on, st.lists(st.integers(0, 6), min_size=1), clocks, apart=st.integers(1, 9)),
    st.builds(following, st.just("clear-ask"), st.integers(0, 86400), clocks),
    st.builds(stepping, st.lists(st.integers(1, 60), min_size=1, unique=True).map(sorted), clocks),
)


@given(rhythms)
def test_a_rhythm_is_read_as_it_was_written(rhythm: Rhythm) -> None:
    assert Rhythm.from_json(rhythm.to_json()) == rhythm


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "7", '{"kind":"never"}', '{"kind":"once","at":[25,0]}', '{"kind":"weekdays"}',
     '{"kind":"days","every":0}', '{"kind":"once","begin":"soon"}', '{"kind":"once","x":1}',
     '{"kind":"days","at":"six"}', '{"kind":"after"}', '{"kind":"days","every":true}'],
)  # fmt: skip
def test_what_is_no_rhythm_is_refused(text: str) -> None:
    with pytest.raises(RhythmFormatError):
        Rhythm.from_json(text)


@given(rhythms, st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 5))
def test_turns_go_forward_and_keep_the_pace(rhythm: Rhythm, last: date, position: int) -> None:
    begun = rhythm._replace(begin=MONDAY)
    day = turn_after(begun, last.isoformat(), position)
    assert day is None or day >= date.fromisoformat(MONDAY)
    if day is not None and last >= date.fromisoformat(MONDAY):
        assert (day - last).days >= rhythm.apart
