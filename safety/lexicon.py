"""The lexicon: YAML files that a clinician owns, read into rules.

A file that is wrong in any place is left out whole and said so; the others still serve. The
default lexicon is the folder beside this module.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from safety.compile import compile_cue, compile_phrase
from safety.context import Context
from safety.finding import Tier
from safety.fold import fold
from safety.language import Grammar, Language, Rule
from safety.marked import Marked, Problem, Trail, read
from safety.need import Beginnings
from safety.pattern import Cue, Pattern
from safety.phrase import Lists, PhraseError, parse
from safety.repair import Repairs
from safety.shape import MODIFIERS, check, one_place
from safety.tokens import spoken

FOLDER: Final = Path(__file__).parent / "lexicon"
EMOJI: Final = "emoji.yaml"


@dataclass(frozen=True)
class Lexicon:
    """All languages, and the tables that they share.

    Attributes:
        version: Changes with any letter of any file; findings carry it.
    """

    languages: dict[str, Language]
    emoji: dict[str, str]
    version: str

    @property
    def rules(self) -> list[Rule]:
        """The rules of all languages."""
        return [rule for one in self.languages.values() for rule in one.rules]

    def beginnings(self) -> Beginnings:
        """The beginnings of words (`kill*`) that its phrases name."""
        every = self.languages.values()
        needs = [step.need for one in every for pattern in _all_of(one) for step in pattern.steps]
        needs += [cue.first for one in every for cue in one.grammar.cues()]
        return Beginnings({word for need in needs for word in need.words})

    def repairs(self) -> Repairs:
        """The tables of all languages as one: people mix languages."""
        every = self.languages.values()
        patterns = [one for lang in every if lang.typos == "all" for one in _patterns_of(lang)]
        others = [one for lang in every if lang.typos != "all" for one in _patterns_of(lang)]
        rules = [rule for lang in every if lang.typos == "all" for rule in lang.rules]
        needed = {word for one in patterns for step in one.steps for word in step.need.words}
        prefixes = {word[:-1] for word in needed if word.endswith("*")}
        return Repairs(
            {word: meant for one in every for word, meant in one.meanings.items()},
            frozenset(word for one in patterns for word in one.vocabulary),
            frozenset(prefixes),
            frozenset().union(*(one.risk_words for one in every)),
            frozenset().union(*(one.never for one in every)),
            Counter(word for one in patterns for word in one.vocabulary),
            frozenset().union(*(one.ordinary for one in every)),
            Context(
                [line for rule in rules for one in rule.must_match for line in spoken(one)],
                {pair for one in patterns for pair in one.pairs},
            ),
            frozenset(word for one in others for word in one.vocabulary),
            tuple(sorted({word for one in every for word in one.attached})),
            frozenset(
                word
                for lang in every
                for word in (lang.spoken() if lang.typos != "all" else lang.small)
            ),
        )


def load(folder: Path = FOLDER) -> tuple[Lexicon, list[Problem]]:
    """Read a folder of lexicon files. Never raises: what is wrong comes back.

    `en.yaml` and every file in `en/` belong together; lists are shared between them.
    """
    digest = sha256()
    emoji: dict[str, str] = {}
    groups: dict[str, list[Marked]] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.yaml")):
        shown = path.relative_to(folder).as_posix()
        marked = read(path, shown)
        if path.is_file():
            digest.update(shown.encode() + b"\0" + path.read_bytes() + b"\0")
        if shown == EMOJI:
            emoji = _emoji(marked)
        else:
            check(marked)
        problems += marked.problems
        if not marked.problems and shown != EMOJI:
            groups.setdefault(marked.data["language"], []).append(marked)
    if not groups:
        problems.append(
            Problem(folder.as_posix(), 1, 1, "L001", "there is no language", "add en.yaml")
        )
    languages = {}
    for code, files in groups.items():
        one_place(files)
        languages[code] = _Reader(code, files).language()
        problems += [one for marked in files for one in marked.problems]
    return Lexicon(languages, emoji, digest.hexdigest()[:12]), _twice(languages, problems)


def _patterns_of(language: Language) -> Iterator[Pattern]:
    for rule in language.rules:
        yield from (*rule.any_of, *rule.along_with, *rule.unless)
    yield from language.idioms


def _all_of(language: Language) -> Iterator[Pattern]:
    yield from _patterns_of(language)
    for rule in language.rules:
        yield from rule.not_with


def _emoji(marked: Marked) -> dict[str, str]:
    data = marked.data if isinstance(marked.data, dict) else {}
    found: dict[str, str] = {}
    for word, signs in data.items():
        if not isinstance(signs, list):
            marked.wrong((word,), "L006", f'"{word}" is not a list', "write the emoji in [ ]")
            continue
        found.update({str(sign).replace("\ufe0f", ""): fold(word) for sign in signs})
    return found


def _twice(languages: dict[str, Language], problems: list[Problem]) -> list[Problem]:
    seen: dict[str, Rule] = {}
    for rule in (rule for one in languages.values() for rule in one.rules):
        first = seen.setdefault(rule.id, rule)
        if first is not rule:
            where = f"the first is in {first.file}, line {first.line}"
            message = f'"{rule.id}" is here twice; {where}'
            problems.append(Problem(rule.file, rule.line, 1, "L008", message, "rename one"))
    return problems


_WORDS: Final = re.compile(r"[^\W\d_]+")


class _Reader:
    """Builds one language from its files; notes phrases that can't be read and goes on."""

    def __init__(self, code: str, files: list[Marked]) -> None:
        self._code = code
        self._files = files
        lists: dict[str, tuple[str, ...]] = {}
        for marked in files:
            for name, words in (marked.data.get("lists") or {}).items():
                lists[name] = (*lists.get(name, ()), *words)
        self._lists = Lists(lists)

    def language(self) -> Language:
        rules, idioms = [], []
        meanings: dict[str, tuple[str, ...]] = {}
        grammar = Grammar()
        for marked in self._files:
            data = marked.data
            for number, rule in enumerate(data.get("rules") or []):
                rules.append(self._rule(marked, ("rules", number), rule))
            idioms += self._patterns(marked, ("idioms",), data.get("idioms"))
            for word, meant in (data.get("words") or {}).items():
                meanings[fold(word)] = tuple(fold(one) for one in meant.split())
            grammar = self._grammar(marked, grammar)
        return Language(
            self._code,
            tuple(rules),
            tuple(idioms),
            grammar,
            meanings,
            self._flat("risk_words"),
            self._flat("never_mistyped"),
            self._flat("ordinary_words"),
            "risk_words" if self._risk_only() else "all",
            tuple(sorted(self._flat("attached"))),
            self._small_words(),
        )

    def _small_words(self) -> frozenset[str]:
        """What stands in the lists of people, modifiers and laughter: `not`, `nicht`, `he`."""
        lists = [
            words
            for marked in self._files
            for key in ("people", "modifiers")
            for words in (marked.data.get(key) or {}).values()
        ]
        lists += [marked.data.get("laughter") or [] for marked in self._files]
        said = " ".join(str(one) for words in lists for one in words)
        return frozenset(fold(one) for one in _WORDS.findall(said))

    def _risk_only(self) -> bool:
        return any(file.data.get("typos") == "risk_words" for file in self._files)

    def _flat(self, key: str) -> frozenset[str]:
        return frozenset(fold(one) for file in self._files for one in file.data.get(key) or [])

    def _rule(self, marked: Marked, trail: Trail, data: dict[str, Any]) -> Rule:
        def patterns(key: str) -> tuple[Pattern, ...]:
            return tuple(self._patterns(marked, (*trail, key), data.get(key)))

        tier: Tier = data["tier"]
        return Rule(
            id=data["id"],
            category=data["category"],
            tier=tier,
            language=self._code,
            any_of=patterns("any_of"),
            unless=patterns("unless"),
            along_with=patterns("along_with"),
            not_with=patterns("not_with"),
            soft=bool(data.get("soft")),
            alone=bool(data.get("alone")),
            weak=bool(data.get("weak")),
            ignore=frozenset(data.get("ignore") or []),
            must_match=tuple(data["must_match"]),
            must_not_match=tuple(data["must_not_match"]),
            reviewer=data.get("reviewer") or "",
            date=data.get("date") or "",
            file=marked.file,
            line=marked.places.get(trail, (1, 1))[0],
        )

    def _patterns(self, marked: Marked, trail: Trail, phrases: list[str] | None) -> list[Pattern]:
        found = []
        for number, phrase in enumerate(phrases or []):
            try:
                found.append(compile_phrase(phrase, self._lists))
            except PhraseError as error:
                message = f'"{phrase}": {error.message}'
                marked.wrong((*trail, number), "L007", message, error.mend)
        return found

    def _grammar(self, marked: Marked, grammar: Grammar) -> Grammar:
        data = marked.data
        modifiers = data.get("modifiers") or {}
        people = data.get("people") or {}
        sources = {name: modifiers.get(name) for name in MODIFIERS}
        sources |= {"self": people.get("self"), "others": people.get("others")}
        sources["laughter"] = data.get("laughter")
        found: dict[str, Any] = {}
        for name, phrases in sources.items():
            if phrases:
                compiled = self._cue(marked, name, phrases)
                if compiled:
                    found[name] = compiled
        return replace(grammar, **found)

    def _cue(self, marked: Marked, name: str, phrases: list[str]) -> Cue | None:
        top = "modifiers" if name in MODIFIERS else "people" if name != "laughter" else name
        trail: Trail = (top,) if top == name else (top, name)
        read = []
        for number, phrase in enumerate(phrases):
            try:
                read.append(parse(phrase, self._lists))
            except PhraseError as error:
                message = f'"{phrase}": {error.message}'
                marked.wrong((*trail, number), "L007", message, error.mend)
        return compile_cue(read, ends=name.endswith("_before"))
