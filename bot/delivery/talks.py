"""Conversations, from the store and into it."""

from bot.dialogue.talk import Talk
from bot.log import logger
from bot.model import SessionFormatError
from bot.store.protocol import Transaction


def save_talk(work: Transaction, chat: int, talk: Talk) -> None:
    """Keep a conversation, and with it the revisions that it may still come back to."""
    kept = [one for one in (talk.running, talk.resting) if one]
    frames = [frame for one in kept for frame in one.frames]
    frames += [frame for one in kept for place in one.history for frame in place.frames]
    pins = {(frame.flow, frame.revision) for frame in frames}
    work.save_session(chat, talk.to_json(), pins)


def load_talk(work: Transaction, chat: int) -> Talk:
    """A conversation; one that can't be read begins anew, with its count going on."""
    body = work.session(chat)
    if body is None:
        return Talk()
    try:
        return Talk.from_json(body)
    except SessionFormatError as error:
        logger.error("session_unreadable", error=type(error).__name__)
        return Talk(serial=Talk.serial_in(body))
