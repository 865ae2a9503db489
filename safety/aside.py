"""The phrases that matter only once a rule has matched: idioms, and what has to stand beside it.

They are looked up together, so that a message is made ready for them once.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from safety.lookup import RANKS, Look, Way
from safety.pattern import Pattern
from safety.sentence import Sentence

Beside: TypeAlias = tuple[Pattern, int, list[int]]
"""A phrase that may stand somewhere, the number of its sentence, and of the words to begin at."""


class Looked:
    """Sentences, made ready to be looked through for some phrases or others.

    Args:
        patterns: All phrases.
        look: The look at the sentences.
    """

    def __init__(self, patterns: Sequence[Pattern], look: Look) -> None:
        self._patterns = patterns
        self._look = look
        self._known: dict[range, list[Beside]] = {}

    def of(self, phrases: range) -> list[Beside]:
        """Where some of the phrases may stand; looked up once."""
        found = self._known.get(phrases)
        if found is None:
            every = self._look.of(0, RANKS, phrases.start, phrases.stop)
            patterns = self._patterns
            found = self._known[phrases] = [(patterns[one], at, some) for one, at, some in every]
        return found


class Aside:
    """Phrases to be looked up together: filed first, then made ready, then looked for."""

    def __init__(self) -> None:
        self.patterns: list[Pattern] = []

    def file(self, phrases: Iterable[Pattern]) -> range:
        """The numbers of some phrases, which are filed."""
        first = len(self.patterns)
        self.patterns += phrases
        return range(first, len(self.patterns))

    def prepare(self, way: Way) -> None:
        """Make what was filed ready to be looked up."""
        self._phrases = way((one, 0) for one in self.patterns)

    def look(self, sentences: Sequence[Sentence]) -> Looked:
        """Sentences, to be looked through; each of them knows it from then on."""
        looked = Looked(self.patterns, self._phrases.look(sentences))
        for at, sentence in enumerate(sentences):
            sentence.known.setdefault(self, (looked, at))
        return looked

    def standing(self, phrases: range, sentence: Sentence) -> list[tuple[Pattern, list[int]]]:
        """Which of some phrases may stand in a sentence, and the words to begin at."""
        if self not in sentence.known:
            self.look([sentence])
        looked, here = sentence.known[self]
        return [(pattern, begins) for pattern, at, begins in looked.of(phrases) if at == here]
