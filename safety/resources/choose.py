"""Which rows answer which need: the kinds of line for a category of finding, best first."""

from collections.abc import Iterable, Sequence
from typing import Final

from safety.resources.row import Audience, Kind, Resource

CRISIS: Final[tuple[Kind, ...]] = ("suicide", "crisis")
NEEDS: Final[dict[str, tuple[tuple[Kind, ...], ...]]] = {
    "suicide": (CRISIS,),
    "self_harm": (("self_harm",), CRISIS),
    "abuse": (("domestic_violence",), CRISIS),
    "sexual_violence": (("sexual_violence",), ("domestic_violence",), CRISIS),
    "child": (("child",), CRISIS),
    "eating": (("eating",), CRISIS),
    "overdose": (("poison",), CRISIS),
    "medical": (("poison",),),
    "harm_to_others": (CRISIS,),
}
"""Findings' categories, and for each the kinds of line that serve it, in order."""
USUAL: Final = NEEDS["suicide"]
EMERGENCY_FIRST: Final = frozenset({"medical", "overdose", "child"})
"""Categories in which somebody may be in danger whatever the tier says."""
MOST: Final = 2
_FOR_ALL: Final[frozenset[Audience]] = frozenset({"everyone", "youth", "children", "women"})


def choose(
    rows: Sequence[Resource], category: str | None, lang: str, audience: Audience | None = None
) -> list[Resource]:
    """The rows to show for a need, best first, each with its partners beside it.

    Overdose takes a line of each kind (poison, then crisis); elsewhere the next kind is only
    looked at where the country has none of the first.
    """
    shown = [one for one in rows if one.supported and one.category != "emergency"]
    groups = [_best(shown, kinds, lang, audience) for kinds in NEEDS.get(category or "", USUAL)]
    if category == "overdose":
        return [one for group in groups for one in group[:1]]
    first = next((group for group in groups if group), [])
    chosen: list[Resource] = []
    for one in first:
        if len(chosen) < MOST and one not in chosen:
            chosen += [one, *(two for two in first if two.pair == one.pair != "" and two != one)]
    return chosen


def _best(
    rows: Iterable[Resource], kinds: tuple[Kind, ...], lang: str, audience: Audience | None
) -> list[Resource]:
    def rank(one: Resource) -> tuple[bool, bool, int]:
        return (
            audience is None or one.audience != audience,
            bool(one.languages) and lang not in one.languages,
            min(kinds.index(kind) for kind in one.kinds if kind in kinds),
        )

    wanted = _FOR_ALL if audience is None else {*_FOR_ALL, audience}
    fitting = [one for one in rows if set(kinds) & set(one.kinds) and one.audience in wanted]
    return sorted(fitting, key=rank)


def emergencies(rows: Iterable[Resource], category: str | None) -> list[Resource]:
    """A country's own emergency rows, the service that this need asks for first."""
    own = [one for one in rows if one.category == "emergency" and one.dial and one.supported]
    first = "police" if category in {"abuse", "sexual_violence", "harm_to_others"} else "ambulance"
    return sorted(own, key=lambda one: (one.service != "all", one.service != first))
