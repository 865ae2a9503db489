"""How all tests run, and the database server that those of PostgreSQL share."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from pydantic import SecretStr

if TYPE_CHECKING:
    from tests.store.server import Server

# Shared machines stop for moments: a deadline would test the machine. What takes long is
# measured in `tests/bench` and never asserted.
settings.register_profile(
    "mooring",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    print_blob=True,
)
settings.load_profile("mooring")


@pytest.fixture(scope="session")
def postgres_server() -> "Iterator[Server]":
    from tests.store.server import server  # noqa: PLC0415  (most tests need none of it)

    # Not in a folder of pytest's: those are for one user, and the server is another one's.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    with server(Path(tempfile.gettempdir()) / f"mooring-postgres-{run}") as one:
        yield one


@pytest.fixture
def database(postgres_server: "Server") -> Iterator[SecretStr]:
    with postgres_server.database() as url:
        yield url
