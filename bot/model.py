"""The nouns of a conversation: where it stands, what comes in, what goes out.

Everything here is a value that never changes: named tuples, because they are made by the dozen
in every turn and JSON writes them as they are. A `Session` is a row that any process can pick
up; nothing about a person lives only in memory.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple, Protocol, TypeAlias

Value: TypeAlias = bool | int | float | str | list[str]
"""What a variable can hold. Lists are never changed in place."""

Variables: TypeAlias = Mapping[str, Value]

Status = Literal["active", "paused", "ended"]

EventKind = Literal[
    "text",  # the person typed `value`
    "tap",  # the person pressed the option whose id is `value`
    "done",  # the person has finished picking several options
    "skip",
    "back",
    "pause",
    "resume",
    "stop",
    "early",  # the person goes on before a pace or a wait is over
    "timer",  # the timer named `value` is due
    "other",  # something that is neither words nor a button: a sticker, a voice message
]

Control = Literal["done", "skip", "early", "back", "pause", "resume", "stop", "help"]

TimerName = Literal["step", "remind-1", "remind-2", "expire", "check-in"]

SESSION_FORMAT: Final = 1
"""What is written. In a rolling restart the release before reads it: see `SESSION_READS`."""
SESSION_READS: Final = frozenset({1})
"""What can be read. A new format is read one release before it is written (`bot/README.md`)."""
_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class SessionFormatError(ValueError):
    """A stored session can't be read: it is damaged or was written by another program."""


class NewerFormatError(SessionFormatError):
    """It was written by a newer program, which reads it: it is to be left as it is."""


class Frame(NamedTuple):
    """One flow in progress. A call puts a second frame above the first.

    Attributes:
        flow: The id of the flow.
        revision: The structure that this run is pinned to, see `bot.flow.revision`.
        step: The step the person stands on.
        vars: The answers so far; a variable without an answer is absent.
    """

    flow: str
    revision: str
    step: str
    vars: Variables = {}


class Kept(NamedTuple):
    """An answer that outlives the session: `how` is `history` or `card`."""

    flow: str
    name: str
    value: Value
    how: str
    sensitive: bool = False


class Place(NamedTuple):
    """Where a person stood at a question: the flows then in progress, and how many answers
    of flows already left were to be kept."""

    frames: tuple[Frame, ...]
    kept: int = 0


class Session(NamedTuple):
    """One run of a flow, complete: save it, load it anywhere, go on.

    Attributes:
        frames: The flows in progress, the outermost first; the person stands in the last.
        status: `active`, `paused` or `ended`.
        turn: Counts the questions shown. Buttons carry it, so a press on an old one is known.
        turns: Counts the events that were taken, for the cap.
        picked: Option ids ticked so far in a question that takes several.
        tries: Answers in a row that could not be used.
        due: When the running pace or wait is over, in seconds since 1970 (UTC).
        history: Where the person stood at each earlier question, the oldest first.
        kept: Answers to keep, of called flows that are over.
        outcome: How it ended.
    """

    frames: tuple[Frame, ...]
    status: Status = "active"
    turn: int = 0
    turns: int = 0
    picked: tuple[str, ...] = ()
    tries: int = 0
    due: int | None = None
    history: tuple[Place, ...] = ()
    kept: tuple[Kept, ...] = ()
    outcome: str | None = None

    @property
    def frame(self) -> Frame:
        """The frame the person stands in."""
        return self.frames[-1]

    def to_json(self) -> str:
        """Write the session as compact JSON."""
        return _encode((SESSION_FORMAT, *self))

    @classmethod
    def from_json(cls, text: str) -> "Session":
        """Read a session that `to_json` wrote.

        Raises:
            NewerFormatError: A newer program wrote it.
            SessionFormatError: The text is not a session that this program reads.
        """
        try:
            form, *rest = json.loads(text)
            if form not in SESSION_READS:
                known = form if type(form) is int else 0
                reads = ", ".join(map(str, sorted(SESSION_READS)))
                msg = f"session format {known or 'unknown'}, this program reads {reads}"
                newer = known > max(SESSION_READS)
                raise NewerFormatError(msg) if newer else SessionFormatError(msg)
            frames, status, turn, turns, picked, tries, due, history, kept, outcome = rest
            counts = type(turn) is type(turns) is type(tries) is int
            if not counts or not (due is None or type(due) is int):
                msg = "a count is no number"
                raise TypeError(msg)
            return cls(
                _frames_in(frames),
                status,
                turn,
                turns,
                tuple(picked),
                tries,
                due,
                tuple([Place(_frames_in(then), count) for then, count in history]),
                tuple([Kept(*one) for one in kept]),
                outcome,
            )
        except SessionFormatError:
            raise
        except (ValueError, TypeError, RecursionError) as error:
            # The text may hold what a person wrote: it goes into no message and no chain.
            msg = f"a stored session can't be read ({type(error).__name__})"
            raise SessionFormatError(msg) from None


