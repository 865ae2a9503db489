"""A few seeds of the kill harness; `python -m tests.delivery.kill --seeds 200` runs many."""

import pytest

from tests.delivery.kill import check, play


@pytest.mark.parametrize("seed", range(4))
async def test_nothing_is_lost_or_doubled_by_kill_9(seed: int) -> None:
    count = await play(seed)
    check(count)
    assert count.kills >= 1


@pytest.mark.parametrize("seed", range(1000, 1002))
async def test_the_same_while_telegram_is_in_trouble(seed: int) -> None:
    check(await play(seed, faults=True))
