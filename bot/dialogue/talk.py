"""A person's conversation, what they did, and what is shown: the nouns around an exercise."""

import json
import re
from typing import NamedTuple, TypeAlias

from bot.effects import Button, Effect
from bot.model import Session, SessionFormatError


class Talk(NamedTuple):
    """One person's conversation.

    Attributes:
        session: The exercise in hand, or the one that ended last.
        serial: Which of the person's exercises that is; its buttons and answers carry it.
        resting: An exercise that gave way to words of risk; it has kept its place.
    """

    session: Session | None = None
    serial: int = 0
    resting: Session | None = None

    @property
    def running(self) -> Session | None:
        """The exercise in hand, unless it has ended."""
        return self.session if self.session and self.session.status != "ended" else None

    def to_json(self) -> bytes:
        """Write it for the store."""
        sessions = [one and one.to_json() for one in (self.session, self.resting)]
        return json.dumps([self.serial, *sessions]).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Talk":
        """Read what `to_json` wrote.

        Raises:
            SessionFormatError: It was not.
        """
        try:
            serial, *sessions = json.loads(text)
            session, resting = [*sessions, None][:2]
        except (ValueError, TypeError) as error:
            # No chain: the text may hold what a person wrote.
            msg = f"a stored conversation can't be read ({type(error).__name__})"
            raise SessionFormatError(msg) from None
        read = [Session.from_json(one) if one else None for one in (session, resting)]
        return cls(read[0], serial, read[1])

    @staticmethod
    def serial_in(text: bytes) -> int:
        """The number of the exercise in a conversation that can't be read otherwise.

        Answers are kept under it: counting anew from 0 would write over earlier ones.
        """
        found = re.match(rb"\[\s*(\d{1,15})\s*,", text)
        return int(found[1]) if found else 0


class Came(NamedTuple):
    """What a person did: `command`, `press`, `text`, `edited`, `other` or `timer`.

    A press carries the data of its button, a timer its name and the turn it was set for.
    """

    kind: str
    value: str = ""
    turn: int | None = None


class Menu(NamedTuple):
    """A message with buttons that work whenever they are pressed.

    `screen` ones take the place of the message whose button was pressed, if one was; `silent`
    ones make no sound.
    """

    text: str
    buttons: tuple[Button, ...]
    screen: bool = False
    silent: bool = False


class Began(NamedTuple):
    """A new exercise begins, the person's number `serial`: what ended before was of the last."""

    serial: int


class Tally(NamedTuple):
    """Count something for the safety report: a kind and a rule's id, never words or people."""

    what: str
    key: str


class Close(NamedTuple):
    """Take the buttons off the message that was pressed."""


Out: TypeAlias = Effect | Menu | Began | Tally | Close
