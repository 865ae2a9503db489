"""Sharing step by step: the words first, ticks for those who want only some, then share or keep."""

from collections.abc import Sequence
from typing import Final

from bot.dialogue.talk import Menu, Out
from bot.effects import Button
from bot.homework import bonds, sharing
from bot.homework import consent_screens as screens
from bot.homework.moments import day
from bot.homework.works import title_of_flow
from bot.people.desk import Room
from bot.people.profile import Profile
from bot.store.links import Link, Trace

VERBS: Final = frozenset({"runs", "pick", "tick", "share", "keep", "mine", "back"})
RUNS: Final = 8
"""So many exercises are offered to share something of."""
RUN_SECONDS: Final = 60 * 24 * 3600.0
LABEL: Final = 40
"""So much of an answer fits on its tick."""


def press(
    room: Room, profile: Profile, link: Link, verb: str, rest: Sequence[str]
) -> tuple[Out, ...]:
    """A button of this; `rest` is the number of the exercise and the ticks, as far as there are."""
    session, mask = (*rest, "", "")[:2]
    bits = int(mask, 16) if mask and all(one in "0123456789abcdef" for one in mask) else 0
    if verb == "runs":
        return (_runs(room, profile, link),)
    if verb == "mine":
        return (_mine(room, profile, link),)
    if verb == "back":
        room.work.unshare(link.id, session)
        bonds.call_back(room.work, link)
        room.work.trace(Trace(link.id, room.chat, float(room.context.at), "unshared"))
        return (_mine(room, profile, link),)
    if verb == "keep":
        return (_kept(room, link),)
    found = sharing.items(room, session)
    if not found:
        return (screens.one_link(room, link, profile),)
    if verb == "share":
        return (_shared(room, link, sharing.ticked(found, bits)),)
    if verb == "tick":
        return (_ticks(room, link, session, found, bits),)
    lead = title_of_flow(room.library, found[0].flow, room.context.lang)
    asked = question(room, link, session, sharing.ticks(found), lead)
    return (asked._replace(screen=True),)


def question(room: Room, link: Link, session: str, mask: int, lead: str) -> Menu:
    """The words that would be shared, and the question whether to.

    Args:
        room: The client's turn.
        link: With whom.
        session: Of which exercise.
        mask: Which of its answers.
        lead: What is said before.
    """
    found = sharing.items(room, session)
    meant = sharing.ticked(found, mask)
    lines = "\n".join(f"• {one.words}" for one in meant)
    name = screens.therapist_name(room, link.therapist)
    text = f"{lead}\n\n{room.say('share_ask', name=name)}\n\n{lines}"
    place = f"{session}:{mask:x}:{link.id}"
    buttons = [
        Button(f"care:share:{place}", room.say("share_yes")),
        Button(f"care:keep:{link.id}", room.say("share_no")),
    ]
    if len(meant) > 1:
        buttons.append(Button(f"care:tick:{place}", room.say("share_some")))
    return Menu(text, (*buttons, Button("help", room.say("help"))))


def _ticks(room: Room, link: Link, session: str, found: Sequence[sharing.Item], mask: int) -> Menu:
    """Every answer with a tick to set or take off."""
    buttons = [
        Button(f"care:tick:{session}:{mask ^ 1 << number:x}:{link.id}",
               f"{'✓' if mask >> number & 1 else '○'} {_label(one.words)}")
        for number, one in enumerate(found)
    ]  # fmt: skip
    share = Button(f"care:share:{session}:{mask:x}:{link.id}", room.say("share_ticked"))
    keep = Button(f"care:keep:{link.id}", room.say("share_no"))
    name = screens.therapist_name(room, link.therapist)
    last = (share, keep) if mask else (keep,)
    return Menu(room.say("share_choose", name=name), (*buttons, *last), screen=True)


def _shared(room: Room, link: Link, found: Sequence[sharing.Item]) -> Menu:
    if not found:
        return _kept(room, link)
    sharing.share(room, link, found)
    room.work.trace(Trace(link.id, room.chat, float(room.context.at), "shared"))
    name = screens.therapist_name(room, link.therapist)
    mine = Button(f"care:mine:{link.id}", room.say("share_mine"))
    return Menu(room.say("share_done", name=name), (mine, *_ends(room)), screen=True)


def _kept(room: Room, link: Link) -> Menu:
    name = screens.therapist_name(room, link.therapist)
    return Menu(room.say("share_kept", name=name), _ends(room), screen=True)


def _ends(room: Room) -> tuple[Button, ...]:
    return Button("help", room.say("help")), Button("close", room.say("close"))


def _runs(room: Room, profile: Profile, link: Link) -> Menu:
    """Exercises of late that something could be shared of, the newest first."""
    since = room.context.at - RUN_SECONDS
    ended = [one for one in reversed(room.work.runs(room.chat, since)) if one.ended is not None]
    buttons: list[Button] = []
    for run in ended:
        if len(buttons) < RUNS and sharing.items(room, run.session):
            name = title_of_flow(room.library, run.flow, room.context.lang)
            label = f"{day(run.began, profile)} · {name}"
            buttons.append(Button(f"care:pick:{run.session}:{link.id}", label))
    text = room.say("share_runs" if buttons else "share_nothing")
    return Menu(text, (*buttons, screens.back(room, link)), screen=True)


def _mine(room: Room, profile: Profile, link: Link) -> Menu:
    """What was shared one by one, each with a way to take it back."""
    by_session = {one.session.partition(":")[0]: one for one in room.work.shared(link.id)}
    newest = list(reversed(by_session.items()))[:RUNS]
    buttons = []
    for session, one in newest:
        title = title_of_flow(room.library, one.flow, room.context.lang)
        label = room.say("share_back", what=f"{title}, {day(one.at, profile)}")
        buttons.append(Button(f"care:back:{session}:{link.id}", label))
    text = room.say("share_list" if buttons else "share_none")
    return Menu(text, (*buttons, screens.back(room, link)), screen=True)


def _label(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LABEL else f"{line[: LABEL - 1].rstrip()}…"