def _frames_in(rows: list[Any]) -> tuple[Frame, ...]:
    frames = []
    for flow, revision, step, variables in rows:
        named = type(flow) is type(revision) is type(step) is str
        if not named or type(variables) is not dict:
            msg = "a frame is three names and variables"
            raise TypeError(msg)
        frames.append(Frame(flow, revision, step, variables))
    if not frames:
        msg = "no frame"
        raise ValueError(msg)
    return tuple(frames)


class Places(Protocol):
    """What is known of countries, zones and languages: lists too long for a flow to hold.

    `kind` is `country`, `zone` or `language`; ids are ISO 3166, IANA and language codes.
    """

    def listed(self, kind: str, country: str, lang: str, at: int) -> Sequence[tuple[str, str]]:
        """Id and label of what most people here would tap."""

    def read(self, kind: str, words: str, country: str, lang: str) -> Sequence[tuple[str, str]]:
        """What typed words can mean, by id and label; one entry when it is clear."""

    def named(self, kind: str, id_: str, lang: str) -> str:
        """What people call it; empty for what is not known."""

    def helps(self, country: str, lang: str) -> Mapping[str, str]:
        """Numbers to call there, as in `Context.helps`, and `all` of them."""


class Nowhere:
    """Knows no place; typed words are then taken for none."""

    def listed(self, kind: str, country: str, lang: str, at: int) -> Sequence[tuple[str, str]]:
        """Nothing to tap."""
        return ()

    def read(self, kind: str, words: str, country: str, lang: str) -> Sequence[tuple[str, str]]:
        """Nothing that it could mean."""
        return ()

    def named(self, kind: str, id_: str, lang: str) -> str:
        """No name."""
        return ""

    def helps(self, country: str, lang: str) -> Mapping[str, str]:
        """No numbers of its own."""
        return {}


class Context(NamedTuple):
    """What the engine is told about the moment and the person, because it asks nobody.

    Attributes:
        at: Seconds since 1970 (UTC).
        lang: The person's language, a code like `en` or `es`.
        person: What texts and conditions may read: `name`, `pace`, `country`, `zone`,
            `language` (empty while it is unclear), `adult`.
        help_lines: Emergency number and helplines for the person's country, ready to show.
        helps: The same for one kind of trouble: by category, `CATEGORY!` where it can't wait,
            and `short` for two lines.
        calm: Only what steadies is offered now, because help was shown a short while ago.
        last: What was kept as history when a flow was last done, by `FLOW/VARIABLE`.
        doors: Finds the matters besides the exercises that the home screen has a button for.
        places: Lists of countries, zones and languages.
    """

    at: int = 0
    lang: str = "en"
    person: Mapping[str, str] = {}
    help_lines: str = ""
    helps: Mapping[str, str] = {}
    calm: bool = False
    last: Mapping[str, Value] = {}
    doors: Callable[[], Sequence[str]] = tuple
    places: Places = Nowhere()

    def chosen(self, name: str, value: str) -> "Context":
        """The person as they are once they have chosen a setting."""
        person = {**self.person, name: value}
        lang = value if name == "language" else self.lang
        if name == "country":
            there = self.places.listed("zone", value, lang, self.at)
            ids = [zone for zone, _ in there]
            here = person.get("zone", "")
            person["zone"] = here if here in ids else ids[0] if len(ids) == 1 else ""
        helps = self.places.helps(person.get("country", ""), lang)
        lines = helps.get("all", self.help_lines)
        return self._replace(person=person, lang=lang, helps=helps or self.helps, help_lines=lines)


class Event(NamedTuple):
    """Something that came in.

    Attributes:
        kind: What happened.
        value: The words, the option's id or the timer's name.
        token: The `Session.turn` that the pressed button or the timer was made for. `None`
            for what has none, such as typed words.
        context: The moment and the person.
    """

    kind: EventKind
    value: str = ""
    token: int | None = None
    context: Context = Context()
