"""The page before a session, with a picture of the numbers, and the table to keep.

Both are made of the view and of nothing else; the client gets the same summary.
"""

from typing import Final

from bot.dialogue.talk import Document, Menu, Out, Picture
from bot.effects import Button
from bot.homework import page
from bot.homework.moments import local
from bot.homework.view import View
from bot.people.desk import Room
from bot.people.profile import Profile
from bot.people.progress_views import Viewer

SPANS: Final = (7, 14, 30)
"""How many days a summary can look back on."""


def summary(room: Room, view: View, profile: Profile, days: int) -> tuple[Out, ...]:
    """The page over a span, below a picture if there are numbers to draw."""
    text = page.words(room, view, profile, days)
    side = "care" if view.mine else "cl"
    link = view.link.id
    spans = [
        Button(f"{side}:sum:{span}:{link}", room.say("page_days", days=str(span)))
        for span in SPANS
        if span != days
    ]
    home = f"care:view:{link}" if view.mine else f"cl:c:{link}"
    buttons = (*spans, Button(home, room.say("back")))
    drawn = picture(room, view, profile, days)
    shown = Menu(text, buttons, screen=drawn is None)
    return (drawn, shown) if drawn else (shown,)


def picture(room: Room, view: View, profile: Profile, days: int) -> Picture | None:
    """All numbers that are shown, on one card; the curve alone where there is only one."""
    seen = view.numbers(room.context.at - days * page.DAY)
    span = room.say("page_days", days=str(days))
    viewer = Viewer(room.library, room.context.lang, profile.zone, span)
    views = [viewer.curve(one) for one in seen.rated] + [viewer.mood(one) for one in seen.moods]
    if not views:
        return None
    one = viewer.overview(seen) if len(views) > 1 else views[0]
    heading = f"{view.label} · {one.title}"
    text = f"{heading} · {span}"
    said = heading if "when" in one.data else text  # some cards say the span by themselves
    return Picture(one.draw, {**one.data, "heading": said, "link": view.link.id}, text)


def days_of(text: str) -> int:
    """The span that a button names; a month for any other."""
    days = int(text) if text.isdecimal() else 0
    return days if days in SPANS else page.DAYS


def exported(room: Room, view: View, profile: Profile) -> Document:
    """Everything that the client shows now, as a table."""
    head = [room.say(f"csv_{name}") for name in ("day", "kind", "exercise", "what", "value")]
    rows = [head, *_given(room, view, profile), *_numbers(room, view, profile),
            *_told(room, view, profile)]  # fmt: skip
    data = {"rows": rows, "link": view.link.id}  # what is taken back is found by it in the outbox
    return Document("table", data, "shared.csv", room.say("csv_text", name=view.label))


def _given(room: Room, view: View, profile: Profile) -> list[list[str]]:
    found = []
    for one in reversed(view.assignments()):
        for happened in view.happened(one.id):
            if happened.what in {"done", "skipped", "quiet", "declined"}:
                what = room.say(f"csv_{happened.what}")
                row = [_date(happened.at, profile), room.say("csv_given"), view.title_of(one)]
                found.append([*row, what, ""])
    return found


def _numbers(room: Room, view: View, profile: Profile) -> list[list[str]]:
    found = []
    seen = view.numbers()
    for rated in seen.rated:
        name = rated.flow.text("title", room.context.lang).render(str)
        for pair in rated.pairs:
            for what, value in (("before", pair.before), ("after", pair.after)):
                row = [_date(pair.at, profile), room.say("csv_number"), name]
                found.append([*row, room.say(f"csv_{what}"), f"{value:g}"])
    for series in (*seen.moods, *seen.measures):
        name = series.flow.text("title", room.context.lang).render(str)
        what = series.flow.text(f"title.{series.name}", room.context.lang).render(str)
        found += [
            [_date(point.at, profile), room.say("csv_number"), name, what, f"{point.value:g}"]
            for point in series.points
        ]
    return found


def _told(room: Room, view: View, profile: Profile) -> list[list[str]]:
    notes = [(one, "csv_note") for one in view.notes()]
    told = [(one, "csv_answer") for one in view.told()]
    return [
        [_date(one.at, profile), room.say(kind), view.title(one.flow), "", one.words]
        for one, kind in sorted([*notes, *told], key=lambda entry: entry[0].at)
    ]


def _date(at: float, profile: Profile) -> str:
    return f"{local(at, profile.zone):%Y-%m-%d %H:%M}"
