"""A master key for tests, and a look into what is sealed with it."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from bot.crypto import DataKey, Keyring, written
from bot.store.classified import place

KEY: Final = bytes(range(32))
KEY_TEXT: Final = written(KEY)
KEYS: Final = Keyring([KEY])

Rows = Callable[..., Sequence[tuple[Any, ...]]]


def sealed(rows: Rows, table: str, column: str, chat: int, words: bytes) -> bytes:
    """Words as the bot keeps them."""
    return _key(rows, chat).seal(words, place(table, column, chat))


def opened(rows: Rows, table: str, column: str, chat: int, sealed: bytes) -> bytes:
    """Sealed words of a database that `rows` asks, opened."""
    return _key(rows, chat).open(sealed, place(table, column, chat))


def _key(rows: Rows, chat: int) -> DataKey:
    [(wrapped,)] = rows("select wrapped from person_key where chat = ?", chat)
    return DataKey(KEYS.unwrap(wrapped, chat))
