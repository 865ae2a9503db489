"""Which rules fire on a message.

Phrases are looked up by the words of a sentence, so a message costs a look at each of its words
and a match only where every word that a phrase needs is there.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from safety.catalogue import Catalogue
from safety.compile import Cue, Pattern
from safety.finding import INTERRUPTS, TIERS, Finding, failed
from safety.idioms import Idioms, covering, hits
from safety.index import Index
from safety.language import Grammar, Language, Rule
from safety.lexicon import Lexicon
from safety.modifiers import Hit, demote, modifiers_of
from safety.normalise import Stream, streams
from safety.sentence import Sentence

ENOUGH: Final = 5
"""Plain findings of one category and tier in a message. More of the same would change nothing."""

LONG: Final = 150
"""From so many words on one plain finding of a category and tier is enough, and nothing of a lower
tier of the category is looked for: what is shown goes by category and by the gravest tier, so it
is the same. A shorter message gets every rule, for statistics and for whoever edits a rule."""

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
    """A phrase of a rule, the idioms that mask it, and how its language demotes it."""

    rule: Rule
    pattern: Pattern
    idioms: tuple[Idioms, ...]
    grammar: Grammar
    kind: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Found:
    """What a message has come to so far.

    Attributes:
        long: Whether the message is a long one, of which less has to be known.
        masked: Where an idiom covered a rule's words: another reading doesn't uncover them.
        plain: How many rules of a category and tier fired without a modifier.
        enough: The rules, and the categories and tiers, of which no more is looked for.
    """

    text: str
    long: bool
    findings: dict[str, Finding] = field(default_factory=dict)
    masked: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    plain: Counter[tuple[str, str]] = field(default_factory=Counter)
    enough: set[str | tuple[str, str]] = field(default_factory=set)

    @property
    def modified(self) -> bool:
        """Whether something was found that is denied, past or about somebody else."""
        return any(one.modifiers for one in self.findings.values())


class Matcher:
    """A lexicon made ready for screening. Build once, use for every message."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._repairs = lexicon.repairs()
        self._repairs.prepare()
        self._heads = lexicon.beginnings()
        self._along = _company({one.id: one.along_with for one in lexicon.rules})
        self._spoils = _company({one.id: one.not_with for one in lexicon.rules})
        languages = sorted(lexicon.languages.values(), key=_size, reverse=True)
        self._phrases = Catalogue(
            (one, one.pattern, TIERS.index(one.rule.tier), (one.kind, one.rule.id))
            for language in languages
            for one in _entries(language)
        )

    def forms(self, text: str) -> list[Stream]:
        """A message in the forms in which rules look for it."""
        return streams(text, self._repairs, self.lexicon.emoji, self._heads, self._asked)

    def _asked(
        self, sentence: Sentence
    ) -> Iterator[tuple[Pattern, list[int], Callable[[int, int], bool]]]:
        """The phrases that may stand in a sentence, the words they'd begin at, what masks them."""
        for entry, begins in self._phrases.find(sentence):

            def masked(first: int, last: int, entry: _Entry = entry) -> bool:
                start = sentence.starts[first]
                end = sentence.starts[last] if last < len(sentence.words) else sentence.end
                return covering(entry.idioms, start, end, sentence.text, sentence) is not None

            yield entry.pattern, begins, masked

    def match(self, text: str) -> list[Finding]:
        """The findings of a message: one for each rule, an unmodified one if there is one.

        A message made to be slow gets `layer.error` beside what was found until then.
        """
        work = 0
        forms = self.forms(text)
        found = _Found(text, any(form.size >= LONG for form in forms[:1]))
        for stream, sentence in _sentences(forms):
            if stream is forms[min(1, len(forms) - 1)] and not found.long and found.modified:
                sentence.renew()
            for entry, begins in self._phrases.find(sentence, found.enough):
                work += len(begins)
                if work > MAX_WORK:
                    return [*found.findings.values(), failed(self.lexicon.version, (0, len(text)))]
                self._try(entry, stream, sentence, found, begins)
        return self._in_company(found, forms)

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
                for entry, begins in self._phrases.find(sentence):
                    for match in _matches(entry, stream, sentence, begins):
                        idiom = _masked(match, entry, stream.text, sentence)
                        words = match.group().strip()
                        yield Look(entry.rule, entry.pattern.phrase, words, idiom)

    def _try(
        self,
        entry: _Entry,
        stream: Stream,
        sentence: Sentence,
        found: _Found,
        begins: Iterable[int],
    ) -> None:
        rule = entry.rule
        for match in _matches(entry, stream, sentence, begins):
            span = stream.span(match.start(), match.end())
            if _masked(match, entry, stream.text, sentence):
                found.masked.setdefault(rule.id, []).append(span)
                continue
            covered = found.masked.get(rule.id, ())
            if any(span[0] < end and start < span[1] for start, end in covered):
                continue
            finding = self._finding(match, entry, stream, sentence, found.text)
            old = found.findings.get(rule.id)
            if old is None or (old.modifiers and not finding.modifiers):
                found.findings[rule.id] = finding
            if not finding.modifiers:
                self._count(entry, found)
                return

    def _count(self, entry: _Entry, found: _Found) -> None:
        """Note a plain finding: the rule is settled, and its kind if there is enough of it.

        A rule that may be taken back for want of company doesn't count for its kind.
        """
        found.enough.add(entry.rule.id)
        if entry.rule.id in self._along or entry.rule.id in self._spoils:
            return
        category, tier = entry.kind
        found.plain[entry.kind] += 1
        if found.long and tier in INTERRUPTS:
            found.enough.update((category, one) for one in TIERS[TIERS.index(tier) :])
        elif found.plain[entry.kind] >= ENOUGH:
            found.enough.add(entry.kind)

    def _finding(
        self, match: re.Match[str], entry: _Entry, stream: Stream, sentence: Sentence, text: str
    ) -> Finding:
        rule = entry.rule
        span = stream.span(match.start(), match.end())
        hit = Hit(
            stream.text,
            match.start(),
            match.end(),
            sentence,
            " ".join(gap.strip() for gap in match.groups() if gap),
            text[max(0, span[0] - 30) : span[0]],
        )
        modifiers = modifiers_of(hit, rule, entry.grammar)
        tier = demote(rule.tier, modifiers)
        return Finding(rule.id, rule.category, tier, span, modifiers, self.lexicon.version)

    def _in_company(self, found: _Found, forms: list[Stream]) -> list[Finding]:
        """The findings beside which stands what has to be there, and nothing that spoils it."""
        findings = found.findings
        asked = [one for one in findings if one in self._along or one in self._spoils]
        if not asked:
            return [*findings.values()]
        alone = set()
        names = frozenset().union(*(one.said for form in forms for one in form.sentences))
        for one in asked:
            along, spoils = self._along.get(one), self._spoils.get(one)
            if (along and not _any(along, forms, names)) or (spoils and _any(spoils, forms, names)):
                alone.add(one)
        return [finding for rule, finding in findings.items() if rule not in alone]


