"""The first look at what a person wrote, before anything else sees it.

The safety layer decides alone, without a flow, a template or the network. If it fails, help is
shown: better once too often.
"""

from collections.abc import Callable
from typing import Final

from bot.dialogue.talk import Came
from bot.log import logger
from safety import Finding, Screening, failed, screen, weigh

_IN_WORDS: Final = frozenset({"text", "edited", "other", "command"})
_NOTHING: Final = weigh(())


def ready() -> None:
    """Read the words of risk, which takes seconds: nobody's first message has to wait."""
    look(Came("text", "ready"), "en")


def look(
    came: Came, lang: str, screening: Callable[[str, str], list[Finding]] = screen
) -> Screening:
    """What these words show, in whatever language they are."""
    if came.kind not in _IN_WORDS or not came.value:
        return _NOTHING
    try:
        return weigh(screening(came.value, lang))
    except Exception as error:  # noqa: BLE001  (whatever it is: help comes first)
        logger.error("screening_failed", error=type(error).__name__)
        return weigh([failed("", (0, len(came.value)))])
