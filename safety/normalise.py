"""A message in the forms in which rules look for it, each with offsets back to the original.

Up to three: the words as written; the words as meant (slang, leetspeak, typos); and those with
emoji as words. A rule that fires in any of them has fired: a repair can only add.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, TypeAlias

from safety.fold import fold
from safety.repair import Repairs
from safety.tokens import Token, has_signs, parts, tokens

Placed: TypeAlias = tuple[str, int, int]
"""A word, and where it began and ended in the message."""

END: Final = "."
QUESTION: Final = "?"
MIN_SPACED: Final = 3
MAX_APART: Final = 4


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the matchable text, and its words for a quick look before matching.

    Attributes:
        places: Each word, with where the spaces before it stand.
    """

    start: int
    end: int
    places: Mapping[str, list[int]]
    words: frozenset[str]

    def beginnings(self, words: frozenset[str], prefixes: tuple[str, ...]) -> list[int]:
        """Where one of these words stands, or one that begins so, in order."""
        places = self.places
        found = [at for word in words & self.words for at in places[word]]
        if prefixes:
            found += [at for word in self.words if word.startswith(prefixes) for at in places[word]]
        return sorted(found)


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
        found: list[Sentence] = []
        places: dict[str, list[int]] = {}
        begin = at = 0
        for word, _, _ in self._placed:
            if word in {END, QUESTION}:
                if places:
                    found.append(Sentence(begin, at + 1, places, frozenset(places)))
                places, begin = {}, at + len(word) + 1
            else:
                places.setdefault(word, []).append(at)
            at += len(word) + 1
        if places:
            found.append(Sentence(begin, at + 1, places, frozenset(places)))
        return found

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the words between two places of `text` stood in the message."""
        first = bisect_right(self._starts, start + 1) - 1
        last = bisect_right(self._starts, max(start, end - 2)) - 1
        return self._placed[max(first, 0)][1], self._placed[max(last, 0)][2]


def streams(text: str, repairs: Repairs, emoji: Mapping[str, str]) -> list[Stream]:
    """The forms of a message, without those that say the same twice."""
    found = tokens(text)
    plain = _plain(found)
    meant, pictured = _meant(found, repairs, emoji)
    forms = [plain]
    if [one[0] for one in meant] != [one[0] for one in plain]:
        forms.append(meant)
    if pictured is not None:
        forms.append(pictured)
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
            placed.append(_mark(token))
    return placed


def _mark(token: Token) -> Placed:
    return (END if token.kind == "end" else QUESTION, token.start, token.end)


def _meant(
    found: list[Token], repairs: Repairs, emoji: Mapping[str, str]
) -> tuple[list[Placed], list[Placed] | None]:
    """The words as meant, without and with emoji; None if no emoji has a word."""
    placed: list[Placed] = []
    pictures: list[tuple[int, Placed]] = []
    memo: dict[str, tuple[str, ...]] = {}
    at = 0
    while at < len(found):
        token = found[at]
        at += 1
        if token.kind == "emoji":
            if token.text in emoji:
                pictures.append((len(placed), (emoji[token.text], token.start, token.end)))
        elif token.kind != "word":
            placed.append(_mark(token))
        else:
            run = _spaced(found, at - 1) if len(token.text) == 1 else None
            if run:
                at = found.index(run[-1], at) + 1
                placed.extend(_unspaced(run, repairs))
            else:
                _add(placed, token, repairs, memo)
    if not pictures:
        return placed, None
    pictured, done = [], 0
    for where, picture in pictures:
        pictured += placed[done:where]
        pictured.append(picture)
        done = where
    return placed, pictured + placed[done:]


def _add(
    placed: list[Placed], token: Token, repairs: Repairs, memo: dict[str, tuple[str, ...]]
) -> None:
    word = fold(token.text)
    if not word:
        return
    if placed and (both := repairs.joined(placed[-1][0], word)):
        placed[-1] = (both, placed[-1][1], token.end)
        return
    meant = memo.get(word)
    if meant is None:
        meant = memo[word] = repairs.repair(word)
    if meant == (word,) and has_signs(token) and len(parts(token)) > 1:
        pieces = [(one, fold(one.text)) for one in parts(token)]
        placed.extend((text, one.start, one.end) for one, text in pieces if text)
        return
    placed.extend((one, token.start, token.end) for one in meant)


def _spaced(found: list[Token], at: int) -> list[Token]:
    """A run of single letters, close to each other: `k . m . s`."""
    run: list[Token] = []
    for token in found[at : at + 80]:
        if token.kind != "word":
            if run and len(token.text) <= 1 and token.kind == "end":
                continue
            break
        if len(token.text) != 1 or (run and token.start - run[-1].end > MAX_APART):
            break
        run.append(token)
    return run if len(run) >= MIN_SPACED else []


def _unspaced(run: list[Token], repairs: Repairs) -> list[Placed]:
    """The words that single letters spell; the letters themselves if they spell none."""
    groups: list[list[Token]] = [[run[0]]]
    narrow = min(b.start - a.end for a, b in pairwise(run))
    for before, token in pairwise(run):
        if token.start - before.end > narrow:
            groups.append([])
        groups[-1].append(token)
    placed: list[Placed] = []
    for group in [run] if len(groups) == len(run) else groups:
        word = "".join(fold(one.text) for one in group)
        start, end = group[0].start, group[-1].end
        placed.extend((one, start, end) for one in repairs.repair(word) if one)
    return placed
