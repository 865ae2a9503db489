"""`python -m tests.delivery.runner [--hurry] [--next] [--format] run`: `mooring` as a process.

With `--hurry` it sends faster than Telegram would allow, for tests that are not about the pace.
With `--next` it is a release to come, which adds to the tables; with `--format` one that writes
conversations in a format that this one doesn't know, as no release should all at once.
"""

import sys
from typing import Any

from bot import model
from bot.cli import main
from bot.delivery import pace
from tests.store.next_release import released


def hurry() -> None:
    """Send as fast as the machine can."""
    unbounded: Any = pace
    unbounded.CHAT_A_SECOND = 1000.0
    unbounded.BOT_A_SECOND = 10_000


def write_newer() -> None:
    """Write conversations in another format, and read both."""
    written = model.SESSION_FORMAT + 1
    vars(model).update(SESSION_FORMAT=written, SESSION_READS=model.SESSION_READS | {written})


def _flag(name: str) -> bool:
    given = name in sys.argv
    if given:
        sys.argv.remove(name)
    return given


if __name__ == "__main__":
    if _flag("--hurry"):
        hurry()
    if _flag("--format"):
        write_newer()
    if _flag("--next"):
        with released():
            main()
    else:
        main()
