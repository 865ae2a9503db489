"""A phrase or a cue ready to match, and what is known of it without matching."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from safety.need import Need, Step

MAX_WIDTH: Final = 32
"""Words that a phrase may reach over."""


@dataclass(frozen=True, eq=False)
class Pattern:
    """A phrase ready to match; the groups of `regex` are its gaps.

    Attributes:
        steps: What a sentence must have and where, the rarest first; of one or two of them it is
            known that they stand at the beginning.
        source: The pattern in writing; compiled when it is first needed, because most phrases
            are never tried and compiling them all would take longer than reading them.
        width: How many words a match can have at most.
        pairs: Words that the phrase writes side by side.
    """

    phrase: str
    source: str
    steps: tuple[Step, ...]
    vocabulary: frozenset[str]
    width: int
    pairs: tuple[tuple[str, str], ...] = ()

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.source)

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The beginnings of words (`kill*`) that it needs."""
        needed = (word for step in self.steps for word in step.need.words)
        return tuple({word[:-1] for word in needed if word.endswith("*")})

    def names(self, words: Iterable[str]) -> bool:
        """Whether it names one of some words, or how one begins."""
        return any(word in self.vocabulary or word.startswith(self.heads) for word in words)


@dataclass(frozen=True, eq=False)
class Cue:
    """Any of several phrases beside a hit that say whose it is, when it was, whether it is denied.

    Attributes:
        pattern: The phrases in writing; `ends` with them if they must end where the look ends.
        first: The words with which one of them can begin.
        width: How many words one of them can have at most.
    """

    pattern: str
    first: Need
    width: int

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.pattern)
