"""The records of homework. Times are seconds since 1970 (UTC), a person's words are bytes."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

State: TypeAlias = Literal["offered", "active", "quiet", "paused", "ended", "declined"]
"""`offered` waits for a yes; `quiet` rests because nobody answered, `paused` because somebody
said so; `declined` and `ended` are over."""

OPEN_STATES: Final[tuple[State, ...]] = ("offered", "active", "quiet", "paused")
"""States of what is not over."""

What: TypeAlias = Literal[
    "offered", "accepted", "declined", "changed", "prompted", "begun", "done", "skipped",
    "paused", "quiet", "resumed", "ended",
]  # fmt: skip
"""What can happen to an assignment."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """An exercise or a programme that comes by itself, from a therapist or from the person.

    Attributes:
        id: Ten letters and digits by chance.
        chat: Whose it is.
        link: The link to the therapist who gave it; empty for what they chose themself.
        kind: `flow` or `programme`.
        work: The id of the flow or the programme.
        rhythm: When it comes, see `bot.homework.rhythm.Rhythm`; JSON.
        why: The reason, in the words of whoever gave it; plain text in UTF-8, like the next two.
        place: When and where it will fit, in the person's words.
        note: A short note of the therapist.
        state: See `State`.
        made: Since when it is there.
        day: The last day, by the person's calendar (2026-03-31), that had its turn.
        due: When it comes next by itself, or None.
        opened: Since when it is theirs to do, or None.
        prompted: When they were last reminded of it.
        snooze: The moment they asked to be reminded at, or None.
        position: How often it had its turn; of a programme, how many days are behind them.
        done: How often it was done.
        skipped: How often they said no to it on a day.
        last_done: When it was last done.
        news: What they have to be told: `offered`, `changed`, `ended` or nothing.
    """

    id: str
    chat: int
    link: str
    kind: str
    work: str
    rhythm: str
    why: bytes = b""
    place: bytes = b""
    note: bytes = b""
    state: State = "offered"
    made: float = 0.0
    day: str = ""
    due: float | None = None
    opened: float | None = None
    prompted: float | None = None
    snooze: float | None = None
    position: int = 0
    done: int = 0
    skipped: int = 0
    last_done: float | None = None
    news: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to an assignment: when and what, never words."""

    chat: int
    assignment: str
    at: float
    what: What


@dataclass(frozen=True, slots=True)
class Nudging:
    """How a person is reminded, over all that is theirs.

    Attributes:
        chat: Who.
        day: The last day, by their calendar, with a reminder.
        at: When that was.
        unanswered: Reminders since they last did something.
        stopped: They said STOP: nothing comes until they ask.
    """

    chat: int
    day: str = ""
    at: float = 0.0
    unanswered: int = 0
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How the homework of one link stands: enough for a list of clients.

    Attributes:
        link: The link.
        active: Assignments that come, wait for a yes or are paused.
        quiet: Assignments that went quiet.
        done: How often something was done.
        skipped: How often there was a no.
        last_done: When something was last done.
    """

    link: str
    active: int
    quiet: int
    done: int
    skipped: int
    last_done: float | None
