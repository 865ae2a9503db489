"""The store on a PostgreSQL server: for several processes, on as many machines.

`synchronous_commit` on, because Telegram is told "received" after our commit. A process that
hangs inside a unit of work loses it after `IDLE_SECONDS`, and with it the chats it has.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.types.numeric import Int8BinaryDumper
from psycopg_pool import ConnectionPool
from pydantic import SecretStr

from bot.store.migrations import names
from bot.store.postgres_errors import explain, explained
from bot.store.postgres_migrate import migrate
from bot.store.postgres_pipe import Care, Connection
from bot.store.postgres_work import PostgresTransaction
from bot.store.protocol import StoreAwayError

CONNECTIONS: Final = 4
"""Of one process: one for turns, one for what comes in, and what health and tools ask."""
CONNECT_SECONDS: Final = 5
OLDEST: Final = 14_00_00
"""The first version that ends idle sessions by itself, which `postgres_seat` stands on."""
SAFE: Final = ("fsync", "full_page_writes")
"""What has to be on at the server, or a power cut can damage it."""
IDLE_SECONDS: Final = 20
STATEMENT_SECONDS: Final = 30
LOCK_SECONDS: Final = 10
STATEMENTS: Final = 400
"""So many stay prepared in a session; a turn knows about 100."""
AT_CONNECT: Final[dict[str, str | int]] = {
    "connect_timeout": CONNECT_SECONDS,
    "application_name": f"mooring {os.getpid()} {len(names())}",
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
AT_ONCE: Final = {
    "synchronous_commit": "on",
    "default_transaction_isolation": "read committed",
    "client_encoding": "UTF8",
    "statement_timeout": f"{STATEMENT_SECONDS}s",
    "lock_timeout": f"{LOCK_SECONDS}s",
    "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
}


def prepared(connection: Connection) -> None:
    """Make a new session careful."""
    for name, value in AT_ONCE.items():
        connection.execute("select set_config(%s, %s, false)", (name, value))


def hurried(connection: Connection) -> None:
    """Let a session prepare each statement of a turn, once.

    Whole numbers are sent as `bigint`, which ours are: by their size, as usual, each statement
    would be prepared anew for small and for large ones.
    """
    connection.adapters.register_dumper(int, Int8BinaryDumper)
    connection.prepared_max = STATEMENTS


def _ready(connection: Connection) -> None:
    prepared(connection)
    hurried(connection)


class PostgresStore:
    """Keeps everything in a database that this bot has for itself.

    Raises:
        StoreAwayError: The server can't be reached or refuses us.
        StoreNewerError: The tables are of a newer program and without what this one needs.
    """

    def __init__(self, url: SecretStr) -> None:
        with explained(), connected(url) as connection:
            migrate(connection)
        self._care = Care()
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url.get_secret_value(),
            connection_class=psycopg.Connection,
            kwargs=AT_CONNECT | {"autocommit": True},
            configure=_ready,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=CONNECT_SECONDS,
            reconnect_timeout=CONNECT_SECONDS,  # then whoever asks next tries anew
            name="mooring",
            open=True,
        )

    @contextmanager
    def transaction(self) -> Iterator[PostgresTransaction]:
        """Begin a unit of work, see `bot.store.protocol.Store`."""
        try:
            with explained(), self._pool.connection() as connection:  # which undoes what fails
                work = PostgresTransaction(connection, self._care)
                yield work
                work.finish()
        except StoreAwayError:
            self._pool.check()  # whatever ended this session may have ended the others
            raise

    def trouble(self) -> str:
        """What of the server's settings breaks a promise; empty if nothing does.

        Raises:
            StoreError: It can't be asked.
        """
        names = ["server_version_num", "default_transaction_read_only", *SAFE]
        with explained(), self._pool.connection() as connection:
            rows = connection.execute(
                "select name, setting from pg_settings where name = any(%s)", (names,)
            )
            found = {str(name): str(setting) for name, setting in rows}
        if int(found["server_version_num"]) < OLDEST:
            return f"its PostgreSQL is older than version {OLDEST // 10_000}; use a newer server"
        unsafe = [name for name in SAFE if found[name] != "on"]
        if unsafe:
            return f"a power cut could damage it: set {' and '.join(unsafe)} = on at the server"
        if found["default_transaction_read_only"] == "on":
            return "it is read-only; use the address of the server that can be written"
        return ""

    def close(self) -> None:
        """End our sessions."""
        self._pool.close()


@contextmanager
def connected(url: SecretStr) -> Iterator[Connection]:
    """A session of one's own.

    Raises:
        psycopg.Error: It can't be had.
    """
    try:
        address = make_conninfo(url.get_secret_value(), **AT_CONNECT)
        connection = psycopg.connect(address, autocommit=True)
    except psycopg.Error as error:
        raise explain(error) from None
    with connection:
        prepared(connection)
        yield connection
