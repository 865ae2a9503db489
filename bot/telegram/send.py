"""Carries out what waits in the outbox, through python-telegram-bot."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.telegram.breath import breath_animation
from bot.telegram.render import Job

_HARMLESS: Final = ("not modified", "query is too old", "message to edit not found")


class Sent(NamedTuple):
    """How sending went.

    Attributes:
        how: `sent`, `later` (try again), `dropped` (never) or `blocked` (nothing more at all).
        message: The number of the message, if one was sent.
        keyboard: It has buttons now (True), has none (False), or nothing changed (None).
        wait: Seconds until the next try.
        file: (our name, Telegram's name) of a file that was uploaded.
        why: A code for the log.
    """

    how: str
    message: int = 0
    keyboard: bool | None = None
    wait: float = 0.0
    file: tuple[str, str] | None = None
    why: str = ""


class Messenger:
    """Sends jobs; says what became of each. Never raises."""

    def __init__(self, bot: ExtBot[None], words: Mapping[str, str]) -> None:
        self._bot = bot
        self._words = words

    async def send(self, chat: int, job: Job, keyboard: int, file_id: str | None) -> Sent:
        """Carry out one job.

        Args:
            chat: Where to.
            job: What, see `bot.telegram.render`.
            keyboard: The message that carries the buttons of now, or 0.
            file_id: Telegram's name for the job's file, if it was sent before.
        """
        try:
            return await self._do(chat, job, keyboard, file_id)
        except RetryAfter as error:
            return Sent("later", wait=_seconds(error), why="retry_after")
        except Forbidden:
            return Sent("blocked", why="forbidden")
        except BadRequest as error:
            harmless = any(part in error.message.lower() for part in _HARMLESS)
            keyboard_gone = False if job["do"] == "strip" else None
            return Sent(
                "sent" if harmless else "dropped", keyboard=keyboard_gone, why="bad_request"
            )
        except (TimedOut, NetworkError):
            return Sent("later", wait=2.0, why="network")
        except TelegramError:
            return Sent("later", wait=5.0, why="telegram")

    async def _do(self, chat: int, job: Job, keyboard: int, file_id: str | None) -> Sent:
        what = job["do"]
        if what == "send":
            message = await self._bot.send_message(
                chat,
                job["text"],
                reply_markup=_keyboard(job["rows"]),
                disable_notification=job["silent"],
            )
            return Sent("sent", message.message_id, bool(job["rows"]) or None)
        if what == "breath":
            return await self._breath(chat, job, file_id)
        if what == "toast":
            await self._bot.answer_callback_query(job["query"], job["text"] or None)
        elif what == "buttons":
            markup = _keyboard(job["rows"])
            await self._bot.edit_message_reply_markup(chat, job["message"], reply_markup=markup)
        elif what == "strip" and keyboard:
            await self._bot.edit_message_reply_markup(chat, keyboard, reply_markup=None)
            return Sent("sent", keyboard=False)
        elif what == "leave":
            await self._bot.leave_chat(chat)
        return Sent("sent")

    async def _breath(self, chat: int, job: Job, file_id: str | None) -> Sent:
        key = breath_key(job)
        picture: Any = file_id
        if file_id is None:
            parts = tuple((part, seconds) for part, seconds in job["parts"])
            drawn = await asyncio.to_thread(breath_animation, parts, 1, words=self._words)
            picture = InputFile(drawn, filename="breath.gif")
        message = await self._bot.send_animation(
            chat, picture, caption=job["text"], reply_markup=_keyboard(job["rows"])
        )
        kept = message.animation or message.document
        file = (key, kept.file_id) if file_id is None and kept else None
        return Sent("sent", message.message_id, keyboard=True, file=file)


def breath_key(job: Job) -> str:
    """The name under which a drawn rhythm is kept."""
    return "breath:" + ",".join(f"{part}{seconds}" for part, seconds in job["parts"])


def _keyboard(rows: list[list[list[str]]]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=data) for text, data in row] for row in rows]
    )


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait if isinstance(wait, int | float) else wait.total_seconds())
