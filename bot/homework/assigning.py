"""What a therapist does with homework: give, change, pause and end it.

The person it is for learns of it in a turn of their own: a timer rings in their chat, and what
has to be told them waits in `Assignment.news` until they may be reached.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.homework.rhythm import Rhythm
from bot.store.homework_rows import OPEN_STATES, Assignment, Happened, Standing, What
from bot.store.protocol import Transaction
from bot.store.rows import Timer

TIMER: Final = "hw"
"""One for each person: when something of theirs is due next."""
NOTE_MAX: Final = 300
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"


def new_id() -> str:
    """Ten letters and digits that nobody guesses."""
    return "".join(secrets.choice(_LETTERS) for _ in range(10))


def assign(work: Transaction, assignment: Assignment, now: float) -> Assignment:
    """Offer something to a person; they are asked as soon as they may be reached.

    Args:
        work: The store, inside a transaction.
        assignment: What is offered; `id` may be empty, then it gets one.
        now: Seconds since 1970.
    """
    id_ = assignment.id or new_id()
    offered = replace(assignment, id=id_, state="offered", made=now, news="offered")
    return _told(work, offered, now, "offered")


def change(  # noqa: PLR0913  (each can be changed alone)
    work: Transaction,
    assignment: Assignment,
    now: float,
    *,
    rhythm: Rhythm | None = None,
    why: bytes | None = None,
    note: bytes | None = None,
) -> Assignment:
    """Change what was given; the person is told, and can say no. What is over stays over."""
    if assignment.state not in OPEN_STATES:
        return assignment
    changed = replace(
        assignment,
        rhythm=_kept(assignment, rhythm).to_json() if rhythm else assignment.rhythm,
        why=assignment.why if why is None else why,
        note=assignment.note if note is None else note,
        news=assignment.news or "changed",
    )
    return _told(work, changed, now, "changed")


def _kept(assignment: Assignment, rhythm: Rhythm) -> Rhythm:
    """A new rhythm goes on where the old one is: what began has begun."""
    before = Rhythm.from_json(assignment.rhythm)
    return rhythm if rhythm.begin else rhythm._replace(begin=before.begin)


def pause(work: Transaction, assignment: Assignment, now: float) -> Assignment:
    """Let it rest; nothing comes of it until somebody takes it up again."""
    if assignment.state not in {"active", "quiet"}:
        return assignment
    return _noted(work, replace(assignment, state="paused", due=None), now, "paused")


def resume(work: Transaction, assignment: Assignment, now: float) -> Assignment:
    """Take up what was paused. What is quiet only the person takes up."""
    if assignment.state != "paused":
        return assignment
    return _told(work, replace(assignment, state="active"), now, "resumed")


def end(work: Transaction, assignment: Assignment, now: float, *, tell: bool = True) -> Assignment:
    """End it for good; `tell` the person so, unless they never knew of it."""
    if assignment.state not in OPEN_STATES:
        return assignment
    known = tell and assignment.news != "offered"
    ended = replace(
        assignment, state="ended", due=None, opened=None, snooze=None, news="ended" if known else ""
    )
    return _told(work, ended, now, "ended")


def end_all(work: Transaction, link: str, now: float) -> int:
    """End everything that was given over a link, because the link is gone; how many."""
    there = [one for one in work.given([link]) if one.state in OPEN_STATES]
    for one in there:
        end(work, one, now, tell=False)
    return len(there)


def history(work: Transaction, assignment: Assignment, since: float = 0.0) -> Sequence[Happened]:
    """What happened to an assignment, the oldest first. A therapist sees of it what the person
    shares; that is for whoever shows it to mind."""
    return work.happened(assignment.id, since)


def standing(work: Transaction, link: str) -> Standing:
    """How the homework of a link stands."""
    found = work.standings([link])
    return found[0] if found else Standing(link, 0, 0, 0, 0, None)


def rings(work: Transaction, chat: int, at: float) -> None:
    """Let the timer of a person ring at a moment.

    Its number is one of its own: two that ring at the same moment, one after the other, are two.
    """
    work.set_timers([Timer(chat, TIMER, at, secrets.randbits(40))])


def _told(work: Transaction, assignment: Assignment, now: float, what: What) -> Assignment:
    rings(work, assignment.chat, now)
    return _noted(work, assignment, now, what)


def _noted(work: Transaction, assignment: Assignment, now: float, what: What) -> Assignment:
    work.save_assignment(assignment)
    work.happen(Happened(assignment.chat, assignment.id, now, what))
    return assignment
