"""The pace against what Telegram publishes: 30 messages a second, 1 a second in a chat."""

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pace import BOT_A_SECOND, CHAT_BURST, EVERYBODY, PARTS, Pace

LABELS: Final = st.sampled_from(["send", "breath", "buttons", "strip", "toast"])
ASKED: Final = st.lists(
    st.tuples(st.floats(0, 0.4), st.integers(1, 4), LABELS), min_size=1, max_size=150
)
BEFORE: Final = -10.0
"""Long enough ago that nothing of it counts."""


def sent(asked: list[tuple[float, int, str]]) -> list[tuple[float, int, str]]:
    """Send as the sender does: whoever has to wait is asked again when it is time."""
    return handed_over(asked, len(asked), BEFORE)


def handed_over(
    asked: list[tuple[float, int, str]], after: int, began: float
) -> list[tuple[float, int, str]]:
    """The same, and after so many messages another process goes on that knows nothing of them."""
    pace, now, went = Pace(began), 0.0, []
    for number, (gap, chat, label) in enumerate(asked):
        now += gap
        if number == after:
            pace = Pace(now)
        while (wait := pace.wait(chat, label, now)) > 0:
            now += wait
            pace.forget(now)
        went.append((now, chat, label))
    return went


def most_within(times: list[float], seconds: float) -> int:
    return max(
        (sum(begin <= at < begin + seconds - 1e-6 for at in times) for begin in times), default=0
    )


@given(ASKED)
def test_never_too_many_in_all(asked: list[tuple[float, int, str]]) -> None:
    times = [at for at, _, label in sent(asked) if label != "toast"]
    assert most_within(times, 1.0) <= BOT_A_SECOND < 30
    assert most_within(times, 1.0 / PARTS) <= BOT_A_SECOND / PARTS


@given(ASKED, st.lists(st.floats(0, 0.2), min_size=150, max_size=150))
def test_few_more_arrive_within_a_second_however_long_each_is_on_its_way(
    asked: list[tuple[float, int, str]], ways: list[float]
) -> None:
    went = [at for at, _, label in sent(asked) if label != "toast"]
    arrived = sorted(at + way for at, way in zip(went, ways, strict=False))
    assert most_within(arrived, 1.0) <= BOT_A_SECOND * (1 + 1 / PARTS)


@given(ASKED, st.floats(1, 20), st.integers(0, 150))
def test_never_too_many_in_a_chat(
    asked: list[tuple[float, int, str]], seconds: float, after: int
) -> None:
    went = handed_over(asked, after, BEFORE)
    for chat in range(1, 5):
        times = [at for at, to, label in went if to == chat and label in {"send", "breath"}]
        assert most_within(times, seconds) <= CHAT_BURST + seconds


@given(st.lists(st.tuples(st.just(0.0), st.integers(1, 99), LABELS), min_size=60, max_size=90),
       st.integers(0, 60))  # fmt: skip
def test_whoever_takes_over_adds_nothing_to_what_went_a_moment_ago(
    asked: list[tuple[float, int, str]], after: int
) -> None:
    times = [at for at, _, label in handed_over(asked, after, 0.0) if label != "toast"]
    assert most_within(times, 1.0) <= BOT_A_SECOND


@given(ASKED)
def test_an_answer_to_a_press_never_waits(asked: list[tuple[float, int, str]]) -> None:
    pace, now = Pace(BEFORE), 0.0
    for gap, chat, label in asked:
        now += gap
        pace.wait(chat, label, now)
        assert pace.wait(chat, "toast", now) == 0


@given(
    st.lists(st.tuples(st.floats(0, 5), st.integers(1, 3), st.floats(1, 60)), max_size=6),
    st.lists(st.tuples(st.floats(0, 3), st.integers(1, 3), LABELS), max_size=60),
)
def test_what_telegram_asks_is_obeyed(
    holds: list[tuple[float, int, float]], asked: list[tuple[float, int, str]]
) -> None:
    pace, now = Pace(BEFORE), 0.0
    until: dict[int, float] = {}
    for gap, chat, seconds in holds:
        now += gap
        pace.hold(chat, seconds, now)
        until[chat] = max(until.get(chat, 0.0), now + seconds)
    for gap, chat, label in asked:
        now += gap
        pace.forget(now)
        if now < until.get(chat, 0.0):
            assert pace.wait(chat, label, now) >= until[chat] - now - 1e-6


def test_one_chat_that_has_to_wait_holds_no_other_and_two_hold_all() -> None:
    pace = Pace(BEFORE)
    pace.hold(1, 30, 0.0)
    assert pace.wait(1, "send", 1.0) == 29
    assert pace.wait(2, "send", 1.0) == 0
    pace.hold(2, 10, 2.0)
    assert pace.wait(3, "send", 3.0) == 9
    assert pace.wait(3, "send", 12.0) == 0


def test_who_waits_is_told_to_whoever_sends_next() -> None:
    pace = Pace(BEFORE)
    assert pace.hold(1, 30, 0.0) == [1]
    assert pace.hold(2, 10, 1.0) == [2, EVERYBODY]
    other = Pace(2.0)
    other.recall([(1, 28.0), (2, 9.0), (EVERYBODY, 9.0)], 2.0)
    for chat, label in ((1, "send"), (2, "toast"), (3, "send"), (4, "toast")):
        assert other.wait(chat, label, 3.0) == (27 if chat == 1 else 8)


def test_a_clock_that_goes_back_stops_nobody() -> None:
    pace = Pace(BEFORE)
    for _ in range(CHAT_BURST):
        assert pace.wait(1, "send", 1000.0) == 0
    assert pace.wait(1, "send", 1.0) <= 1


def test_nobody_waits_when_there_is_room() -> None:
    pace, part = Pace(BEFORE), BOT_A_SECOND // PARTS
    for quarter in range(PARTS):
        now = quarter / PARTS
        assert [pace.wait(100 * quarter + one, "send", now) for one in range(part)] == [0.0] * part
        assert 0 < pace.wait(99, "send", now) <= 1 / PARTS
