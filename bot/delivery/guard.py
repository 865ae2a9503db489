"""The first look at what a person wrote, before anything else sees it.

The safety layer decides alone, without a flow, a template or the network. If it fails, help is
shown: better once too often.
"""

from collections.abc import Callable

from bot.dialogue.lifecycle import Came
from bot.log import logger
from safety import Finding, screen, weigh

_IN_WORDS = frozenset({"text", "edited", "other", "command"})


def ready() -> None:
    """Read the words of risk, which takes about a second: nobody's first message has to wait."""
    shows_risk(Came("text", "ready"), "en")


def shows_risk(came: Came, lang: str, look: Callable[[str, str], list[Finding]] = screen) -> bool:
    """Whether these words call for help now, in whatever language they are."""
    if came.kind not in _IN_WORDS or not came.value:
        return False
    try:
        return weigh(look(came.value, lang)).interrupt
    except Exception as error:  # noqa: BLE001  (whatever it is: help comes first)
        logger.error("screening_failed", error=type(error).__name__)
        return True
