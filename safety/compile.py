"""Phrases to patterns: the subset that RE2 knows, so that none of them can run away.

No lookaround, no back-reference, every repetition bounded. The text to match is made by
`stream`: words between single spaces, `.` and `?` for the ends of sentences. A word is
therefore `[^ .?]+`, and a gap can't cross a sentence because it can't cross a dot.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise, product
from typing import Final

from safety.phrase import Gap, Group, Item, Number, PhraseError, Sequence, Word, parse

ANY_WORD: Final = "[^ .?]+"
WIDE: Final = 12
"""A choice of more words than this says nothing about which word stands beside which."""

MAX_WIDTH: Final = 32
"""Words that a phrase may reach over."""

DIGITS: Final = tuple("0123456789")
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


@dataclass(frozen=True, slots=True)
class Need:
    """Words of which at least one has to be in a sentence for a phrase to match there."""

    words: frozenset[str]
    prefixes: tuple[str, ...] = ()

    def met(self, words: frozenset[str]) -> bool:
        """Whether one of them is among these words."""
        if not self.words.isdisjoint(words):
            return True
        prefixes = self.prefixes
        return bool(prefixes) and any(word.startswith(prefixes) for word in words)

    @property
    def commonness(self) -> int:
        """How many sentences will have one of them, to compare needs by."""
        sizes = (len(word) for word in self.words)
        short = sum(BUSY[n] if n < len(BUSY) else 1 for n in sizes)
        return 3 * len(self.prefixes) + short + 20 * len(self.words & EVERYDAY)


def need(words: Iterable[str], prefixes: Iterable[str] = ()) -> Need:
    """The need for these; the same object for the same words, so that a look at it is kept."""
    return _shared(frozenset(words), tuple(sorted(prefixes)))


@cache
def _shared(words: frozenset[str], prefixes: tuple[str, ...]) -> Need:
    return Need(words, prefixes)


@dataclass(frozen=True, eq=False)
class Pattern:
    """A phrase ready to match; the groups of `regex` are its gaps.

    Attributes:
        needs: What a sentence must have, the rarest first.
        source: The pattern in writing; compiled when it is first needed, because most phrases
            are never tried and compiling them all would take longer than reading them.
        first: The words with which a match can begin; None if any word may.
        width: How many words a match can have at most.
        pairs: Words that the phrase writes side by side.
    """

    phrase: str
    source: str
    needs: tuple[Need, ...]
    vocabulary: frozenset[str]
    first: Need | None
    width: int
    pairs: tuple[tuple[str, str], ...] = ()

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.source)

    def possible(self, words: frozenset[str]) -> bool:
        """Whether a sentence with these words can match."""
        return all(need.met(words) for need in self.needs)


def compile_phrase(phrase: str, lists: Mapping[str, tuple[str, ...]]) -> Pattern:
    """Compile one phrase.

    Raises:
        PhraseError: It can't be read, or no word of it is certain to be there.
    """
    tree = parse(phrase, lists)
    needs = sorted(needs_of(tree), key=lambda one: one.commonness)
    if not needs:
        raise PhraseError(
            "nothing in it has to be there", "leave at least one word outside of [ ] and {0,n}"
        )
    width = _width(tree)
    if width > MAX_WIDTH:
        raise PhraseError(f"it can be {width} words wide", f"keep it below {MAX_WIDTH} words")
    words = frozenset(one.text for one in _words(tree) if not one.prefix)
    return Pattern(
        phrase,
        source(tree) + " ",
        tuple(needs),
        words,
        _first(tree),
        width,
        tuple(_pairs(tree)),
    )


@dataclass(frozen=True, eq=False)
class Cue:
    """Any of several phrases beside a hit that say whose it is, when it was, whether it is denied.

    Attributes:
        pattern: The phrases in writing; `ends` with them if they must end where the look ends.
        first: The words with which one of them can begin.
    """

    pattern: str
    first: Need

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.pattern)


def compile_cue(trees: Iterable[Sequence], *, ends: bool) -> Cue | None:
    """One cue for the phrases; None for no phrase.

    Args:
        trees: The phrases, read.
        ends: Whether a phrase must end where the hit begins.
    """
    read = list(trees)
    if not read:
        return None
    first = _first((Group(tuple(read)),)) or Need(frozenset())
    every = "|".join(map(source, read))
    return Cue(f"(?:{every})$" if ends else f"(?:{every}) ", first)


def source(items: Sequence) -> str:
    """The pattern of a sequence; it begins with a space and ends before one."""
    return "".join(_source(one) for one in items)


def _source(item: Item) -> str:
    if isinstance(item, Word):
        return " " + re.escape(item.text) + ("[^ .?]*" if item.prefix else "")
    if isinstance(item, Number):
        return " [0-9]{2,4}" if item.large else " [0-9][^ .?]*"
    if isinstance(item, Gap):
        return f"((?: {ANY_WORD}){{{item.low},{item.high}}})"
    ways = "|".join(dict.fromkeys(source(way) for way in item.ways))
    if (item.low, item.high) == (1, 1):
        return f"(?:{ways})"
    count = "?" if (item.low, item.high) == (0, 1) else f"{{{item.low},{item.high}}}"
    return f"(?:{ways}){count}"


def needs_of(items: Sequence) -> list[Need]:
    """What a sentence must contain, one need for each part that can't be missing."""
    found = []
    for item in items:
        if isinstance(item, Word):
            found.append(need((), (item.text,)) if item.prefix else need((item.text,)))
        elif isinstance(item, Group) and item.low > 0:
            inner = _need_of(item)
            if inner:
                found.append(inner)
    return found


