"""The long poll. An update is acknowledged to Telegram only once it is in the inbox."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.log import logger
from bot.store.rows import Incoming
from bot.telegram.incoming import chat_of
from bot.telegram.request import READ_SECONDS

POLL_SECONDS: Final = 25
ALLOWED: Final = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post")
SILENCE_SECONDS: Final = 90.0
"""After this long without an answer to a poll, the connection is taken for dead."""


OTHER: Final = "another process polls with this token; stop it, or use another token"
WEBHOOK: Final = "this token has a webhook, so it can't be polled; call deleteWebhook first"
UNKNOWN_TOKEN: Final = "Telegram does not know this token; check MOORING_TELEGRAM_TOKEN"  # noqa: S105


class PollError(Exception):
    """Polling can't go on; the message says what to do."""


class Poller:
    """Fetches updates for as long as it runs.

    Args:
        bot: Whom Telegram sends them to.
        keep: Writes updates into the inbox; when it returns, they are there for good.
        now: The time in seconds since 1970.
    """

    def __init__(
        self,
        bot: ExtBot[None],
        keep: Callable[[Sequence[Incoming]], Awaitable[None]],
        now: Callable[[], float],
    ) -> None:
        self._bot = bot
        self._write = keep
        self._now = now
        self._offset = 0

    async def run(self) -> None:
        """Poll until cancelled.

        Raises:
            PollError: Another process polls with this token, or the token is wrong.
            StoreDamagedError: What comes in can't be kept.
        """
        failures = 0
        while True:
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    updates = await self._fetch()
                if updates:
                    await self._keep(updates)
                failures = 0
            except Conflict as error:
                raise PollError(WEBHOOK if "webhook" in error.message else OTHER) from None
            except InvalidToken:
                raise PollError(UNKNOWN_TOKEN) from None  # PTB's own message holds the token
            except RetryAfter as error:
                await asyncio.sleep(seconds_of(error))
            except (TimeoutError, NetworkError, TelegramError) as error:
                failures += 1
                logger.warning("poll_failed", error=type(error).__name__, tries=failures)
                await asyncio.sleep(min(30, 2 ** min(failures, 5) / 4))

    async def _fetch(self) -> list[dict[str, Any]]:
        """The next updates, as they came.

        `Bot.get_updates` would parse them and raise for all if it can't read one, which would
        then come again for ever.
        """
        parameters = {
            "offset": self._offset,
            "timeout": POLL_SECONDS,
            "allowed_updates": ALLOWED,
            "limit": 100,
        }
        found: Any = await self._bot._post(  # noqa: SLF001  (no public name asks without parsing)
            "getUpdates", parameters, read_timeout=POLL_SECONDS + READ_SECONDS
        )
        return list(found or [])

    async def _keep(self, updates: list[dict[str, Any]]) -> None:
        """Write updates into the inbox; only then is Telegram told that they have arrived."""
        now = self._now()
        rows = [
            Incoming(f"tg:{one['update_id']}", chat_of(one), json.dumps(one).encode(), now)
            for one in updates
        ]
        await self._write(rows)
        self._offset = max(one["update_id"] for one in updates) + 1


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return float(wait if isinstance(wait, int | float) else wait.total_seconds())
