"""What has to stand somewhere in a message beside the words of a rule, and what must not.

A rule may ask for company anywhere in the message (`along_with`), or be spoilt by it (`not_with`).
"""

from collections.abc import Iterable, Set
from typing import Final, TypeAlias

from safety.aside import Aside, Looked
from safety.idioms import stands
from safety.language import Rule
from safety.normalise import Stream
from safety.sentence import Sentence

Look: TypeAlias = tuple[list[tuple[Stream, Sentence]], Looked]
"""Sentences, ready to be looked through."""


class Company:
    """The phrases that rules of a lexicon want beside them, and those that they don't.

    Args:
        rules: The rules.
        signs: The words that emoji stand for.
        aside: Where the phrases are filed.
    """

    def __init__(self, rules: Iterable[Rule], signs: Set[str], aside: Aside) -> None:
        asking = {one.id: one for one in rules if one.along_with or one.not_with}
        self.asked: Final = frozenset(asking)
        self._aside = aside
        self._beside: dict[str, tuple[range, range]] = {}
        for name, rule in asking.items():
            self._beside[name] = aside.file(rule.along_with), aside.file(rule.not_with)
        every = aside.patterns
        self._signs = frozenset(at for at, one in enumerate(every) if one.names(signs))
        self._pictured = frozenset(every[at] for at in self._signs)

    def stands(self, rule: str, forms: Iterable[Stream], looks: dict[bool, Look]) -> bool:
        """Whether a rule has its company in a message, and no spoiler.

        Args:
            rule: The rule.
            forms: The message.
            looks: The looks at it so far, without emoji and with them; a new one is kept there.
        """
        wanted, spoilers = self._beside[rule]
        if wanted and not self._any(wanted, forms, looks):
            return False
        return not (spoilers and self._any(spoilers, forms, looks))

    def _any(self, wanted: range, forms: Iterable[Stream], looks: dict[bool, Look]) -> bool:
        """Whether one of some phrases stands in a message.

        Where emoji are words, only what names one is looked for; the rest stood there without them.
        """
        for pictured in (False, True):
            if pictured and self._signs.isdisjoint(wanted):
                continue
            if pictured not in looks:
                looks[pictured] = self._look(form for form in forms if form.pictured == pictured)
            some, looked = looks[pictured]
            for pattern, at, begins in looked.of(wanted):
                stream, sentence = some[at]
                if pictured and pattern not in self._pictured:
                    continue
                if stands(pattern, stream.text, sentence, begins):
                    return True
        return False

    def _look(self, forms: Iterable[Stream]) -> Look:
        every = [(form, one) for form in forms for one in form.sentences]
        return every, self._aside.look([one for _, one in every])
