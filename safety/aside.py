"""What matters only once a rule has matched: idioms, what has to stand beside it, what modifies it.

It is looked up together, so that a message is made ready for it once.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Final, TypeAlias

from safety.lookup import Look, Way
from safety.need import Step
from safety.pattern import Cue, Pattern
from safety.ranks import EVERY
from safety.sentence import NEVER, Sentence

Beside: TypeAlias = tuple[Pattern, int, list[int]]
"""A phrase that may stand somewhere, the number of its sentence, and of the words to begin at."""

Near: TypeAlias = tuple[int, int, Pattern]
"""The word that a phrase may begin at, its number among those asked for, and the phrase."""

_BEGIN: Final = itemgetter(0)
_NUMBER: Final = itemgetter(1)

EVERYWHERE: Final = 2 * NEVER
"""A phrase so wide reaches something new from wherever it begins."""


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
        self._begins: dict[int, dict[int, list[int]]] = {}
        self._near: dict[tuple[range, int], list[Near]] = {}

    def of(self, phrases: range) -> list[Beside]:
        """Where some of the phrases may stand; looked up once."""
        found = self._known.get(phrases)
        if found is None:
            every = self._look.of(EVERY, phrases.start, phrases.stop)
            patterns = self._patterns
            found = self._known[phrases] = [(patterns[one], at, some) for one, at, some in every]
        return found

    def near(self, phrases: range, sentence: int, first: int, past: int) -> list[Near]:
        """Which phrases may begin from one word of a sentence to before another, in their order."""
        every = self._near.get((phrases, sentence))
        if every is None:
            every = [
                (begin, number, pattern)
                for number, (pattern, at, begins) in enumerate(self.of(phrases))
                if at == sentence
                for begin in begins
            ]
            every.sort(key=_BEGIN)
            self._near[phrases, sentence] = every
        low, high = (bisect_left(every, at, key=_BEGIN) for at in (first, past))
        return sorted(every[low:high], key=_NUMBER)

    def begins(self, phrase: int, sentence: int) -> list[int]:
        """The words of a sentence at which a phrase may begin; looked up once."""
        found = self._begins.get(phrase)
        if found is None:
            every = self._look.of(EVERY, phrase, phrase + 1)
            found = self._begins[phrase] = {at: begins for _, at, begins in every}
        return found.get(sentence, [])


class Aside:
    """Phrases and cues to be looked up together: filed first, then made ready, then looked for."""

    def __init__(self) -> None:
        self.patterns: list[Pattern] = []
        self._cues: dict[Cue, int] = {}

    def file(self, phrases: Iterable[Pattern]) -> range:
        """The numbers of some phrases, which are filed."""
        first = len(self.patterns)
        self.patterns += phrases
        return range(first, len(self.patterns))

    def file_cues(self, cues: Iterable[Cue]) -> None:
        """File cues by the words with which they can begin."""
        for cue in cues:
            if cue.first.words:
                self._cues[cue] = len(self.patterns)
                steps = (Step(cue.first, 0, 0),)
                self.patterns.append(Pattern("", "", steps, frozenset(), EVERYWHERE))

    def prepare(self, way: Way) -> None:
        """Make what was filed ready to be looked up."""
        self._phrases = way((one, 0) for one in self.patterns)

    def look(self, sentences: Sequence[Sentence]) -> Looked:
        """Sentences, to be looked through; each of them knows it from then on."""
        looked = Looked(self.patterns, self._phrases.look(sentences))
        for at, sentence in enumerate(sentences):
            sentence.known.setdefault(self, (looked, at))
        return looked

    def near(self, phrases: range, sentence: Sentence, first: int, past: int) -> list[Near]:
        """Which phrases may begin from one word of a sentence to before another, in their order."""
        if self not in sentence.known:
            self.look([sentence])
        looked, here = sentence.known[self]
        found: list[Near] = looked.near(phrases, here, first, past)
        return found

    def between(self, cue: Cue, sentence: Sentence, start: int, end: int) -> list[int]:
        """Where a cue may begin in a sentence between two places of the text, in order."""
        if cue not in self._cues:
            return []
        if self not in sentence.known:
            self.look([sentence])
        looked, here = sentence.known[self]
        begins, starts = looked.begins(self._cues[cue], here), sentence.starts
        first, past = bisect_left(begins, sentence.number(start)), sentence.number(end)
        return [starts[at] for at in begins[first : bisect_left(begins, past)]]
