"""Which rules fire on a message.

Phrases are looked up by the words of a sentence, so a message costs a look at each of its words
and a match only where every word that a phrase needs is there.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from safety.aside import Aside
from safety.catalogue import Catalogue, Standing
from safety.company import Company
from safety.finding import TIERS, Finding, failed
from safety.found import Found
from safety.idioms import Idioms, hits
from safety.language import Grammar, Language, Rule
from safety.lexicon import Lexicon
from safety.lookup import Way, quickest
from safety.modifiers import AFTER, Hit, demote, modifiers_of
from safety.normalise import Stream, streams
from safety.pattern import MAX_WIDTH, Cue, Pattern
from safety.ranks import AMONG_OTHERS, EVERY, PARTS, rank
from safety.sentence import Sentence

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
    """A phrase of a rule.

    Attributes:
        idioms: The groups of idioms that mask it.
        grammar: How its language demotes it.
        rank: The rank of its rule.
    """

    rule: Rule
    pattern: Pattern
    idioms: tuple[int, ...]
    grammar: Grammar
    rank: int


class Matcher:
    """A lexicon made ready for screening. Build once, use for every message.

    Args:
        lexicon: The lexicon.
        way: How to look phrases up, if not in the quickest way that there is.
    """

    def __init__(self, lexicon: Lexicon, way: Way | None = None) -> None:
        self.lexicon = lexicon
        self._repairs = lexicon.repairs()
        self._repairs.prepare()
        self._heads = lexicon.beginnings()
        way = way or quickest(self._heads)
        signs = frozenset(lexicon.emoji.values())
        self._aside = aside = Aside()
        self._company = Company(lexicon.rules, signs, aside)
        self._weak = frozenset(rule.id for rule in lexicon.rules if rule.weak)
        languages = sorted(lexicon.languages.values(), key=_size, reverse=True)
        groups = [*_groups(languages)]
        self._idioms = Idioms((group for _, group in groups), aside)
        for language in languages:
            aside.file_cues(language.grammar.cues())
        aside.prepare(way)
        numbers = {name: number for number, (name, _) in enumerate(groups)}
        every = [one for language in languages for one in _entries(language, numbers)]
        filed = [(one, one.pattern, one.rank) for one in every]
        self._phrases = Catalogue(filed, way)
        self._signs = Catalogue((one for one in filed if one[1].names(signs)), way)

    def _phrases_of(self, stream: Stream) -> Catalogue[_Entry]:
        """The phrases to look for in a form: where emoji are words, those that name one."""
        return self._signs if stream.pictured else self._phrases

    def forms(self, text: str) -> list[Stream]:
        """A message in the forms in which rules look for it."""
        return streams(text, self._repairs, self.lexicon.emoji, self._heads, self._asked)

    def _asked(
        self, sentence: Sentence
    ) -> Iterator[tuple[Pattern, list[int], Callable[[int, int], bool]]]:
        """The phrases that may stand in a sentence, the words they'd begin at, what masks them."""
        for entry, _, begins in self._phrases.find([sentence]):

            def masked(first: int, last: int, entry: _Entry = entry) -> bool:
                start = sentence.starts[first]
                end = sentence.starts[last] if last < len(sentence.words) else sentence.end
                return (
                    self._idioms.covering(entry.idioms, start, end, sentence.text, sentence)
                    is not None
                )

            yield entry.pattern, begins, masked

    def match(self, text: str) -> list[Finding]:
        """The findings of a message: one for each rule, an unmodified one if there is one.

        A message made to be slow gets `layer.error` beside what was found until then.
        """
        found = Found(text, self.forms(text), self._company, self._weak)
        for phrases, some in self._together(found):
            look = phrases.look([one for _, one in some])
            parts = PARTS if found.long else [EVERY if _alone(*some[0]) else AMONG_OTHERS]
            for ranks in parts:
                if not self._look(look.of(ranks & ~found.spared), some, found):
                    return [*found.findings.values(), failed(self.lexicon.version, (0, len(text)))]
        return found.in_company()

    def _look(
        self,
        every: list[Standing[_Entry]],
        some: list[tuple[Stream, Sentence]],
        found: Found,
    ) -> bool:
        """Note those of some phrases that match; whether the work for it is still bearable."""
        enough = found.enough
        for entry, at, begins in every:
            if enough and (found.spared >> entry.rank & 1 or entry.rule.id in enough):
                continue
            found.work += len(begins)
            if found.work > MAX_WORK:
                return False
            if matches := _matches(entry, *some[at], begins):
                self._note(matches, entry, *some[at], found)
        return True

    def _together(
        self, found: Found
    ) -> Iterator[tuple[Catalogue[_Entry], list[tuple[Stream, Sentence]]]]:
        """The sentences of a long message all at once, so that the gravest rules come first.

        Those of a shorter one come one by one: what the first form says is known at the second.
        """
        if found.long:
            every = [*found.sentences()]
            yield self._phrases, [one for one in every if not one[0].pictured]
            yield self._signs, [one for one in every if one[0].pictured]
            return
        for stream, sentence in found.sentences():
            second = stream is found.forms[min(1, len(found.forms) - 1)] and not stream.joined
            if second and found.modified:
                sentence.renew()
            yield self._phrases_of(stream), [(stream, sentence)]

    def patterns(self) -> Iterator[Pattern | Cue]:
        """Everything that is compiled when it is first needed, what most messages need first."""
        languages = self.lexicon.languages.values()
        for language in languages:
            yield from language.grammar.cues()
        for tier in TIERS:
            for rule in (rule for one in languages for rule in one.rules if rule.tier == tier):
                yield from (*rule.any_of, *rule.unless, *rule.along_with, *rule.not_with)
        for language in languages:
            yield from language.idioms

    def looks(self, text: str) -> Iterator[Look]:
        """Every phrase that matched, with what masked it."""
        for stream in self.forms(text):
            for sentence in stream.sentences:
                for entry, _, begins in self._phrases_of(stream).find([sentence]):
                    for match in _matches(entry, stream, sentence, begins):
                        idiom = self._masked(match, entry, stream.text, sentence)
                        words = match.group().strip()
                        yield Look(entry.rule, entry.pattern.phrase, words, idiom)

    def _note(
        self,
        matches: Iterable[re.Match[str]],
        entry: _Entry,
        stream: Stream,
        sentence: Sentence,
        found: Found,
    ) -> None:
        """Note where a phrase matched, until it is plain there."""
        rule = entry.rule.id
        for match in matches:
            if found.long and not found.accompanied(rule):
                found.enough.add(rule)
                return
            span = stream.span(match.start(), match.end())
            if self._masked(match, entry, stream.text, sentence):
                found.masked.setdefault(rule, []).append(span)
            elif not found.covers(rule, span):
                finding = self._finding(match, entry, stream, sentence, found)
                found.add(finding)
                if not finding.modifiers:
                    return

    def _finding(
        self,
        match: re.Match[str],
        entry: _Entry,
        stream: Stream,
        sentence: Sentence,
        found: Found,
    ) -> Finding:
        rule = entry.rule
        span = stream.span(match.start(), match.end())
        hit = Hit(
            stream.text,
            match.start(),
            match.end(),
            sentence,
            self._aside,
            " ".join(gap.strip() for gap in match.groups() if gap),
            found.text[max(0, span[0] - 30) : span[0]],
            found.pictured.near(span, AFTER) if rule.soft and found.pictured else "",
        )
        modifiers = modifiers_of(hit, rule, entry.grammar)
        tier = demote(rule.tier, modifiers)
        return Finding(rule.id, rule.category, tier, span, modifiers, self.lexicon.version)

    def _masked(
        self, match: re.Match[str], entry: _Entry, text: str, sentence: Sentence
    ) -> str | None:
        """The idiom that covers a hit. It masks its own words and nothing beside them."""
        return self._idioms.covering(entry.idioms, match.start(), match.end(), text, sentence)


