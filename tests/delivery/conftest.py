from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.delivery.kit import Bench, Person, running


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with running(tmp_path) as one:
        yield one


@pytest.fixture
def ada(bench: Bench) -> Person:
    return bench.person()
