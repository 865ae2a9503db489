"""The model and the whole real bot on the same evening.

The bot's poller, inbox, turns, store, sender, pace and messages are the real ones, against the
preview's server at Telegram's pace, on a clock that jumps. What may differ: the model counts whole
seconds, so everything may be a second off; it sends an average number of jobs for an answer, and
people who begin by chance do not begin as evenly as on average, so a storm may take a tenth more or
less; and a chat's own pace is known to it only from walks that nobody else disturbed.
"""

import pytest

from bot.flow.library import Library
from bot.simulate.compare import beside, model
from bot.simulate.costs import Costs
from bot.simulate.lines import Rules
from bot.simulate.measured import Walked
from bot.simulate.profile import profile, quiet_delays
from bot.simulate.slice import Evening, Felt, play

LATENCY = 0.12
EVENING = Evening(exercises=60, reminded=300, risk=10, seed=3)
STORM = EVENING.reminded / 28


@pytest.fixture(scope="module")
def felt(library: Library, found: Walked, costs: Costs) -> Felt:
    return play(library, found.walks, costs, LATENCY, EVENING)


@pytest.fixture(scope="module")
def rows(felt: Felt, found: Walked, rules: Rules) -> dict[str, dict[str, tuple[float, float]]]:
    used = found.walks[: EVENING.exercises]
    says = model(rules, profile(used), EVENING)
    assert felt.jobs == pytest.approx(says.jobs, rel=0.12)
    return beside(felt.delays, says, quiet_delays(used, LATENCY))


def test_the_bot_keeps_telegrams_pace(felt: Felt) -> None:
    assert felt.refused == 0


def test_everybody_was_reminded_and_helped(felt: Felt) -> None:
    assert felt.delays["reminder"].total == EVENING.reminded
    assert felt.delays["crisis"].total >= EVENING.risk  # some press Help in an exercise


def test_a_storm_of_reminders_takes_as_long(
    rows: dict[str, dict[str, tuple[float, float]]],
) -> None:
    for name in ("half", "99 %", "longest"):
        was, says = rows["reminder"][name]
        assert was == pytest.approx(says, rel=0.12, abs=2)
    assert rows["reminder"]["longest"][0] > STORM


@pytest.mark.parametrize("kind", ["crisis", "reply", "pacing"])
def test_what_people_wait_for_is_as_quick_in_the_middle_of_it(
    kind: str, rows: dict[str, dict[str, tuple[float, float]]]
) -> None:
    for name in ("half", "99 %"):
        was, says = rows[kind][name]
        assert was == pytest.approx(says, abs=1.75)
        assert was < 4 < STORM


def test_the_same_evening_again_is_the_same(
    felt: Felt, library: Library, found: Walked, costs: Costs
) -> None:
    few = Evening(exercises=4, reminded=30, risk=2, seed=3)
    once, again = (play(library, found.walks, costs, LATENCY, few) for _ in range(2))
    assert {kind: one.counts for kind, one in once.delays.items()} == {
        kind: one.counts for kind, one in again.delays.items()
    }
    assert felt.jobs > once.jobs
