"""The server of the tests itself: whoever comes and goes, and however they end."""

import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import psycopg

from tests.store.server import server


def _comes_and_goes(folder: Path, said: Any) -> None:
    with server(folder) as one, one.database() as url:
        with psycopg.connect(url.get_secret_value()) as connection:
            connection.execute("select count(*) from person")
        said.put(one._place.data)


def _dies(folder: Path, said: Any) -> None:
    with server(folder) as one:
        said.put(one._place.data)
        said.close()
        said.join_thread()
        os.kill(os.getpid(), signal.SIGKILL)


def test_many_come_and_go_at_once_and_one_is_killed(tmp_path: Path) -> None:
    """The last who leaves stops it, also behind one who could not; then nothing is left."""
    context = multiprocessing.get_context("spawn")
    said: Any = context.Queue()
    targets = [_comes_and_goes, _dies, _comes_and_goes]
    processes = [context.Process(target=one, args=(tmp_path, said)) for one in targets]
    for one in processes:
        one.start()
    places = {said.get(timeout=120) for _ in processes}
    for one in processes:
        one.join(120)
    assert [one.exitcode for one in processes] == [0, -signal.SIGKILL, 0]
    [place] = places
    with server(tmp_path) as again, again.database() as url:  # the one who was killed is forgotten
        psycopg.connect(url.get_secret_value()).close()
    assert list(place.parent.glob(f"{place.name}*")) == []


def test_a_server_whose_only_user_was_killed_is_stopped_by_the_next_who_comes(
    tmp_path: Path,
) -> None:
    context = multiprocessing.get_context("spawn")
    said: Any = context.Queue()
    process = context.Process(target=_dies, args=(tmp_path / "one", said))
    process.start()
    place = said.get(timeout=120)
    process.join(120)
    with server(tmp_path / "other"):
        assert list(place.parent.glob(f"{place.name}*")) == []
