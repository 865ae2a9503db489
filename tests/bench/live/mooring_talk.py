"""Mooring as `mooring run` starts it, with everything on, but sending at its own speed.

Telegram's pace (28 messages a second) would be all that is measured. It is lifted through
`App.tick`, the clock that the sender's pace is counted by: here a second passes a million times
as fast for it. No setting and no environment variable does this to a bot that people talk to.
"""

import asyncio
import sys
import time
from pathlib import Path
from typing import Final

from bot import cli  # all that the command imports is part of its memory and its start
from bot.app import App
from bot.cli.run import settle
from bot.log import configure
from bot.settings import DATABASE
from tests.keykit import KEYS

HASTE: Final = 1e6


def hasty() -> float:
    """Seconds for the sender's pace."""
    return time.monotonic() * HASTE


async def run(url: str, token: str, folder: str) -> None:
    """Run until a signal comes."""
    configure("INFO")
    app = App(token, url, Path(folder) / "data" / DATABASE, Path(folder) / "flows", keys=KEYS)
    app.tick = hasty
    settle()
    app.stop_on_signals()
    await app.run()


if __name__ == "__main__":
    assert cli.main
    asyncio.run(run(*sys.argv[1:4]))
