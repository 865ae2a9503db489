"""Carries out what waits in the outbox, through python-telegram-bot."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, NamedTuple

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, Message
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.log import logger
from bot.telegram.files import MAKERS, make
from bot.telegram.patience import seconds_of
from bot.telegram.render import Job
from bot.watch import Became

AGAIN_SECONDS: Final = 1.0
UNREADABLE: Final = "unreadable"
UNKNOWN: Final = "unknown_job"
_HARMLESS: Final = (
    "not modified",
    "query is too old",
    "query id is invalid",
    "message to edit not found",
    "message can't be edited",
)
"""What Telegram says when there is nothing left to do."""


class Sent(NamedTuple):
    """How sending went.

    Attributes:
        how: `sent`, `later` (try again), `dropped` (never) or `blocked` (nothing more at all).
        message: The number of the message, if one was sent.
        keyboard: It carries the question's buttons now (True), no message does any more
            (False), or nothing changed (None).
        wait: Seconds until the next try.
        file: (our name, Telegram's name) of a file that was uploaded.
        why: A code for the log.
    """

    how: Became
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
            return Sent("later", wait=seconds_of(error), why="retry_after")
        except Forbidden:
            return Sent("blocked", why="forbidden")
        except BadRequest as error:
            gone = False if job["do"] == "strip" else None
            how: Became = "sent" if _harmless(error) else "dropped"
            return Sent(how, keyboard=gone, why="bad_request")
        except TelegramError:  # a connection cut, an error of theirs: it may pass
            return Sent("later", wait=AGAIN_SECONDS, why="network")
        except Exception as error:  # noqa: BLE001  (a job that can't be done must not hold others)
            return Sent("dropped", why=type(error).__name__)

    async def _do(self, chat: int, job: Job, keyboard: int, file_id: str | None) -> Sent:
        what = job["do"]
        if what == "send":
            given = {"chat_id": chat, "text": job["text"], "reply_markup": _markup(job["rows"])}
            given |= {"disable_notification": job["silent"] or None}
            given |= {"protect_content": job.get("protect")}
            message = await self._post("sendMessage", given)
            return Sent("sent", message["message_id"], job["question"] or None)
        if what == "breath":
            return await self._breath(chat, job, file_id)
        if what == "picture" or (what == "document" and job["make"] in MAKERS):
            return await self._file(chat, job)
        if what == "toast":
            answer = {"callback_query_id": job["query"], "text": job["text"] or None}
            await self._post("answerCallbackQuery", answer)
        elif what == "buttons":
            await self._edit(chat, job["message"], _markup(job["rows"]))
        elif what == "edit":
            given = {"chat_id": chat, "message_id": job["message"], "text": job["text"]}
            await self._post("editMessageText", given | {"reply_markup": _markup(job["rows"])})
        elif what == "strip":
            return await self._strip(chat, {keyboard, job["message"]} - {0})
        elif what == "leave":
            await self._bot.leave_chat(chat)
        elif what == UNREADABLE:
            return Sent("dropped", why=UNREADABLE)
        else:  # a newer process wrote it, and will send it once it has the seat
            return Sent("later", wait=AGAIN_SECONDS, why=UNKNOWN)
        return Sent("sent")

    async def _post(self, method: str, given: dict[str, Any]) -> Any:
        """Ask Telegram; its answer as it came.

        `Bot.send_message` and its like build objects of all that they send and get, a third of
        the time for a reply; all that is wanted here is a number. The errors are the same.
        """
        return await self._bot._post(method, given)  # noqa: SLF001  (no public name does this)

    async def _edit(self, chat: int, message: int, markup: dict[str, Any] | None) -> None:
        given = {"chat_id": chat, "message_id": message, "reply_markup": markup}
        await self._post("editMessageReplyMarkup", given)

    async def _strip(self, chat: int, messages: set[int]) -> Sent:
        for message in messages:
            try:
                await self._edit(chat, message, None)
            except BadRequest as error:
                if not _harmless(error):
                    raise
        return Sent("sent", keyboard=False)

    async def _breath(self, chat: int, job: Job, file_id: str | None) -> Sent:
        if file_id is not None:
            with suppress(BadRequest):  # a name that Telegram forgot: draw and upload it anew
                message = await self._animation(chat, job, file_id)
                return Sent("sent", message.message_id, keyboard=True)
        parts = tuple((part, seconds) for part, seconds in job["parts"])
        drawn = await asyncio.to_thread(_draw, parts, self._words)
        try:
            message = await self._animation(chat, job, InputFile(drawn, filename="breath.gif"))
        except BadRequest:  # the rhythm is in the words too, and the buttons are needed
            message = await self._in_words(chat, job)
        kept = message.animation or message.document
        file = (breath_key(job), kept.file_id) if kept else None
        return Sent("sent", message.message_id, keyboard=True, file=file)

    async def _file(self, chat: int, job: Job) -> Sent:
        """Make a picture or a file and send it; where a picture fails, its words still go."""
        words_do = job["do"] == "picture" and bool(job["text"])
        try:
            made = await asyncio.to_thread(make, job["make"], job["data"])
        except Exception as error:
            if not words_do:
                raise
            logger.error("picture_not_drawn", error=type(error).__name__)
            return Sent("sent", (await self._in_words(chat, job)).message_id)
        try:
            message = await self._made(chat, job, made)
        except BadRequest:
            if not words_do:
                raise
            message = await self._in_words(chat, job)
        return Sent("sent", message.message_id)

    async def _made(self, chat: int, job: Job, made: bytes) -> Message:
        caption = job["text"] or None
        if job["do"] == "document":
            given = InputFile(made, filename=job["name"])
            return await self._bot.send_document(chat, given, caption=caption)
        return await self._bot.send_photo(
            chat,
            InputFile(made, filename="picture.png"),
            caption=caption,
            reply_markup=_keyboard(job["rows"]),
            protect_content=job.get("protect"),
        )

    async def _animation(self, chat: int, job: Job, picture: InputFile | str) -> Message:
        return await self._bot.send_animation(
            chat,
            picture,
            caption=job["text"],
            reply_markup=_keyboard(job["rows"]),
            protect_content=job.get("protect"),
        )

    async def _in_words(self, chat: int, job: Job) -> Message:
        """A drawing that can't be sent, without the drawing."""
        keyboard = _keyboard(job["rows"])
        return await self._bot.send_message(
            chat, job["text"], reply_markup=keyboard, protect_content=job.get("protect")
        )


def _draw(parts: tuple[tuple[str, int], ...], words: Mapping[str, str]) -> bytes:
    """A rhythm as a picture. Telegram keeps each that it got: most processes draw none at all,
    so what draws is loaded with the first.
    """
    from bot.telegram.breath import breath_animation  # noqa: PLC0415

    return breath_animation(parts, 1, words=words)


def breath_key(job: Job) -> str:
    """The name under which a drawn rhythm is kept."""
    return "breath:" + ",".join(f"{part}{seconds}" for part, seconds in job["parts"])


def _harmless(error: BadRequest) -> bool:
    return any(part in error.message.lower() for part in _HARMLESS)


def _markup(rows: list[list[list[str]]]) -> dict[str, Any] | None:
    """A keyboard as the Bot API takes it."""
    if not rows:
        return None
    return {
        "inline_keyboard": [[{"text": text, "callback_data": data} for text, data in row]
                            for row in rows]
    }  # fmt: skip


def _keyboard(rows: list[list[list[str]]]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=data) for text, data in row] for row in rows]
    )
