"""One process at a time writes to a SQLite file.

SQLite itself allows several, but versions before 3.51.3, which common Pythons link, can
corrupt a WAL that has two writers. The lock is the operating system's, so it goes with the
process, however that ends.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import IO

from bot.store.protocol import StoreBusyError, StoreFullError


class InstanceLock:
    """Holds `FILE.lock`, in which stands the number of the process that holds it.

    Raises:
        StoreBusyError: Another process holds it; the message names that one.
        StoreFullError: The file can't be made.
    """

    def __init__(self, database: Path) -> None:
        path = database.with_name(database.name + ".lock")
        try:
            self._file: IO[str] = path.open("a+", encoding="ascii")
        except OSError as error:
            msg = f"{path} can't be opened ({error.strerror}); mend the rights of its folder"
            raise StoreFullError(msg) from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.seek(0)
            holder = self._file.read().strip() or "unknown"
            self._file.close()
            msg = (
                f"another Mooring is running on {database.name} (process {holder}); "
                "stop it first, or give this one its own MOORING_DATA_DIR"
            )
            raise StoreBusyError(msg) from None
        self._file.truncate(0)
        with suppress(OSError):  # on a full disk it holds without a number; the store says more
            os.write(self._file.fileno(), str(os.getpid()).encode())

    def release(self) -> None:
        """Let another process have it."""
        self._file.truncate(0)
        self._file.close()
