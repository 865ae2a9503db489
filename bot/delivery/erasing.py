"""Erasing somebody, and what may still come from them or to them after that.

What they had under way (messages unsent, updates unhandled, timers) goes with the rest. One last
message says so; when it is sent, even the key that it was sealed with is dropped.
"""

import json
from collections.abc import Iterable
from typing import Final

from bot.delivery.parting import Parting
from bot.flow.library import Library
from bot.store.protocol import Transaction
from bot.store.rows import Outgoing, Priority
from bot.telegram import render
from bot.telegram.incoming import Received

FAREWELL: Final = "farewell"
"""The label of what is sent last."""


def farewell(work: Transaction, chat: int, jobs: Iterable[render.Job], now: float) -> None:
    """Queue the last messages to somebody who was erased."""
    work.send(
        Outgoing(chat, Priority.REPLY, now, json.dumps(job, ensure_ascii=False).encode(), FAREWELL)
        for job in jobs
    )


def erase(work: Transaction, library: Library, chat: int, now: float) -> bool:
    """Erase somebody who asked for it elsewhere; whether they were known."""
    person = work.person(chat)
    Parting(work, library, now).of(chat)
    work.erase(chat)
    if person is not None and not person.blocked:
        words = library.phrases.say("deleted", person.lang)
        farewell(work, chat, [render.plain(words)], now)
    return person is not None


def begins_nothing(received: Received) -> bool:
    """Whether this, from somebody who is not known (any more), is no reason to know them: they
    block the bot, edit what they wrote before, tap the button of erasing a second time."""
    came = received.came
    if received.blocked or came is None or came.kind == "edited":
        return True
    return came.kind == "press" and came.value.startswith("data:")
