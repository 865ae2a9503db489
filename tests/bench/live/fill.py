"""A database as it is after years: many people, each with a finished conversation and answers."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from bot.crypto import DataKey, new_key
from bot.dialogue.talk import Talk
from bot.model import Session
from bot.store.classified import place
from bot.store.sealed import SealedStore
from bot.store.sqlite import SqliteStore
from tests.bench.ours import FLOW, Mooring
from tests.bench.talk import SCRIPTS
from tests.keykit import KEYS

FIRST_CHAT: Final = 100_000_000
AT: Final = 1_700_000_000.0
WELCOME: Final = b'{"name": "Sam", "adult": "yes", "agreed": 1700000000}'
"""They have had their first minute."""
NAMES: Final = ("urge", "urge_after", "kind", "need", "rounds")


def chats(people: int, talking: int) -> list[int]:
    """Those who talk, spread evenly among all people."""
    return [FIRST_CHAT + number * people // talking for number in range(talking)]


def fill(database: Path, people: int, answers: int) -> None:
    """Make a database with so many people, who have given so many answers in all."""
    database.parent.mkdir(parents=True, exist_ok=True)
    SealedStore(SqliteStore(database), KEYS).close()  # its tables, as the migrations make them
    body = _talk(answers // people // len(NAMES))
    keys = {chat: new_key() for chat in _all(people)}
    seals = {chat: DataKey(key) for chat, key in keys.items()}
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("pragma synchronous = off")
        db.execute("begin")
        _insert(db, "person_key", ("chat", "wrapped", "master"),
                ((chat, *KEYS.wrap(key, chat)) for chat, key in keys.items()))  # fmt: skip
        person = ("id", "lang", "zone", "text_only", "blocked", "keyboard", "data")
        _insert(db, "person", person, (
            (chat, "en", "", 0, 0, 0, seals[chat].seal(WELCOME,
                                                        place("person", "data", chat)))
            for chat in _all(people)
        ))  # fmt: skip
        _insert(db, "session", ("chat", "body"), (
            (chat, seals[chat].seal(body, place("session", "body", chat)))
            for chat in _all(people)
        ))  # fmt: skip
        _insert(db, "answer", ("chat", "session", "flow", "name", "value", "how", "at"),
                _answers(people, answers, seals))  # fmt: skip
        db.execute("commit")
        db.execute("pragma wal_checkpoint(truncate)")


def _all(people: int) -> range:
    return range(FIRST_CHAT, FIRST_CHAT + people)


def _answers(people: int, answers: int, seals: Mapping[int, DataKey]) -> Iterator[tuple[Any, ...]]:
    """Each person's in turn, as they come in over time."""
    value = json.dumps("A call after dinner, with no phone in between.").encode()
    for number in range(answers):
        turn, one = divmod(number, people)
        serial, name = divmod(turn, len(NAMES))
        chat = FIRST_CHAT + one
        words = seals[chat].seal(value, place("answer", "value", chat))
        yield (chat, f"{serial + 1}:{name}", FLOW, NAMES[name], words, "tap", AT + number)


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
