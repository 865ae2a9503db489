"""Conversations, from the store and into it."""

from bot.dialogue.talk import Talk
from bot.log import logger
from bot.model import NewerFormatError, SessionFormatError
from bot.store.protocol import Transaction


def save_talk(work: Transaction, chat: int, talk: Talk) -> None:
    """Keep a conversation, and with it the revisions that it may still come back to."""
    kept = [one for one in (talk.running, talk.resting) if one]
    frames = [frame for one in kept for frame in one.frames]
    frames += [frame for one in kept for place in one.history for frame in place.frames]
    pins = {(frame.flow, frame.revision) for frame in frames}
    work.save_session(chat, talk.to_json(), pins)


def load_talk(work: Transaction, chat: int) -> Talk:
    """A conversation; one that is damaged begins anew, with its count going on.

    Raises:
        NewerFormatError: A newer program wrote it.
    """
    body = work.session(chat)
    if body is None:
        return Talk()
    try:
        return Talk.from_json(body)
    except NewerFormatError:
        raise
    except SessionFormatError as error:
        logger.error("session_unreadable", error=type(error).__name__)
        return Talk(serial=Talk.serial_in(body))


def begin_anew(work: Transaction, chat: int) -> None:
    """Give up a conversation that only a newer program can read; its count goes on."""
    body = work.session(chat)
    try:
        load_talk(work, chat)
    except NewerFormatError as error:
        logger.error("session_unreadable", error=type(error).__name__)
        save_talk(work, chat, Talk(serial=Talk.serial_in(body or b"")))
