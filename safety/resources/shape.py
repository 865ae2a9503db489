"""The keys of a country file: which there are, and what may stand behind each."""

import re
from datetime import date
from typing import Any, Final

from safety.marked import Marked, Trail
from safety.resources.row import AUDIENCES, KINDS, SERVICES

TOP: Final = ("country", "note", "lines")
TEXTS: Final = (
    "name",
    "category",
    "dial",
    "dial_alt",
    "text",
    "keyword",
    "chat",
    "url",
    "hours",
    "zone",
    "audience",
    "service",
    "pair",
    "verified_on",
    "verified_by",
    "unlisted",
    "note",
)
LISTS: Final = ("languages", "sources", "also")
KEYS: Final = (*TEXTS, *LISTS, "free")
NEEDED: Final = ("name", "category", "sources")
CODE: Final = re.compile(r"[A-Z]{2}")
HOURS: Final = re.compile(
    r"24/7|(?:{span})(?:; (?:{span}))*".format(
        span=r"(?:(?:{day})(?:-(?:{day}))? )?\d\d:\d\d-\d\d:\d\d".format(
            day="Mon|Tue|Wed|Thu|Fri|Sat|Sun"
        )
    )
)
_CHOICES: Final = {"category": KINDS, "audience": AUDIENCES, "service": SERVICES}
_PAGE: Final = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w./%?=&#~-]*)?")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_DIALLED: Final = re.compile(r"[(*#]?[0-9][0-9 ()-]*")


def check(marked: Marked, code: str) -> None:
    """Note everything about a country file that keeps it, or a row of it, from being used."""
    if not isinstance(marked.data, dict) and not marked.problems:
        marked.wrong((), "L006", "the file must be keys and values", "begin with `country: `")
    if marked.problems:
        return
    for key in marked.data:
        if key not in TOP:
            _unknown(marked, (key,), TOP)
    country = marked.data.get("country")
    if country != code:
        wrong = f'the country is "{country}", the name of the file says {code}'
        marked.wrong(("country",), "L006", wrong, f"write `country: {code}`")
    lines = marked.data.get("lines")
    if not isinstance(lines, list) or not lines:
        marked.wrong(("lines",), "L006", '"lines" is not a list of rows', "begin rows with `- `")


def row(marked: Marked, trail: Trail, data: Any) -> bool:
    """Note what is wrong with one row. True if it can be used."""
    before = len(marked.problems)
    if not isinstance(data, dict):
        marked.wrong(trail, "L006", "a row must be keys and values", "begin with `- name: `")
        return False
    for key, value in data.items():
        _value(marked, (*trail, key), key, value)
    for key in NEEDED:
        if not data.get(key):
            marked.wrong(trail, "L005", f'a row has no "{key}"', f"add `{key}: `")
    if not any(data.get(key) for key in ("dial", "text", "chat", "url")):
        marked.wrong(trail, "L005", "nobody can be reached here", "add dial, text, chat or url")
    if data.get("keyword") and not data.get("text"):
        marked.wrong((*trail, "keyword"), "L005", "a keyword without a number", "add `text: `")
    return len(marked.problems) == before


def _value(marked: Marked, trail: Trail, key: str, value: Any) -> None:
    if key not in KEYS:
        _unknown(marked, trail, KEYS)
    elif key == "free":
        if not isinstance(value, bool):
            marked.wrong(trail, "L006", '"free" is not true or false', "write true or false")
    elif key in LISTS:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            marked.wrong(trail, "L006", f'"{key}" is not a list of words', "write [one, two]")
        elif key == "languages" and not all(_LANGUAGE.fullmatch(one) for one in value):
            marked.wrong(trail, "L006", "a language is two or three letters", "write [en, es]")
        elif key == "also" and not all(one in KINDS for one in value):
            mend = f"write some of {', '.join(KINDS)}"
            marked.wrong(trail, "L006", "this is not a list of categories", mend)
    elif value is not None:
        _text(marked, trail, key, value)


def _text(marked: Marked, trail: Trail, key: str, value: Any) -> None:
    if not isinstance(value, str):
        marked.wrong(trail, "L006", f'"{key}" is not words', "write it in quotes")
        return
    choices = _CHOICES.get(key)
    if choices and value not in choices:
        wrong = f'"{value}" is not one of the words for {key}'
        marked.wrong(trail, "L006", wrong, f"write one of {', '.join(choices)}")
    mend = _mend(key, value)
    if mend:
        marked.wrong(trail, "L006", f'"{value}" is no {key}', mend)


def _mend(key: str, value: str) -> str:
    """How to write this value; "" if it is right."""
    if key in ("dial", "dial_alt", "text"):
        if value.startswith("+"):
            return "write it as people there type it, without + and the country's code"
        return "" if _DIALLED.fullmatch(value) else "write digits and spaces, as people type them"
    if key in ("chat", "url"):
        return "" if _PAGE.fullmatch(value) else "write an address that begins with https://"
    if key == "hours":
        return "" if HOURS.fullmatch(value) else "write 24/7 or Mon-Fri 09:00-17:00; Sat …"
    if key == "verified_on":
        try:
            date.fromisoformat(value)
        except ValueError:
            return "write the day as 2026-11-30, or null"
    return ""


def _unknown(marked: Marked, trail: Trail, known: tuple[str, ...]) -> None:
    mend = f"what can stand here: {', '.join(known)}"
    marked.wrong(trail, "L004", f'unknown key "{trail[-1]}"', mend)
