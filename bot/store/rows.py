"""The records of a store. Times are seconds since 1970 (UTC), payloads are bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class Priority(IntEnum):
    """What is sent first when Telegram's pace leaves a choice.

    `CRISIS` also overtakes what waits in its own chat; the others keep their order there. `PROMPT`
    is what an exercise says by itself when a rhythm or a pause is over: somebody waits for it.
    """

    CRISIS = 0
    REPLY = 1
    PROMPT = 2
    REMINDER = 3


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update as it came: `key` is what makes it take effect only once.

    Telegram's updates have the key `tg:UPDATE_ID`, timers `timer:ID:TURN`.
    """

    key: str
    chat: int
    payload: bytes
    received: float


@dataclass(frozen=True, slots=True)
class Pending:
    """An update waiting to be handled; `seq` is the order of arrival."""

    seq: int
    key: str
    chat: int
    payload: bytes
    tries: int


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who talks to the bot.

    Attributes:
        id: Their chat with the bot on Telegram.
        lang: Language code.
        zone: IANA time zone, or empty while unknown.
        text_only: They prefer breathing rhythms in words.
        blocked: They have blocked the bot; nothing is sent to them.
        keyboard: The message that carries the buttons of now, or 0.
        data: Other settings, for the code that owns them.
    """

    id: int
    lang: str = "en"
    zone: str = ""
    text_only: bool = False
    blocked: bool = False
    keyboard: int = 0
    data: bytes = b"{}"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send.

    Attributes:
        chat: Where to.
        priority: Before what else.
        due: Not before.
        payload: What to send.
        label: What kind of message it is, for counting; never its words.
    """

    chat: int
    priority: Priority
    due: float
    payload: bytes
    label: str = ""


@dataclass(frozen=True, slots=True)
class Queued:
    """A message waiting to be sent; `due` as in `Outgoing`, or since it was put off."""

    seq: int
    chat: int
    priority: int
    payload: bytes
    tries: int
    label: str
    due: float


@dataclass(frozen=True, slots=True)
class Line:
    """How many wait, and since when the first of them could go; None if none waits."""

    count: int = 0
    since: float | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that waits, as numbers of nobody.

    Attributes:
        inbox: Updates that are not handled yet.
        outbox: Messages of each priority.
        timer: When the next timer rings.
    """

    inbox: Line
    outbox: Mapping[Priority, Line]
    timer: float | None


@dataclass(frozen=True, slots=True)
class Timer:
    """Something due: at most one of each name for a person."""

    chat: int
    name: str
    due: float
    turn: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is kept when its session ends."""

    chat: int
    session: str
    flow: str
    name: str
    value: bytes
    how: str
    at: float


@dataclass(frozen=True, slots=True)
class Run:
    """A flow that a person began; what became of it, once it is over.

    Attributes:
        chat: Who.
        session: The number of the exercise among theirs, as in `Answer.session` before the colon.
        flow: Which flow.
        began: When.
        ended: When it was over, or None while it is open.
        outcome: `done`, `stopped` or what the flow calls it; empty while it is open.
        assignment: The assignment it was done for, or empty.
    """

    chat: int
    session: str
    flow: str
    began: float
    ended: float | None = None
    outcome: str = ""
    assignment: str = ""
