"""The matcher over the lexicon that ships, kept between starts: to read it anew takes seconds.

It is kept where Python keeps bytecode: beside the modules, in `__pycache__` (or under
`PYTHONPYCACHEPREFIX`). Whoever can write there can change what Python runs, so what is read from
it is as good as the modules. It is never needed: what is missing, damaged or of another lexicon,
code or Python is made anew, and on a disk that takes nothing each start does so.
"""

import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

from safety.lexicon import FOLDER
from safety.lookup import COMPILED
from safety.match import Matcher

NAME: Final = "lexicon.{}.pickle"
EVERY: Final = "lexicon.*"
"""Those of earlier lexicons, and what a process that was killed left half written."""


def kept(make: Callable[[], Matcher], folder: Path | None = None) -> Matcher:
    """The matcher that an earlier start kept, or a new one, which is kept.

    Args:
        make: Makes a new one, from the lexicon that ships.
        folder: Where it is kept, if not where bytecode is.
    """
    place = folder or Path(cache_from_source(__file__)).parent
    file = place / NAME.format(_key())
    found = _read(file)
    if found is None:
        found = make()
        with suppress(OSError):
            _write(found, file)
    return found


def _key() -> str:
    """Changes with any letter of the lexicon or of a module that reads it, and with Python."""
    digest = sha256(f"{sys.version} {COMPILED}".encode())
    modules = Path(__file__).parent.glob("*.py")
    for path in sorted([*modules, *FOLDER.rglob("*.yaml")]):
        with suppress(OSError):
            digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:32]


def _read(file: Path) -> Matcher | None:
    try:
        found = pickle.loads(file.read_bytes())  # noqa: S301  (see above: as good as the modules)
    except Exception:  # noqa: BLE001  # damaged in whatever way: there is a new one to be made
        return None
    return found if isinstance(found, Matcher) else None


def _write(matcher: Matcher, file: Path) -> None:
    """Put it in place whole or not at all, and take away those of earlier lexicons."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(".part", "lexicon.", file.parent)
    try:
        with os.fdopen(handle, "wb") as there:
            pickle.dump(matcher, there, protocol=5)
        Path(part).chmod(0o644)  # as readable as the modules: another user may start the bot
        Path(part).replace(file)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    for old in file.parent.glob(EVERY):
        if old != file:
            old.unlink(missing_ok=True)
