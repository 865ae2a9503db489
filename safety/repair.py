"""What a word was meant to be: slang, leetspeak, stretched, hidden, glued and mistyped words.

A repair counts only if it leads to a word that the lexicon knows, so an odd word can become
the word of a rule but never a guess. Nothing of a message is kept between calls.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from safety.context import EDGE, Context
from safety.glued import MAX_TYPO, MIN_GLUED, Budget, Glued
from safety.need import BEGINNING, EVERYDAY
from safety.typo import SHORT, Near, near, plausible

LEET: Final = tuple(
    str.maketrans("013457896@$!|+€", f"o{one}eastbggasi{one}te") for one in ("i", "l")
)
LOOKALIKE: Final = str.maketrans("аеорсухіјѕһԁԛԝαοερνικτυωӏвнмтк", "aeopcyxijshdqwaoepviktuwlbhmtk")
MIN_TYPO: Final = 2
SMALL: Final = frozenset(
    {"to", "me", "my", "no", "of", "so", "is", "in", "be", "he", "it", "a", "de"}
)
PEOPLE: Final = frozenset(
    "he she we you they him her his hers them us ours your their te le se les su tu nos".split()
)
"""Whose it is: read as it stands, or a friend's wish to die would become one's own."""

ENDINGS: Final = frozenset({"ed", "er", "ers", "ing", "ly", "s"})
"""What is no word of its own at the end of another."""

LETTERS: Final = frozenset({"i", "a", "y", "o", "u", "e"})
TORN: Final = frozenset({"to", "me", "my", "be", "do", "is", "in", "it", "of", "so", "he"})
MAX_SCRAP: Final = 3
MIN_SLANG: Final = 5
MOST_WAYS: Final = 24
MIN_JOINED: Final = 3
_NONE: Final[tuple[str, ...]] = ()
_RUN: Final = re.compile(r"(.)\1{2,}")
_COUNTED: Final = re.compile("([a-z]{2,})?([0-9]{1,4})([a-z]{3,})?")
_SIGNS: Final = re.compile(r"[@$!*|+€]")


class Way(NamedTuple):
    """What else a word may be, the likeliest first.

    Attributes:
        real: Whether the word is right in itself, or so short that it may be anything.
        faint: Those of them for which only one neighbour asks.
    """

    words: tuple[str, ...]
    real: bool
    faint: frozenset[str] = frozenset()


Around: TypeAlias = tuple[str, str, str, str]


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
        _ = self.settled, self._near.find(""), self._lookup, self._halves

    def known(self, word: str) -> bool:
        """Whether a rule can use the word as it is."""
        return (
            word in self.vocabulary
            or word in self.never
            or word in self.ordinary
            or word in self.others
            or word in self.spoken
            or self._begun(word)
        )

    def _begun(self, word: str) -> bool:
        """Whether a word begins like one of a rule."""
        return word.startswith(self._heads.get(word[:BEGINNING], _NONE))

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
        if self._scrap(first):
            return None if self._leads(first, second, 0) else both
        return both if self._scrap(second) and not self._leads(second, first, 1) else None

    def _leads(self, scrap: str, beside: str, side: int) -> bool:
        """Whether a piece is a mistyped word that stands beside the other one, which is whole."""
        if len(scrap) < SHORT or not self._plain(beside):
            return False
        together = self.context.together
        return any(
            together(beside, one) if side else together(one, beside)
            for one in self._mistaken(scrap)
        )

    def _scrap(self, word: str) -> bool:
        """Whether a piece is no word of the languages whose words are repaired."""
        if len(word) == 1:
            return word.isalpha() and word not in LETTERS
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
        found = [one for one in self._near.find(word) if plausible(word, one)]
        return [one for one in found if len(one) > MIN_TYPO or one in SMALL]

    def ways(self, word: str, meant: str, around: Around) -> Way | None:
        """What else a word may be.

        Args:
            word: The word as typed, folded.
            meant: Its first reading.
            around: The two words before it and the two after it as meant; "" where a sentence
                ends.
        """
        if not word.isalpha() or len(word) > MAX_TYPO or word in PEOPLE:
            return None
        if not self._scrap(word) or (len(word) > 1 and self._foreign(word)):
            return self._doubted(word, around)
        found = self._mistaken(word)[:MOST_WAYS]
        return Way(found, len(word) <= SHORT) if found and found != (meant,) else None

    def _doubted(self, word: str, around: Around) -> Way | None:
        """What a real word may be that stands where none was ever seen."""
        together = self.context.together
        _, before, after, _ = around
        long = len(word) > SHORT
        if (long and word in self.never) or together(before, word) or together(word, after):
            return None
        near_by = self._mistaken(word)
        sure = {one for one in near_by if self._sure(one, around)}
        faint = {
            one
            for one in (near_by if word not in self.vocabulary else ())
            if one not in sure and self._likely(one, around)
        }
        found = tuple(one for one in near_by if one in sure or one in faint)
        return Way(found, real=True, faint=frozenset(faint)) if found else None

    def _sure(self, word: str, around: Around) -> bool:
        """Whether both neighbours ask for a word, or two on one side of it.

        For a small word, which says nothing by itself, it is enough that the phrases let it stand
        between its neighbours.
        """
        context = self.context
        early, before, after, late = around
        left, right = context.seen(before, word), context.seen(word, after)
        if left and (right or context.three(early, before, word)):
            return True
        if right and context.three(word, after, late):
            return True
        small = word in EVERYDAY or word in SMALL
        return small and context.together(before, word) and context.together(word, after)

    def _foreign(self, word: str) -> bool:
        return word in self.others or word in self.spoken

    def _likely(self, word: str, around: Around) -> bool:
        """Whether a word was said beside one of two neighbours, or may stand between them."""
        context = self.context
        _, before, after, _ = around
        return (
            context.seen(before, word)
            or context.seen(word, after)
            or (context.together(before, word) and context.together(word, after))
        )

    def _mistaken(self, word: str) -> tuple[str, ...]:
        """The words that a typing mistake may have made of a word, the likeliest first."""
        known = self._lookup.get(word)
        return self._find(word) if known is None else known

    def _find(self, word: str) -> tuple[str, ...]:
        found = (
            (one,) if one in self.vocabulary or len(one) < MIN_SLANG else self.meanings.get(one, (one,))
            for one in self._near.find(word)
        )
        return tuple(dict.fromkeys(one[0] for one in found if len(one) == 1))

    @cached_property
    def _lookup(self) -> dict[str, tuple[str, ...]]:
        """The same for words that stand in many messages, worked out before the first."""
        every = self.vocabulary | self.never | self.ordinary | self.spoken
        return {one: self._find(one) for one in every if one not in PEOPLE}

    def sits(self, words: tuple[str, ...], before: str, after: str) -> bool:
        """Whether words have been seen beside each other, and beside a neighbour."""
        together = self.context.together
        inside = all(together(*pair) for pair in pairwise(words))
        return inside and (together(before, words[0]) or together(words[-1], after))

    def spread(self, word: str, before: str, after: str) -> tuple[str, ...] | None:
        """The words that one may be without its spaces: `todo`, `suicidalfor`, `tome40`, `wadna`.

        A real word is taken apart only where it was never seen, by both of its neighbours.
        """
        together = self.context.together
        if word in self._halves:
            if together(before, word) or together(word, after):
                return None
            for first, second in self._halves[word]:
                if together(before, first) and together(second, after):
                    return first, second
            return None
        if not word.isalpha():
            return self._counted(word)
        if self._whole(word) or word in self.meanings or len(word) <= SHORT:
            return None
        ways = [two] if (two := self.two(word)) else []
        slang = (self.meanings.get(one, ()) for one in self._near.find(word))
        ways += [one for one in slang if len(one) > 1]
        near_by = (one for one in ways if self.sits(one, before, after))
        return next(near_by, ways[0] if ways else None)

    def _counted(self, word: str) -> tuple[str, ...] | None:
        """A number and a word of the rules written as one: `20benadryl`."""
        found = _COUNTED.fullmatch(word)
        if found is None:
            return None
        pieces = tuple(one for one in found.groups() if one)
        return pieces if all(one.isdecimal() or one in self._pieces for one in pieces) else None

    def fits(self, word: str, before: str, after: str) -> bool:
        """Whether a word of the rules has been seen between these neighbours."""
        return word in self.vocabulary and word in self.context.said(before, after)

    def two(self, word: str) -> tuple[str, str] | None:
        """Two words typed as one that nobody knows: `wakeup`, `tofucking`."""
        if not 3 < len(word) <= MAX_TYPO or not word.isalpha() or self._whole(word):
            return None
        found = self._cuts(word)
        seen = [one for one in found if self.context.together(*one)]
        return min(seen or found, key=lambda one: min(map(len, one)) < 2, default=None)

    def _cuts(self, word: str) -> list[tuple[str, str]]:
        pieces = self._pieces
        return [
            (word[:at], word[at:])
            for at in range(1, len(word))
            if word[:at] in pieces and word[at:] in pieces and word[at:] not in ENDINGS
        ]

    def _whole(self, word: str) -> bool:
        """Whether a word is one as it is; a mere beginning of a word of a rule is none."""
        return self._plain(word) or word in self.others or word in self.spoken

    @cached_property
    def _halves(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """The real words that are two others without the space, which stand beside each other."""
        every = self.vocabulary | self.never | self.ordinary | self.spoken
        cuts = {word: [one for one in self._cuts(word) if self.context.seen(*one)] for word in every}
        return {word: tuple(found) for word, found in cuts.items() if found}

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
        begun = {one for one in self.spoken if self._begun(one)}
        targets = self.vocabulary | self.risk | slang | begun
        return Near(
            (one for one in targets if one.isalpha() and (len(one) > 1 or one in LETTERS)),
            self.weights,
        )
