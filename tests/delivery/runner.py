"""`python -m tests.delivery.runner [--hurry] run`: `mooring` as a process, for tests.

With `--hurry` it sends faster than Telegram would allow, for tests that are not about the pace.
"""

import sys
from typing import Any

from bot.cli import main
from bot.delivery import pace


def hurry() -> None:
    """Send as fast as the machine can."""
    unbounded: Any = pace
    unbounded.CHAT_A_SECOND = 1000.0
    unbounded.BOT_A_SECOND = 10_000


if __name__ == "__main__":
    if "--hurry" in sys.argv:
        sys.argv.remove("--hurry")
        hurry()
    main()
