"""Therapists, invitations, links and what goes with them: the records and what a store must do.

Times are seconds since 1970 (UTC). Of an invitation only a hash is kept, of what is shared only
where it stands: the words stay with the person who wrote them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Therapist:
    """Someone whom the operator let in.

    Attributes:
        chat: Their chat with the bot.
        code: What the operator calls them; no name is kept beside it.
        since: When they accepted.
        ended: When the operator took it back, or None.
        name: What they are called on Telegram, as their clients read it.
        nudge: `weekly` or `daily` if they want to be told what is new; empty if not.
        looked: When they opened their list last.
    """

    chat: int
    code: str
    since: float
    ended: float | None = None
    name: bytes = b""
    nudge: str = ""
    looked: float = 0.0


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that lets one person in, once.

    Attributes:
        hash: SHA-256 of the token, in hexadecimal digits.
        kind: `t` for a therapist, `c` for a client.
        code: What its maker calls it: the operator's code, or the first digits of the hash.
        therapist: Who invites a client; 0 for the operator.
        made: When.
        expires: It is good until then.
        chat: Who opened it first; it is theirs alone from then on. 0 while nobody has.
        used: `accepted`, `declined` or `withdrawn`; empty while it is open.
    """

    hash: str
    kind: str
    code: str
    therapist: int
    made: float
    expires: float
    chat: int = 0
    used: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A therapist and a client, and what the client lets them see.

    Attributes:
        id: Random, and no secret: whoever uses it has to be one of the two.
        therapist: The chat of one.
        client: The chat of the other.
        since: When the client agreed.
        ended: When it was over, or None.
        ended_by: `client`, `therapist` or `operator`; empty while it is open.
        label: What the therapist calls the client; the client reads it too.
        ratings: Since when the numbers of assigned exercises are shown, or None.
        answers: Since when the client is asked after each, whether to share answers, or None.
        notice: Since when the therapist is told that help was shown, or None.
    """

    id: str
    therapist: int
    client: int
    since: float
    ended: float | None = None
    ended_by: str = ""
    label: bytes = b""
    ratings: float | None = None
    answers: float | None = None
    notice: float | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """An answer that a client shared: where it stands (see `Answer`), and when they did."""

    link: str
    client: int
    session: str
    flow: str
    name: str
    at: float


@dataclass(frozen=True, slots=True)
class Trace:
    """What happened on a link, for the client to read: a look, an export, a change of consent."""

    link: str
    client: int
    at: float
    what: str


class Links(Protocol):
    """Who works with whom, and what each client lets be seen."""

    def therapist(self, chat: int) -> Therapist | None:
        """Someone who is or was a therapist here."""

    def therapists(self) -> Sequence[Therapist]:
        """All who are or were, the oldest first."""

    def save_therapist(self, therapist: Therapist) -> None:
        """Keep one as they are now."""

    def invitation(self, hash_: str) -> Invitation | None:
        """The invitation of this hash."""

    def invitations(self, kind: str, therapist: int = 0) -> Sequence[Invitation]:
        """Those that one made, the oldest first."""

    def save_invitation(self, invitation: Invitation) -> None:
        """Keep one as it is now."""

    def forget_invitations(self, before: float) -> int:
        """Drop those that expired before; how many."""

    def link(self, link: str) -> Link | None:
        """The link of this id, open or not."""

    def links_of(self, client: int) -> Sequence[Link]:
        """A client's links, open or not, the oldest first."""

    def clients_of(self, therapist: int) -> Sequence[Link]:
        """A therapist's open links, the oldest first."""

    def given_lately(self, therapist: int, limit: int) -> Sequence[str]:
        """Ids of what a therapist gave to anyone who is linked now, the newest first."""

    def save_link(self, link: Link) -> None:
        """Keep one as it is now."""

    def share(self, items: Iterable[Shared]) -> None:
        """These are shared; what was already stays as it is."""

    def unshare(self, link: str, session: str = "") -> None:
        """Take back all that is shared on a link, or only of one exercise, by its number."""

    def shared(self, link: str) -> Sequence[Shared]:
        """What is shared on a link, the oldest first."""

    def trace(self, trace: Trace) -> None:
        """Keep what happened."""

    def traces(self, link: str, limit: int, what: str = "") -> Sequence[Trace]:
        """What happened last on a link, the newest first; only of one kind if one is named."""
