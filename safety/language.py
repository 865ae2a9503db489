"""What a lexicon holds once it is read: languages, their rules, their modifiers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, TypeAlias

from safety.finding import Category, Modifier, Tier
from safety.pattern import Cue, Pattern
from safety.tokens import spoken

Typos: TypeAlias = Literal["all", "risk_words"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of language that counts.

    Attributes:
        along_with: Phrases of which one must stand anywhere in the message too.
        not_with: Phrases of which none may stand anywhere in the message.
        soft: People also say it to exaggerate, so laughter demotes it.
        alone: Fires only where its phrase is the whole message, as in a short answer.
        weak: Its words also meet in harmless stories; see `safety.story`.
        ignore: Modifiers that don't apply, because the rule itself names its person or time.
    """

    id: str
    category: Category
    tier: Tier
    language: str
    any_of: tuple[Pattern, ...]
    unless: tuple[Pattern, ...] = ()
    along_with: tuple[Pattern, ...] = ()
    not_with: tuple[Pattern, ...] = ()
    soft: bool = False
    alone: bool = False
    weak: bool = False
    ignore: frozenset[Modifier] = frozenset()
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()
    reviewer: str = ""
    date: str = ""
    file: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a language denies, speaks of others, of the past, in quotes, and laughs.

    `None` when the language has none yet.
    """

    negated_before: Cue | None = None
    negated_after: Cue | None = None
    negated_within: Cue | None = None
    not_negated: Cue | None = None
    anew_before: Cue | None = None
    past_before: Cue | None = None
    past_around: Cue | None = None
    not_past: Cue | None = None
    not_laughing: Cue | None = None
    quoted_around: Cue | None = None
    self: Cue | None = None
    others: Cue | None = None
    laughter: Cue | None = None

    def cues(self) -> Iterator[Cue]:
        """Those that the language has."""
        every = (getattr(self, one.name) for one in fields(self))
        yield from (one for one in every if one is not None)


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the lexicon.

    Attributes:
        typos: Which of its words a mistyped word may become. A language without a list of
            ordinary words has only its risk words guessed.
        attached: Short words written onto the next one, such as the Arabic "and".
        small: The words that deny, name people, tell of the past, or laugh.
    """

    code: str
    rules: tuple[Rule, ...] = ()
    idioms: tuple[Pattern, ...] = ()
    grammar: Grammar = field(default_factory=Grammar)
    meanings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    risk_words: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    ordinary: frozenset[str] = frozenset()
    typos: Typos = "all"
    attached: tuple[str, ...] = ()
    small: frozenset[str] = frozenset()

    def spoken(self) -> Iterator[str]:
        """Every word that its examples and its small words are made of."""
        yield from self.small
        for rule in self.rules:
            for line in (*rule.must_match, *rule.must_not_match):
                for sentence in spoken(line):
                    yield from sentence
