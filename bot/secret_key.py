"""Where the master keys come from: a variable, a file, or, in the preview, a file of our own."""

import os
import stat
from pathlib import Path
from typing import Final

from bot.crypto import KeyFormatError, Keyring, new_key, written

HOW: Final = (
    "What people write is kept encrypted, with a key that is not in the database. Make one with "
    "`mooring keys new`, keep a copy in a safe place apart from backups, and set "
    "MOORING_SECRET_KEY to it, or MOORING_SECRET_KEY_FILE to a file that holds it"
)


class NoKeyError(ValueError):
    """There is no master key, or none that can be used; the message says what to do."""


def read_file(path: Path) -> Keyring:
    """The keys in a file, one a line, the one in use first.

    Raises:
        NoKeyError: It can't be read or holds no key.
    """
    try:
        return Keyring.read(path.read_text(encoding="ascii"))
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise NoKeyError(f"the key file {path} can't be read ({why})") from None
    except (KeyFormatError, UnicodeDecodeError) as error:
        why = str(error) if isinstance(error, KeyFormatError) else "it is no text"
        raise NoKeyError(f"the key file {path} can't be used: {why}") from None


def write_file(path: Path, keys: list[bytes]) -> None:
    """Write keys into a file that only its owner can read: all of it or nothing.

    Raises:
        OSError: It can't be written.
    """
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(file, "w", encoding="ascii") as out:
        out.write("".join(f"{written(key)}\n" for key in keys))
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def readable_by_others(path: Path) -> bool:
    """Whether somebody else on this machine may read the file."""
    return bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def own_file(path: Path) -> tuple[Keyring, bool]:
    """The keys of a file that is made if it is not there, and whether it was made now.

    Raises:
        NoKeyError: It is there and can't be used.
        OSError: It can't be made.
    """
    if path.exists():
        return read_file(path), False
    write_file(path, [new_key()])
    return read_file(path), True
