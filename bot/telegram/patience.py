"""Waiting for a Telegram that can't be reached."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.log import logger
from bot.telegram.intake import UNKNOWN_TOKEN, IntakeError

Result = TypeVar("Result")

DOUBLINGS_MAX: Final = 5


async def patiently(call: Callable[[], Awaitable[Result]]) -> Result:
    """Do `call`, however long Telegram can't be reached.

    Raises:
        IntakeError: The token is wrong, or what `call` itself raises.
    """
    tries = 0
    while True:
        try:
            return await call()
        except InvalidToken:
            raise IntakeError(UNKNOWN_TOKEN) from None  # PTB's own message holds the token
        except TelegramError as error:
            wait = seconds_of(error) if isinstance(error, RetryAfter) else min(30, 2**tries)
            logger.warning("connection_failed", error=type(error).__name__, tries=tries)
            await asyncio.sleep(wait)
            tries = min(tries + 1, DOUBLINGS_MAX)


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return float(wait if isinstance(wait, int | float) else wait.total_seconds())
