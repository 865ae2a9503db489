"""What people see of the bot before they start it, in each language that there are words in."""

from collections.abc import Iterable

from telegram import BotCommand
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.flow.phrases import Phrases
from bot.log import logger


async def introduce(bot: ExtBot[None], phrases: Phrases, commands: Iterable[str]) -> None:
    """Set commands and descriptions. That they can't be set now keeps nobody from starting.

    Args:
        bot: Says it to Telegram.
        phrases: The words.
        commands: Names in the order of the menu, `/start` aside.
    """
    names = ("start", *commands)
    try:
        for lang in phrases.languages:
            # Without a code these are what everyone sees whose language we don't speak.
            code = None if lang == phrases.language else lang
            menu = [BotCommand(name, phrases.say(f"command_{name}", lang)) for name in names]
            await bot.set_my_commands(menu, language_code=code)
            await bot.set_my_description(phrases.say("description", lang), code)
            await bot.set_my_short_description(phrases.say("short_description", lang), code)
    except TelegramError as error:
        logger.warning("introduction_failed", error=type(error).__name__)
