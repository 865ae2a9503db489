"""Pictures of what somebody did, as PNG; each takes plain data (JSON) and knows no store.

What draws them is loaded with the first picture: most processes of a day make few. The same data
gives the same bytes. None of these functions asks for the time, a font of this machine, or words:
the data has them all, in the language of who will look. `bot.people.progress_views` makes the
data, and the same facts in words.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

Data: TypeAlias = Mapping[str, Any]


def mood(data: Data) -> bytes:
    """Check-ins over weeks."""
    from bot.people import charts_time  # noqa: PLC0415  (matplotlib: 55 MB, most of a second)

    return _alone(charts_time.mood, data)


def measure(data: Data) -> bytes:
    """A questionnaire's own numbers over time."""
    from bot.people import charts_time  # noqa: PLC0415  (the same)

    return _alone(charts_time.measure, data)


def curve(data: Data) -> bytes:
    """One exercise over time, before and after."""
    from bot.people import charts_pairs  # noqa: PLC0415  (the same)

    return _alone(charts_pairs.curve, data)


def change(data: Data) -> bytes:
    """All exercises side by side, before and after."""
    from bot.people import charts_pairs  # noqa: PLC0415  (the same)

    return _alone(charts_pairs.change, data)


def helped(data: Data) -> bytes:
    """How often each exercise went better, the same or worse."""
    from bot.people import charts_helped  # noqa: PLC0415  (the same)

    return _alone(charts_helped.helped, data)


def overview(data: Data) -> bytes:
    """Check-ins and exercises on one card."""
    from bot.people import charts_overview  # noqa: PLC0415  (the same)

    return _alone(charts_overview.overview, data)


DRAWN: Final[Mapping[str, Callable[[Data], bytes]]] = {
    "mood": mood,
    "measure": measure,
    "curve": curve,
    "change": change,
    "helped": helped,
    "overview": overview,
}
"""Every picture, by the name that a view has for it."""


def _alone(draw: Callable[[Data], bytes], data: Data) -> bytes:
    from bot.people.charts_card import DRAWING  # noqa: PLC0415  (the same)

    with DRAWING:
        return draw(data)
