"""A folder of flows for each test."""

from pathlib import Path

import pytest

from tests.cli.kit import Folder, folder


@pytest.fixture
def flows(tmp_path: Path) -> Folder:
    return folder(tmp_path)
