"""What the tests of the checker share."""

from pathlib import Path

import pytest

from tests.flow.workshop import Workshop


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """A folder of flows with the real phrases and care rules, and one flow to call."""
    return Workshop.furnished(tmp_path / "flows")
