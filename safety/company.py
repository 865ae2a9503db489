"""What has to stand somewhere in a message beside the words of a rule, and what must not.

A rule may ask for company anywhere in the message (`along_with`), or be spoilt by it (`not_with`).
"""

from collections.abc import Iterable, Set
from typing import Final, TypeAlias

from safety.idioms import hits
from safety.language import Rule
from safety.lookup import RANKS, Look, Way
from safety.normalise import Stream
from safety.pattern import Pattern
from safety.sentence import Sentence

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
        asking = {one.id: one for one in rules if one.along_with or one.not_with}
        self.asked: Final = frozenset(asking)
        self._patterns: list[Pattern] = []
        self._beside: dict[str, tuple[range, range]] = {}
        for name, rule in asking.items():
            self._beside[name] = self._filed(rule.along_with), self._filed(rule.not_with)
        self._phrases = way((one, 0) for one in self._patterns)
        self._signs = frozenset(
            number for number, one in enumerate(self._patterns) if one.names(signs)
        )

    def _filed(self, phrases: Iterable[Pattern]) -> range:
        """The numbers of some phrases, which are filed."""
        first = len(self._patterns)
        self._patterns += phrases
        return range(first, len(self._patterns))

    def stands(self, rule: str, forms: Iterable[Stream], looks: dict[bool, Looked]) -> bool:
        """Whether a rule has its company in a message, and no spoiler.

        Args:
            rule: The rule.
            forms: The message.
            looks: The looks at it so far, without emoji and with them; a new one is kept there.
        """
        for pictured in (False, True):
            if pictured not in looks:
                kind = [form for form in forms if form.pictured == pictured]
                every = [(form, one) for form in kind for one in form.sentences]
                looks[pictured] = every, self._phrases.look([one for _, one in every])
        wanted, spoilers = self._beside[rule]
        if wanted and not self._any(wanted, looks):
            return False
        return not (spoilers and self._any(spoilers, looks))

    def _any(self, wanted: range, looks: dict[bool, Looked]) -> bool:
        """Whether one of some phrases stands in a message.

        Where emoji are words, only what names one is looked for; the rest stood there without them.
        """
        for pictured, (some, look) in looks.items():
            for number, at, begins in look.of(0, RANKS, wanted.start, wanted.stop):
                stream, sentence = some[at]
                if pictured and number not in self._signs:
                    continue
                if hits(self._patterns[number], stream.text, sentence, begins):
                    return True
        return False
