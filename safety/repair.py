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
LOOKALIKE: Final = str.maketrans(
    "аеорсухіјѕһԁԛԝαοερνικτυωӏвнмтк", "aeopcyxijshdqwaoepviktuwlbhmtk"
)
MIN_TYPO: Final = 5
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
    """

    meanings: Mapping[str, tuple[str, ...]]
    vocabulary: frozenset[str]
    prefixes: frozenset[str]
    risk: frozenset[str]
    never: frozenset[str]

    def known(self, word: str) -> bool:
        """Whether a rule can use the word as it is."""
        return (
            word in self.vocabulary
            or word in self.never
            or any(word[:size] in self.prefixes for size in self._sizes if size <= len(word))
        )

    def repair(self, word: str) -> tuple[str, ...]:
        """The words meant by a folded word; itself if nothing better is known."""
        meant = self.meanings.get(word)
        if meant:
            return meant
        if word.isdecimal() or self.known(word):
            return (word,)
        for form in self._forms(word):
            meant = self.meanings.get(form)
            if meant:
                return meant
            if self.known(form):
                return (form,)
        return self._hidden(word) or self._typo(word) or self.split(word) or (word,)

    def split(self, word: str) -> tuple[str, ...] | None:
        """A run without spaces as words, if all of it is known and some of it is risk."""
        word = word[:MAX_GLUED]
        if len(word) < MIN_GLUED or not word.isalnum():
            return None
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - self._longest), end):
                before, piece = best[start], word[start:end]
                if before is None or piece not in self._pieces:
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
            same = all(
                a in {b, "*"} or _SIGNS.match(a) for a, b in zip(word, target, strict=True)
            )
            if same and word[0] == target[0]:
                return (target,)
        return None

    def _typo(self, word: str) -> tuple[str, ...] | None:
        """One letter too many, too few, wrong, or two swapped."""
        word = _RUN.sub(r"\1", word)
        if len(word) < MIN_TYPO - 2 or len(word) > 24 or not word.isalpha():
            return None
        deletes = self._deletes
        for form in [word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]:
            for target in deletes.get(form, ()):
                if _near(word, target):
                    return (target,)
        return None

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
        targets = {one for one in self.vocabulary if len(one) >= MIN_TYPO and one.isalpha()}
        targets |= {one for one in self.risk if len(one) >= MIN_TYPO - 1}
        found: dict[str, list[str]] = {}
        for word in sorted(targets):
            for form in {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}:
                found.setdefault(form, []).append(word)
        return found


def _near(word: str, target: str) -> bool:
    """Whether one edit, or one swap of neighbours, makes the one of the other."""
    if word[0] != target[0] and word[1:2] != target[1:2] and word[:2] != target[1::-1]:
        return False
    if len(word) == len(target):
        different = [at for at in range(len(word)) if word[at] != target[at]]
        if len(different) == 1:
            return len(target) >= MIN_TYPO or different[0] > 0
        return (
            len(different) == 2
            and different[1] == different[0] + 1
            and word[different[0]] == target[different[1]]
            and word[different[1]] == target[different[0]]
        )
    long, short = (word, target) if len(word) > len(target) else (target, word)
    if len(long) - len(short) != 1:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
