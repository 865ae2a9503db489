"""Whether there is a master key, and whether it is the one of the database."""

from bot.cli.reach import Check
from bot.secret_key import HOW, NoKeyError, readable_by_others
from bot.settings import Settings
from bot.store.protocol import Store
from bot.store.sealed import check_masters


def key(settings: Settings) -> Check:
    """Whether there is a key, and nobody else reads it."""
    try:
        ring = settings.keyring()
    except NoKeyError as error:
        return Check("key", right=False, words=str(error))
    if ring is None:
        if settings.telegram_token is not None:
            return Check("key", right=False, words=f"there is none. {HOW}")
        return Check("key", right=True, words="none, so the preview makes one for trying")
    path = settings.secret_key_file
    if path is not None and readable_by_others(path):
        words = f"others on this machine can read {path}; chmod 600 it"
        return Check("key", right=False, words=words)
    old = ring.names[1:]
    words = f"{ring.names[0]} encrypts what people write"
    if old:
        words += f"; {', '.join(old)} is still known: mooring keys rotate, then take it away"
    return Check("key", right=True, words=words)


def fits(settings: Settings, store: Store) -> None:
    """Look whether the database was made with this key; nothing is changed.

    Raises:
        StoreKeyError: It was made with another one.
        StoreError: The store can't be used.
    """
    try:
        ring = settings.keyring()
    except NoKeyError:
        return  # said already
    if ring is not None:
        check_masters(store, ring)
