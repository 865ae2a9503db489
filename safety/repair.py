"""What a word was meant to be: slang, leetspeak, stretched, hidden, glued and mistyped words.

A repair counts only if it leads to a word that the lexicon knows, so an odd word can become
the word of a rule but never a guess. Nothing of a message is kept between calls.
"""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from safety.apart import Apart
from safety.doubt import SMALL, Around, Doubts, Way
from safety.glued import MAX_TYPO, MIN_GLUED, Budget, Glued, Known
from safety.tables import LETTERS, Tables
from safety.typo import SHORT, Near

LEET: Final = tuple(
    str.maketrans("013457896@$!|+€", f"o{one}eastbggasi{one}te") for one in ("i", "l")
)
LOOKALIKE: Final = str.maketrans("аеорсухіјѕһԁԛԝαοερνικτυωӏвнмтк", "aeopcyxijshdqwaoepviktuwlbhmtk")
MIN_TYPO: Final = 2
TORN: Final = frozenset({"to", "me", "my", "be", "do", "is", "in", "it", "of", "so", "he"})
MAX_SCRAP: Final = 3
MIN_JOINED: Final = 3
_RUN: Final = re.compile(r"(.)\1{2,}")
_SIGNS: Final = re.compile(r"[@$!*|+€]")


@dataclass(frozen=True)
class Repairs(Tables):
    """What the words of a message were meant to be."""

    def prepare(self) -> None:
        """Make the tables that the first message would otherwise wait for."""
        _ = self.settled, self.whole_words, self._doubts, self._apart
        _ = self._glued, self._shaped, self._small

    def repair(self, word: str, odd: Budget | None = None) -> tuple[str, ...]:
        """The words meant by a folded word; itself if nothing better is known.

        Args:
            word: The word.
            odd: In how many runs of words one letter may still be odd; None for any number.
        """
        meant = self.meanings.get(word)
        if meant:
            return meant
        if rest := self._detached(word):
            return (rest,)
        if word.isdecimal() or (_RUN.search(word) is None and self.known(word)):
            return (word,)
        forms = self._forms(word)
        return self._known_form(forms) or self._guess([word, *forms], odd) or (word,)

    def glances(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Those of some words that tables read otherwise: no typo, nothing hidden."""
        found = {word: meant for word in words if (meant := self.meanings.get(word))}
        rests = {
            word: rest for word in words if word not in found and (rest := self._detached(word))
        }
        return found | {word: (rest,) for word, rest in rests.items()}

    def _detached(self, word: str) -> str | None:
        """A word of a rule without the short word that is written onto it."""
        if not word.startswith(self.attached) or word in self.others:
            return None
        rests = (word.removeprefix(one) for one in self.attached if word.startswith(one))
        return next((rest for rest in rests if rest in self.others), None)

    def _known_form(self, forms: list[str]) -> tuple[str, ...] | None:
        """The first form that is a word of a rule or of slang."""
        for form in forms:
            meant = self.meanings.get(form)
            if meant or self.known(form):
                return meant or (form,)
        return None

    def _guess(self, forms: list[str], odd: Budget | None) -> tuple[str, ...] | None:
        """What a form is nearly, or is made of."""
        for form in forms:
            found = self._hidden(form) or self._typo(form) or self._glued.apart(form, odd)
            if found:
                return found
        return None

    def joined(self, first: str, second: str) -> str | None:
        """Two folded pieces that are one word with a space in it.

        One of them must be no word by itself, unless both are a long word of risk.
        """
        both = first + second
        if len(both) >= MIN_GLUED and both in self.risk:
            return both
        if both not in self.vocabulary or (len(both) < MIN_JOINED and both not in TORN):
            return None
        if self.scrap(first):
            return None if self._leads(first, second, 0) else both
        return both if self.scrap(second) and not self._leads(second, first, 1) else None

    def _leads(self, scrap: str, beside: str, side: int) -> bool:
        """Whether a piece is a mistyped word that stands beside the other one, which is whole."""
        if len(scrap) == MIN_TYPO or not self.plain(beside):
            return False
        together = self.context.together
        return any(
            together(beside, one) if side else together(one, beside)
            for one in self._doubts.mistaken(scrap)
        )

    def torn(self, first: str, second: str, before: str, after: str) -> str | None:
        """Two pieces that may be one word, if a neighbour asks for it and one is a scrap of it."""
        both = first + second
        if both not in self.vocabulary or min(len(first), len(second)) > MAX_SCRAP:
            return None
        if not (self.scrap(first) or self.scrap(second)):
            return None  # "me vio la cara" is no "viola"
        together = self.context.together
        return both if together(before, both) or together(both, after) else None

    def _forms(self, word: str) -> list[str]:
        found = []
        if not word.isalpha() and not word.isdecimal():
            found += [word.translate(table) for table in LEET]
        if not word.isascii() and re.search("[a-z]", word):
            found.append(word.translate(LOOKALIKE))
        for form in [word, *found]:
            if _RUN.search(form):
                found += [_RUN.sub(r"\1", form), _RUN.sub(r"\1\1", form)]
        return found

    def _hidden(self, word: str) -> tuple[str, ...] | None:
        """`s**cide`: letters replaced by signs."""
        if word.isalnum() or not _SIGNS.search(word):
            return None
        for target in self._shaped.get((word[0], len(word)), ()):
            if all(a in {b, "*"} or _SIGNS.match(a) for a, b in zip(word, target, strict=True)):
                return (target,)
        return None

    def _typo(self, word: str) -> tuple[str, ...] | None:
        """One letter too many, too few, wrong, or two swapped."""
        if not word.isalpha():
            return None
        word = _RUN.sub(r"\1", word)
        size = len(word)
        if not MIN_TYPO <= size <= MAX_TYPO:
            return None
        found = (self._small if size == MIN_TYPO else self._near).unlikely(word)
        if size <= SHORT:
            found = {one: rank for one, rank in found.items() if _plausible(word, one)}
        return (min(found, key=found.__getitem__),) if found else None

    def ways(self, word: str, meant: str, around: Around) -> Way | None:
        """What else a folded word may be, as far as its neighbours ask for it; see `Doubts`."""
        return self._doubts.ways(word, meant, around)

    def spread(self, word: str, before: str, after: str) -> tuple[str, ...] | None:
        """The words that a folded one may be without its spaces; see `Apart`."""
        return self._apart.spread(word, before, after)

    @property
    def sure(self) -> Set[str]:
        """Words that are never another, whatever stands beside them."""
        return self._doubts.sure

    @property
    def closed(self) -> Set[str]:
        """Words that are never taken apart."""
        return self._apart.closed

    def two(self, word: str) -> tuple[str, str] | None:
        """Two words typed as one that nobody knows."""
        return self._apart.two(word)

    def fits(self, word: str, before: str, after: str) -> bool:
        """Whether a word of the rules has been seen between these neighbours."""
        return word in self.vocabulary and word in self.context.said(before, after)

    @cached_property
    def whole_words(self) -> frozenset[str]:
        """The words that two pieces may be together; see `joined`."""
        return self.vocabulary | self.risk

    @cached_property
    def settled(self) -> frozenset[str]:
        """Words that need no repair, so that most of a message is read at a glance."""
        every = self.vocabulary | self.never | self.ordinary | self.others | self.spoken
        return frozenset(one for one in every if self.repair(one) == (one,))

    @cached_property
    def _telling(self) -> frozenset[str]:
        slang = {one for one, words in self.meanings.items() if self.risk & set(words)}
        return self.risk | {one for one in slang if len(one) > 2}

    @cached_property
    def _known_pieces(self) -> Known:
        return Known(self.pieces)

    @cached_property
    def _glued(self) -> Glued:
        return Glued(self._known_pieces, self._telling, self.meanings)

    @cached_property
    def _shaped(self) -> dict[tuple[str, int], list[str]]:
        """The words of risk by their first letter and their size."""
        found: dict[tuple[str, int], list[str]] = {}
        for word in sorted(self.risk):
            found.setdefault((word[0], len(word)), []).append(word)
        return found

    @cached_property
    def _doubts(self) -> Doubts:
        return Doubts(self, self._near)

    @cached_property
    def _apart(self) -> Apart:
        return Apart(self, self._near, self._known_pieces)

    @cached_property
    def _small(self) -> Near:
        return self._near.among(SMALL)

    @cached_property
    def _near(self) -> Near:
        slang = {one for one in self._telling if len(one) > MIN_TYPO}
        begun = {one for one in self.spoken if self.begun(one)}
        targets = self.vocabulary | self.risk | slang | begun
        return Near(
            (one for one in targets if one.isalpha() and (len(one) > 1 or one in LETTERS)),
            self.weights,
        )


def _plausible(word: str, target: str) -> bool:
    """Whether a near word may be taken for a short one without a look at its neighbours.

    In short words a letter may be wrong but not missing: "de" is more often a word than a typo.
    """
    return len(word) == len(target) and (word[0] == target[0] or sorted(word) == sorted(target))
