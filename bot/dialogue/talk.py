"""A person's conversation, what they did, and what is shown: the nouns around an exercise."""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from bot.effects import Button, Effect
from bot.model import NewerFormatError, Session, SessionFormatError


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
            NewerFormatError: A newer program wrote it.
            SessionFormatError: Nobody did, or it is damaged.
        """
        try:
            serial, *sessions = json.loads(text)
            session, resting, *more = [*sessions, None][: max(2, len(sessions))]
        except (ValueError, TypeError) as error:
            # No chain: the text may hold what a person wrote.
            msg = f"a stored conversation can't be read ({type(error).__name__})"
            raise SessionFormatError(msg) from None
        if more:
            raise NewerFormatError(f"a stored conversation has {len(more)} parts too many")
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

    A press carries the data of its button, a timer its name, the turn it was set for, and when it
    was due.
    """

    kind: str
    value: str = ""
    turn: int | None = None
    due: float = 0.0


class Menu(NamedTuple):
    """A message with buttons that work whenever they are pressed.

    Attributes:
        text: The words.
        buttons: One below the other, or `across` of them side by side.
        screen: It takes the place of the message whose button was pressed, if one was.
        silent: It makes no sound.
        foot: Short ones, two side by side below the others.
        across: How many of `buttons` stand side by side.
    """

    text: str
    buttons: tuple[Button, ...]
    screen: bool = False
    silent: bool = False
    foot: tuple[Button, ...] = ()
    across: int = 1


class Row(NamedTuple):
    """Quiet buttons below the last words of a turn; a message of their own if there are none."""

    text: str
    buttons: tuple[Button, ...]


class Picture(NamedTuple):
    """A drawing with the same facts in words, made when it is sent.

    Attributes:
        draw: Who draws it, see `bot.telegram.files`.
        data: What is drawn; JSON.
        text: The facts in words, with the picture or, where it can't be sent, alone.
        buttons: They work whenever they are pressed.
        foot: Short ones, two side by side below the others.
    """

    draw: str
    data: Mapping[str, Any]
    text: str
    buttons: tuple[Button, ...] = ()
    foot: tuple[Button, ...] = ()


class Document(NamedTuple):
    """A file to keep, made when it is sent.

    Attributes:
        make: Who makes it, see `bot.telegram.files`.
        data: What it is made of; JSON.
        name: The file's name.
        text: What it is.
    """

    make: str
    data: Mapping[str, Any]
    name: str
    text: str


class Began(NamedTuple):
    """An exercise is now the person's number `serial`: what ended before was of the last.

    Attributes:
        serial: The number; answers are kept under it.
        flow: The flow that begins, or empty when one is taken up again under a new number.
        assignment: What it is done for, if somebody assigned it.
    """

    serial: int
    flow: str = ""
    assignment: str = ""


class Tally(NamedTuple):
    """Count something for the safety report: a kind and a rule's id, never words or people."""

    what: str
    key: str


class Erase(NamedTuple):
    """Keep nothing of this person any more, also not what else happened in this turn."""


class Close(NamedTuple):
    """Take the buttons off the message that was pressed."""


Out: TypeAlias = Effect | Menu | Row | Picture | Document | Began | Tally | Erase | Close
