"""What has to be in a sentence, and where, for a phrase to match there.

Looked up before anything is matched: a message costs a look at each of its words, and a match only
where every word that a phrase needs stands at the distance at which the phrase has it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

NUMBER: Final = "#"
"""Stands for a word that begins with a digit. No word is written so, and none ends in a `*`."""

HEADS: Final = frozenset({"*", NUMBER})
"""What stands at the end of a need that words as they are written don't show."""

BEGINNING: Final = 3
"""By so many letters the beginnings of words are filed."""

EVERYDAY: Final = frozenset(
    re.findall(
        r"\w+",
        "about after again all and any anymore anyone are because been before being "
        "better but can cant come could day didnt does doesnt dont even ever every "
        "everyone everything feel feeling for from get gets getting give going good gone "
        "got had has have having her hers him his home how ill ive its just keep know "
        "last leave left let life like look lot love made make makes making maybe me mom "
        "more much my myself need never nobody not nothing now off one only other out "
        "over people really right said say says should since some someone something "
        "sometimes still stop take taking talk tell than that the them then there these "
        "they thing things think thinking this thought time tired today told tonight too "
        "took tried trying up want wanted wants was way well went were what when where "
        "which who why will wish with without wont work would year years you your que los "
        "las por con para una como pero mas todo esta este muy sin sobre tambien hasta "
        "donde cuando nada hay ser son mis porque quiero tengo",
    )
)
"""Words that stand in so many messages that nothing should be looked up by them."""

BUSY: Final = (0, 60, 40, 15, 4, 2)
"""How often words of that many letters stand in a text, roughly; longer ones count 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """Words of which at least one has to be in a sentence for a phrase to match there.

    Attributes:
        words: The words; `kill*` is any word that begins so, `NUMBER` any number.
        commonness: How many sentences will have one of them, to compare needs by.
        certain: The letters of its shortest word: the more, the more it tells.
        heads: Whether some of its words are beginnings, or a number.
    """

    words: frozenset[str]
    commonness: int
    certain: int
    heads: bool


def need(words: Iterable[str]) -> Need:
    """The need for these; the same object for the same words, so that a look at it is kept."""
    return _shared(frozenset(words))


@cache
def _shared(words: frozenset[str]) -> Need:
    heads = any(word[-1] in HEADS for word in words)
    return Need(words, sum(map(_common, words)), min(map(len, words), default=0), heads)


@cache
def _common(word: str) -> int:
    found, size = 20 if word in EVERYDAY else 0, len(word)
    if word.endswith("*"):
        return found + 3
    return found + (60 if word == NUMBER else BUSY[size] if size < len(BUSY) else 1)


class Step(NamedTuple):
    """A need and where it stands: `low` to `low + spread` words after the first of a phrase."""

    need: Need
    low: int
    spread: int


def split(steps: Iterable[Step]) -> tuple[Step, list[Step]]:
    """What a phrase begins with, and what it needs besides, the rarest first."""
    first, *rest = sorted(steps, key=lambda one: (one.low, one.spread) != (0, 0))
    return first, rest


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """The same, one object for all phrases that have it, so that a look at it is kept.

    Attributes:
        words: Those of the need.
        low: So many words after the first of the phrase it may stand; before `past`.
    """

    need: Need
    words: frozenset[str]
    low: int
    past: int


@cache
def place(step: Step) -> Place:
    """The place that a step stands for."""
    need, low, spread = step
    return Place(need, need.words, low, low + spread + 1)


class Beginnings:
    """The beginnings of words that phrases name, to be found in words as they are."""

    def __init__(self, words: Iterable[str]) -> None:
        found: dict[str, set[str]] = {}
        for word in words:
            if word.endswith("*"):
                found.setdefault(word[:BEGINNING], set()).add(word[:-1])
        self._filed: Mapping[str, tuple[str, ...]] = {
            head: tuple(sorted(every)) for head, every in found.items()
        }

    def among(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Those of some words that are something else too: `kill*`, or `NUMBER`."""
        filed, found = self._filed, dict[str, tuple[str, ...]]()
        for word in words:
            if word[:BEGINNING] in filed:
                heads = filed[word[:BEGINNING]]
                found[word] = tuple(one + "*" for one in heads if word.startswith(one))
            if "0" <= word[0] <= "9":
                found[word] = (*found.get(word, ()), NUMBER)
        return found
