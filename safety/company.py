"""What has to stand somewhere in a message beside the words of a rule, and what must not.

A rule may ask for company anywhere in the message (`along_with`), or be spoilt by it (`not_with`).
"""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from safety.compile import Pattern
from safety.idioms import hits
from safety.index import Index
from safety.language import Rule
from safety.normalise import Stream

Asked: TypeAlias = dict[str, Index[Pattern]]


class Company:
    """The phrases that rules of a lexicon want beside them, and those that they don't."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        every = tuple(rules)
        self._along = _filed({one.id: one.along_with for one in every})
        self._spoils = _filed({one.id: one.not_with for one in every})
        self.asked: Final = self._along.keys() | self._spoils.keys()

    def stands(self, rule: str, forms: list[Stream], names: frozenset[str]) -> bool:
        """Whether a rule has its company in a message with these words, and no spoiler."""
        along, spoils = self._along.get(rule), self._spoils.get(rule)
        if along is not None and not _any(along, forms, names):
            return False
        return spoils is None or not _any(spoils, forms, names)


def said(forms: Iterable[Stream]) -> frozenset[str]:
    """The words of all forms of a message, and what they are called."""
    return frozenset().union(*(one.said for form in forms for one in form.sentences))


def _any(patterns: Index[Pattern], forms: list[Stream], names: frozenset[str]) -> bool:
    return patterns.named(names) and any(
        next(hits(pattern, stream.text, sentence, begins), None)
        for stream in forms
        for sentence in stream.sentences
        if patterns.named(sentence.said)
        for pattern, begins in patterns.find(sentence)
    )


def _filed(patterns: Mapping[str, tuple[Pattern, ...]]) -> Asked:
    return {rule: Index((one, one) for one in every) for rule, every in patterns.items() if every}
