"""What a word was meant to be: slang, leetspeak, stretched, hidden, glued and mistyped words.

A repair counts only if it leads to a word that the lexicon knows, so an odd word can become
the word of a rule but never a guess. Nothing of a message is kept between calls.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

LEET: Final = tuple(
    str.maketrans("013457896@$!|+€", f"o{one}eastbggasi{one}te") for one in ("i", "l")
)
LOOKALIKE: Final = str.maketrans("аеорсухіјѕһԁԛԝαοερνικτυωӏвнмтк", "aeopcyxijshdqwaoepviktuwlbhmtk")
MIN_TYPO: Final = 2
MAX_TYPO: Final = 24
SHORT: Final = 3
SMALL: Final = frozenset({"to", "me", "my", "no"})
MIN_GLUED: Final = 6
MAX_GLUED: Final = 120
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
        others: Words of rules in languages of which only the risk words are guessed.
        attached: Short words that are written onto the next one.
    """

    meanings: Mapping[str, tuple[str, ...]]
    vocabulary: frozenset[str]
    prefixes: frozenset[str]
    risk: frozenset[str]
    never: frozenset[str]
    weights: Mapping[str, int]
    others: frozenset[str] = frozenset()
    attached: tuple[str, ...] = ()

    def known(self, word: str) -> bool:
        """Whether a rule can use the word as it is."""
        return (
            word in self.vocabulary
            or word in self.never
            or word in self.others
            or any(word[:size] in self.prefixes for size in self._sizes if size <= len(word))
        )

    def repair(self, word: str) -> tuple[str, ...]:
        """The words meant by a folded word; itself if nothing better is known."""
        meant = self.meanings.get(word)
        if meant:
            return meant
        stretched = _RUN.search(word) is not None
        if word.isdecimal() or (not stretched and self.known(word)):
            return (word,)
        if self.attached and word.startswith(self.attached):
            for one in self.attached:
                if word.startswith(one) and word[len(one) :] in self.others:
                    return (word[len(one) :],)
        forms = self._forms(word)
        return self._known_form(forms) or self._guess([word, *forms]) or (word,)

    def _known_form(self, forms: list[str]) -> tuple[str, ...] | None:
        """The first form that is a word of a rule or of slang."""
        for form in forms:
            meant = self.meanings.get(form)
            if meant or self.known(form):
                return meant or (form,)
        return None

    def _guess(self, forms: list[str]) -> tuple[str, ...] | None:
        """What a form is nearly, or is made of."""
        for form in forms:
            found = self._hidden(form) or self._typo(form) or self.split(form)
            if found:
                return found
        return None

    def split(self, word: str) -> tuple[str, ...] | None:
        """A run without spaces as words, if all of it is known and some of it is risk."""
        word = word[:MAX_GLUED]
        if len(word) < MIN_GLUED or not word.isalnum() or not self._inside.search(word):
            return None
        found = self._split(word)
        if found is None and len(word) <= MAX_TYPO:
            shorter = (word[:at] + word[at + 1 :] for at in range(1, len(word) - 1))
            found = next(filter(None, map(self._split, shorter)), None)
        return found

    def _split(self, word: str) -> tuple[str, ...] | None:
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - self._longest), end):
                before, piece = best[start], word[start:end]
                if before is None or piece not in self._pieces or (start and len(piece) == 1):
                    continue
                found = (*before, piece)
                old = best[end]
                if old is None or len(found) < len(old):
                    best[end] = found
        pieces = best[-1]
        if pieces is None or not any(one in self._telling for one in pieces):
            return None
        return tuple(word for one in pieces for word in self.meanings.get(one, (one,)))

    def joined(self, first: str, second: str) -> str | None:
        """Two pieces that are one risk word with a space in it."""
        both = first + second
        return both if len(both) >= MIN_GLUED and both in self.risk else None

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
        if "*" not in word and not _SIGNS.search(word):
            return None
        for target in self._by_size.get(len(word), ()):
            same = all(a in {b, "*"} or _SIGNS.match(a) for a, b in zip(word, target, strict=True))
            if same and word[0] == target[0]:
                return (target,)
        return None

    def _typo(self, word: str) -> tuple[str, ...] | None:
        """One letter too many, too few, wrong, or two swapped."""
        word = _RUN.sub(r"\1", word)
        if not MIN_TYPO <= len(word) <= MAX_TYPO or not word.isalpha():
            return None
        near = {
            target
            for form in [word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]
            for target in self._deletes.get(form, ())
            if _near(word, target)
        }
        if not near:
            return None
        return (min(near, key=lambda one: (one[0] != word[0], -self.weights.get(one, 0), one)),)

    @cached_property
    def _sizes(self) -> tuple[int, ...]:
        return tuple(sorted({len(one) for one in self.prefixes}))

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
    def _inside(self) -> re.Pattern[str]:
        """Whether a run holds any risk word at all, before it is taken apart."""
        words = sorted(one for one in self._telling if len(one) > 2)
        return re.compile("|".join(map(re.escape, words)) or "$^")

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._pieces), default=0)

    @cached_property
    def _by_size(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for word in sorted(self.risk):
            found.setdefault(len(word), []).append(word)
        return found

    @cached_property
    def _deletes(self) -> dict[str, list[str]]:
        """Each target under each of its forms with one letter left out."""
        targets = {one for one in self.vocabulary | self.risk if one.isalpha()}
        targets = {one for one in targets if len(one) > MIN_TYPO or one in SMALL}
        found: dict[str, list[str]] = {}
        for word in sorted(targets):
            for form in {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}:
                found.setdefault(form, []).append(word)
        return found


def _near(word: str, target: str) -> bool:
    """Whether one edit, or one swap of neighbours, makes the one of the other.

    In short words a letter may be wrong but not missing: "de" is more often a word than a typo.
    """
    if len(word) == len(target):
        different = [at for at in range(len(word)) if word[at] != target[at]]
        if len(different) == 1:
            return len(word) > SHORT or different[0] > 0
        return (
            len(different) == 2
            and different[1] == different[0] + 1
            and word[different[0]] == target[different[1]]
            and word[different[1]] == target[different[0]]
        )
    long, short = (word, target) if len(word) > len(target) else (target, word)
    if len(long) - len(short) != 1 or len(short) < SHORT or len(word) <= SHORT:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
