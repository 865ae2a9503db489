"""The long poll. An update is acknowledged to Telegram only once it is in the inbox."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.log import logger
from bot.store.protocol import StoreDamagedError, StoreError
from bot.store.rows import Incoming
from bot.store.writer import PAUSE_SECONDS
from bot.telegram.intake import ALLOWED, UNKNOWN_TOKEN, IntakeError, Unkept, nobody, row
from bot.telegram.patience import seconds_of
from bot.telegram.request import READ_SECONDS

POLL_SECONDS: Final = 25
SILENCE_SECONDS: Final = 90.0
"""After this long without an answer to a poll, the connection is taken for dead."""
OTHER: Final = "another process polls with this token; stop it, or use another token"
WEBHOOK: Final = "another process has set a webhook on this token; stop it, or use another token"


class Poller:
    """Fetches updates for as long as it runs.

    Args:
        bot: Whom Telegram sends them to.
        keep: Writes updates into the inbox; when it returns, they are there for good.
        now: The time in seconds since 1970.
        unkept: Given updates that can't be kept now.
    """

    def __init__(
        self,
        bot: ExtBot[None],
        keep: Callable[[Sequence[Incoming]], Awaitable[None]],
        now: Callable[[], float],
        unkept: Unkept = nobody,
    ) -> None:
        self._bot = bot
        self._write = keep
        self._now = now
        self._unkept = unkept
        self._failing = 0
        self._offset = 0

    async def run(self) -> None:
        """Poll until cancelled.

        Raises:
            IntakeError: Another process polls with this token, or the token is wrong.
            StoreDamagedError: What comes in can't be kept, and waiting would not help.
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
                raise IntakeError(WEBHOOK if "webhook" in error.message else OTHER) from None
            except InvalidToken:
                raise IntakeError(UNKNOWN_TOKEN) from None  # PTB's own message holds the token
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
        rows = [row(one, now) for one in updates]
        try:
            await self._write(rows)
        except StoreDamagedError:
            raise
        except StoreError as error:
            # Not acknowledged, so the next poll brings them again, and what came meanwhile.
            if not self._failing:
                logger.error("store_failed", error=str(error))
            self._failing += 1
            await self._unkept(updates)
            await asyncio.sleep(PAUSE_SECONDS)
            return
        if self._failing:
            logger.warning("store_recovered", tries=self._failing)
        self._failing = 0
        self._offset = max(one["update_id"] for one in updates) + 1
