"""What people see of the bot before they start it, in each language that there are words in."""

from telegram import BotCommand
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.dialogue.lifecycle import COMMANDS
from bot.flow.phrases import Phrases
from bot.log import logger


async def introduce(bot: ExtBot[None], phrases: Phrases) -> None:
    """Set commands and descriptions. That they can't be set now keeps nobody from starting."""
    try:
        for lang in phrases.languages:
            # Without a code these are what everyone sees whose language we don't speak.
            code = None if lang == phrases.language else lang
            commands = [
                BotCommand(name, phrases.say(f"command_{name}", lang))
                for name in ("start", *COMMANDS)
            ]
            await bot.set_my_commands(commands, language_code=code)
            await bot.set_my_description(phrases.say("description", lang), code)
            await bot.set_my_short_description(phrases.say("short_description", lang), code)
    except TelegramError as error:
        logger.warning("introduction_failed", error=type(error).__name__)
