"""Clients by when they last did something that was given: in two days, seven, thirty, or quiet."""

from typing import Final, Literal, NamedTuple, TypeAlias

from bot.store.homework_rows import Standing
from bot.store.links import Link

Group: TypeAlias = Literal["two", "seven", "thirty", "quiet"]
GROUPS: Final[tuple[Group, ...]] = ("two", "seven", "thirty", "quiet")
_DAYS: Final[tuple[tuple[Group, int], ...]] = (("two", 2), ("seven", 7), ("thirty", 30))
DAY: Final = 24 * 3600.0


class Row(NamedTuple):
    """A client in the list."""

    link: Link
    standing: Standing
    group: Group

    @property
    def label(self) -> str:
        """What the therapist calls them."""
        return self.link.label.decode()


def rows(found: list[tuple[Link, Standing]], now: float) -> list[Row]:
    """All clients, who did something last comes first; who never did, by when they joined."""
    listed = [Row(link, standing, group(standing.last_done, now)) for link, standing in found]
    return sorted(listed, key=_order)


def group(last: float | None, now: float) -> Group:
    """In which group somebody belongs who did something then."""
    if last is not None:
        for name, days in _DAYS:
            if now - last < days * DAY:
                return name
    return "quiet"


def _order(row: Row) -> tuple[float, float]:
    return -(row.standing.last_done or 0.0), -row.link.since
