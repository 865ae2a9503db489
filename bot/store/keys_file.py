"""The keys of people, beside a backup and apart from it.

A backup holds no key. So that it can be read again, the wrapped keys go into a file beside it that
each backup replaces: it has only people who are there now. Whoever was erased before the newest
backup is in no keys file, and no older backup can bring them back. Keys that were destroyed are
remembered by a hash that tells nobody anything, for the case that somebody has an old file.
"""

import base64
import json
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from bot.crypto import DataKey, Keyring, SealError, mark_of
from bot.store.classified import BY_NAME
from bot.store.protocol import Store, StoreError
from bot.store.rotation import WrappedKey, every_key

NAME: Final = "mooring.keys"
FORMAT: Final = "mooring keys 1"
BATCH: Final = 500


class KeysFileError(StoreError):
    """The file of keys can't be used; the message says why."""


class KeySet(NamedTuple):
    """Wrapped keys, and the marks of destroyed ones."""

    keys: tuple[WrappedKey, ...] = ()
    destroyed: frozenset[str] = frozenset()


class Taken(NamedTuple):
    """What a backup gave back: people who are there again, and people who are not."""

    people: int
    gone: int


def keys_of(store: Store) -> KeySet:
    """The keys in a store."""
    keys = [key for some in every_key(store) for key in some]
    with store.transaction() as work:
        return KeySet(tuple(keys), work.destroyed())


def write_keys(path: Path, kept: KeySet) -> None:
    """Replace the file: all of it or nothing, for its owner only.

    Raises:
        OSError: It can't be written.
    """
    rows = [
        [chat, base64.b64encode(wrapped).decode(), master] for chat, wrapped, master in kept.keys
    ]
    text = json.dumps({"format": FORMAT, "keys": rows, "destroyed": sorted(kept.destroyed)})
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(file, "w", encoding="ascii") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)


def read_keys(path: Path) -> KeySet:
    """The keys in a file; none if there is no file.

    Raises:
        KeysFileError: It is damaged.
    """
    try:
        data = json.loads(path.read_text(encoding="ascii"))
        if data["format"] != FORMAT:
            raise KeysFileError(f"{path} was written by another version ({data['format']!r:.40})")
        keys = [(int(chat), base64.b64decode(wrapped, validate=True), str(master))
                for chat, wrapped, master in data["keys"]]  # fmt: skip
        return KeySet(tuple(keys), frozenset(map(str, data["destroyed"])))
    except FileNotFoundError:
        return KeySet()
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise KeysFileError(
            f"{path} can't be read ({type(error).__name__}); take the newest one that can"
        ) from None


def take_in(store: Store, ring: Keyring, *sources: KeySet) -> Taken:
    """Give a restored store its keys, and drop everybody who has none or whose key is destroyed.

    Args:
        store: It has words and no keys.
        ring: The master keys.
        sources: Where keys come from, the best first.

    Raises:
        KeysFileError: A key was wrapped with a master key that isn't in the ring.
    """
    with store.transaction() as work:
        destroyed = work.destroyed().union(*(one.destroyed for one in sources))
        work.remember_destroyed(destroyed)
    living: dict[int, bytes] = {}
    theirs: list[WrappedKey] = []
    for chat, wrapped, master in _alive(ring, sources, destroyed):
        if chat not in living:
            living[chat] = DataKey(ring.unwrap(wrapped, chat)).id
            theirs.append((chat, wrapped, master))
    for begin in range(0, len(theirs), BATCH):
        with store.transaction() as work:
            work.add_keys(theirs[begin : begin + BATCH])
    taken = _drop_strangers(store, living)
    with store.transaction() as work:
        while work.forget_keys():
            pass
        work.scrub()
    return taken


def _alive(
    ring: Keyring, sources: Iterable[KeySet], destroyed: frozenset[str]
) -> Iterable[WrappedKey]:
    for source in sources:
        for chat, wrapped, master in source.keys:
            if master not in ring.names:
                raise KeysFileError(
                    f"keys were wrapped with the master key {master}, which is not given; set "
                    "MOORING_SECRET_KEY to it"
                )
            try:
                key = ring.unwrap(wrapped, chat)
            except SealError:  # a damaged one opens nothing; another source may have it whole
                continue
            if mark_of(key) not in destroyed:
                yield chat, wrapped, master


def _drop_strangers(store: Store, living: dict[int, bytes]) -> Taken:
    """Erase everybody whose words were sealed with another key than the one they have now."""
    people, gone, last = 0, 0, 0
    while True:
        with store.transaction() as work:
            chats = work.chats(last, BATCH)
            for chat in chats:
                [row] = work.about(BY_NAME["person"], chat)
                if row["data"][1:5] != living.get(chat):
                    work.erase(chat)
                    gone += 1
                else:
                    people += 1
        if len(chats) < BATCH:
            return Taken(people, gone)
        last = chats[-1]
