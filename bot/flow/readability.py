"""The Flesch-Kincaid grade of English text (Kincaid, Fishburne, Rogers & Chissom 1975).

Grade = 0.39 * words per sentence + 11.8 * syllables per word - 15.59. Syllables are counted
as the places where `pyphen` may hyphenate, plus one. The textstat library does the same, but
its newest release downloads data at run time and an older one brings in GPL code.
"""

import re
from functools import lru_cache
from typing import Final

import pyphen

_SENTENCE_END: Final = re.compile(r"(?<![.!?…])[.!?…]++(?=[\s\"'”’)]|$)|\n+")
"""A run of signs is tried from its beginning only: 20,000 before a letter took four seconds."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [part.strip() for part in _SENTENCE_END.split(text) if _WORD.search(part)]


def grade(texts: list[str]) -> float:
    """The school grade at which the texts, taken together, can be read; 0 without words."""
    pooled = [sentence for text in texts for sentence in sentences(text)]
    words = [word for sentence in pooled for word in _WORD.findall(sentence)]
    if not words:
        return 0.0
    syllables = sum(_syllables(word.lower()) for word in words)
    return 0.39 * len(words) / len(pooled) + 11.8 * syllables / len(words) - 15.59


@lru_cache(maxsize=8192)
def _syllables(word: str) -> int:
    return len(_hyphens().positions(word)) + 1


@lru_cache(maxsize=1)
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_US")
