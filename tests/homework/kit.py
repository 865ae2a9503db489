"""Short ways to say what a person and a therapist do."""

from collections.abc import Sequence
from typing import Final

from bot.homework.assigning import assign
from bot.homework.rhythm import Rhythm
from bot.store.homework_rows import Assignment
from tests.people.kit import SAM, Chat, Job, buttons, texts

REMINDER: Final = "Something of yours is here, if it suits today."
RECUERDO: Final = "Hay algo tuyo aquí, por si hoy te viene bien."
DAY: Final = 86400.0
WEATHER: Final = "one-word-weather"
"""An exercise of one tap."""


def gives(chat: Chat, rhythm: Rhythm, work: str = WEATHER, **more: object) -> str:
    """A therapist gives something; its id."""
    kind = "programme" if work in {"first-week", "slow-month"} else "flow"
    one = Assignment("", SAM, "link1", kind, work, rhythm.to_json(), **more)  # type: ignore[arg-type]
    with chat.store.transaction() as tx:
        return assign(tx, one, chat.now).id


def agrees(chat: Chat, rhythm: Rhythm, work: str = WEATHER) -> str:
    """A therapist gives something, and they say yes."""
    id_ = gives(chat, rhythm, work)
    chat.passes(0)
    chat.presses(f"hw:yes:{id_}")
    return id_


def kept(chat: Chat, id_: str) -> Assignment:
    """What the store says of it."""
    with chat.store.transaction() as tx:
        found = tx.assignment(id_)
    assert found is not None
    return found


def happened(chat: Chat, id_: str) -> list[str]:
    with chat.store.transaction() as tx:
        return [one.what for one in tx.happened(id_)]


def reminders(sent: Sequence[Job]) -> list[Job]:
    return [job for job in sent if job.get("text") in {REMINDER, RECUERDO}]


def finishes(chat: Chat, sent: list[Job]) -> list[Job]:
    """Take the first answer of each question until the exercise is over."""
    for _ in range(40):
        ticked = any(label.startswith("✓") for label in buttons(sent))
        answers = [data for data in buttons(sent).values() if data.split(":")[0].isdecimal()]
        taps = [data for data in answers if ":o:" in data or ":early" in data]
        skips = [data for data in answers if ":skip" in data or ":done" in data]
        if not taps and not skips:
            return sent
        sent = chat.presses((skips if ticked and skips else taps or skips)[0])
    raise AssertionError(texts(sent))
