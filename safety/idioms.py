"""Where a phrase matches in a sentence, and the idioms that cover it there."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from safety.aside import Aside
from safety.pattern import Pattern
from safety.sentence import Sentence

MAX_HITS: Final = 4
"""Modified hits of one phrase in one sentence; an unmodified one ends the search."""


class Idioms:
    """Idioms in groups: those of each rule that has some, and those of each language.

    Args:
        groups: The idioms of each group; its number is what a hit is asked about.
        aside: Where they are filed.
    """

    def __init__(self, groups: Iterable[Iterable[Pattern]], aside: Aside) -> None:
        self._groups = [aside.file(group) for group in groups]
        self._aside = aside

    def covering(
        self, groups: Iterable[int], first: int, last: int, text: str, sentence: Sentence
    ) -> str | None:
        """The idiom of some groups that covers some of the text between two places."""
        numbers = sentence.number(first), sentence.number(last - 1)
        for group in groups:
            for pattern, begins in self._aside.standing(self._groups[group], sentence):
                for number in _reaching(pattern, begins, *numbers):
                    start = sentence.starts[number]
                    match = pattern.regex.match(text, start, sentence.end)
                    if match and start < last - 1 and first < match.end() - 1:
                        return pattern.phrase
        return None


def _reaching(pattern: Pattern, begins: Iterable[int], first: int, last: int) -> Iterator[int]:
    """The words from which a phrase may reach some words, from one to before another."""
    return (one for one in begins if first - pattern.width < one < last)


def hits(
    pattern: Pattern, text: str, sentence: Sentence, begins: Iterable[int]
) -> list[re.Match[str]]:
    """Matches of a phrase in a sentence; neighbours share a space."""
    found: list[re.Match[str]] = []
    at, starts, end = sentence.start, sentence.starts, sentence.end
    matches = pattern.regex.match
    for number in begins:
        if starts[number] >= at:
            match = matches(text, starts[number], end)
            if match is not None:
                found.append(match)
                at = match.end() - 1
                if len(found) == MAX_HITS:
                    break
    return found
