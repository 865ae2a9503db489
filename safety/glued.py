"""A run without spaces taken apart into known words: `iwanttodie`."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

MIN_GLUED: Final = 6
MAX_GLUED: Final = 120
MAX_TYPO: Final = 24
"""Up to so many letters a word may have a typing mistake."""

HEAD: Final = 3
"""By so many letters words are filed; shorter ones by all of theirs."""

MOST_ODD: Final = 16
"""In so many words of a message an odd letter is looked for; nobody writes more runs of words that
are also mistyped, and each costs as much as fifty words as they are."""

Cut: TypeAlias = tuple[str, ...]


class Budget:
    """How often something that costs much may still be done for a message."""

    def __init__(self, left: int) -> None:
        self._left = left

    def spend(self) -> bool:
        """Whether it may be done once more."""
        self._left -= 1
        return self._left >= 0


class Known:
    """Words, to be found inside a run: from each letter only the sizes that begin so are tried."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        sizes: dict[str, set[int]] = {}
        for word in self.words:
            sizes.setdefault(word[:HEAD], set()).add(len(word))
        for head, found in sizes.items():
            found.update(size for size in range(1, len(head)) if head[:size] in self.words)
        self._sizes = {head: tuple(sorted(found)) for head, found in sizes.items()}

    def sizes(self, run: str, start: int) -> tuple[int, ...]:
        """How long the words are that begin like a run at a place of it."""
        get = self._sizes.get
        return (
            get(run[start : start + HEAD])
            or get(run[start : start + HEAD - 1])
            or get(run[start : start + 1], ())
        )

    def ends(self, run: str, start: int) -> list[int]:
        """Where words that begin at a place of a run end."""
        words, left = self.words, len(run) - start
        return [
            start + size
            for size in self.sizes(run, start)
            if size <= left and run[start : start + size] in words
        ]

    def inside(self, run: str) -> bool:
        """Whether a run holds any of the words; those shorter than a head are not looked for."""
        sizes = self._sizes
        return any(
            run[start : start + size] in self.words
            for start in range(len(run) - HEAD + 1)
            if (head := run[start : start + HEAD]) in sizes
            for size in sizes[head]
        )


class Glued:
    """The words that a run may be made of.

    Args:
        pieces: The words.
        telling: Those of which one must be in it, so that ordinary words are left whole.
        meanings: What slang stands for.
    """

    def __init__(
        self,
        pieces: Known,
        telling: frozenset[str],
        meanings: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._pieces = pieces
        self._telling = Known(one for one in telling if len(one) >= HEAD)
        self._all_telling = telling
        self._meanings = meanings

    def apart(self, word: str, odd: Budget | None = None) -> Cut | None:
        """A run as words, if all of it is known and some of it is risk.

        Args:
            word: The run.
            odd: For how many runs one letter may still be odd; None for any number.
        """
        word = word[:MAX_GLUED]
        if len(word) < MIN_GLUED or not word.isalnum() or not self._telling.inside(word):
            return None
        before = self._before(word)
        found = self._told(before[-1])
        if found is None and len(word) <= MAX_TYPO and (odd is None or odd.spend()):
            return self._but_one(word, before)
        return found

    def _before(self, word: str) -> list[Cut | None]:
        """The fewest words that make up the run up to each of its letters."""
        best: list[Cut | None] = [()] + [None] * len(word)
        for start in range(len(word)):
            cut = best[start]
            if cut is None:
                continue
            for end in self._pieces.ends(word, start):
                if start and end == start + 1:
                    continue
                old = best[end]
                if old is None or len(cut) + 1 < len(old):
                    best[end] = (*cut, word[start:end])
        return best

    def _after(self, word: str) -> list[Cut | None]:
        """The fewest words that make up the run from each of its letters on."""
        best: list[Cut | None] = [None] * len(word) + [()]
        for start in range(len(word) - 1, 0, -1):
            for end in self._pieces.ends(word, start):
                cut, old = best[end], best[start]
                if end > start + 1 and cut is not None and (old is None or len(cut) + 1 < len(old)):
                    best[start] = (word[start:end], *cut)
        return best

    def _but_one(self, word: str, before: list[Cut | None]) -> Cut | None:
        """The run without the first letter that makes it known by being left out."""
        after, known = self._after(word), self._pieces.words
        ends = [(at, cut) for at, cut in enumerate(after) if cut is not None]
        starts = []
        for at, cut in enumerate(before):
            if cut is not None:
                sizes = self._pieces.sizes(word, at)
                starts.append((at, cut, [one for one in ends if one[0] - at - 1 in sizes]))
        for odd in range(1, len(word) - 1):
            cuts = []
            first, last = before[odd], after[odd + 1]
            if first is not None and last is not None:
                cuts.append((*first, *last))
            for start, begun, fitting in starts:
                if start >= odd:
                    break
                for end, ended in ends if odd < start + HEAD else fitting:
                    piece = word[start:odd] + word[odd + 1 : end]
                    if end > odd + 1 and piece in known:
                        cuts.append((*begun, piece, *ended))
            found = self._told(min(cuts, key=len, default=None))
            if found:
                return found
        return None

    def _told(self, pieces: Cut | None) -> Cut | None:
        """The words meant by the pieces, if one of them is risk."""
        if pieces is None or self._all_telling.isdisjoint(pieces):
            return None
        return tuple(word for one in pieces for word in self._meanings.get(one, (one,)))
