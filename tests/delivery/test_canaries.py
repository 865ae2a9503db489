"""Words and names are nowhere in the clear: in no log, whatever happens (promise 18), in no file
while they are kept, and nowhere at all after `/delete` (promise 16)."""

import asyncio
import base64
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.delivery.errands import folder_of
from bot.preview import people
from bot.preview.faults import Fault
from bot.store.backup import back_up, restore
from bot.store.classified import TABLES
from bot.store.sealed import SealedStore
from bot.store.sqlite import SqliteStore
from tests.delivery.kit import Bench, Person, Process, serving, talking
from tests.keykit import KEYS, sealed

WORDS = "canary-words-8c1d"
NAME = "Canaryname"


async def test_no_path_and_no_error_logs_words_names_or_the_token(tmp_path: Path) -> None:
    async with serving(tmp_path) as bench:
        log = tmp_path / "log"
        bot = Process(bench, log)
        await bot.start()
        ada = bench.person(NAME)
        faults = bench.server.core.faults
        await ada.begins("Many questions")
        await ada.hears("Question t1?")
        for kind in ("500", "cut", "cut_after", "429", "refuse"):
            faults.arm(Fault("*", kind))
        ada.send(WORDS)
        await ada.hears("Question mood?")
        ada.send(WORDS)
        ada.send_kind("photo", WORDS)
        ada.tap(ada.notes[-1], f"1:1:o:{WORDS}")
        ada.send(f"/{WORDS} {WORDS}")
        bench.server.world.updates.push("message", {"chat": WORDS, "text": {"a": WORDS}})
        people.block(bench.server.world, ada.account)
        await bench.settled()
        await bot.kill()
        broken = f'["{WORDS}", null]'.encode()
        broken = sealed(bench.rows, "session", "body", ada.id, broken)
        with sqlite3.connect(bench.database) as db:  # a turn that fails with their words in hand
            db.execute("update session set body = ?", (broken,))
        db.close()
        await bot.start()
        ada.send("/start flow_many_questions")
        await bench.until(
            lambda: bench.rows("select 1 from inbox where state like 'gave up%' or tries > 1"),
            "a failure",
        )
        await bot.kill()
        bench.database.write_bytes(f"no database {WORDS} ".encode() * 500)
        for beside in bench.database.parent.glob("mooring.db-*"):
            beside.unlink()
        with pytest.raises(AssertionError):  # it ends before its first poll
            await bot.start()
        logged = bot.logged()
        assert "turn_failed" in logged
        assert "damaged" in logged
        secret = bench.server.token.partition(":")[2]
        assert [one for one in (WORDS, NAME, secret) if one.lower() in logged.lower()] == []


LOOSE = f"""
import sys, threading
from bot.log import configure
configure("DEBUG")
class Loose:
    def __del__(self):
        raise ValueError("{WORDS}")
def ends():
    raise ValueError("{WORDS}")
one = Loose()
del one
thread = threading.Thread(target=ends, name="{WORDS}")
thread.start()
thread.join()
raise ValueError("{WORDS}")
"""


def test_errors_that_nobody_takes_are_logged_without_what_they_say() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOSE], capture_output=True, text=True, check=False
    )
    for event in ("unraisable", "thread_ended", "crashed"):
        assert event in done.stderr
    assert WORDS not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


CLEAR = (WORDS.encode(), NAME.encode(), base64.b64encode(WORDS.encode())[:16],
         WORDS.encode("utf-16-le"), json.dumps(WORDS)[1:9].encode())  # fmt: skip


def in_clear(folder: Path) -> list[str]:
    """Files in which a word or a name can be read: the database, its WAL, -shm, copies, all."""
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(one in path.read_bytes() for one in CLEAR)
    ]


