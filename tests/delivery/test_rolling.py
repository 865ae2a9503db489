"""The old processes are replaced one after the other, under load, after the release step.

`python -m tests.delivery.rolling --from COMMIT` does it from the code of an older commit.
"""

import pytest

from tests.delivery import kit
from tests.delivery.crowd import PATIENCE
from tests.delivery.kill import check
from tests.delivery.kit import Release
from tests.delivery.rolling import NEXT_FORMAT, play
from tests.store.server import Server


async def test_nothing_is_lost_on_the_way_to_the_next_release(
    postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It adds to the tables, and breaks the rule for formats: even then nobody's place is lost."""
    monkeypatch.setattr(kit, "PATIENCE", PATIENCE)  # five starts, on machines that are shared
    count = await play(1, postgres_server, Release(), NEXT_FORMAT, processes=2, talkers=2)
    check(count)
    assert count.answers > 0
