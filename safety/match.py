"""Which rules fire on a message.

Phrases are looked up by the words of a sentence, so a message costs a look at each of its words
and a match only where every word that a phrase needs is there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from safety.compile import Need, Pattern
from safety.finding import Finding, failed
from safety.language import Language, Rule
from safety.lexicon import Lexicon
from safety.modifiers import Hit, demote, modifiers_of
from safety.normalise import Sentence, Stream, streams

MAX_HITS: Final = 4
"""Modified hits of one phrase in one sentence; an unmodified one ends the search."""

MAX_WORK: Final = 40_000
"""Places tried for one message. What costs more is not a message people write."""


@dataclass(frozen=True, slots=True)
class Look:
    """A phrase that matched, for an editor: the idiom that masked it, if one did."""

    rule: Rule
    phrase: str
    words: str
    masked: str | None


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    """A phrase of a rule; `open` are the needs that its place in the index doesn't settle."""

    rule: Rule
    pattern: Pattern
    open: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """What a message has come to so far.

    Attributes:
        masked: Where an idiom covered a rule's words: another reading doesn't uncover them.
    """

    text: str
    findings: dict[str, Finding]
    masked: dict[str, list[tuple[int, int]]]


class Matcher:
    """A lexicon made ready for screening. Build once, use for every message."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._repairs = lexicon.repairs()
        self._repairs.prepare()
        self._along = {one.id: one.along_with for one in lexicon.rules if one.along_with}
        self._spoils = {one.id: one.not_with for one in lexicon.rules if one.not_with}
        self._by_word: dict[str, list[_Entry]] = {}
        self._by_prefix: dict[str, list[_Entry]] = {}
        self._index([_entry(rule, one) for rule in lexicon.rules for one in rule.any_of])

    def _index(self, entries: list[_Entry]) -> None:
        """File each phrase under the need that the fewest sentences will meet."""
        for entry in entries:
            need = entry.pattern.needs[0]
            for word in need.words:
                self._by_word.setdefault(word, []).append(entry)
            for prefix in {one[:3] for one in need.prefixes}:
                self._by_prefix.setdefault(prefix, []).append(entry)

    def forms(self, text: str) -> list[Stream]:
        """A message in the forms in which rules look for it."""
        return streams(text, self._repairs, self.lexicon.emoji)

    def match(self, text: str) -> list[Finding]:
        """The findings of a message: one for each rule, an unmodified one if there is one.

        A message made to be slow gets `layer.error` beside what was found until then.
        """
        found = _Found(text, {}, {})
        work = 0
        forms = self.forms(text)
        for stream, sentence in _sentences(forms):
            for entry in self._candidates(sentence.words):
                known = found.findings.get(entry.rule.id)
                if known and not known.modifiers:
                    continue
                first = entry.pattern.first
                work += len(sentence.words) if first is None else len(first.words) // 8 + 1
                if work > MAX_WORK:
                    return [*found.findings.values(), failed(self.lexicon.version, (0, len(text)))]
                places = sentence.beginnings(entry.pattern, first) if first else None
                if places != 0:
                    self._try(entry, stream, sentence, found, places)
        return [one for one in found.findings.values() if self._in_company(one.rule, forms)]

    def looks(self, text: str) -> Iterator[Look]:
        """Every phrase that matched, with what masked it."""
        for stream in self.forms(text):
            for sentence in stream.sentences:
                for entry in self._candidates(sentence.words):
                    language = self.lexicon.languages[entry.rule.language]
                    for match in _hits(entry.pattern, stream.text, sentence):
                        idiom = _masked(match, entry.rule, language, stream.text, sentence)
                        words = match.group().strip()
                        yield Look(entry.rule, entry.pattern.phrase, words, idiom)

    def _candidates(self, words: frozenset[str]) -> Iterator[_Entry]:
        """The phrases whose needs a sentence with these words meets."""
        filed: list[_Entry] = []
        by_word, by_prefix = self._by_word, self._by_prefix
        for word in words:
            if word in by_word:
                filed += by_word[word]
            if word[:3] in by_prefix:
                filed += by_prefix[word[:3]]
        for entry in dict.fromkeys(filed):
            for need in entry.open:
                if need.words.isdisjoint(words) and not (need.prefixes and need.met(words)):
                    break
            else:
                yield entry

    def _try(
        self,
        entry: _Entry,
        stream: Stream,
        sentence: Sentence,
        found: "_Found",
        places: int | None,
    ) -> None:
        rule = entry.rule
        language = self.lexicon.languages[rule.language]
        for match in _hits(entry.pattern, stream.text, sentence, places):
            span = stream.span(match.start(), match.end())
            if _masked(match, rule, language, stream.text, sentence):
                found.masked.setdefault(rule.id, []).append(span)
                continue
            covered = found.masked.get(rule.id, ())
            if any(span[0] < end and start < span[1] for start, end in covered):
                continue
            finding = self._finding(match, rule, stream, sentence, found.text)
            old = found.findings.get(rule.id)
            if old is None or (old.modifiers and not finding.modifiers):
                found.findings[rule.id] = finding
            if not finding.modifiers:
                return

    def _finding(
        self, match: re.Match[str], rule: Rule, stream: Stream, sentence: Sentence, text: str
    ) -> Finding:
        span = stream.span(match.start(), match.end())
        hit = Hit(
            stream.text,
            match.start(),
            match.end(),
            sentence.whole,
            " ".join(gap.strip() for gap in match.groups() if gap),
            text[max(0, span[0] - 30) : span[0]],
        )
        modifiers = modifiers_of(hit, rule, self.lexicon.languages[rule.language].grammar)
        tier = demote(rule.tier, modifiers)
        return Finding(rule.id, rule.category, tier, span, modifiers, self.lexicon.version)

    def _in_company(self, rule_id: str, forms: list[Stream]) -> bool:
        """Whether what must stand along with a rule is there, and nothing that spoils it."""
        along, spoils = self._along.get(rule_id), self._spoils.get(rule_id)
        return (along is None or _any(along, forms)) and not (spoils and _any(spoils, forms))


def _any(patterns: tuple[Pattern, ...], forms: list[Stream]) -> bool:
    """Whether one of these stands anywhere in the message."""
    return any(
        next(_hits(pattern, stream.text, sentence), None)
        for stream in forms
        for pattern in patterns
        if pattern.possible(stream.words)
        for sentence in stream.sentences
        if pattern.possible(sentence.words)
    )


def _entry(rule: Rule, pattern: Pattern) -> _Entry:
    settled = not pattern.needs[0].prefixes
    return _Entry(rule, pattern, pattern.needs[1:] if settled else pattern.needs)


def _sentences(forms: list[Stream]) -> Iterator[tuple[Stream, Sentence]]:
    """The sentences of all forms, without those that say the same again."""
    seen: set[str] = set()
    for stream in forms:
        for sentence in stream.sentences:
            if sentence.text not in seen:
                seen.add(sentence.text)
                yield stream, sentence


def _hits(
    pattern: Pattern, text: str, sentence: Sentence, places: int | None = None
) -> Iterator[re.Match[str]]:
    """Matches of a phrase in a sentence that has the words for it; neighbours share a space."""
    first, at, count = pattern.first, sentence.start, 0
    if first is None:
        while count < MAX_HITS and (match := pattern.regex.search(text, at, sentence.end)):
            yield match
            at, count = match.end() - 1, count + 1
        return
    if places is None:
        places = sentence.beginnings(pattern, first)
    for place in sentence.where(places):
        if place < at:
            continue
        match = pattern.regex.match(text, place, sentence.end)
        if match is not None:
            yield match
            at, count = match.end() - 1, count + 1
            if count == MAX_HITS:
                return


def _masked(
    match: re.Match[str], rule: Rule, language: Language, text: str, sentence: Sentence
) -> str | None:
    """The idiom that covers a hit. It masks its own words and nothing beside them."""
    for idioms in (rule.unless, language.idioms):
        for start, end, phrase in _idioms(idioms, text, sentence.whole):
            if start < match.end() - 1 and match.start() < end - 1:
                return phrase
    return None


def _idioms(
    idioms: tuple[Pattern, ...], text: str, sentence: Sentence
) -> list[tuple[int, int, str]]:
    """Where idioms stand in a sentence, and which; looked for once."""
    key = id(idioms)
    if key not in sentence.known:
        sentence.known[key] = [
            (one.start(), one.end(), pattern.phrase)
            for pattern in idioms
            if pattern.possible(sentence.words)
            for one in _hits(pattern, text, sentence)
        ]
    return sentence.known[key]
