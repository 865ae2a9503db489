"""What it costs to screen a message, beside what one would build in an afternoon.

The naive ways look for the same literal phrases (each choice of each rule written out, as far as a
few thousand go) in the folded message. They see no typo, no gap, no denial and no other person.
"""

import itertools
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import ahocorasick
from rich.console import Console
from rich.table import Table

from safety import screen
from safety.fold import fold
from safety.lookup import COMPILED
from safety.phrase import Gap, Group, Lists, Number, Sequence, Word, parse
from safety.screen import matcher
from tests.safety.slow import SIZE, worst

EACH: Final = 40
"""How many wordings of one phrase are written out at most."""

GOALS: Final = (0.5, 10.0)
"""Milliseconds: the median message, and the worst one of 4,096 characters."""

MESSAGES: Final = (
    "ok see you at eight then, bring the blue folder",
    "haha that film was so bad i fell asleep twice",
    "i don't know, he never answers when i need him and i start to panic",
    "my sister got the job!! we are having dinner on friday",
    "i want to die",
    "i feel like everyone would be better off without me tbh",
    "no puedo dormir, pienso en él todo el día",
    "She said she needs space. I said fine but I cried all night and checked my phone.",
)
SHOWN: Final = 12
"""Of the kinds of message made to be slow, so many are shown: those that cost us most."""

TALK: Final = "talk"
EVERYDAY: Final = Path(__file__).parent.parent / "safety" / "fresh_everyday_harmless.tsv"
"""Lines of people who are not at risk, in English and Spanish."""

Look = Callable[[str], object]


def wordings() -> list[str]:
    """The literal phrases of all rules; those with a gap or a number have none."""
    found: set[str] = set()
    for rule in matcher().lexicon.rules:
        for pattern in rule.any_of:
            tree = _tree(pattern.phrase)
            if tree is not None:
                found.update(" ".join(one) for one in itertools.islice(_ways(tree), EACH))
    return sorted(one for one in found if " " in one)


def _tree(phrase: str) -> Sequence | None:
    """A phrase without word lists, or None."""
    return None if "<" in phrase else parse(phrase, Lists())


def _ways(items: Sequence) -> Iterator[tuple[str, ...]]:
    if not items:
        yield ()
        return
    head, rest = items[0], items[1:]
    for first in _one(head):
        for after in _ways(rest):
            yield (*first, *after)


def _one(item: Word | Number | Gap | Group) -> Iterator[tuple[str, ...]]:
    if isinstance(item, Word):
        yield (item.text,)
    elif isinstance(item, Group):
        if item.low == 0:
            yield ()
        for way in item.ways:
            yield from _ways(way)


def _folded(text: str) -> str:
    return f" {' '.join(fold(word) for word in text.split())} "


def union(phrases: list[str]) -> Look:
    """One regular expression of all phrases."""
    pattern = re.compile(f" (?:{'|'.join(map(re.escape, phrases))}) ")
    return lambda text: pattern.findall(_folded(text))


def automaton(phrases: list[str]) -> Look:
    """All phrases at once, by Aho and Corasick."""
    found = ahocorasick.Automaton()
    for one in phrases:
        found.add_word(f" {one} ", one)
    found.make_automaton()
    return lambda text: list(found.iter(_folded(text)))


def talk(texts: int = 5) -> list[str]:
    """Messages as long as they may be, of lines that people could write, none of them twice."""
    lines = [one.split("\t")[-1] for one in EVERYDAY.read_text(encoding="utf-8").splitlines()]
    random.Random(0).shuffle(lines)  # noqa: S311  # the same texts each time
    each = len(lines) // texts
    return [" ".join(lines[at * each : (at + 1) * each])[:SIZE] for at in range(texts)]


def _spent(look: Look, text: str, times: int) -> list[float]:
    """Milliseconds of processor time for one message, in some runs."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        look(text)
        spent.append(1000 * (time.process_time() - start))
    return spent


def _row(spent: dict[str, list[list[float]]]) -> list[str]:
    """Ours in the quickest run, the least disturbed by others; then each in the median one."""
    quickest = statistics.median(map(min, spent["mooring"]))
    medians = [statistics.median(map(statistics.median, every)) for every in spent.values()]
    return [f"{one:.3f}" for one in (quickest, *medians)]


def show(console: Console, times: int = 9) -> None:
    """Measure and print."""
    phrases = wordings()
    ways: dict[str, Look] = {
        "mooring": screen,
        "regex union": union(phrases),
        "pyahocorasick": automaton(phrases),
    }
    table = Table(title=f"Screening, ms a message; {len(phrases)} literal phrases for the others")
    for column in ("", "mooring, quickest", *ways, "goal of ours"):
        table.add_column(column, justify="left" if not column else "right")
    every = {
        name: [_spent(look, one, times) for one in MESSAGES * 3] for name, look in ways.items()
    }
    table.add_row("median message", *_row(every), f"{GOALS[0]}")
    long = {TALK: talk(), "talk, over and over": [(" ".join(MESSAGES) * 20)[:SIZE]]}
    long |= worst(matcher().lexicon)
    slowest = {
        name: max((statistics.median(_spent(screen, text, 3)), text) for text in texts)
        for name, texts in long.items()
    }
    shown = sorted(slowest, key=lambda name: slowest[name][0], reverse=True)[:SHOWN]
    for name in dict.fromkeys((TALK, "talk, over and over", *shown)):
        cost = {way: [_spent(look, slowest[name][1], times)] for way, look in ways.items()}
        table.add_row(name, *_row(cost), f"{GOALS[1]}")
    console.print(table)
    over = sum(cost > GOALS[1] for cost, _ in slowest.values())
    console.print(
        f"4,096 characters of {len(slowest)} kinds, above talk and the slowest; {over} cost more"
        f" than the goal. Phrases are looked up in {'machine code' if COMPILED else 'Python'}."
    )
