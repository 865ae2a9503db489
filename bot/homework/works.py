"""What an assignment is made of: the flow that comes now, its title, the reason."""

from collections.abc import Sequence
from datetime import date

from bot.flow.course import Course
from bot.flow.library import Library
from bot.homework.rhythm import USUAL, Clock, Rhythm, stepping
from bot.store.homework_rows import Assignment


def course_of(library: Library, one: Assignment) -> Course | None:
    """The programme of an assignment, if it is one that can be given."""
    return library.courses.get(one.work) if one.kind == "programme" else None


def flow_now(library: Library, one: Assignment) -> str:
    """The flow that can be begun now; empty if there is none any more."""
    flow = one.work
    if one.kind == "programme":
        course = course_of(library, one)
        days = course.file.days if course else []
        flow = days[one.position].flow if one.position < len(days) else ""
    return flow if library.current(flow) else ""


def title_of_flow(library: Library, flow_id: str, lang: str) -> str:
    """The title of a flow; one that is gone is called by its id."""
    flow = library.called(flow_id)
    return flow.text("title", lang).render(str) if flow else flow_id.replace("-", " ")


def title(library: Library, one: Assignment, lang: str) -> str:
    """What an assignment is called."""
    if one.kind != "programme":
        return title_of_flow(library, one.work, lang)
    course = course_of(library, one)
    return course.text("title", lang) if course else one.work.replace("-", " ")


def title_now(library: Library, one: Assignment, lang: str) -> str:
    """What comes of it now is called."""
    flow = flow_now(library, one)
    return title_of_flow(library, flow, lang) if flow else title(library, one, lang)


def pace_floor(library: Library, work: str, pace: str = "") -> int:
    """How many days lie between two turns at least, unless the person asks for more.

    Args:
        library: The flows and programmes.
        work: The id of a flow or a programme.
        pace: The pace that the person chose, if they did.
    """
    course, flow = library.courses.get(work), library.called(work)
    pack = course.file.pack if course else flow.file.pack if flow else ""
    return max(library.days_apart.get(pack, 1), days_between(library, pace))


def days_between(library: Library, pace: str) -> int:
    """How many days the pace that a person chose leaves between two things at least."""
    return library.days_apart.get(library.needs.paces.get(pace, ""), 1)


def programme_rhythm(course: Course, at: Clock = USUAL, begin: date | None = None) -> Rhythm:
    """The rhythm of a programme: its own days."""
    days: Sequence[int] = [day.day for day in course.file.days]
    rhythm = stepping(days, at)
    return rhythm._replace(begin=begin.isoformat()) if begin else rhythm
