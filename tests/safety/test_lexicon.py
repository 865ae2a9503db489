"""The lexicon that ships: its examples hold, its patterns can't run away, its faults are said."""

import re
from pathlib import Path

import pytest
import re2

from safety import shape
from safety.examples import check_examples
from safety.finding import CATEGORIES
from safety.lexicon import FOLDER, Lexicon, load
from safety.marked import CODES
from safety.match import Matcher
from safety.screen import matcher

LEXICON, PROBLEMS = load()
LANGUAGES = sorted(LEXICON.languages)


def patterns(lexicon: Lexicon) -> dict[str, str]:
    """Every pattern that screening may run, with a name."""
    found = {}
    for language in lexicon.languages.values():
        for rule in language.rules:
            for pattern in (*rule.any_of, *rule.unless, *rule.along_with, *rule.not_with):
                found[f"{rule.id}: {pattern.phrase}"] = pattern.source
        for pattern in language.idioms:
            found[f"{language.code} idiom: {pattern.phrase}"] = pattern.source
        grammar = language.grammar
        for name in grammar.__dataclass_fields__:
            regex = getattr(grammar, name)
            if regex:
                found[f"{language.code} {name}"] = regex.pattern
    return found


def test_nothing_to_mend() -> None:
    assert [str(one) for one in PROBLEMS] == []


def test_every_example_holds() -> None:
    assert [str(one) for one in check_examples(matcher())] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_re2_compiles_every_pattern(code: str) -> None:
    options = re2.Options()
    options.max_mem = 64 << 20
    options.log_errors = False
    mine = Lexicon({code: LEXICON.languages[code]}, {}, "")
    for name, pattern in patterns(mine).items():
        try:
            re2.compile(pattern, options)
        except re2.error as error:
            pytest.fail(f"{name}: {error}")


def test_no_unbounded_repetition() -> None:
    for name, pattern in patterns(LEXICON).items():
        outside = re.sub(r"\[[^]]*\][*+]", "", re.sub(r"\\.", "", pattern))
        assert not re.search(r"[*+]|\{\d+,\}|\(\?[=!<]|\\[1-9]", outside), name


@pytest.mark.parametrize("code", ["en", "es"])
def test_all_categories_in_full_languages(code: str) -> None:
    assert {rule.category for rule in LEXICON.languages[code].rules} == set(CATEGORIES)


def test_reviews_are_both_or_neither() -> None:
    assert [rule.id for rule in LEXICON.rules if bool(rule.reviewer) != bool(rule.date)] == []


def test_ids_begin_with_their_language() -> None:
    wrong = [r.id for r in LEXICON.rules if not r.id.startswith(f"{r.language}.")]
    assert wrong == []


@pytest.mark.parametrize("code", sorted({*LEXICON.languages} - {"en", "es"}))
def test_who_looks_for_a_category_finds_all_its_rules_in_its_files(code: str) -> None:
    rules = LEXICON.languages[code].rules
    wrong = [r.id for r in rules if not Path(r.file).name.startswith(r.category)]
    assert wrong == []
    for one in {r.file for r in rules}:
        assert len((FOLDER / one).read_text(encoding="utf-8").splitlines()) <= 300, one


RULE = """
language: en
rules:
  - id: en.suicide.one
    category: suicide
    tier: serious
    any_of: [{phrase}]
    must_match: [{yes}]
    must_not_match: [something else]
    reviewer: ""
"""


def problems(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "en.yaml").write_text(text, encoding="utf-8")
    lexicon, found = load(tmp_path)
    return [one.code for one in found + check_examples(Matcher(lexicon))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "L006"),
        ("- a list", "L006"),
        ("language: [", "L002"),
        ("language: &a en\nlists: {x: [*a]}", "L002"),
        ("language: !!python/name:os.system en", "L002"),
        ("language: en\nlanguage: es", "L003"),
        ("language: en\nrool: []", "L004"),
        ("rules: []", "L005"),
        ("language: en\nrules: [{id: en.a.b}]", "L005"),
        ("language: en\nlists: {a: word}", "L006"),
        ("language: en\ntypos: some", "L006"),
        ("language: en\nattached: and", "L006"),
        ("language: en\n  - an idiom without its key\nrules: []", "L006"),
        (RULE.format(phrase='"(open"', yes="x"), "L007"),
        (RULE.format(phrase='"{0,3} die"', yes="x"), "L007"),
        (RULE.format(phrase='"a {0,30} b"', yes="x"), "L007"),
        (RULE.format(phrase='"<nowhere>"', yes="x"), "L007"),
        (RULE.format(phrase='"[maybe]"', yes="x"), "L007"),
        (RULE.format(phrase='"ab*"', yes="x"), "L007"),
        (RULE.format(phrase='"((((((a))))))"', yes="x"), "L007"),
        (RULE.format(phrase="want to die", yes="hello"), "L009"),
        (RULE.format(phrase="something", yes="something"), "L010"),
        (RULE.format(phrase="a", yes="a").replace("suicide\n", "sadness\n"), "L006"),
        (RULE.format(phrase="a", yes="a") + "    date: soon", "L006"),
        (
            RULE.format(phrase="a", yes="a").replace("serious", "imminent") + "    weak: true",
            "L006",
        ),
        (re.sub(r"id: \S+", "id: en.suicide.named", RULE.format(phrase="a", yes="a")), "L006"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, code: str) -> None:
    assert code in problems(tmp_path, text)


def test_a_good_rule_has_no_problems(tmp_path: Path) -> None:
    assert problems(tmp_path, RULE.format(phrase="want to die", yes="i want to die")) == []


def test_same_id_twice(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    text = RULE.format(phrase="want to die", yes="i want to die")
    (tmp_path / "en" / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "en" / "b.yaml").write_text(text, encoding="utf-8")
    assert [one.code for one in load(tmp_path)[1]] == ["L008"]


@pytest.mark.parametrize(
    "twice",
    ["modifiers: {negated_before: [not]}", "people: {self: [i]}", "laughter: [lol]", "typos: all"],
)
def test_a_modifier_in_two_files(tmp_path: Path, twice: str) -> None:
    (tmp_path / "en").mkdir()
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / "en" / name).write_text(f"language: en\n{twice}\n", encoding="utf-8")
    found = load(tmp_path)[1]
    assert [(one.code, one.file, one.line) for one in found] == [("L011", "en/b.yaml", 2)]
    assert "en/a.yaml" in found[0].mend


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    assert [one.code for one in load(tmp_path)[1]] == ["L001"]


def test_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").write_bytes(b"language: \xff")
    assert "L001" in [one.code for one in load(tmp_path)[1]]


def test_the_readme_names_every_code_and_key() -> None:
    text = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    missing = [
        one
        for one in (*CODES, *shape.TOP, *shape.MODIFIERS, *shape.RULE, *CATEGORIES)
        if one not in text
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("die", True),
        ("To die.", True),
        ("  dieee!! ", True),
        ("die of boredom", False),
        ("i saw it. to die. ok", False),
    ],
)
def test_a_phrase_that_counts_only_alone(tmp_path: Path, text: str, fires: bool) -> None:  # noqa: FBT001
    rule = RULE.format(phrase='"[to] die"', yes="die") + "    alone: true"
    assert problems(tmp_path, rule) == []
    one = Matcher(load(tmp_path)[0])
    assert bool(one.match(text)) is fires
    assert bool(list(one.looks(text))) is fires
