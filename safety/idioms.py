"""Where a phrase matches in a sentence, and the idioms that cover it there."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from safety.compile import Pattern
from safety.index import Index
from safety.sentence import Sentence

MAX_HITS: Final = 4
"""Modified hits of one phrase in one sentence; an unmodified one ends the search."""


class Idioms:
    """Idioms of one rule or one language."""

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        self._index = Index((one, one) for one in patterns)

    def covering(self, first: int, last: int, text: str, sentence: Sentence) -> str | None:
        """The idiom that covers some of the text between two places."""
        if self._index.near(sentence, sentence.number(first), sentence.number(last - 1)):
            for start, end, phrase in self.where(text, sentence):
                if start < last - 1 and first < end - 1:
                    return phrase
        return None

    def where(self, text: str, sentence: Sentence) -> list[tuple[int, int, str]]:
        """Where idioms stand in a sentence, and which; looked for once."""
        found: list[tuple[int, int, str]] | None = sentence.known.get(self)
        if found is None:
            found = sentence.known[self] = [
                (one.start(), one.end(), pattern.phrase)
                for pattern, begins in self._index.find(sentence)
                for one in hits(pattern, text, sentence, begins)
            ]
        return found


def hits(
    pattern: Pattern, text: str, sentence: Sentence, begins: Iterable[int]
) -> Iterator[re.Match[str]]:
    """Matches of a phrase in a sentence; neighbours share a space."""
    at, count = sentence.start, 0
    for number in begins:
        place = sentence.starts[number]
        if place < at:
            continue
        match = pattern.regex.match(text, place, sentence.end)
        if match is not None:
            yield match
            at, count = match.end() - 1, count + 1
            if count == MAX_HITS:
                return


def covering(
    every: Iterable[Idioms], first: int, last: int, text: str, sentence: Sentence
) -> str | None:
    """The idiom that covers some of the text between two places."""
    for idioms in every:
        phrase = idioms.covering(first, last, text, sentence)
        if phrase is not None:
            return phrase
    return None
