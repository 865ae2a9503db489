"""Phrases to patterns: the subset that RE2 knows, so that none of them can run away.

No lookaround, no back-reference, every repetition bounded. The text to match is made by
`stream`: words between single spaces, `.` and `?` for the ends of sentences. A word is
therefore `[^ .?]+`, and a gap can't cross a sentence because it can't cross a dot.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise, product
from typing import Final

from safety.need import NUMBER, Need, Step, need
from safety.pattern import MAX_WIDTH, Cue, Pattern
from safety.phrase import Gap, Group, Item, Lists, Number, PhraseError, Sequence, Word, parse

ANY_WORD: Final = "[^ .?]+"
WIDE: Final = 12
"""A choice of more words than this says nothing about which word stands beside which."""

MANY: Final = 4096
"""Word lists and choices of which what was worked out is kept: a list stands in many phrases."""


def compile_phrase(phrase: str, lists: Lists) -> Pattern:
    """Compile one phrase.

    Raises:
        PhraseError: It can't be read, it may begin with any word, or no word of it is certain to
            be there.
    """
    tree = parse(phrase, lists)
    if _first(tree) is None:
        raise PhraseError(
            "a gap stands behind what may be missing at its beginning", "leave both out"
        )
    steps = steps_of(tree)
    if not any(NUMBER not in one.need.words for one in steps):
        raise PhraseError(
            "nothing in it has to be there", "leave at least one word outside of [ ] and {0,n}"
        )
    width = width_of(tree)[1]
    if width > MAX_WIDTH:
        raise PhraseError(f"it can be {width} words wide", f"keep it below {MAX_WIDTH} words")
    words = frozenset(one.text for one in _words(tree) if not one.prefix)
    pairs = tuple(dict.fromkeys(_pairs(tree)))
    return Pattern(phrase, source(tree) + " ", steps, words, width, pairs)


def compile_cue(trees: Iterable[Sequence], *, ends: bool) -> Cue | None:
    """One cue for the phrases; None for no phrase.

    Args:
        trees: The phrases, read.
        ends: Whether a phrase must end where the hit begins.
    """
    read = list(trees)
    if not read:
        return None
    first = _first((Group(tuple(read)),)) or need(())
    every = "|".join(map(source, read))
    width = max(width_of(one)[1] for one in read)
    return Cue(f"(?:{every})$" if ends else f"(?:{every}) ", first, width)


def source(items: Sequence) -> str:
    """The pattern of a sequence; it begins with a space and ends before one."""
    return "".join(_source(one) for one in items)


def _source(item: Item) -> str:
    if isinstance(item, Word):
        text = item.text if item.text.isalnum() else re.escape(item.text)
        return f" {text}[^ .?]*" if item.prefix else f" {text}"
    if isinstance(item, Number):
        return " [0-9]{2,4}" if item.large else " [0-9][^ .?]*"
    if isinstance(item, Gap):
        return f"((?: {ANY_WORD}){{{item.low},{item.high}}})"
    return _source_of_group(item)


@lru_cache(MANY)
def _source_of_group(item: Group) -> str:
    ways = "|".join(
        dict.fromkeys([_source(way[0]) if len(way) == 1 else source(way) for way in item.ways])
    )
    if (item.low, item.high) == (1, 1):
        return f"(?:{ways})"
    count = "?" if (item.low, item.high) == (0, 1) else f"{{{item.low},{item.high}}}"
    return f"(?:{ways}){count}"


def steps_of(items: Sequence) -> tuple[Step, ...]:
    """What a sentence must contain and where, the rarest first; nothing if all may be missing."""
    found: dict[Step, None] = {}
    low = high = 0
    for item in items:
        for one in _steps(item):
            found[Step(one.need, low + one.low, high - low + one.spread)] = None
        least, most = _reach(item)
        low, high = low + least, high + most
    first = _first(items)
    if found and first:
        found[Step(first, 0, 0)] = None
    return tuple(sorted(found, key=lambda one: (one.need.commonness, one.spread)))


def _steps(item: Item) -> tuple[Step, ...]:
    if isinstance(item, Word):
        return (Step(need((_told(item),)), 0, 0),)
    if isinstance(item, Number):
        return (Step(need((NUMBER,)), 0, 0),)
    return _steps_of_group(item) if isinstance(item, Group) and item.low > 0 else ()


@lru_cache(MANY)
def _steps_of_group(group: Group) -> tuple[Step, ...]:
    """The most telling need of each way as one, and the first words; none if one has none."""
    words: set[str] = set()
    lows, highs = [], []
    for way in group.ways:
        if word := _one_word(way):  # most ways are: no need to look further
            words.add(_told(word))
            lows.append(0)
            highs.append(0)
            continue
        inner = steps_of(way)
        if not inner:
            return ()
        best = max(inner, key=lambda one: one.need.certain)
        words |= best.need.words
        lows.append(best.low)
        highs.append(best.low + best.spread)
    found = [Step(need(words), min(lows), max(highs) - min(lows))]
    first = _first((group,))
    if first:
        found.append(Step(first, 0, 0))
    return tuple(dict.fromkeys(found))


def _one_word(items: Sequence) -> Word | None:
    """The word, if a sequence is only that."""
    first = items[0]
    return first if len(items) == 1 and isinstance(first, Word) else None


def _told(word: Word) -> str:
    return word.text + "*" if word.prefix else word.text


def _first(items: Sequence) -> Need | None:
    """With which words a sequence can begin; None if with any."""
    words: set[str] = set()
    for item in items:
        if isinstance(item, Gap):
            return None
        if not isinstance(item, Group):
            words.add(NUMBER if isinstance(item, Number) else _told(item))
            break
        inner = _first_of_group(item)
        if inner is None:
            return None
        words |= inner.words
        if item.low > 0:
            break
    return need(words)


@lru_cache(MANY)
def _first_of_group(group: Group) -> Need | None:
    words: set[str] = set()
    for way in group.ways:
        if word := _one_word(way):
            words.add(_told(word))
            continue
        first = _first(way)
        if first is None:
            return None
        words |= first.words
    return need(words)


def width_of(items: Sequence) -> tuple[int, int]:
    """How many words a sequence has at least and at most."""
    every = [_reach(one) for one in items]
    return sum(least for least, _ in every), sum(most for _, most in every)


def _reach(item: Item) -> tuple[int, int]:
    if isinstance(item, Gap):
        return item.low, item.high
    return _reach_of_group(item) if isinstance(item, Group) else (1, 1)


@lru_cache(MANY)
def _reach_of_group(group: Group) -> tuple[int, int]:
    every = {(1, 1) if _one_word(way) else width_of(way) for way in group.ways}
    least, most = min(one for one, _ in every), max(one for _, one in every)
    return group.low * least, group.high * most


def _pairs(items: Sequence) -> Iterable[tuple[str, str]]:
    for item, after in pairwise(items):
        lasts, firsts = _edge(item, -1), _edge(after, 0)
        if len(lasts) <= WIDE and len(firsts) <= WIDE:
            yield from product(lasts, firsts)
    for item in items:
        if isinstance(item, Group):
            yield from _pairs_of_group(item)


@lru_cache(MANY)
def _pairs_of_group(group: Group) -> tuple[tuple[str, str], ...]:
    return tuple(pair for way in group.ways if not _one_word(way) for pair in _pairs(way))


def _edge(item: Item, side: int) -> tuple[str, ...]:
    """The words at one side of an item; none if any word may stand there."""
    if isinstance(item, Word):
        return () if item.prefix else (item.text,)
    return _edge_of_group(item, side) if isinstance(item, Group) else ()


@lru_cache(MANY)
def _edge_of_group(group: Group, side: int) -> tuple[str, ...]:
    return tuple(one for way in group.ways for one in _edge(way[side], side))


def _words(items: Sequence) -> Iterable[Word]:
    for item in items:
        if isinstance(item, Word):
            yield item
        elif isinstance(item, Group):
            yield from _words_of_group(item)


@lru_cache(MANY)
def _words_of_group(group: Group) -> tuple[Word, ...]:
    found: dict[Word, None] = {}
    for way in group.ways:
        if word := _one_word(way):
            found[word] = None
        else:
            found.update(dict.fromkeys(_words(way)))
    return tuple(found)
