"""How often something comes, as a few letters on a button, and as a rhythm.

`o2` once, two days from now · `d3` each three days · `w024` Monday, Wednesday and Friday ·
`aKEY-24` a day after another exercise, by its key · `p` the days of a programme.
"""

import re
from datetime import date, timedelta
from typing import Final

from bot.flow.library import Library
from bot.homework import rhythm, works
from bot.homework.rhythm import Clock, Rhythm
from bot.homework.shelf import KEY, Piece, piece

TIMES: Final[tuple[int, ...]] = (8, 12, 18, 21)
"""Hours that are offered; people move them for themselves."""
USUAL: Final = 18
ONCE: Final = ("o0", "o1", "o3", "o7")
DELAYS: Final[tuple[int, ...]] = (0, 2, 24, 72)
"""Hours after another exercise."""
HOUR: Final = 3600
_AFTER: Final = re.compile(rf"a([0-9a-f]{{{KEY}}})-(\d{{1,3}})")
_WEEKDAYS: Final = re.compile(r"w(?!.*(.).*\1)([0-6]{1,7})")


def often(apart: int) -> tuple[str, ...]:
    """The rules that are offered, for what needs so many days in between."""
    if apart <= 1:
        return ("o0", "d1", "d2", "w01234", "d7")
    return ("o0", *dict.fromkeys((f"d{apart}", f"d{max(apart, 7)}")))


def read(library: Library, given: Piece, rule: str, hour: int, today: date) -> Rhythm | None:
    """The rhythm of a rule; None for letters that are none.

    Args:
        library: The flows and programmes.
        given: What is given; its pace is a floor.
        rule: The letters.
        hour: At which hour on the client's wall.
        today: The day from which days are counted.
    """
    if not 0 <= hour <= 23:
        return None
    at: Clock = (hour, 0)
    apart = works.pace_floor(library, given.work)
    if given.kind == "programme":
        course = library.courses.get(given.work)
        return works.programme_rhythm(course, at) if course and rule == "p" else None
    if rule in ONCE:
        days = int(rule[1:])
        day = (today + timedelta(days=days)).isoformat() if days else ""
        return rhythm.once(at, day)
    if re.fullmatch(r"d\d{1,2}", rule) and int(rule[1:]) >= 1:
        return rhythm.each(max(int(rule[1:]), apart), at, apart=apart)
    if _WEEKDAYS.fullmatch(rule):
        return rhythm.on([int(one) for one in rule[1:]], at, apart=apart)
    return _after(library, rule, at, apart)


def _after(library: Library, rule: str, at: Clock, apart: int) -> Rhythm | None:
    found = _AFTER.fullmatch(rule)
    first = piece(library, "en", found[1]) if found else None
    if found is None or first is None or first.kind != "flow":
        return None
    return rhythm.following(first.work, int(found[2]) * HOUR, at, apart=apart)
