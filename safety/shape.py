"""The keys of a lexicon file: which there are, of what kind, and what each needs."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from safety.finding import CATEGORIES, TIERS, only_named
from safety.marked import Marked, Trail

TOP: Final = {
    "language": str,
    "lists": dict,
    "people": dict,
    "laughter": list,
    "modifiers": dict,
    "idioms": list,
    "words": dict,
    "risk_words": list,
    "never_mistyped": list,
    "ordinary_words": list,
    "typos": str,
    "attached": list,
    "rules": list,
}
MODIFIERS: Final = (
    "negated_before",
    "negated_after",
    "negated_within",
    "not_negated",
    "anew_before",
    "past_before",
    "past_around",
    "not_past",
    "not_laughing",
    "quoted_around",
)
RULE: Final = {
    "id": str,
    "category": str,
    "tier": str,
    "any_of": list,
    "unless": list,
    "along_with": list,
    "not_with": list,
    "soft": bool,
    "alone": bool,
    "weak": bool,
    "ignore": list,
    "must_match": list,
    "must_not_match": list,
    "reviewer": str,
    "date": str,
}
PEOPLE: Final = ("self", "others")
MODIFIES: Final = ("negated", "third_party", "past", "quoted")
TYPOS: Final = ("all", "risk_words")
NEEDED: Final = ("id", "category", "tier", "any_of", "must_match", "must_not_match", "reviewer")
_KINDS: Final[dict[type, str]] = {
    str: "words",
    dict: "keys and values",
    list: "a list",
    bool: "true or false",
}
_ID: Final = re.compile(r"[a-z]{2,3}(_[a-z]+)?(\.[a-z0-9_]+)+")
_CODE: Final = re.compile(r"[a-z]{2,3}(_[a-z]+)?")
_DATE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})?")


def check(marked: Marked) -> None:
    """Note everything about the keys of a file that keeps it from being used."""
    if not isinstance(marked.data, dict) and not marked.problems:
        marked.wrong((), "L006", "the file must be keys and values", "write `language: en` first")
    if marked.problems:
        return
    _keys(marked, (), marked.data, TOP)
    _language(marked)
    for name, known in (("lists", None), ("modifiers", MODIFIERS), ("people", PEOPLE)):
        for key, value in _dict(marked.data.get(name)).items():
            _words(marked, (name, key), value)
            if known and key not in known:
                _unknown(marked, (name, key), known)
    _meanings(marked)
    for name in (
        *("laughter", "idioms", "risk_words", "never_mistyped", "ordinary_words", "attached"),
    ):
        _words(marked, (name,), marked.data.get(name) or [])
    typos = marked.data.get("typos")
    if isinstance(typos, str) and typos not in TYPOS:
        mend = f"write one of {', '.join(TYPOS)}"
        marked.wrong(("typos",), "L006", f'"{typos}" can\'t be repaired', mend)
    for number, rule in enumerate(_list(marked.data.get("rules"))):
        _rule(marked, ("rules", number), rule)


def _language(marked: Marked) -> None:
    code = marked.data.get("language")
    if not isinstance(code, str):
        marked.wrong((), "L005", "the file has no language", "write `language: ` and its code")
    elif not _CODE.fullmatch(code):  # lines that belong nowhere are read as more of it
        mend = "write two or three letters, and put what stands below it under a key"
        marked.wrong(("language",), "L006", f'"{code[:20]}" is no code of a language', mend)


def one_place(files: Sequence[Marked]) -> None:
    """Note what a language may say once but says in two files: what comes later would count alone.

    Lists, idioms, words and rules are added together; these are not, so that the person who reads
    a language sees in one place how it denies, remembers, quotes and laughs.
    """
    first: dict[Trail, str] = {}
    for marked in files:
        trails: list[Trail] = [
            (top, name) for top in ("people", "modifiers") for name in _dict(marked.data.get(top))
        ]
        trails += [(name,) for name in ("laughter", "typos") if marked.data.get(name) is not None]
        for trail in trails:
            where = first.setdefault(trail, marked.file)
            if where != marked.file:
                message = f'"{trail[-1]}" of this language is in {where} already'
                marked.wrong(trail, "L011", message, f"move these lines to {where}")


def _meanings(marked: Marked) -> None:
    for key, value in _dict(marked.data.get("words")).items():
        if not isinstance(value, str):
            marked.wrong(("words", key), "L006", f'"{key}" has no words', f"write {key}: words")


def _rule(marked: Marked, trail: Trail, rule: Any) -> None:
    if not isinstance(rule, dict):
        marked.wrong(trail, "L006", "a rule must be keys and values", "begin with `- id: `")
        return
    _keys(marked, trail, rule, RULE)
    name = rule.get("id", f"rule {trail[-1]}")
    for key in NEEDED:
        if rule.get(key) is None:
            marked.wrong(trail, "L005", f'{name} has no "{key}"', f"add `{key}: `")
    for key in (
        "any_of",
        "unless",
        "along_with",
        "not_with",
        "must_match",
        "must_not_match",
        "ignore",
    ):
        _words(marked, (*trail, key), rule.get(key) or [])
        if key in NEEDED and rule.get(key) == []:
            marked.wrong((*trail, key), "L005", f'"{key}" of {name} is empty', "write at least one")
    _values(marked, trail, rule)
    if isinstance(name, str) and not _ID.fullmatch(name):
        example = "write language.category.name, such as en.suicide.want_to_die"
        marked.wrong((*trail, "id"), "L006", f'"{name}" is not an id', example)


def _values(marked: Marked, trail: Trail, rule: dict[str, Any]) -> None:
    """What may stand where only certain words may."""
    for number, one in enumerate(_list(rule.get("ignore"))):
        if one not in MODIFIES:
            mend = f"write any of {', '.join(MODIFIES)}"
            marked.wrong((*trail, "ignore", number), "L006", "this is not a modifier", mend)
    for key, known in (("category", CATEGORIES), ("tier", TIERS)):
        value = rule.get(key)
        if isinstance(value, str) and value not in known:
            wrong = f'"{value}" is not a {key}'
            marked.wrong((*trail, key), "L006", wrong, f"write one of {', '.join(known)}")
    if only_named(str(rule.get("id"))) and rule.get("tier") not in ("concern", "third_party"):
        wrong = "a rule that only sees a word named may not interrupt"
        marked.wrong((*trail, "tier"), "L006", wrong, "write concern, or rename the rule")
    if rule.get("weak") and rule.get("tier") != "serious":
        mend = "delete this line, or write tier: serious"
        marked.wrong((*trail, "weak"), "L006", "only a serious rule can be weak", mend)
    if isinstance(rule.get("date"), str) and not _DATE.fullmatch(rule["date"]):
        marked.wrong((*trail, "date"), "L006", "that is not a date", "write it as 2026-11-30")


def _keys(marked: Marked, trail: Trail, data: dict[str, Any], known: Mapping[str, type]) -> None:
    for key, value in data.items():
        kind = known.get(key)
        if kind is None:
            _unknown(marked, (*trail, key), tuple(known))
        elif value is not None and not isinstance(value, kind):
            marked.wrong((*trail, key), "L006", f'"{key}" is not {_KINDS[kind]}', "rewrite it so")


def _words(marked: Marked, trail: Trail, value: Any) -> None:
    if not isinstance(value, list):
        marked.wrong(trail, "L006", f'"{trail[-1]}" is not a list', "write [one, two]")
        return
    for number, one in enumerate(value):
        if not isinstance(one, str) or not one.strip():
            mend = "write a word, in quotes if it is true, false or null"
            marked.wrong((*trail, number), "L006", "this is not a word", mend)


def _unknown(marked: Marked, trail: Trail, known: tuple[str, ...]) -> None:
    mend = f"what can stand here: {', '.join(known)}"
    marked.wrong(trail, "L004", f'unknown key "{trail[-1]}"', mend)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
