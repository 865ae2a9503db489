"""A disk that is really full or read-only: said, waited out, nothing lost (promise 6).

On a small tmpfs where this may be mounted; elsewhere SQLite is told to behave as if.
"""

import asyncio
import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from structlog.testing import capture_logs

import bot.app
from bot.store.protocol import StoreFullError
from bot.store.sqlite import SqliteStore
from tests.delivery.kit import Bench, Person, running

PEOPLE = 6


class Disk(Protocol):
    def fill(self) -> None: ...
    def free(self) -> None: ...


class Tmpfs:
    """A disk of its own."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def fill(self) -> None:
        with (self.place / "ballast").open("wb", buffering=0) as ballast:
            for size in (65536, 4096, 1):
                with contextlib.suppress(OSError):
                    while ballast.write(b"x" * size):
                        pass

    def free(self) -> None:
        (self.place / "ballast").unlink()


class Pragmas:
    """As if: the file may not grow, and nothing in it may change."""

    def __init__(self, opened: list[SqliteStore]) -> None:
        self.opened = opened

    def _set(self, pages: int, query_only: str) -> None:
        connection = self.opened[-1]._db.conn
        connection.execute(f"pragma max_page_count = {pages}")
        connection.execute(f"pragma query_only = {query_only}")

    def fill(self) -> None:
        self._set(1, "on")  # less than there are means: no more than there are

    def free(self) -> None:
        self._set(1_000_000, "off")


def mounted(place: Path, *options: str) -> bool:
    """Whether a small disk could be mounted there."""
    place.mkdir(parents=True, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", ",".join(["size=8m", *options]), "tmpfs", str(place)]
    try:
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own; without the right to mount one, the test is skipped."""
    place = tmp_path / "data"
    if not mounted(place):
        pytest.skip("no right to mount a tmpfs here; the same is tried with SQLite's own limits")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture(params=["tmpfs", "pragmas"])
def disk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Disk:
    if request.param == "tmpfs":
        return Tmpfs(request.getfixturevalue("small"))
    opened: list[SqliteStore] = []

    class Seen(SqliteStore):
        def __init__(self, path: Path) -> None:
            super().__init__(path)
            opened.append(self)

    monkeypatch.setattr(bot.app, "SqliteStore", Seen)
    return Pragmas(opened)


async def answers(ada: Person, number: int) -> None:
    ada.send(f"first of {number} " * 8)
    ada.send(str(number))
    ada.send(f"second of {number}")


async def test_a_disk_that_fills_under_load_loses_nothing(tmp_path: Path, disk: Disk) -> None:
    async with running(tmp_path) as bench:
        crowd = [bench.person(f"P{number}") for number in range(PEOPLE)]
        for one in crowd:
            one.send("/start flow_many_questions")
        for one in crowd:
            await one.hears("Question t1?")
        await bench.settled()
        with capture_logs() as logs:
            disk.fill()
            for number, one in enumerate(crowd):
                await answers(one, number)
            await bench.until(lambda: [1 for one in logs if one["event"] == "store_failed"], "said")
            disk.free()
            for one in crowd:
                await one.hears("Question one?")
            await bench.settled()
        said = [one["error"] for one in logs if one["event"] == "store_failed"]
        assert all("mooring.db can't be written" in one and "first" not in one for one in said)
        assert [one for one in logs if one["event"] == "store_recovered"]
        for number, one in enumerate(crowd):
            await stopped(bench, one, number)


async def stopped(bench: Bench, one: Person, number: int) -> None:
    """Everything that was answered meanwhile is kept, once; each question came once."""
    one.send("/stop")
    await one.hears("Stopped.")
    await bench.settled()
    kept = {name: value.strip('"').strip() for _, name, value in bench.answers(one.id)}
    assert kept == {
        "t1": f"first of {number} " * 7 + f"first of {number}",
        "mood": str(number),
        "t2": f"second of {number}",
        "turns": "4",
    }
    questions = [one.text(note) for note in one.notes if "Question" in one.text(note)]
    assert len(questions) == len(set(questions)) == 4


def test_a_start_on_a_full_disk_says_so_and_works_once_there_is_room(small: Path) -> None:
    disk = Tmpfs(small)
    SqliteStore(small / "mooring.db").close()
    disk.fill()
    with pytest.raises(StoreFullError, match=r"mooring\.db.*(space|rights)"):
        start(small)
    disk.free()
    start(small)


def start(place: Path) -> None:
    store = SqliteStore(place / "mooring.db")
    try:
        with store.transaction() as work:
            work.keep_revision("f", "1", b"x" * 20_000)
    finally:
        store.close()


def test_a_first_start_on_a_full_disk_leaves_nothing_that_stands_in_the_way(small: Path) -> None:
    disk = Tmpfs(small)
    disk.fill()
    with pytest.raises(StoreFullError, match=r"mooring\.db"):
        start(small)
    disk.free()
    start(small)


def test_a_read_only_disk_is_named_and_works_once_it_can_be_written(small: Path) -> None:
    SqliteStore(small / "mooring.db").close()
    remount(small, "ro")
    with pytest.raises(StoreFullError, match=r"mooring\.db.*[Rr]ead-only.*rights"):
        SqliteStore(small / "mooring.db")
    remount(small, "rw")
    start(small)


def remount(place: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(place)], check=True)


async def test_the_bot_ends_with_words_when_it_can_t_write_at_all(
    tmp_path: Path, small: Path
) -> None:
    remount(small, "ro")
    with pytest.raises(StoreFullError, match=r"mooring\.db"):
        async with running(tmp_path):
            await asyncio.Event().wait()
