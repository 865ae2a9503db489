"""The data keys of one unit of work: looked up once, and right however many processes there are.

Nothing is remembered from one unit of work to the next. A key that another process destroyed is
therefore never used again, and unwrapping one takes some microseconds.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from bot.crypto import DamagedError, DataKey, Keyring, OtherKeyError, SealError, mark_of, new_key
from bot.log import logger
from bot.store.classified import BY_NAME, place
from bot.store.protocol import StoreError, Transaction


class StoreKeyError(StoreError):
    """The master key is not the one of this database. Nothing in it was changed."""


Row = TypeVar("Row")


def reported(error: SealError, where: str) -> None:
    """Say where something did not open."""
    logger.error("not_opened", error=type(error).__name__, where=where)


class Known(NamedTuple):
    """Keys that were looked up: those that open (None: there is none), and those that stay."""

    opening: dict[int, DataKey | None]
    sealing: dict[int, DataKey]


class Keys:
    """Seals and opens inside one transaction.

    Args:
        work: Where the wrapped keys are.
        ring: The master keys.
    """

    def __init__(self, work: Transaction, ring: Keyring) -> None:
        self._work = work
        self._ring = ring
        self._known = Known({}, {})
        self.recent: dict[int, tuple[bytes, bytes]] = {}
        """The data of people as they are in the store now: words, and these sealed. They are read
        and written again several times in a turn, and seldom changed."""

    def look_up(self, chats: Iterable[int]) -> None:
        """Look up the keys of several chats at once."""
        new = set(chats) - self._known.opening.keys()
        if new:
            wrapped = self._work.keys(new)
            for chat in new:
                self._known.opening[chat] = self._unwrapped(chat, wrapped.get(chat))

    def ensure(self, chats: Iterable[int]) -> None:
        """See to it that these chats have keys, which stay until this unit of work is over."""
        new = set(chats) - self._known.sealing.keys()
        if not new:
            return
        wrapped = self._work.keys(new, keep=True)
        if missing := sorted(new - wrapped.keys()):
            made = [(chat, *self._ring.wrap(new_key(), chat)) for chat in missing]
            self._work.add_keys(made)
            # Another process may have been first: then its keys are the keys.
            wrapped = {**wrapped, **self._work.keys(missing, keep=True)}
        for chat in new:
            key = self._unwrapped(chat, wrapped[chat]) or self._anew(chat, wrapped[chat])
            self._known.sealing[chat] = self._known.opening[chat] = key

    def seal(self, table: str, column: str, chat: int, words: bytes) -> bytes:
        """Words, sealed for where they are kept."""
        key = self._known.sealing.get(chat)
        if key is None:
            self.ensure([chat])
            key = self._known.sealing[chat]
        return key.seal(words, place(table, column, chat))

    def open(self, table: str, column: str, chat: int, sealed: bytes) -> bytes:
        """The words again.

        Raises:
            OtherKeyError: They are of somebody who was erased.
            DamagedError: They, or the key, are damaged.
        """
        if chat not in self._known.opening:
            self.look_up([chat])
        key = self._known.opening[chat]
        if key is None:
            raise OtherKeyError("the key is not there any more")
        return key.open(sealed, place(table, column, chat))

    def seal_row(self, table: str, row: Row) -> Row:
        """A record whose sealed columns are fields of the same names, with these sealed."""
        known = BY_NAME[table]
        chat = getattr(row, known.keyed_by)
        words = {one: self.seal(table, one, chat, getattr(row, one)) for one in known.sealed}
        changed: Any = row
        return replace(changed, **words)  # type: ignore[no-any-return]

    def open_row(self, table: str, row: Row) -> Row:
        """Such a record, opened; what doesn't open is empty."""
        known = BY_NAME[table]
        chat = getattr(row, known.keyed_by)
        words = {}
        for one in known.sealed:
            try:
                words[one] = self.open(table, one, chat, getattr(row, one))
            except SealError as error:
                reported(error, f"{table}.{one}")
                words[one] = b""
        changed: Any = row
        return replace(changed, **words)  # type: ignore[no-any-return]

    def mark(self, chat: int) -> str:
        """How the key of a chat is remembered once it is destroyed; empty if there is none."""
        wrapped = self._work.keys([chat]).get(chat)
        try:
            return mark_of(self._ring.unwrap(wrapped, chat)) if wrapped else ""
        except SealError:  # nothing can be said of a key that nobody can read
            return ""

    def known(self) -> Known:
        """What was looked up so far, to come back to."""
        return Known(dict(self._known.opening), dict(self._known.sealing))

    def back_to(self, known: Known) -> None:
        """Forget what was looked up since: it may have been undone."""
        self.recent.clear()
        self._known = known

    def forget(self, chat: int) -> None:
        """A chat's key is gone."""
        self._ring.forget()
        self.recent.pop(chat, None)
        self._known.opening.pop(chat, None)
        self._known.sealing.pop(chat, None)

    def _unwrapped(self, chat: int, wrapped: bytes | None) -> DataKey | None:
        """A data key; None if there is none or it is damaged.

        Raises:
            StoreKeyError: Another process wraps with a master key that we don't have.
        """
        try:
            return self._ring.data_key(wrapped, chat) if wrapped else None
        except DamagedError:
            logger.error("key_damaged")
            return None
        except OtherKeyError as error:
            raise StoreKeyError(
                f"a key of the database is {error}; set MOORING_SECRET_KEY to that one and start "
                "again"
            ) from None

    def _anew(self, chat: int, damaged: bytes) -> DataKey:
        """Another key in place of a damaged one. What that had sealed is lost either way, and who
        writes now may need help."""
        key = new_key()
        self._work.rewrap(chat, damaged, *self._ring.wrap(key, chat))
        return DataKey(key)
