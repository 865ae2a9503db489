"""Who waits behind whom."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pace import BOT_A_SECOND
from bot.delivery.sender import LONGEST_PAUSE
from bot.simulate.costs import Costs
from bot.simulate.delays import Delays
from bot.simulate.lines import Coming, Lines, Rules, fresh
from bot.simulate.profile import KINDS, Asked
from bot.store.rows import Priority

ONE = Asked(1, 1, 0)
ASKED = dict.fromkeys(("crisis", "reply", "pacing", "reminder", "late"), ONE)
LINES = {"crisis": 0, "reply": 1, "pacing": 2, "reminder": 3}
QUICK = Rules(Costs(1e-6, 1e-6, 1e-6, {}), LINES, ASKED, 0.1)


def run(
    coming: dict[int, Coming], rules: Rules = QUICK, away: range = range(0), down: range = range(0)
) -> dict[str, Delays]:
    lines, delays = Lines(rules), fresh()
    second = 0
    while second <= max(coming) or not lines.empty:
        lines.second(
            second,
            coming.get(second, Coming()),
            delays,
            up=second not in down,
            reached=second not in away,
        )
        second += 1
        assert second < 100_000
    return delays


def longest(delays: Delays) -> float:
    return delays.with_base([0.0]).longest


def test_a_storm_goes_out_at_the_pace_of_the_bot() -> None:
    delays = run({0: Coming(reminders=100 * BOT_A_SECOND)})
    assert longest(delays["reminder"]) == pytest.approx(100, abs=1)


def test_help_answers_and_rhythms_pass_by_a_storm() -> None:
    storm = {0: Coming(reminders=5000)}
    people = {n: Coming(updates=6, risk=1, steps=3) for n in range(1, 60)}
    delays = run(storm | people)
    assert all(longest(delays[kind]) <= 1 for kind in ("crisis", "reply", "pacing"))
    assert longest(delays["reminder"]) > 180


def test_more_answers_than_the_pace_let_reminders_wait_but_no_help() -> None:
    delays = run({n: Coming(updates=30, risk=1, reminders=1) for n in range(300)})
    assert longest(delays["crisis"]) <= 1
    assert longest(delays["reply"]) > 10
    assert longest(delays["reminder"]) >= longest(delays["reply"])


def test_words_of_risk_wait_where_the_writer_has_too_much_to_do() -> None:
    slow = QUICK._replace(costs=Costs(0.05, 0.05, 0.0, {}))
    delays = run({n: Coming(updates=30, risk=1) for n in range(60)}, slow)
    assert longest(delays["crisis"]) > 20
    more = run({n: Coming(updates=30, risk=1) for n in range(60)}, slow._replace(writers=2))
    assert longest(more["crisis"]) <= 1


def test_words_of_risk_do_not_wait_for_timers_that_are_due() -> None:
    slow = QUICK._replace(costs=Costs(0.01, 0.01, 0.0, {}))
    storm = {0: Coming(reminders=6000)}
    delays = run(storm | {n: Coming(updates=30, risk=1) for n in range(1, 60)}, slow)
    assert longest(delays["crisis"]) <= 2
    assert longest(delays["reminder"]) > 60


def test_after_telegram_was_away_a_message_comes_within_the_longest_pause() -> None:
    coming = {n: Coming(updates=1, risk=1) for n in range(200)}
    delays = run(coming, away=range(50, 150))
    late = delays["crisis"].with_base([0.0]).longest
    assert 100 <= late <= 100 + LONGEST_PAUSE + 1


def test_while_the_bot_is_down_timers_wait() -> None:
    delays = run({0: Coming(reminders=10)}, down=range(600))
    assert longest(delays["reminder"]) == pytest.approx(600, abs=10)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    load=st.floats(0.1, 60),
    away=st.integers(0, 40),
    turn=st.floats(0.0001, 0.03),
)
def test_nothing_is_lost_and_nothing_is_sent_faster(
    seed: int, load: float, away: int, turn: float
) -> None:
    dice = random.Random(seed)  # noqa: S311  (dice)
    rules = QUICK._replace(costs=Costs(turn, turn, turn / 2, {}))
    coming = {
        n: Coming(dice.uniform(0, load), 0.1, dice.uniform(0, 5), dice.choice([0, 0, 50]))
        for n in range(60)
    }
    coming = {n: one._replace(risk=min(one.risk, one.updates)) for n, one in coming.items()}
    lines, delays, sent = Lines(rules), fresh(), 0.0
    for second in range(20_000):
        there = coming.get(second, Coming())
        lines.second(second, there, delays, reached=not 20 <= second < 20 + away)
        assert lines.sent <= rules.a_second + 1e-6
        sent += lines.sent
        if second >= 60 and lines.empty:
            break
    asked = sum(one.updates + one.steps + one.reminders for one in coming.values())
    assert sent == pytest.approx(asked, rel=1e-4, abs=0.01)
    assert sum(delays[kind].total for kind in KINDS) == pytest.approx(sent, rel=1e-6, abs=0.01)


def test_rhythms_have_a_line_before_reminders(rules: Rules) -> None:
    """As the real turn queues them."""
    assert rules.lines == {
        "crisis": Priority.CRISIS,
        "reply": Priority.REPLY,
        "pacing": Priority.PROMPT,
        "reminder": Priority.REMINDER,
    }
