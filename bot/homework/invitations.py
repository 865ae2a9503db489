"""Invitations: made by one, opened by one, used once.

Whoever opens an invitation first has it to themself; forwarded after that, it opens for nobody.
"""

from dataclasses import replace
from typing import Final, Literal, NamedTuple, TypeAlias

from bot.homework.tokens import hashed, token
from bot.store.links import Invitation
from bot.store.protocol import Transaction

DAY: Final = 24 * 3600.0
GOOD_DAYS: Final = 7
"""How long an invitation to a client is good."""
KNOWN_SECONDS: Final = 90 * DAY
"""After it expired, for so long an invitation can still be told from a guess."""

State: TypeAlias = Literal["open", "unknown", "used", "expired", "taken", "own", "linked"]


class Opened(NamedTuple):
    """What came of opening an invitation; `invitation` is None if it is not known."""

    state: State
    invitation: Invitation | None = None


def make(  # noqa: PLR0913, PLR0917  (what an invitation is)
    work: Transaction, kind: str, therapist: int, code: str, now: float, days: float = GOOD_DAYS
) -> tuple[str, Invitation]:
    """Make one. The token is in no place but the answer.

    Args:
        work: The store.
        kind: `t` for a therapist, `c` for a client.
        therapist: Who invites; 0 for the operator.
        code: The operator's name for a therapist; empty for a client.
        now: Seconds since 1970.
        days: How long it is good.
    """
    secret = token()
    made = Invitation(hashed(secret), kind, code, therapist, now, now + days * DAY)
    work.forget_invitations(now - KNOWN_SECONDS)
    work.save_invitation(made)
    return secret, made


def open_(work: Transaction, kind: str, secret: str, chat: int, now: float) -> Opened:
    """Somebody came by a link. An open invitation is theirs from now on."""
    opened = _look(work, work.invitation(hashed(secret)), kind, chat, now)
    if opened.state == "open" and opened.invitation and not opened.invitation.chat:
        mine = replace(opened.invitation, chat=chat)
        work.save_invitation(mine)
        return Opened("open", mine)
    return opened


def held(work: Transaction, kind: str, hash_: str, chat: int, now: float) -> Opened:
    """Somebody pressed a button below an invitation; it has to be theirs."""
    found = work.invitation(hash_)
    if found is not None and found.chat != chat:
        return Opened("taken", found)
    return _look(work, found, kind, chat, now)


def close(work: Transaction, invitation: Invitation, how: str) -> None:
    """It is used: `accepted`, `declined` or `withdrawn`."""
    work.save_invitation(replace(invitation, used=how))


def waiting(work: Transaction, therapist: int, now: float) -> list[Invitation]:
    """The invitations of a therapist that can still be accepted."""
    made = work.invitations("c", therapist)
    return [one for one in made if not one.used and one.expires > now]


def _look(work: Transaction, found: Invitation | None, kind: str, chat: int, now: float) -> Opened:
    if found is None or found.kind != kind:
        return Opened("unknown")
    if found.used:
        return Opened("used", found)
    if found.expires <= now or not _stands(work, found):
        return Opened("expired", found)
    if found.chat not in {0, chat}:
        return Opened("taken", found)
    if found.therapist == chat:
        return Opened("own", found)
    if any(one.client == chat for one in work.clients_of(found.therapist)):
        return Opened("linked", found)
    return Opened("open", found)


def _stands(work: Transaction, invitation: Invitation) -> bool:
    """Whether whoever made it is still a therapist here; the operator always may."""
    if not invitation.therapist:
        return True
    therapist = work.therapist(invitation.therapist)
    return therapist is not None and therapist.ended is None
