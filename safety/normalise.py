"""A message in the forms in which rules look for it, each with offsets back to the original.

The words as written; the words as meant (slang, leetspeak, typos); with other spaces, or with
slang as it was said; those other words for which a phrase of a rule asks; the first reading with
fragments joined, and with emoji as words. A rule that fires in any of them has fired: a repair
can only add.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Set
from functools import cached_property
from itertools import pairwise, takewhile
from operator import itemgetter
from typing import Final

from safety.fragments import joined
from safety.lattice import Asked, Lattice, join
from safety.meant import END, QUESTION, Reading, mark, meant
from safety.names import Names
from safety.need import Beginnings
from safety.repair import Repairs
from safety.sentence import Sentence, starts, stretches
from safety.tokens import Pieces, Placed

ENDS: Final = (END, QUESTION)
_ENDS: Final = frozenset(ENDS)
NONE_NAMED: Final = Beginnings(())


class Stream:
    """One form of a message: words between single spaces, `.` and `?` between sentences.

    Args:
        placed: The words.
        names: What the words of the message are called.
        earlier: An earlier form, the words of which need no second look.
        pictured: Whether emoji are words in it.
        seams: The numbers of the words that are new because of what they stand behind; if it is
            given, no other word is new.
    """

    def __init__(
        self,
        placed: list[Placed],
        names: Names,
        earlier: "Stream | None" = None,
        *,
        pictured: bool = False,
        seams: Set[int] | None = None,
    ) -> None:
        words = [one[0] for one in placed]
        names.words.update(words)
        self.text = f" {' '.join(words)} "
        self._words = words
        self._placed = placed
        self._names = names
        self._earlier = earlier
        self.pictured = pictured
        self._seams = seams

    @property
    def joined(self) -> bool:
        """Whether fragments are one sentence in it."""
        return self._seams is not None

    @property
    def size(self) -> int:
        """How many words it has, and ends of sentences."""
        return len(self._placed)

    @property
    def words(self) -> int:
        """How many words it has."""
        return self.size - sum(map(self._words.count, ENDS))

    @cached_property
    def _starts(self) -> list[int]:
        """Where the space before each word stands, and the last one."""
        return starts(self._words, 0)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences that have words, and something that was not seen before."""
        words, new = self._words, self._new
        ends = (
            [] if _ENDS.isdisjoint(words) else [at for at, one in enumerate(words) if one in _ENDS]
        )
        bounds = pairwise([-1, *ends, self.size])
        if new is None:
            return [self._sentence(end + 1, last) for end, last in bounds if end + 1 < last]
        found: list[Sentence] = []
        for end, last in bounds:
            first = end + 1
            here = new[bisect_left(new, first) : bisect_left(new, last)]
            if here:
                inside = [at - first for at in here]
                for start, past in stretches(words[first:last], inside):
                    found.append(self._sentence(first + start, first + past, here))
        return found

    def _sentence(self, first: int, past: int, new: list[int] | None = None) -> Sentence:
        """The words from one to before another, those that are new given by their numbers."""
        if new is not None:
            new = [at - first for at in new if first <= at < past]
            new = None if len(new) == past - first else new
        return Sentence(self._starts[first:past], self._words[first:past], new, self._names)

    @cached_property
    def _new(self) -> list[int] | None:
        """The numbers of the words that are new; None if all are."""
        if self._seams is not None:
            return sorted(self._seams)
        if self._earlier is None:
            return None
        seen = self._earlier.every
        return [at for at, one in enumerate(self._placed) if one not in seen]

    @cached_property
    def every(self) -> frozenset[Placed]:
        """Its words and where they stand."""
        return frozenset(self._placed)

    def near(self, span: tuple[int, int], reach: int) -> str:
        """The words that stood in the message at a place, or at most so many letters from it."""
        low, high = span[0] - reach, span[1] + reach
        first = bisect_left(self._placed, low, key=itemgetter(1))
        words = [
            word
            for word, _, end in takewhile(lambda one: one[1] <= high, self._placed[first:])
            if end <= high
        ]
        return f" {' '.join(words)} "

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the words between two places of `text` stood in the message."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, max(start, end - 2) - 1) - 1
        return self._placed[max(first, 0)][1], self._placed[max(last, 0)][2]


def streams(
    text: str,
    repairs: Repairs,
    emoji: Mapping[str, str],
    heads: Beginnings = NONE_NAMED,
    asked: Asked | None = None,
) -> list[Stream]:
    """The forms of a message, without those that say the same twice.

    Args:
        text: The message.
        repairs: What words were meant.
        emoji: What signs say.
        heads: The beginnings of words that rules name.
        asked: Which phrases ask for other words in a sentence; None for no such reading.
    """
    pieces, names = Pieces(text), Names(heads)
    read, pictured = meant(pieces, repairs, emoji)
    written = Stream(_plain(pieces), names)
    likely = Stream(read[0].placed, names, written)
    forms = [written] if written.size else []
    if likely.text != written.text:
        forms.append(likely)
    others = [Stream(one.placed, names, likely) for one in read[1:]]
    forms += others
    if asked is not None:
        for one, earlier in zip(read, [likely, *others], strict=True):
            forms += [Stream(words, names, earlier) for words in _others(one, names, asked)]
    pieces_joined, seams = joined(read[0].placed, END, ENDS)
    if seams:
        forms.append(Stream(pieces_joined, names, likely, seams=seams))
    if pictured:
        forms.append(Stream(pictured, names, likely, pictured=True))
    return forms


def _others(read: Reading, names: Names, asked: Asked) -> list[list[Placed]]:
    """The readings for which phrases ask."""
    placed, ways = read
    if not ways:
        return []
    words = [word for word, _, _ in placed]
    found: list[dict[int, str]] = []
    first = 0
    for last in [*(at for at, one in enumerate(words) if one in ENDS), len(words)]:
        here = {at - first: way for at, way in ways.items() if first <= at < last}
        if here:
            lattice = Lattice(words[first:last], here)
            for changed in lattice.asked_for(names, asked):
                join(found, {at + first: one for at, one in changed.items()})
        first = last + 1
    return [
        [(change.get(at, word), start, end) for at, (word, start, end) in enumerate(placed)]
        for change in found
    ]


def _plain(pieces: Pieces) -> list[Placed]:
    """The words as they are written."""
    placed: list[Placed] = []
    every = [*zip(pieces.words, pieces.starts, pieces.ends, strict=True)]
    done = 0
    for at in [at for at, word in enumerate(pieces.words) if not word]:
        placed += every[done:at]
        done = at + 1
        kind = pieces.kinds[pieces.texts[at]]
        if kind == "word":
            placed += [one for one in pieces.parts(at) if one[0]]
        elif kind != "emoji":
            placed.append((mark(kind), *every[at][1:]))
    return placed + every[done:]
