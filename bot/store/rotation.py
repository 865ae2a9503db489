"""Changing the master key: every data key is wrapped anew, no word is sealed again.

While it lasts both master keys are given and both work, so it can be cut off at any moment and
begun again: what is done already is passed over.
"""

from collections.abc import Iterator
from typing import Final

from bot.crypto import DamagedError, Keyring, new_key
from bot.log import logger
from bot.store.protocol import Store
from bot.store.sealed import check_masters

BATCH: Final = 500
FIRST: Final = -(1 << 63)
"""No chat has a lower number."""

WrappedKey = tuple[int, bytes, str]


def every_key(store: Store) -> Iterator[list[WrappedKey]]:
    """All keys of a store, some at a time."""
    last = FIRST
    while True:
        with store.transaction() as work:
            keys = list(work.all_keys(last, BATCH))
        if not keys:
            return
        last = keys[-1][0]
        yield keys


def rotate(store: Store, ring: Keyring) -> int:
    """Wrap all data keys with the first key of the ring; how many had another one.

    Raises:
        StoreKeyError: Some were wrapped with a key that is not in the ring. Nothing was changed.
        StoreError: The store can't be used.
    """
    check_masters(store, ring)
    count = 0
    for keys in every_key(store):
        with store.transaction() as work:
            for chat, wrapped, master in keys:
                if master != ring.names[0]:
                    work.rewrap(chat, wrapped, *ring.wrap(_unwrapped(ring, wrapped, chat), chat))
                    count += 1
            work.scrub()
    return count


def _unwrapped(ring: Keyring, wrapped: bytes, chat: int) -> bytes:
    try:
        return ring.unwrap(wrapped, chat)
    except DamagedError:  # nobody can read it; it must not hold the old master key for ever
        logger.error("key_damaged")
        return new_key()
