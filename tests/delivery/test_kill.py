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


@pytest.mark.parametrize("seed", range(2000, 2002))
async def test_the_same_with_a_webhook(seed: int) -> None:
    count = await play(seed, webhook=True)
    check(count)
    assert count.kills >= 1
    assert count.side_by_side > 1


async def test_the_same_with_a_webhook_whose_answers_get_lost() -> None:
    count = await play(3000, faults=True, webhook=True)
    check(count)
    assert count.undelivered > 0
