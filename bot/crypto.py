"""Sealing what people write: AES-256-GCM, a data key for each person, wrapped by a master key.

A master key lives outside the database (`MOORING_SECRET_KEY`). The first one given wraps; all
that are given unwrap, so that a change of keys can be made at leisure (`mooring keys rotate`).

Sealed bytes are a version, which key, a nonce, and what AES-GCM made of the words:

    1 byte | 4 bytes | 12 bytes | words and 16 bytes that tell whether they were changed

Bound to them (associated data) are the column and the chat they belong to: bytes that were moved
to another person or place don't open.
"""

import base64
import binascii
import hashlib
import os
import re
from collections import deque
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
CACHED: Final = 2000
VERSION: Final = b"\x01"
"""No JSON begins with it, so that sealed bytes are never taken for words."""
_ID_BYTES: Final = 4
_NONCE_BYTES: Final = 12
_SUPPLY: Final = 256
_HEAD: Final = len(VERSION) + _ID_BYTES
_SHORTEST: Final = _HEAD + _NONCE_BYTES + 16


class KeyFormatError(ValueError):
    """This is no master key. The message doesn't show what it is."""


class SealError(Exception):
    """Sealed bytes don't open. The message shows nothing of them."""


class OtherKeyError(SealError):
    """They were sealed with a key that is not there: of somebody who was erased, or another
    master key."""


class DamagedError(SealError):
    """The key is right and the bytes are not: they were changed, cut, or moved."""


_nonces: deque[bytes] = deque()
if hasattr(os, "register_at_fork"):  # a nonce is used once, also by a copy of this process
    os.register_at_fork(after_in_child=_nonces.clear)


def _nonce() -> bytes:
    """Random bytes that nobody else gets, from a supply: asking the system takes longer than
    sealing. Threads may ask at the same time."""
    while True:
        try:
            return _nonces.popleft()
        except IndexError:
            supply = os.urandom(_NONCE_BYTES * _SUPPLY)
            _nonces.extend(
                supply[at : at + _NONCE_BYTES] for at in range(0, len(supply), _NONCE_BYTES)
            )


class DataKey:
    """A person's key.

    Args:
        key: 32 random bytes.
    """

    __slots__ = ("_cipher", "id")

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self.id = hashlib.sha256(b"mooring data key" + key).digest()[:_ID_BYTES]

    def seal(self, words: bytes, place: bytes) -> bytes:
        """Seal words for a place: column and chat."""
        nonce = _nonce()
        return VERSION + self.id + nonce + self._cipher.encrypt(nonce, words, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """The words again.

        Raises:
            OtherKeyError: Another key sealed them.
            DamagedError: They are not what was sealed for this place.
        """
        if len(sealed) < _SHORTEST or sealed[:1] != VERSION:
            raise DamagedError("these are no sealed bytes, or only a part of them")
        if sealed[1:_HEAD] != self.id:
            raise OtherKeyError("sealed with a key that is not there any more")
        nonce = sealed[_HEAD : _HEAD + _NONCE_BYTES]
        try:
            return self._cipher.decrypt(nonce, sealed[_HEAD + _NONCE_BYTES :], place)
        except InvalidTag:
            raise DamagedError("sealed bytes were changed or moved") from None


class Wrapped(NamedTuple):
    """A data key as it is kept: sealed by a master key, which `master` names."""

    bytes: bytes
    master: str


class Keyring:
    """The master keys of now.

    Args:
        keys: 32 bytes each; the first wraps.

    Raises:
        KeyFormatError: There is none, or one is of another length.
    """

    def __init__(self, keys: Iterable[bytes]) -> None:
        self._masters: dict[str, DataKey] = {}
        for key in keys:
            if len(key) != KEY_BYTES:
                raise KeyFormatError(f"a key is {KEY_BYTES} bytes, and this one is {len(key)}")
            self._masters.setdefault(name_of(key), DataKey(key))
        self.data_key = lru_cache(CACHED)(self._data_key)
        """A chat's key from its wrapped bytes, see `unwrap`. What was unwrapped just now is
        remembered by these bytes: who asks has read them from the database, so that a key which
        another process destroyed or exchanged is never used."""
        if not self._masters:
            raise KeyFormatError("there is no key in it; make one with `mooring keys new`")

    @classmethod
    def read(cls, text: str) -> "Keyring":
        """Read keys in base64, as `mooring keys new` writes them: the one in use first.

        Raises:
            KeyFormatError: One of them is no key.
        """
        return cls(decoded(one) for one in re.split(r"[\s,]+", text.strip()) if one)

    @property
    def names(self) -> tuple[str, ...]:
        """What the keys are called; the first is in use."""
        return tuple(self._masters)

    def wrap(self, key: bytes, chat: int) -> Wrapped:
        """Wrap a person's data key with the key in use."""
        name = self.names[0]
        return Wrapped(self._masters[name].seal(key, _of(chat)), name)

    def unwrap(self, wrapped: bytes, chat: int) -> bytes:
        """The data key again.

        Raises:
            OtherKeyError: None of our master keys wrapped it.
            DamagedError: It is not what was wrapped for this chat.
        """
        name = wrapped[1:_HEAD].hex()
        master = self._masters.get(name)
        if master is None:
            raise OtherKeyError(f"wrapped with another master key ({name})")
        return master.open(wrapped, _of(chat))

    def _data_key(self, wrapped: bytes, chat: int) -> DataKey:
        return DataKey(self.unwrap(wrapped, chat))

    def forget(self) -> None:
        """Remember no key: one of them was destroyed."""
        self.data_key.cache_clear()


def new_key() -> bytes:
    """A key that nobody can guess."""
    return os.urandom(KEY_BYTES)


def name_of(key: bytes) -> str:
    """What a master key is called: from this it can't be guessed."""
    return DataKey(key).id.hex()


def mark_of(key: bytes) -> str:
    """How a destroyed data key is remembered. Nobody and nothing can be found out from it; only
    who has the key again, from an old copy, can tell that it was destroyed."""
    return hashlib.sha256(b"mooring destroyed key" + key).hexdigest()


def written(key: bytes) -> str:
    """A master key as text."""
    return base64.b64encode(key).decode()


def decoded(text: str) -> bytes:
    """A master key from text.

    Raises:
        KeyFormatError: It is no base64 of 32 bytes.
    """
    try:
        key = base64.b64decode(text, altchars=b"-_", validate=True) if re.search(
            r"[-_]", text) else base64.b64decode(text, validate=True)  # fmt: skip
    except (binascii.Error, ValueError):
        raise KeyFormatError("it is no base64; make one with `mooring keys new`") from None
    if len(key) != KEY_BYTES:
        raise KeyFormatError(f"a key is {KEY_BYTES} bytes in base64, and this one is {len(key)}")
    return key


def _of(chat: int) -> bytes:
    return b"person_key:%d" % chat
