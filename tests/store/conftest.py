import os
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from tests.store.server import Server, server


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with server(shared / "postgres") as one:
        yield one


@pytest.fixture
def database(postgres_server: Server) -> Iterator[SecretStr]:
    with postgres_server.database() as url:
        yield url
