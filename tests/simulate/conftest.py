"""Walks through the real flows, once for all tests of a process."""

import pytest

from bot.flow.library import Library
from bot.flow.serving import USUAL
from bot.flow.workspace import open_workspace
from bot.simulate.assumptions import Assumptions, load
from bot.simulate.costs import Costs, Rows
from bot.simulate.lines import Rules
from bot.simulate.measured import Walked, walked
from tests.flowkit import FLOWS

SEED = 5


@pytest.fixture(scope="session")
def library() -> Library:
    return open_workspace(FLOWS).library(USUAL)


@pytest.fixture(scope="session")
def assume() -> Assumptions:
    return load()


@pytest.fixture(scope="session")
def found(library: Library, assume: Assumptions) -> Walked:
    return walked(library, assume, SEED)


@pytest.fixture(scope="session")
def costs() -> Costs:
    """Given, so that what is simulated is the same on every machine."""
    rows = {
        "person": Rows("person", 1.0, 250.0),
        "run": Rows("exercise", 1.0, 180.0),
        "inbox": Rows("update", 1.0, 300.0),
        "happened": Rows("reminder", 1.0, 140.0),
    }
    return Costs(0.001, 0.001, 0.001, rows)


@pytest.fixture(scope="session")
def rules(found: Walked, costs: Costs) -> Rules:
    return found.rules(costs, 0.12)
