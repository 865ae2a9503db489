"""Where a phrase matches in a sentence, and the idioms that cover it there."""

import re
from collections.abc import Iterable
from typing import Final

from safety.aside import Aside
from safety.pattern import MAX_WIDTH, Pattern
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
        begin, past = sentence.number(first), sentence.number(last - 1)
        for group in groups:
            every = self._aside.near(self._groups[group], sentence, begin - MAX_WIDTH, past)
            for number, _, pattern in every:
                if begin - pattern.width < number:
                    start = sentence.starts[number]
                    match = pattern.regex.match(text, start, sentence.end)
                    if match and start < last - 1 and first < match.end() - 1:
                        return pattern.phrase
        return None


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


def stands(pattern: Pattern, text: str, sentence: Sentence, begins: Iterable[int]) -> bool:
    """Whether a phrase matches in a sentence."""
    starts, end, matches = sentence.starts, sentence.end, pattern.regex.match
    return any(matches(text, starts[number], end) for number in begins)