async def typed_everywhere(bench: Bench, ada: Person) -> None:
    """Words on every path that takes some, in a turn that waits, fails, and is retried."""
    world, faults = bench.server.world, bench.server.core.faults
    await ada.begins("Many questions")
    await ada.hears("Question t1?")
    ada.send(WORDS)
    await ada.hears("Question mood?")
    ada.send_kind("photo", WORDS)
    ada.tap(ada.notes[-1], f"1:1:o:{WORDS}")
    ada.send(f"/{WORDS} {WORDS}")
    written = next(note for note in world.chats[ada.id].messages.values() if not note.by_bot)
    people.edit(world, ada.account, written.id, f"{WORDS} changed")
    await bench.settled()
    ada.send("/settings")
    await ada.hears("Your settings")
    label = next(one for one in ada.buttons(ada.notes[-1]) if one.startswith("Country"))
    ada.press(label)
    await bench.settled()
    ada.send(f"{WORDS}land")
    await bench.settled()
    ada.send(f"I want to kill myself {WORDS}")
    await bench.settled()
    ada.send(f"/start therapist_{WORDS}")
    faults.arm(Fault("sendDocument", "500"))
    ada.send("/export")
    await bench.settled()
    ada.send("/start flow_two_questions")
    await ada.hears("What first?")
    ada.send(WORDS)
    await ada.hears("How strong")
    ada.send("5")
    await ada.hears("Both are kept")


async def test_what_is_typed_is_in_no_file_and_after_delete_nowhere_at_all(tmp_path: Path) -> None:
    data, copies = tmp_path / "data", tmp_path / "copies"
    copies.mkdir()
    async with serving(tmp_path) as bench:
        with capture_logs() as logs:
            async with talking(bench):
                ada, ben = bench.person(NAME), bench.person("Ben")
                await typed_everywhere(bench, ada)
                await ben.begins("Many questions")
                assert bench.calls("sendDocument", ada.id), "what is theirs, they get"
                assert in_clear(data) == []
                database = data / "mooring.db"
                await asyncio.to_thread(back_up, database, copies / "before.db")
                assert in_clear(copies) == []
                words = sealed_words(bench, ada)
                assert len(words) >= 4  # settings, conversation, answers
                [(wrapped,)] = bench.rows("select wrapped from person_key where chat = ?", ada.id)
                ada.send("/delete")
                await ada.hears("There is no hurry")
                ada.press("Go on to erasing")
                await bench.settled()
                bench.server.world.clock.advance(6)
                ada.press("Erase all of it for good")
                ada.send_kind("photo", WORDS)
                await ada.hears("is erased")
                await bench.settled()
                assert in_clear(data) == []
                for path in data.iterdir():  # while it runs: neither key nor sealed words, nowhere
                    assert wrapped[5:40] not in path.read_bytes(), path.name
                await asyncio.to_thread(back_up, database, copies / "after.db")
            assert not any(WORDS in repr(one) or NAME in repr(one) for one in logs)
            there = tmp_path / "there" / "mooring.db"
            taken = restore(copies / "before.db", there, KEYS, replace=False)
            assert taken == (1, 1)
            store = SealedStore(SqliteStore(there), KEYS)
            with closing(store), store.transaction() as work:
                assert work.person(ada.id) is None
                assert work.session(ben.id)
            assert [one for one in words if one in there.read_bytes()] == []


def sealed_words(bench: Bench, ada: Person) -> list[bytes]:
    """Enough of each of the sealed words of a person to know it by."""
    found = []
    for table in TABLES:
        for column in table.sealed:
            query = f"select {column} from {table.name} where {table.keyed_by} = ?"  # noqa: S608
            found += [row[0][5:60] for row in bench.rows(query, ada.id) if row[0]]
    return found


async def test_a_request_of_the_operator_is_carried_out_by_the_running_bot(tmp_path: Path) -> None:
    async with serving(tmp_path) as bench, talking(bench):
        ada, ben = bench.person(NAME), bench.person("Ben")
        await ada.begins("Many questions")
        await ben.begins("Many questions")
        request = folder_of(tmp_path / "data" / "mooring.db") / str(ada.id)
        request.parent.mkdir()
        for name in ("0", "notes.txt"):  # nobody's
            (request.parent / name).touch()
        request.touch()
        await ada.hears("is erased")
        await bench.until(lambda: not request.exists(), "the request is taken")
        await bench.settled()
        assert bench.rows("select id from person") == [(ben.id,)]
        assert bench.rows("select chat from person_key order by chat") == [(0,), (ben.id,)]
