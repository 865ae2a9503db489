"""A message in the forms in which rules look for it, each with offsets back to the original.

Up to four: the words as written; the words as meant (slang, leetspeak, typos); a second reading of
what was meant; and the first reading with emoji as words. A rule that fires in any of them has
fired: a repair can only add.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from safety.compile import Need
from safety.fold import fold
from safety.meant import END, QUESTION, Placed, mark, meant
from safety.repair import Repairs
from safety.tokens import Token, parts, tokens

_BETWEEN: Final = re.compile(f"[^{END}{QUESTION}]+")


@dataclass(frozen=True, eq=False)
class Sentence:
    """A stretch of the matchable text, and its words for a quick look before matching.

    Attributes:
        known: What was worked out about the sentence before, by whoever asked.
    """

    start: int
    end: int
    words: frozenset[str]
    text: str
    known: dict[int, list[Any]] = field(default_factory=dict)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Each word, with where the spaces before it stand in the matchable text."""
        found: dict[str, list[int]] = {}
        at = self.start
        for word in self.text.split():
            found.setdefault(word, []).append(at)
            at += len(word) + 1
        return found

    def beginnings(self, words: frozenset[str], prefixes: tuple[str, ...]) -> list[int]:
        """Where one of these words stands, or one that begins so, in order."""
        places = self.places
        found = [at for word in words & self.words for at in places[word]]
        if prefixes:
            found += [at for word in self.words if word.startswith(prefixes) for at in places[word]]
        found.sort()
        return found

    def between(self, first: Need, start: int, end: int) -> list[int]:
        """Where one of these words stands between two places, in order."""
        every = self.known.get(id(first))
        if every is None:
            every = self.known[id(first)] = self.beginnings(first.words, first.prefixes)
        return every[bisect_left(every, start) : bisect_left(every, end)]


class Stream:
    """One form of a message: words between single spaces, `.` and `?` between sentences."""

    def __init__(self, placed: list[Placed]) -> None:
        self.text = " " + " ".join(word for word, _, _ in placed) + " "
        self._placed = placed

    @cached_property
    def _starts(self) -> list[int]:
        found, at = [], 1
        for word, _, _ in self._placed:
            found.append(at)
            at += len(word) + 1
        return found

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences that have words."""
        return [
            Sentence(one.start(), one.end(), frozenset(words), one.group())
            for one in _BETWEEN.finditer(self.text)
            if (words := one.group().split())
        ]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the words between two places of `text` stood in the message."""
        first = bisect_right(self._starts, start + 1) - 1
        last = bisect_right(self._starts, max(start, end - 2)) - 1
        return self._placed[max(first, 0)][1], self._placed[max(last, 0)][2]


def streams(text: str, repairs: Repairs, emoji: Mapping[str, str]) -> list[Stream]:
    """The forms of a message, without those that say the same twice."""
    found = tokens(text)
    plain = _plain(found)
    likely, second, pictured = meant(found, repairs, emoji)
    forms = [plain]
    if [one[0] for one in likely] != [one[0] for one in plain]:
        forms.append(likely)
    forms += [one for one in (second, pictured) if one is not None]
    return [Stream(one) for one in forms if one]


def _plain(found: list[Token]) -> list[Placed]:
    placed: list[Placed] = []
    for token in found:
        if token.kind == "word":
            for part in parts(token):
                word = fold(part.text)
                if word:
                    placed.append((word, part.start, part.end))
        elif token.kind != "emoji":
            placed.append(mark(token))
    return placed
