"""The long poll. An update is acknowledged to Telegram only once it is in the inbox."""

import asyncio
import json
from collections.abc import Callable
from typing import Final

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.log import logger
from bot.store.rows import Incoming
from bot.store.writer import Writer
from bot.telegram.incoming import chat_of

POLL_SECONDS: Final = 25
ALLOWED: Final = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post")
SILENCE_SECONDS: Final = 90.0
"""After this long without an answer to a poll, the connection is taken for dead."""


class PollError(Exception):
    """Polling can't go on; the message says what to do."""


class Poller:
    """Fetches updates for as long as it runs."""

    def __init__(
        self,
        bot: ExtBot[None],
        writer: Writer,
        now: Callable[[], float],
        arrived: Callable[[], None],
    ) -> None:
        self._bot = bot
        self._writer = writer
        self._now = now
        self._arrived = arrived
        self._offset = 0

    async def run(self) -> None:
        """Poll until cancelled.

        Raises:
            PollError: Another process polls with this token, or the token is wrong.
        """
        failures = 0
        while True:
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    await self._once()
                failures = 0
            except Conflict:
                msg = "another process polls with this token; stop it, or use another token"
                raise PollError(msg) from None
            except InvalidToken:
                msg = "Telegram does not know this token; check MOORING_TELEGRAM_TOKEN"
                raise PollError(msg) from None
            except RetryAfter as error:
                wait = error.retry_after
                seconds = wait if isinstance(wait, int | float) else wait.total_seconds()
                await asyncio.sleep(seconds)
            except (TimeoutError, NetworkError, TelegramError) as error:
                failures += 1
                logger.warning("poll_failed", error=type(error).__name__, tries=failures)
                await asyncio.sleep(min(30, 2 ** min(failures, 5) / 4))

    async def _once(self) -> None:
        updates = await self._bot.get_updates(
            offset=self._offset, timeout=POLL_SECONDS, allowed_updates=ALLOWED, limit=100
        )
        if not updates:
            return
        now = self._now()
        rows = []
        for update in updates:
            data = update.to_dict()
            payload = json.dumps(data, ensure_ascii=False).encode()
            rows.append(Incoming(f"tg:{update.update_id}", chat_of(data), payload, now))
        await self._writer.run(lambda work: work.receive(rows))
        self._offset = updates[-1].update_id + 1
        self._arrived()