def _need_of(group: Group) -> Need | None:
    """The union of the most telling need of each way; none if a way needs nothing."""
    words: set[str] = set()
    prefixes: set[str] = set()
    for way in group.ways:
        inner = needs_of(way)
        if not inner:
            return None
        best = max(inner, key=lambda one: min(map(len, [*one.words, *one.prefixes])))
        words |= best.words
        prefixes |= set(best.prefixes)
    return need(words, prefixes)


def _first(items: Sequence) -> Need | None:
    """With which words a sequence can begin; None if with any."""
    words: set[str] = set()
    prefixes: set[str] = set()
    for item in items:
        if isinstance(item, Word):
            (prefixes if item.prefix else words).add(item.text)
            break
        if isinstance(item, Number):
            prefixes |= set(DIGITS)
            break
        if not isinstance(item, Group):
            return None
        for way in item.ways:
            inner = _first(way)
            if inner is None:
                return None
            words |= inner.words
            prefixes |= set(inner.prefixes)
        if item.low > 0:
            break
    return need(words, prefixes)


def _width(items: Sequence) -> int:
    """How many words a sequence can have at most."""
    found = 0
    for item in items:
        if isinstance(item, Gap):
            found += item.high
        elif isinstance(item, Group):
            found += item.high * max(map(_width, item.ways))
        else:
            found += 1
    return found


def _pairs(items: Sequence) -> Iterable[tuple[str, str]]:
    for item, after in pairwise(items):
        lasts, firsts = _edge(item, -1), _edge(after, 0)
        if len(lasts) <= WIDE and len(firsts) <= WIDE:
            yield from product(lasts, firsts)
    for item in items:
        if isinstance(item, Group):
            for way in item.ways:
                yield from _pairs(way)


def _edge(item: Item, side: int) -> list[str]:
    """The words at one side of an item; none if any word may stand there."""
    if isinstance(item, Word):
        return [] if item.prefix else [item.text]
    return (
        [one for way in item.ways for one in _edge(way[side], side)]
        if isinstance(item, Group)
        else []
    )


def _words(items: Sequence) -> Iterable[Word]:
    for item in items:
        if isinstance(item, Word):
            yield item
        elif isinstance(item, Group):
            for way in item.ways:
                yield from _words(way)
