"""What is read once, at the start, rather than while somebody waits."""

import gc
import threading
import time
from functools import cache
from typing import Final

from bot.delivery import guard
from safety.resources import find_country, help_lines
from safety.screen import compile_ahead

PAUSE: Final = 0.002
"""Seconds between two phrases that are compiled ahead; each takes about a third of a thousandth."""


def warm() -> None:
    """Read what screening and help need, so that nobody's first message waits for it.

    All of it stays, so the garbage collector waits: it would look through it over and over.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        guard.ready()
        find_country("nowhere in particular", "en")
        help_lines("US", "en")
        _ahead()
    finally:
        if collects:
            gc.enable()


@cache
def _ahead() -> None:
    """Once in a process: what was read stays, and the rest is compiled beside the work.

    Compiling every phrase takes longer than a start may, and no message needs more than a few.
    """
    gc.freeze()  # what was read is never garbage, so no collection has to look through it
    threading.Thread(target=_compile, name="compile-ahead", daemon=True).start()


def _compile() -> None:
    compile_ahead(lambda: time.sleep(PAUSE))
