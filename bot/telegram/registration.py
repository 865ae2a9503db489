"""What Telegram knows about our webhook: set it, watch it, or take it away for the long poll."""

import asyncio
from typing import Final

from telegram import WebhookInfo
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.log import logger
from bot.telegram.intake import ALLOWED, UNKNOWN_TOKEN, IntakeError

CONNECTIONS: Final = 40
"""How many updates Telegram may send at once: its own default."""
WATCH_SECONDS: Final = 300.0


class Registration:
    """The webhook at Telegram.

    Args:
        bot: Asks Telegram.
        url: The whole address, with the hidden path.
        secret: What Telegram has to say with each update.
    """

    def __init__(self, bot: ExtBot[None], url: str, secret: str) -> None:
        self._bot = bot
        self._url = url
        self._secret = secret
        self._heard = 0.0
        self.pause = WATCH_SECONDS

    async def ensure(self) -> bool:
        """Set the webhook unless it is there as we want it; whether it had to be set.

        Updates that wait at Telegram stay.

        Raises:
            IntakeError: Telegram refuses the address.
            TelegramError: Telegram can't be asked.
        """
        info = await self._bot.get_webhook_info()
        self._listen(info)
        if self._as_wanted(info):
            return False
        try:
            await self._bot.set_webhook(
                self._url,
                max_connections=CONNECTIONS,
                allowed_updates=ALLOWED,
                drop_pending_updates=False,
                secret_token=self._secret,
            )
        except BadRequest as error:
            raise IntakeError(self._refused(error)) from None
        return True

    async def run(self) -> None:
        """Look every few minutes: another program may have changed it, and none would tell us.

        Raises:
            IntakeError: Telegram no longer knows the token.
        """
        while True:
            await asyncio.sleep(self.pause)
            try:
                if await self.ensure():
                    logger.warning("webhook_was_changed")
            except InvalidToken:
                raise IntakeError(UNKNOWN_TOKEN) from None
            except (TelegramError, IntakeError) as error:
                logger.warning("webhook_check_failed", error=type(error).__name__)

    def _as_wanted(self, info: WebhookInfo) -> bool:
        return (
            info.url == self._url
            and set(info.allowed_updates or ()) == set(ALLOWED)
            and info.max_connections == CONNECTIONS
        )

    def _listen(self, info: WebhookInfo) -> None:
        """Log what went wrong at Telegram's end since the last look."""
        if info.last_error_date and info.last_error_date.timestamp() > self._heard:
            self._heard = info.last_error_date.timestamp()
            words = self._without_path(info.last_error_message or "")
            logger.warning("webhook_error", code=words, count=info.pending_update_count)

    def _refused(self, error: BadRequest) -> str:
        words = self._without_path(error.message)
        return f"Telegram refuses the webhook ({words}); check MOORING_WEBHOOK_URL"

    def _without_path(self, words: str) -> str:
        return words.replace(self._url.rsplit("/", 1)[-1], "…")


async def remove(bot: ExtBot[None]) -> None:
    """Take the webhook away, if there is one; what waits at Telegram comes by the long poll.

    Raises:
        TelegramError: Telegram can't be asked.
    """
    info = await bot.get_webhook_info()
    if info.url:
        await bot.delete_webhook(drop_pending_updates=False)
        logger.warning("webhook_removed", count=info.pending_update_count)
