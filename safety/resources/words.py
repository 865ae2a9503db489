"""The few words around a number, in the languages that people read them in.

English is built in, so that no missing or damaged file can leave anybody without words; a
language that lacks a word borrows the English one.
"""

import string
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from babel import Locale, UnknownLocaleError

from safety.marked import Marked, Problem, read
from safety.resources.files import FOLDER

ENGLISH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "danger": "If you are in danger now, call {number}.",
        "danger_unknown": "If you are in danger now, call your local emergency number "
        "(in many countries 112 or 911).",
        "ambulance": "ambulance",
        "police": "police",
        "call": "call {number}",
        "or": "or",
        "text": "text {number}",
        "keyword": "text {keyword} to {number}",
        "chat": "chat: {page}",
        "always": "day and night",
        "free": "free",
        "youth": "for young people",
        "children": "for children",
        "women": "for women",
        "men": "for men",
        "lgbtq": "for LGBTQ+ people",
        "veterans": "for veterans",
        "indigenous": "for Indigenous people",
        "more": "Helplines in other places or for other needs: {page}",
        "ask": "Which country are you in? The numbers that work there can be shown here.",
    }
)
FIELDS: Final = {
    key: frozenset(name for _, name, _, _ in string.Formatter().parse(words) if name)
    for key, words in ENGLISH.items()
}
"""What each phrase has a place for; a translation needs the same places."""

Words = dict[str, Mapping[str, str]]


def read_words(folder: Path = FOLDER) -> tuple[Words, list[Problem]]:
    """The words of every language in `folder/words`, and what is wrong. Never raises."""
    found: Words = {"en": ENGLISH}
    problems: list[Problem] = []
    for path in sorted((folder / "words").glob("*.yaml")):
        marked = read(path, f"words/{path.name}")
        right = _phrases(marked)
        problems += marked.problems
        found[path.stem] = {**ENGLISH, **right}
    return found, problems


def _phrases(marked: Marked) -> dict[str, str]:
    if not isinstance(marked.data, dict):
        if not marked.problems:
            marked.wrong((), "L006", "the file must be keys and words", "begin with `call: `")
        return {}
    right = {}
    for key, value in marked.data.items():
        known = FIELDS.get(key)
        if known is None:
            mend = f"what can stand here: {', '.join(ENGLISH)}"
            marked.wrong((key,), "L004", f'unknown key "{key}"', mend)
        elif not isinstance(value, str) or not value.strip() or _fields(value) != known:
            places = " and ".join(f"{{{name}}}" for name in sorted(known)) or "words only"
            marked.wrong((key,), "L006", f'"{key}" can\'t be used', f"write it with {places}")
        else:
            right[key] = value
    for key in ENGLISH.keys() - marked.data.keys():
        marked.wrong((), "L005", f'there is no "{key}"', f"add `{key}: `")
    return right


def _fields(value: str) -> frozenset[str] | None:
    try:
        return frozenset(name for _, name, _, _ in string.Formatter().parse(value) if name)
    except ValueError:
        return None


def base(lang: str | None) -> str:
    """The language without its region: `pt` of `pt-BR`."""
    return (lang or "en").replace("_", "-").split("-")[0].lower()


@lru_cache(maxsize=256)
def locale_of(lang: str | None) -> Locale:
    """How a language names days and countries; English where Babel doesn't know it."""
    try:
        return Locale.parse(base(lang))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def is_right_to_left(lang: str | None) -> bool:
    """Whether a language is written from right to left."""
    return locale_of(lang).text_direction == "rtl"
