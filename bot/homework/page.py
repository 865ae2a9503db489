"""One page about a client: what their therapist sees, in words. The client reads the same page."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.dialogue.talk import Menu
from bot.effects import Button
from bot.homework.moments import day
from bot.homework.view import Told, View
from bot.people.desk import Room
from bot.people.profile import Profile
from bot.people.progress import Progress, Rated
from bot.store.homework_rows import Assignment

DAY: Final = 24 * 3600.0
DAYS: Final = 30
"""What the page looks back on, unless another span is chosen."""
BEFORE: Final = 14
"""What the summary before a session looks back on at first."""
PAIRS: Final = 8
"""So many pairs of numbers of an exercise, the newest, fit on a line."""
TOLD: Final = 10
"""So many shared answers fit on a page."""
ENDED: Final = frozenset({"ended", "declined"})


def words(room: Room, view: View, profile: Profile, days: int = DAYS) -> str:
    """The page.

    Args:
        room: The turn of whoever reads.
        view: What may be seen.
        profile: The reader's language and clock.
        days: How far back it looks.
    """
    since = room.context.at - days * DAY
    parts = [
        _head(room, view, profile, days),
        _given(room, view, profile, since),
        _numbers(room, view.numbers(since)),
        _told(room, view, profile, since),
        _note(room, view, profile),
        room.say("page_foot"),
    ]
    return "\n\n".join(part for part in parts if part)


def for_client(room: Room, view: View, profile: Profile) -> Menu:
    """The page for the client, who can look at the summary too and take back what they shared."""
    link = view.link.id
    buttons = (
        Button(f"care:sum:{BEFORE}:{link}", room.say("page_summary")),
        Button(f"care:mine:{link}", room.say("share_mine")),
        Button(f"care:on:{link}", room.say("back")),
    )
    text = f"{room.say('page_mine')}\n\n{words(room, view, profile)}"
    return Menu(text, buttons, screen=True)


def _head(room: Room, view: View, profile: Profile, days: int) -> str:
    since = day(view.link.since, profile)
    allowed = [what for what in ("ratings", "answers") if getattr(view.link, what) is not None]
    shown = ", ".join(room.say(f"page_{what}") for what in ("done", *allowed))
    return room.say("page_head", name=view.label, day=since, shown=shown, days=str(days))


def _given(room: Room, view: View, profile: Profile, since: float) -> str:
    there = [one for one in view.assignments()
             if one.state not in ENDED or max(one.made, one.last_done or 0) >= since]  # fmt: skip
    if not there:
        return room.say("page_no_homework")
    lines = [_line(room, view, profile, one) for one in there]
    return "\n".join([room.say("page_given"), *lines])


def _line(room: Room, view: View, profile: Profile, one: Assignment) -> str:
    parts = []
    if one.state != "active":
        parts.append(room.say(f"page_state_{one.state}"))
    if one.done:
        last = day(one.last_done, profile) if one.last_done else ""
        parts.append(room.say("page_count", done=str(one.done), day=last))
    elif one.state in {"active", "quiet", "paused"}:
        parts.append(room.say("page_not_yet"))
    if one.skipped:
        parts.append(room.say("page_skipped", count=str(one.skipped)))
    return f"• {view.title_of(one)}: {', '.join(parts)}"


def _numbers(room: Room, found: Progress) -> str:
    lines = [_pairs(room, one) for one in found.rated]
    for series in (*found.moods, *found.measures):
        name = series.flow.text(f"title.{series.name}", room.context.lang).render(str)
        values = " · ".join(_shown(point.value) for point in series.points[-PAIRS:])
        lines.append(f"• {name}: {values}")
    return "\n".join([room.say("page_numbers"), *lines]) if lines else ""


def _pairs(room: Room, rated: Rated) -> str:
    name = rated.flow.text("title", room.context.lang).render(str)
    pairs = [f"{_shown(pair.before)}→{_shown(pair.after)}" for pair in rated.pairs[-PAIRS:]]
    return f"• {name}: {' · '.join(pairs)}"


def _told(room: Room, view: View, profile: Profile, since: float) -> str:
    told = view.told(since)
    if not told:
        return ""
    lines = list(_entries(view, profile, told[:TOLD]))
    return "\n".join([room.say("page_shared"), *lines])


def _entries(view: View, profile: Profile, told: Sequence[Told]) -> Iterator[str]:
    for one in told:
        yield f"• {day(one.at, profile)}, {view.title(one.flow)}: {one.words}"


def _note(room: Room, view: View, profile: Profile) -> str:
    note = view.note()
    return room.say("page_note", day=day(note.at, profile), note=note.words) if note else ""


def _shown(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.1f}"
