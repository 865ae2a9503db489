"""Screening one message: every language at once, never an exception.

`lang` is what the person set. It does not choose rules, because people change language in
distress; findings of that language come first where tiers are equal.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

from safety.finding import TIERS, Finding, failed
from safety.kept import kept
from safety.lexicon import load
from safety.match import Matcher

SLICE: Final = 4096
OVERLAP: Final = 256
MAX_SLICES: Final = 8
"""Telegram sends at most 4,096 characters; what is longer than eight times that is cut."""


@cache
def matcher() -> Matcher:
    """The matcher over the lexicon that ships with the library, read or built at its first use.

    Hundreds of thousands of small objects are made, and all of them stay. The collector would look
    through them again and again for what could go, which is a third of the time; so it waits, and
    later leaves them out: looking through them holds up whatever message is at hand by 0.3 s.
    """
    with _uncollected():
        found = kept(lambda: Matcher(load()[0]))
        gc.freeze()
    return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """The garbage collector waits.

    For one message some ten thousand objects are made, none of which needs it: they go when the
    message is done. It would look through them a dozen times in a long one.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def compile_ahead(pause: Callable[[], object]) -> None:
    """Compile every phrase, in small steps with a pause after each.

    A phrase is otherwise compiled when a message first has its words, which that message waits
    for. All of them take longer than a start may, so this belongs in a thread beside the work.

    Args:
        pause: Called after each phrase; it ends the work by raising whatever the caller catches.
    """
    for pattern in matcher().patterns():
        _ = pattern.regex
        pause()


def screen(text: str, lang: str | None = None, using: Matcher | None = None) -> list[Finding]:
    """Screen a message.

    Args:
        text: What the person sent.
        lang: The language that they set, if known; see the module.
        using: Another lexicon, for editors and tests.

    Returns:
        The findings, gravest first; none for a message in which nothing was found. A fault in
        this layer is a finding too, `layer.error`, which shows help.
    """
    version, size = "", len(text) if isinstance(text, str) else 0
    try:
        ready = using or matcher()
        version = ready.lexicon.version
        with _uncollected():
            found = _in_slices(text, ready)
    except Exception:  # noqa: BLE001  # whatever is wrong, somebody may need help
        return [failed(version, (0, size))]
    prefix = f"{lang}." if lang else ""
    return sorted(
        found,
        key=lambda one: (
            TIERS.index(one.tier),
            not one.rule.startswith(prefix),
            one.span,
            one.rule,
        ),
    )


def _in_slices(text: str, ready: Matcher) -> list[Finding]:
    if len(text) <= SLICE + OVERLAP:
        return ready.match(text)
    best: dict[str, Finding] = {}
    for number in range(MAX_SLICES):
        start = number * SLICE
        if start >= len(text):
            break
        for one in ready.match(text[start : start + SLICE + OVERLAP]):
            span = (one.span[0] + start, one.span[1] + start)
            moved = Finding(one.rule, one.category, one.tier, span, one.modifiers, one.version)
            old = best.get(one.rule)
            if old is None or TIERS.index(moved.tier) < TIERS.index(old.tier):
                best[one.rule] = moved
    return list(best.values())
