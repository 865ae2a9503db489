"""Help for people who call for it while nothing can be written down.

When the disk is full or read-only, updates stay at Telegram until that is mended. Someone in
danger can't wait for it: their update is read as it came, screened, and answered with the
numbers, without a flow and without a memory. Once the store works again the same update takes
its ordinary way, so they may get help twice.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.delivery import guard
from bot.dialogue.lifecycle import asks_help
from bot.flow.library import Library
from bot.log import logger
from bot.telegram import incoming
from bot.watch import UNWATCHED, Watch
from safety.resources import help_lines

REMEMBERED: Final = 10_000
"""Updates that come again and again are answered once."""


class Lifeline:
    """Answers calls for help from raw updates.

    Args:
        bot: Sends the message, at once.
        library: Gives the words.
        watch: Is told when somebody was helped.
    """

    def __init__(
        self, bot: ExtBot[None], library: Callable[[], Library], watch: Watch = UNWATCHED
    ) -> None:
        self._bot = bot
        self._watch = watch
        self._library = library
        self._answered: dict[int, None] = {}

    async def reach(self, updates: Iterable[dict[str, Any]]) -> None:
        """Answer those that call for help. Never raises for what is in them."""
        for update in updates:
            number = update.get("update_id")
            if not isinstance(number, int) or number in self._answered:
                continue
            self._answered[number] = None
            while len(self._answered) > REMEMBERED:
                del self._answered[next(iter(self._answered))]
            received = incoming.read(update)
            words = self._words(received)
            if words:
                await self._send(received.chat, words)

    def _words(self, received: incoming.Received) -> str:
        came, lang = received.came, received.lang
        if came is None or received.leave or received.chat <= 0:
            return ""
        seen = guard.look(came, lang)
        if not seen.interrupt and not asks_help(came):
            return ""
        about = seen.findings[0].category if seen.interrupt else None
        lines = {"help.lines": help_lines(None, lang, about, imminent=True)}
        phrase = f"risk_{about}" if about else "help_lines"
        return self._library().phrases.say(phrase, lang, lines)

    async def _send(self, chat: int, words: str) -> None:
        try:
            await self._bot.send_message(chat, words)
            logger.warning("helped_without_store")
            self._watch.helped("without_store")
        except TelegramError as error:
            logger.error("help_failed", error=type(error).__name__)
