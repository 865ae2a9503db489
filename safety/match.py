"""Which rules fire on a message.

Rules are looked up by the words of a sentence, so a message costs a look at each of its words
and a match only where every word that a phrase needs is there.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from safety.compile import Pattern
from safety.finding import Finding
from safety.language import Language, Rule
from safety.lexicon import Lexicon
from safety.modifiers import Hit, demote, modifiers_of
from safety.normalise import Sentence, Stream, streams

MAX_HITS: Final = 4
"""Modified hits of one phrase in one sentence; an unmodified one ends the search."""

MAX_WORK: Final = 400
"""Characters to search, in thousands. What costs more is not a message people write."""


class TooMuchWorkError(Exception):
    """The message was made to be slow. Screening stops, and help is shown."""


@dataclass(frozen=True, slots=True)
class _Entry:
    rule: Rule
    pattern: Pattern


class Matcher:
    """A lexicon made ready for screening. Build once, use for every message."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._repairs = lexicon.repairs()
        entries = [_Entry(rule, one) for rule in lexicon.rules for one in rule.any_of]
        common = Counter(
            word for one in entries for need in one.pattern.needs for word in need.words
        )
        self._by_word: dict[str, list[_Entry]] = {}
        self._by_prefix: dict[str, list[_Entry]] = {}
        for entry in entries:
            need = min(
                entry.pattern.needs,
                key=lambda one: sum(common[word] for word in one.words) + 3 * len(one.prefixes),
            )
            for word in need.words:
                self._by_word.setdefault(word, []).append(entry)
            for prefix in need.prefixes:
                self._by_prefix.setdefault(prefix[:3], []).append(entry)

    def match(self, text: str) -> list[Finding]:
        """The findings of a message, unmodified before modified ones of the same rule.

        Raises:
            TooMuchWorkError: The message would take too long.
        """
        found: dict[str, Finding] = {}
        work = 0
        forms = streams(text, self._repairs, self.lexicon.emoji)
        for stream in forms:
            for sentence in stream.sentences:
                for entry in self._candidates(sentence):
                    work += sentence.end - sentence.start
                    if work > MAX_WORK * 1000:
                        raise TooMuchWorkError
                    self._try(entry, stream, sentence, text, found)
        return [one for rule_id, one in found.items() if self._company(rule_id, forms)]

    def _candidates(self, sentence: Sentence) -> Iterator[_Entry]:
        words = sentence.words
        seen: set[int] = set()
        for word in words:
            for entry in (*self._by_word.get(word, ()), *self._by_prefix.get(word[:3], ())):
                if id(entry) in seen:
                    continue
                seen.add(id(entry))
                if all(need.met(words) for need in entry.pattern.needs):
                    yield entry

    def _try(
        self,
        entry: _Entry,
        stream: Stream,
        sentence: Sentence,
        text: str,
        found: dict[str, Finding],
    ) -> None:
        rule = entry.rule
        known = found.get(rule.id)
        if known and not known.modifiers:
            return
        language = self.lexicon.languages[rule.language]
        for match in _hits(entry.pattern, stream.text, sentence):
            if _masked(match, rule, language, stream.text, sentence):
                continue
            finding = self._finding(match, rule, language, stream, sentence, text)
            old = found.get(rule.id)
            if old is None or (old.modifiers and not finding.modifiers):
                found[rule.id] = finding
            if not finding.modifiers:
                return

    def _finding(
        self,
        match: re.Match[str],
        rule: Rule,
        language: Language,
        stream: Stream,
        sentence: Sentence,
        text: str,
    ) -> Finding:
        span = stream.span(match.start(), match.end())
        hit = Hit(
            stream.text,
            match.start(),
            match.end(),
            (sentence.start, sentence.end),
            " ".join(gap.strip() for gap in match.groups() if gap),
            text[max(0, span[0] - 3) : span[0]],
        )
        modifiers = modifiers_of(hit, rule, language.grammar)
        tier = demote(rule.tier, modifiers)
        return Finding(rule.id, rule.category, tier, span, modifiers, self.lexicon.version)

    def _company(self, rule_id: str, forms: list[Stream]) -> bool:
        """Whether what has to stand along with a rule stands anywhere in the message."""
        company = self._along.get(rule_id)
        return company is None or any(
            next(_hits(pattern, stream.text, sentence), None)
            for stream in forms
            for sentence in stream.sentences
            for pattern in company
            if all(need.met(sentence.words) for need in pattern.needs)
        )

    @property
    def _along(self) -> dict[str, tuple[Pattern, ...]]:
        return {one.id: one.along_with for one in self.lexicon.rules if one.along_with}


def _hits(pattern: Pattern, text: str, sentence: Sentence) -> Iterator[re.Match[str]]:
    """Matches of a phrase in a sentence; neighbours share the space between them."""
    at = sentence.start
    for _ in range(MAX_HITS):
        match = pattern.regex.search(text, at, sentence.end)
        if match is None:
            return
        yield match
        at = match.end() - 1


def _masked(
    match: re.Match[str], rule: Rule, language: Language, text: str, sentence: Sentence
) -> bool:
    """Whether an idiom covers the hit. It masks its own words and nothing beside them."""
    return any(
        idiom.start() < match.end() - 1 and match.start() < idiom.end() - 1
        for pattern in _idioms(rule, language)
        if all(need.met(sentence.words) for need in pattern.needs)
        for idiom in _hits(pattern, text, sentence)
    )


def _idioms(rule: Rule, language: Language) -> Iterable[Pattern]:
    yield from rule.unless
    yield from language.idioms