def _any(patterns: Index[Pattern], forms: list[Stream], names: frozenset[str]) -> bool:
    """Whether one of these stands anywhere in the message, which has these words."""
    return patterns.named(names) and any(
        next(hits(pattern, stream.text, sentence, begins), None)
        for stream in forms
        for sentence in stream.sentences
        if patterns.named(sentence.said)
        for pattern, begins in patterns.find(sentence)
    )


def _sentences(forms: list[Stream]) -> Iterator[tuple[Stream, Sentence]]:
    """The sentences of all forms, without those that say the same again."""
    seen: set[str] = set()
    for stream in forms:
        for sentence in stream.sentences:
            if sentence.text not in seen:
                seen.add(sentence.text)
                yield stream, sentence


def _matches(
    entry: _Entry, stream: Stream, sentence: Sentence, begins: Iterable[int]
) -> Iterator[re.Match[str]]:
    """Matches of a rule's phrase: anywhere, or as the whole message."""
    if not entry.rule.alone:
        yield from hits(entry.pattern, stream.text, sentence, begins)
    elif len(stream.sentences) == 1:
        match = entry.pattern.regex.fullmatch(stream.text, sentence.start, sentence.end)
        if match is not None:
            yield match


def _masked(match: re.Match[str], entry: _Entry, text: str, sentence: Sentence) -> str | None:
    """The idiom that covers a hit. It masks its own words and nothing beside them."""
    return covering(entry.idioms, match.start(), match.end(), text, sentence)


def _entries(language: Language) -> Iterator[_Entry]:
    """Its phrases; one that has no idioms of its own is masked by those of the language."""
    common = Idioms(language.idioms)
    for rule in language.rules:
        idioms = (Idioms(rule.unless), common) if rule.unless else (common,)
        for pattern in rule.any_of:
            yield _Entry(rule, pattern, idioms, language.grammar, (rule.category, rule.tier))


def _size(language: Language) -> int:
    """How many phrases it has: those of the largest come first, where numbers are shortest."""
    return sum(len(rule.any_of) for rule in language.rules)


def _company(patterns: Mapping[str, tuple[Pattern, ...]]) -> dict[str, Index[Pattern]]:
    """Of each rule that has some, the phrases that have to be there too, or must not be."""
    return {rule: Index((one, one) for one in every) for rule, every in patterns.items() if every}
