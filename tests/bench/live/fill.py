"""A database as it is after years: many people, each with a finished conversation and answers."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from bot.dialogue.talk import Talk
from bot.model import Session
from bot.store.sqlite import SqliteStore
from tests.bench.ours import FLOW, Mooring
from tests.bench.talk import SCRIPTS

FIRST_CHAT: Final = 100_000_000
AT: Final = 1_700_000_000.0
NAMES: Final = ("urge", "urge_after", "kind", "need", "rounds")


def chats(people: int, talking: int) -> list[int]:
    """Those who talk, spread evenly among all people."""
    return [FIRST_CHAT + number * people // talking for number in range(talking)]


def fill(database: Path, people: int, answers: int) -> None:
    """Make a database with so many people, who have given so many answers in all."""
    database.parent.mkdir(parents=True, exist_ok=True)
    SqliteStore(database).close()  # its tables, as the migrations make them
    body = _talk(answers // people // len(NAMES))
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("pragma synchronous = off")
        db.execute("begin")
        person = ("id", "lang", "zone", "text_only", "blocked", "keyboard", "data")
        known = ("en", "", 0, 0, 0, b'{"name": "Sam"}')
        _insert(db, "person", person, ((chat, *known) for chat in _all(people)))
        _insert(db, "session", ("chat", "body"), ((chat, body) for chat in _all(people)))
        _insert(db, "answer", ("chat", "session", "flow", "name", "value", "how", "at"),
                _answers(people, answers))  # fmt: skip
        db.execute("commit")
        db.execute("pragma wal_checkpoint(truncate)")


def _all(people: int) -> range:
    return range(FIRST_CHAT, FIRST_CHAT + people)


def _answers(people: int, answers: int) -> Iterator[tuple[Any, ...]]:
    """Each person's in turn, as they come in over time."""
    for number in range(answers):
        turn, chat = divmod(number, people)
        serial, name = divmod(turn, len(NAMES))
        value = json.dumps("A call after dinner, with no phone in between.").encode()
        yield (FIRST_CHAT + chat, f"{serial + 1}:{name}", FLOW, NAMES[name], value, "tap",
               AT + number)  # fmt: skip


def _talk(serial: int) -> bytes:
    """A conversation that was held to its end."""
    peer = Mooring()
    saved, _ = peer.begin()
    for one in SCRIPTS[0]:
        saved, _ = peer.reply(saved, one)
    return Talk(Session.from_json(saved), serial).to_json()


def _insert(
    db: sqlite3.Connection, table: str, names: Sequence[str], rows: Iterator[tuple[Any, ...]]
) -> None:
    """Fill some columns; those that a later migration added keep their defaults."""
    places = ", ".join("?" * len(names))
    db.executemany(f"insert into {table} ({', '.join(names)}) values ({places})", rows)  # noqa: S608
