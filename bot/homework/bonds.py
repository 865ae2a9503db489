"""A link between a therapist and a client: how it begins, what the client allows, how it ends.

Whatever changes here takes effect in the same transaction. The other side learns of it by a
timer of theirs, so that it comes in their language and outside of their quiet hours.
"""

import math
from dataclasses import replace
from typing import Final, Literal, TypeAlias

from bot.homework.assigning import end_all
from bot.homework.tokens import link_id
from bot.store.links import Link, Trace
from bot.store.protocol import Transaction
from bot.store.rows import Timer

Consent: TypeAlias = Literal["ratings", "answers", "notice"]
CONSENTS: Final[tuple[Consent, ...]] = ("ratings", "answers", "notice")
_ALL: Final = 10_000
"""More messages than ever wait for one person."""
Side: TypeAlias = Literal["client", "therapist", "operator"]


def begin(work: Transaction, therapist: int, client: int, label: str, now: float) -> Link:
    """A client accepted. From now on the therapist sees what they give, and whether it was done."""
    link = Link(link_id(), therapist, client, now, label=label.encode())
    work.save_link(link)
    work.trace(Trace(link.id, client, now, "linked"))
    tell(work, therapist, "cl:joined", link, now)
    return link


def allow(work: Transaction, link: Link, what: Consent, now: float, *, on: bool) -> Link:
    """A client allows something from now on, or takes it back, with all that it showed.

    It counts from the next second on: the clock of turns has no smaller one, and nothing of before
    may count.
    """
    since = now + 1 if on else None
    changed = replace(
        link,
        ratings=since if what == "ratings" else link.ratings,
        answers=since if what == "answers" else link.answers,
        notice=since if what == "notice" else link.notice,
    )
    work.save_link(changed)
    work.trace(Trace(link.id, link.client, now, f"{what}_{'on' if on else 'off'}"))
    if what == "answers" and not on:
        work.unshare(link.id)
    if not on:
        call_back(work, link)
    return changed


def end(work: Transaction, link: Link, by: Side, now: float) -> None:
    """It is over: the therapist sees nothing any more, the client keeps what is theirs."""
    work.save_link(replace(link, ended=now, ended_by=by, ratings=None, answers=None, notice=None))
    work.unshare(link.id)
    call_back(work, link)
    end_all(work, link.id, now)
    work.trace(Trace(link.id, link.client, now, f"ended_{by}"))
    if by == "client":
        tell(work, link.therapist, "cl:left", link, now)
    else:
        tell(work, link.client, "care:ended", link, now)


def call_back(work: Transaction, link: Link) -> None:
    """What waits to be sent to the therapist and names this link is never sent.

    A page, a picture and a table wait in the outbox while Telegram is out of reach or the pace is
    kept; they show what was allowed when they were asked for.
    """
    name = link.id.encode()
    for message in work.queue(link.therapist, math.inf, _ALL):
        if name in message.payload:
            work.drop(message.seq, "taken back")


def open_links(work: Transaction, client: int) -> list[Link]:
    """A client's links that are not over."""
    return [one for one in work.links_of(client) if one.ended is None]


def own_link(work: Transaction, link: str, client: int) -> Link | None:
    """A client's own open link; None for every other."""
    found = work.link(link)
    return found if found and found.client == client and found.ended is None else None


def tell(work: Transaction, chat: int, what: str, link: Link, now: float) -> None:
    """Let somebody know what happened on a link, in a turn of their own."""
    work.set_timers([Timer(chat, f"{what}:{link.id}", now, 0)])


def remove_therapist(work: Transaction, chat: int, now: float) -> int:
    """The operator takes back what a therapist may do; how many links that ended."""
    therapist = work.therapist(chat)
    if therapist is None or therapist.ended is not None:
        return 0
    work.save_therapist(replace(therapist, ended=now, nudge=""))
    links = work.clients_of(chat)
    for link in links:
        end(work, link, "operator", now)
    for invitation in work.invitations("c", chat):
        if not invitation.used:
            work.save_invitation(replace(invitation, used="withdrawn"))
    return len(links)
