"""A store whose words nobody can read without the master key. SQLite or PostgreSQL is behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

from bot.crypto import Keyring, SealError, new_key
from bot.log import logger
from bot.store.classified import HOUSE, TABLES, Table
from bot.store.protocol import Store, Transaction
from bot.store.sealed_keys import Keys, StoreKeyError
from bot.store.sealed_work import SealedTransaction

BATCH: Final = 500
"""So much old content is sealed in one unit of work."""


class SealedStore:
    """Seals what goes into a store. See `bot.store.protocol.Store`.

    Args:
        store: Keeps the bytes.
        ring: The master keys.

    Raises:
        StoreKeyError: Keys in the store were wrapped with a master key that isn't given.
        StoreError: The store can't be used.
    """

    def __init__(self, store: Store, ring: Keyring) -> None:
        self._store = store
        self._ring = ring
        try:
            check_masters(store, ring)
            self._seal_what_is_readable()
        except BaseException:
            store.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Begin a unit of work."""
        with self._store.transaction() as work:
            yield SealedTransaction(work, Keys(work, self._ring))

    def close(self) -> None:
        """Let go of the store behind."""
        self._store.close()

    def _seal_what_is_readable(self) -> None:
        """Seal what was kept before there were keys. Whenever this is cut off, it goes on here.

        The house has a key once all is done: that is the sign.
        """
        with self._store.transaction() as work:
            if HOUSE in work.keys([HOUSE]):
                return
        count = 0
        for table in TABLES:
            for column in table.sealed:
                while done := self._seal_some(table, column):
                    count += done
        with self._store.transaction() as work:
            work.add_keys([(HOUSE, *self._ring.wrap(new_key(), HOUSE))])
            work.scrub()
        if count:
            logger.info("sealed", count=count)

    def _seal_some(self, table: Table, column: str) -> int:
        with self.transaction() as work:
            rows = work.readable(table, column, BATCH)
            for chat, words in rows:
                work.reseal(table, column, chat, words, words)
            return len(rows)


class Seat(Protocol):
    """A place for one process, with a store. See `bot.delivery.duty.Seat`."""

    def take(self) -> Store | None:
        """The store of whoever has it."""

    def leave(self) -> None:
        """Wait for it no more."""


class SealedSeat:
    """A seat whose store is sealed.

    Args:
        seat: The place.
        ring: The master keys.
    """

    def __init__(self, seat: Seat, ring: Keyring) -> None:
        self._seat = seat
        self._ring = ring
        self.leave = seat.leave

    def take(self) -> Store | None:
        """The store of whoever has the seat, or None while another process has it.

        Raises:
            StoreKeyError: Somebody changed the master key meanwhile.
            StoreAwayError: Nobody can tell now.
        """
        store = self._seat.take()
        return SealedStore(store, self._ring) if store else None


def check_masters(store: Store, ring: Keyring) -> None:
    """See to it that a wrong key is known before anything is sealed with it.

    Raises:
        StoreKeyError: Keys in the store were wrapped with a master key that isn't given.
        StoreError: The store can't be used.
    """
    with store.transaction() as work:
        wrapped = work.masters()
        house = work.keys([HOUSE]).get(HOUSE)
    others = {name: count for name, count in wrapped.items() if name not in ring.names}
    if others:
        listed = ", ".join(f"{name} ({count} of them)" for name, count in others.items())
        raise StoreKeyError(
            f"this database has keys of people that were wrapped with another master key: "
            f"{listed}. Given: {', '.join(ring.names)}. Nothing was changed. Set "
            "MOORING_SECRET_KEY to the key it was made with, or to both while you change "
            "keys, the new one first"
        )
    if house:
        try:
            ring.unwrap(house, HOUSE)
        except SealError as error:
            raise StoreKeyError(
                "the key that the database keeps for itself is damaged; restore a backup"
            ) from error
