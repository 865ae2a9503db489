"""What is to be said goes into the outbox, help before all else."""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from bot.dialogue import lifecycle
from bot.dialogue.talk import Came, Out, Tally
from bot.store.protocol import Transaction
from bot.store.rows import Outgoing, Priority
from bot.telegram import render

_WAITING: Final = 100
"""So many messages of a chat are looked at; nobody has more than a few on their way."""


def queue(
    work: Transaction, chat: int, jobs: Iterable[render.Job], now: float, priority: Priority
) -> None:
    """Queue messages, in this order."""
    work.send(
        Outgoing(chat, priority, now, json.dumps(job, ensure_ascii=False).encode(), job["do"])
        for job in jobs
    )


def put(
    work: Transaction, chat: int, said: Sequence[tuple[render.Job, Priority]], now: float
) -> None:
    """Queue what a turn says.

    Where help stops an exercise and asks something itself, a question that is still on its way
    would come between: after the numbers, and before what help asks. It is taken back; whoever
    goes on is asked it again.
    """
    helps = any(priority == Priority.CRISIS for _, priority in said)
    if helps and any(_asks(job) for job, _ in said):
        for waiting in work.queue(chat, now, _WAITING):
            if _asks(json.loads(waiting.payload)):
                work.drop(waiting.seq, "overtaken")
    for job, priority in said:
        queue(work, chat, [job], now, priority)


def priority_of(came: Came, out: Iterable[Out], job: render.Job) -> Priority:
    """Help overtakes; buttons never do, or those of an earlier question would come after them."""
    tallies = [one for one in out if isinstance(one, Tally) and one.what == "help"]
    helps = any(one.key != "offered" for one in tallies)
    if (helps or lifecycle.asks_help(came)) and job["do"] == "send" and not job["question"]:
        return Priority.CRISIS
    if came.kind != "timer":
        return Priority.REPLY
    # Somebody is breathing along: the next step can't stand behind everybody's reminders.
    return Priority.PROMPT if came.value == "step" else Priority.REMINDER


def _asks(job: render.Job) -> bool:
    """Whether somebody is to answer this."""
    return bool(job["do"] == "breath" or job.get("question"))
