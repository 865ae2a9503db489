"""Words, names and the token are in no log, whatever happens (promise 18)."""

import sqlite3
from pathlib import Path

import pytest

from bot.preview import people
from bot.preview.faults import Fault
from tests.delivery.kit import Process, serving
from tests.keykit import sealed

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
