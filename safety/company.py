"""What has to stand somewhere in a message beside the words of a rule, and what must not.

A rule may ask for company anywhere in the message (`along_with`), or be spoilt by it (`not_with`).
"""

from collections.abc import Container, Iterable, Set
from itertools import chain
from typing import Final, TypeAlias

from safety.idioms import hits
from safety.language import Rule
from safety.lookup import RANKS, Look, Marked, Way
from safety.normalise import Stream
from safety.pattern import Pattern
from safety.sentence import Sentence

Beside: TypeAlias = dict[Pattern, list[tuple[Stream, Sentence, list[int]]]]
"""Of each phrase the sentences of a message in which it may stand, and the words to begin at."""

Looked: TypeAlias = tuple[list[tuple[Stream, Sentence]], Look]
"""Sentences, and the look at them."""


class Company:
    """The phrases that rules of a lexicon want beside them, and those that they don't.

    Args:
        rules: The rules.
        signs: The words that emoji stand for.
        way: How to look phrases up.
    """

    def __init__(self, rules: Iterable[Rule], signs: Set[str], way: Way) -> None:
        self._rules = {one.id: one for one in rules if one.along_with or one.not_with}
        self.asked: Final = frozenset(self._rules)
        self._patterns: list[Pattern] = []
        self._numbers: dict[str, range] = {}
        for name, rule in self._rules.items():
            first = len(self._patterns)
            self._patterns += (*rule.along_with, *rule.not_with)
            self._numbers[name] = range(first, len(self._patterns))
        self._phrases = way((one, 0) for one in self._patterns)
        self._all = range(len(self._patterns))
        self._signs = frozenset(
            number for number, one in enumerate(self._patterns) if one.names(signs)
        )

    def beside(
        self, rules: Iterable[str], forms: Iterable[Stream], looks: dict[bool, Looked]
    ) -> Beside:
        """What may stand in a message, of all that some rules ask for.

        Where emoji are words, only what names one is looked for; the rest stood there without them.

        Args:
            rules: The rules.
            forms: The message.
            looks: The looks at it so far; a new one is kept there.
        """
        found: Beside = {}
        for pictured in (False, True):
            if pictured not in looks:
                kind = [form for form in forms if form.pictured == pictured]
                every = [(form, one) for form in kind for one in form.sentences]
                looks[pictured] = every, self._phrases.look([one for _, one in every])
            some, look = looks[pictured]
            wanted = self._wanted(rules, self._signs if pictured else self._all)
            if some and any(wanted):
                for number, at, begins in look.of(0, RANKS, wanted):
                    found.setdefault(self._patterns[number], []).append((*some[at], begins))
        return found

    def _wanted(self, rules: Iterable[str], of: Container[int]) -> Marked:
        """Those of some phrases for which some rules ask."""
        wanted = bytearray(len(self._patterns))
        for number in chain.from_iterable([self._numbers[rule] for rule in rules]):
            wanted[number] = number in of
        return wanted

    def stands(self, rule: str, beside: Beside) -> bool:
        """Whether a rule has its company in a message, and no spoiler."""
        asks = self._rules[rule]
        if asks.along_with and not _any(asks.along_with, beside):
            return False
        return not _any(asks.not_with, beside)


def _any(patterns: Iterable[Pattern], beside: Beside) -> bool:
    return any(
        hits(pattern, stream.text, sentence, begins)
        for pattern in patterns
        for stream, sentence, begins in beside.get(pattern, ())
    )
