"""What every peer is given and has to give back, so that all of them do the same work."""

from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, Protocol, TypeAlias

REPLIES: Final = 6
"""Replies of the person in each conversation of the bench."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person does. `label` is what the tapped button says, for ink, which knows
    choices by their words.
    """

    kind: Literal["tap", "text"]
    value: str
    label: str = ""


class Shown(NamedTuple):
    """One message on the person's screen: words, hint, and the answers that can be tapped."""

    text: str
    hint: str = ""
    buttons: tuple[str, ...] = ()


Script: TypeAlias = tuple[Reply, ...]


class Peer(Protocol):
    """One way to run the conversation. All that it knows of a person is the saved text."""

    name: str

    def begin(self) -> tuple[str, Any]:
        """Start a conversation: what to save, and what to send."""

    def reply(self, saved: str, reply: Reply) -> tuple[str, Any]:
        """Take a reply to a saved conversation: what to save, and what to send."""

    def shown(self, out: Any) -> list[Shown]:
        """What was sent, in one form for all peers. Not part of what is measured."""


def converse(peer: Peer, script: Script) -> None:
    """Hold a conversation and throw the words away, as the bench does."""
    saved, _ = peer.begin()
    for reply in script:
        saved, _ = peer.reply(saved, reply)


def transcript(peer: Peer, script: Script) -> list[list[Shown]]:
    """Hold a conversation and keep the words, turn by turn."""
    saved, out = peer.begin()
    turns = [peer.shown(out)]
    for reply in script:
        saved, out = peer.reply(saved, reply)
        turns.append(peer.shown(out))
    return turns


def _tap(value: str, label: str = "") -> Reply:
    return Reply("tap", value, label or value)


def _text(words: str) -> Reply:
    return Reply("text", words)


_MORE: Final = _tap("more", "Another round")
_ROOM: Final = _tap("room", "Some room")
_WORSE: Final = _tap("worse", "It feels worse")
_CALM: Final = _tap("calm", "Calm")
_CLOSENESS: Final = _tap("closeness", "Closeness")
_CLARITY: Final = _tap("clarity", "Clarity")
_WORDS: Final = _text("A call after dinner, with no phone in between.")

SCRIPTS: Final[tuple[Script, ...]] = (
    (_tap("8"), _MORE, _ROOM, _CALM, _WORDS, _tap("4")),
    (_tap("5"), _MORE, _ROOM, _CLOSENESS, _text("To be asked how my day was."), _text("5")),
    (_tap("3"), _MORE, _ROOM, _CLARITY, _text("Ein Wann, kein Vielleicht – für heute."), _tap("6")),
    (_text("10"), _MORE, _ROOM, _CALM, _text("Nothing today."), _tap("9")),
)
"""The conversations of the bench, taken in turn. Each has six replies."""

AWKWARD: Final[tuple[Script, ...]] = (
    (_text("11"), _text("lots"), _tap("11"), _tap("0"), _ROOM, _CALM, _WORDS, _text("-1")),
    (_tap("8"), _MORE, _MORE, _MORE, _ROOM, _tap("none", "None"), _CALM, _text("   ")),
    (_tap("8"), _ROOM, _CALM, _text("x" * 801), _text(" x "), _tap("8")),
    (_tap("8"), _WORSE),
)
"""Conversations of the test only: replies out of range, unknown, empty, too long, and an
option that isn't shown any more. Every peer has to refuse the same ones in the same words."""
