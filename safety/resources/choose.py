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
    "youth": (("child", *CRISIS),),
    "eating": (("eating",), CRISIS),
    "overdose": (("poison",), CRISIS),
    "medical": (("poison",),),
    "harm_to_others": (CRISIS,),
}
"""Findings' categories, and for each the kinds of line that serve it, in order; and `youth`, which
is no finding but whoever says that they are under age."""
USUAL: Final = NEEDS["suicide"]
EMERGENCY_FIRST: Final = frozenset({"medical", "overdose", "child", "abuse", "sexual_violence"})
"""Categories in which somebody may be in danger whatever the tier says."""
MOST: Final = 2
YOUNG: Final[frozenset[Audience]] = frozenset({"youth", "children"})
_FOR_ALL: Final[frozenset[Audience]] = frozenset({"everyone", "youth", "children", "women"})


def choose(
    rows: Sequence[Resource], category: str | None, lang: str, audience: Audience | None = None
) -> list[Resource]:
    """The rows to show for a need, best first, each with its partners beside it.

    Overdose takes a line of each kind (poison, then crisis); elsewhere the next kind is only
    looked at where the country has none of the first, or none that is known to answer day and
    night: at two in the morning a line with office hours is nobody.
    """
    shown = [one for one in rows if one.supported and one.category != "emergency"]
    if category == "youth" and audience is None:
        audience = "youth"
    groups = [_best(shown, kinds, lang, audience) for kinds in NEEDS.get(category or "", USUAL)]
    if category == "overdose":
        awake = [sorted(group, key=lambda one: not one.always) for group in groups]
        return [one for group in awake for one in _pick(group, shown, 1)]
    chosen = _pick(next((group for group in groups if group), []), shown, MOST)
    if category == "medical" or not chosen or any(one.always for one in chosen):
        return chosen
    by_night = [one for one in _best(shown, CRISIS, lang, audience) if one.always]
    return [*chosen, *by_night[:1]]


def _pick(group: Sequence[Resource], shown: Sequence[Resource], most: int) -> list[Resource]:
    """The first rows, with partners. Whoever can't speak now finds a way to write, if any."""
    if not group:
        return []
    first = group[0]
    every = [*group, *(one for one in shown if one not in group)]
    chosen = [one for one in every if one == first or (first.pair and one.pair == first.pair)]
    left = [one for one in group if one not in chosen]
    if not any(one.written for one in chosen):
        left.sort(key=lambda one: not one.written)
    return [*chosen, *left[: max(0, most - len(chosen))]]


def _best(
    rows: Iterable[Resource], kinds: tuple[Kind, ...], lang: str, audience: Audience | None
) -> list[Resource]:
    def rank(one: Resource) -> tuple[bool, bool, bool, int]:
        return (
            audience is None or one.audience not in _same(audience),
            lang not in one.languages,
            one.audience not in {"everyone", "women"},
            min(kinds.index(kind) for kind in one.kinds if kind in kinds),
        )

    wanted = _FOR_ALL if audience is None else {*_FOR_ALL, audience}
    fitting = [one for one in rows if set(kinds) & set(one.kinds) and one.audience in wanted]
    return sorted(fitting, key=rank)


def _same(audience: Audience) -> frozenset[Audience]:
    """Lines for children take calls of young people, and the other way round."""
    return YOUNG if audience in YOUNG else frozenset({audience})


def emergencies(rows: Iterable[Resource], category: str | None) -> list[Resource]:
    """A country's own emergency rows, the service that this need asks for first."""
    own = [one for one in rows if one.category == "emergency" and one.dial and one.supported]
    first = "police" if category in {"abuse", "sexual_violence", "harm_to_others"} else "ambulance"
    return sorted(own, key=lambda one: (one.service != "all", one.service != first))