def _matches(
    entry: _Entry, stream: Stream, sentence: Sentence, begins: Iterable[int]
) -> list[re.Match[str]]:
    """Matches of a rule's phrase: anywhere, or as the whole message."""
    if not entry.rule.alone:
        return hits(entry.pattern, stream.text, sentence, begins)
    if not _alone(stream, sentence):
        return []
    match = entry.pattern.regex.fullmatch(stream.text, sentence.start, sentence.end)
    return [match] if match else []


def _alone(stream: Stream, sentence: Sentence) -> bool:
    """Whether a sentence is a whole message, and no longer than a phrase can be."""
    return len(stream.sentences) == 1 and len(sentence.words) <= MAX_WIDTH


def _groups(languages: Iterable[Language]) -> Iterator[tuple[str, tuple[Pattern, ...]]]:
    """The idioms of each language, and of each rule that has some, with its name."""
    for language in languages:
        yield language.code, language.idioms
        yield from ((rule.id, rule.unless) for rule in language.rules if rule.unless)


def _entries(language: Language, groups: Mapping[str, int]) -> Iterator[_Entry]:
    """Its phrases; one that has no idioms of its own is masked by those of the language."""
    common = (groups[language.code],)
    for rule in language.rules:
        idioms = (groups[rule.id], *common) if rule.unless else common
        yield from (
            _Entry(rule, pattern, idioms, language.grammar, rank(rule)) for pattern in rule.any_of
        )


def _size(language: Language) -> int:
    """How many phrases it has: those of the largest come first, where numbers are shortest."""
    return sum(len(rule.any_of) for rule in language.rules)
