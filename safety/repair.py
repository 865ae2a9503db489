"""What a word was meant to be: slang, leetspeak, stretched, hidden, glued and mistyped words.

A repair counts only if it leads to a word that the lexicon knows, so an odd word can become
the word of a rule but never a guess. Nothing of a message is kept between calls.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

from safety.context import EDGE, Context
from safety.glued import MAX_TYPO, MIN_GLUED, Budget, Glued
from safety.need import BEGINNING
from safety.typo import SHORT, Near, near, plausible

LEET: Final = tuple(
    str.maketrans("013457896@$!|+€", f"o{one}eastbggasi{one}te") for one in ("i", "l")
)
LOOKALIKE: Final = str.maketrans("аеорсухіјѕһԁԛԝαοερνικτυωӏвнмтк", "aeopcyxijshdqwaoepviktuwlbhmtk")
MIN_TYPO: Final = 2
SMALL: Final = frozenset(
    {"to", "me", "my", "no", "of", "so", "is", "in", "be", "he", "it", "a", "de"}
)
TORN: Final = frozenset({"to", "me", "my", "be", "do", "is", "in", "it", "of", "so", "he"})
MAX_SCRAP: Final = 3
MIN_JOINED: Final = 3
_NONE: Final[tuple[str, ...]] = ()
_RUN: Final = re.compile(r"(.)\1{2,}")
_SIGNS: Final = re.compile(r"[@$!*|+€]")


@dataclass(frozen=True)
class Repairs:
    """The tables of all languages together.

    Attributes:
        meanings: A word as typed, to the words it stands for.
        vocabulary: Every word of a rule.
        prefixes: Every beginning of a word of a rule.
        risk: Words that people hide or mistype and that carry a rule.
        never: Ordinary words that look like a mistyped one and are not.
        weights: In how many phrases a word stands; the commoner is the likelier meaning.
        ordinary: Words of the language that are no typo unless their neighbours say so.
        context: The neighbours of words in the examples of the rules.
        others: Words of rules in languages of which only the risk words are guessed.
        attached: Short words that are written onto the next one.
        spoken: Other words that are no typo: those of these languages, and the words by which
            English and Spanish deny, quote, laugh and name people.
    """

    meanings: Mapping[str, tuple[str, ...]]
    vocabulary: frozenset[str]
    prefixes: frozenset[str]
    risk: frozenset[str]
    never: frozenset[str]
    weights: Mapping[str, int]
    ordinary: frozenset[str] = frozenset()
    context: Context = field(default_factory=lambda: Context([]))
    others: frozenset[str] = frozenset()
    attached: tuple[str, ...] = ()
    spoken: frozenset[str] = frozenset()

    def prepare(self) -> None:
        """Make the tables that the first message would otherwise wait for."""
        _ = self.settled, self._near.find("")

    def known(self, word: str) -> bool:
        """Whether a rule can use the word as it is."""
        return (
            word in self.vocabulary
            or word in self.never
            or word in self.ordinary
            or word in self.others
            or word in self.spoken
            or word.startswith(self._heads.get(word[:BEGINNING], _NONE))
        )

    def repair(self, word: str, odd: Budget | None = None) -> tuple[str, ...]:
        """The words meant by a folded word; itself if nothing better is known.

        Args:
            word: The word.
            odd: In how many runs of words one letter may still be odd; None for any number.
        """
        meant = self.meanings.get(word)
        if meant:
            return meant
        stretched = _RUN.search(word) is not None
        if rest := self._detached(word):
            return (rest,)
        if word.isdecimal() or (not stretched and self.known(word)):
            return (word,)
        forms = self._forms(word)
        return self._known_form(forms) or self._guess([word, *forms], odd) or (word,)

    def glance(self, word: str) -> tuple[str, ...]:
        """The words meant by a folded word, as far as tables say it: no typo, nothing hidden."""
        rest = self._detached(word)
        return self.meanings.get(word) or ((rest,) if rest else (word,))

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
        return both if self._scrap(first) or self._scrap(second) else None

    def _scrap(self, word: str) -> bool:
        """Whether a piece is no word of the languages whose words are repaired."""
        if len(word) == 1:
            return word.isalpha() and word not in {"i", "a", "y", "o", "u", "e"}
        return word.isalpha() and not self._plain(word) and word not in self.meanings

    def _plain(self, word: str) -> bool:
        return word in self.vocabulary or word in self.never or word in self.ordinary

    def torn(self, first: str, second: str, before: str, after: str) -> str | None:
        """Two pieces that may be one word, if a neighbour asks for it and one is a scrap of it."""
        both = first + second
        if both not in self.vocabulary or min(len(first), len(second)) > MAX_SCRAP:
            return None
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
        for target in self._by_size.get(len(word), ()):
            same = all(a in {b, "*"} or _SIGNS.match(a) for a, b in zip(word, target, strict=True))
            if same and word[0] == target[0]:
                return (target,)
        return None

    def _typo(self, word: str) -> tuple[str, ...] | None:
        """One letter too many, too few, wrong, or two swapped."""
        found = self._near_words(word)
        return (found[0],) if found else None

    def _near_words(self, word: str) -> list[str]:
        word = _RUN.sub(r"\1", word)
        if not MIN_TYPO <= len(word) <= MAX_TYPO or not word.isalpha():
            return []
        return [one for one in self._near.find(word) if plausible(word, one)]

    def others_for(self, word: str, meant: tuple[str, ...], before: str, after: str) -> list[str]:
        """Other readings of a folded word for which its neighbours ask, the likeliest first.

        Args:
            word: The word as typed, folded.
            meant: Its first reading.
            before: The word before it as meant; "" at the beginning of a sentence.
            after: The word after it as meant; "" at the end of a sentence.
        """
        if word in self.never or len(meant) != 1 or not word.isalpha() or len(word) > MAX_TYPO:
            return []
        real = word in self.vocabulary or word in self.ordinary
        fitting = (self.context.said if real else self.context.written)(before, after)
        found: list[str] = []
        if meant[0] not in fitting:
            size = len(word)
            near_by = [
                one
                for one in fitting
                if -2 < len(one) - size < 2 and len(one) > 1 and one != word and near(word, one)
            ]
            found = sorted(
                near_by, key=lambda one: (one[0] != word[0], -self.weights.get(one, 0), one)
            )
        if real or word in self.others or word in self.spoken:
            return found
        others = [one for one in self._near_words(word) if (one,) != meant]
        together = self.context.together
        beside = (one for one in others if together(before, one) or together(one, after))
        slipped = self._slipped(word, meant, before, after)
        return [*found, *beside, *([slipped] if slipped else []), *others]

    def _slipped(self, word: str, meant: tuple[str, ...], before: str, after: str) -> str | None:
        """A short word with its first letter wrong or one missing, if a neighbour asks for it."""
        size = len(word)
        if size > SHORT or before == after == EDGE or (size == 1 and not self._scrap(word)):
            return None
        together = self.context.together
        found = [
            one
            for one in self._near.find(word)
            if (one,) != meant and 0 <= len(one) - size < MIN_TYPO
            if together(before, one) or together(one, after)
        ]
        both = (one for one in found if together(before, one) and together(one, after))
        return next(both, found[0] if found else None)

    def sits(self, words: tuple[str, ...], before: str, after: str) -> bool:
        """Whether words have been seen beside each other, and beside a neighbour."""
        together = self.context.together
        inside = all(together(*pair) for pair in pairwise(words))
        return inside and (together(before, words[0]) or together(words[-1], after))

    def fits(self, word: str, before: str, after: str) -> bool:
        """Whether a word of the rules has been seen between these neighbours."""
        return word in self.vocabulary and word in self.context.said(before, after)

    def two(self, word: str) -> tuple[str, str] | None:
        """Two words typed as one that nobody knows: `wakeup`, `tofucking`."""
        if not 3 < len(word) <= MAX_TYPO or not word.isalpha() or self.known(word):
            return None
        found = [
            (word[:at], word[at:])
            for at in range(1, len(word))
            if word[:at] in self._pieces and word[at:] in self._pieces
        ]
        seen = [one for one in found if self.context.together(*one)]
        return min(seen or found, key=lambda one: min(map(len, one)) < 2, default=None)

    @cached_property
    def settled(self) -> frozenset[str]:
        """Words that need no repair, so that most of a message is read at a glance."""
        every = self.vocabulary | self.never | self.ordinary | self.others | self.spoken
        return frozenset(one for one in every if self.repair(one) == (one,))

    @cached_property
    def _heads(self) -> dict[str, tuple[str, ...]]:
        """The beginnings of words by their first letters."""
        found: dict[str, tuple[str, ...]] = {}
        for one in sorted(self.prefixes):
            found[one[:BEGINNING]] = (*found.get(one[:BEGINNING], ()), one)
        return found

    @cached_property
    def _pieces(self) -> frozenset[str]:
        return frozenset(
            one
            for one in self.vocabulary | self.risk | set(self.meanings)
            if len(one) > 1 or one in {"i", "a", "y"}
        )

    @cached_property
    def _telling(self) -> frozenset[str]:
        slang = {one for one, words in self.meanings.items() if self.risk & set(words)}
        return self.risk | {one for one in slang if len(one) > 2}

    @cached_property
    def _glued(self) -> Glued:
        return Glued(self._pieces, self._telling, self.meanings)

    @cached_property
    def _by_size(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for word in sorted(self.risk):
            found.setdefault(len(word), []).append(word)
        return found

    @cached_property
    def _near(self) -> Near:
        slang = {one for one in self._telling if len(one) > MIN_TYPO}
        targets = {one for one in self.vocabulary | self.risk | slang if one.isalpha()}
        return Near((one for one in targets if len(one) > MIN_TYPO or one in SMALL), self.weights)
