"""Where a phrase matches in a sentence, and the idioms that cover it there."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from safety.lookup import Way, find
from safety.pattern import Pattern
from safety.sentence import Sentence

MAX_HITS: Final = 4
"""Modified hits of one phrase in one sentence; an unmodified one ends the search."""

May: TypeAlias = dict[int, list[tuple[Pattern, list[int]]]]
"""Of each group the idioms that may stand in a sentence, and the words to begin at."""


class Idioms:
    """Idioms in groups: those of each rule that has some, and those of each language.

    Args:
        groups: The idioms of each group; its number is what a hit is asked about.
        way: How to look phrases up.
    """

    def __init__(self, groups: Iterable[Iterable[Pattern]], way: Way) -> None:
        self._filed = [(number, one) for number, group in enumerate(groups) for one in group]
        self._phrases = way((pattern, 0) for _, pattern in self._filed)

    def covering(
        self, groups: Iterable[int], first: int, last: int, text: str, sentence: Sentence
    ) -> str | None:
        """The idiom of some groups that covers some of the text between two places."""
        may = self._may_stand(sentence)
        numbers = sentence.number(first), sentence.number(last - 1)
        for group in groups:
            for pattern, begins in may.get(group, ()):
                for number in _reaching(pattern, begins, *numbers):
                    start = sentence.starts[number]
                    match = pattern.regex.match(text, start, sentence.end)
                    if match and start < last - 1 and first < match.end() - 1:
                        return pattern.phrase
        return None

    def _may_stand(self, sentence: Sentence) -> May:
        """What may stand in a sentence; looked up once."""
        found: May | None = sentence.known.get(self)
        if found is None:
            found = sentence.known[self] = {}
            for number, _, begins in find(self._phrases, [sentence]):
                group, pattern = self._filed[number]
                found.setdefault(group, []).append((pattern, begins))
        return found


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
