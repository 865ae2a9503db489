"""Words for what is wrong with the shape of a file."""

from typing import Any, Final

from bot.flow import document as doc
from bot.flow import parts
from bot.flow.duration import DURATION
from bot.flow.yaml_reader import Trail

PATTERNS: Final = {
    parts.NAME: "small letters, digits and underscores, beginning with a letter, at most 32",
    parts.OPTION_ID: "small letters, digits and underscores, beginning with a letter",
    parts.FLOW_ID: "small letters, digits and hyphens, at most 48",
    DURATION: "a number and s, m, h or d, such as 30s, 10m, 2h or 3d",
    doc.DATE: "a day such as 2026-11-30",
    doc.HASH: "the 12 letters and digits that `mooring flows list` shows",
    doc.LANGUAGE: "a language code such as en or pt_BR",
}
KINDS: Final = {
    "string_type": "words",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "keys and values",
    "model_type": "keys and values",
    "model_attributes_type": "keys and values",
    "float_type": "a number",
}
LIMITS: Final = {
    "too_long": ("at most # entries are allowed", "max_length"),
    "too_short": ("at least # is needed", "min_length"),
    "string_too_long": ("at most # characters are allowed", "max_length"),
    "string_too_short": ("it is empty", ""),
    "greater_than_equal": ("it must be at least #", "ge"),
    "less_than_equal": ("it must be at most #", "le"),
}


def move_in(key: str) -> str | None:
    """What is meant by a key that belongs elsewhere."""
    return "did you mean next?" if key == "go" else None


def where(path: Trail) -> str:
    """A path in words: `option 2 of step "again"`."""
    if len(path) >= 2 and path[0] == "steps":
        step, rest = f'step "{short(path[1])}"', path[2:]
    elif len(path) >= 2 and path[0] == "vars":
        step, rest = f'variable "{short(path[1])}"', path[2:]
    elif len(path) >= 2 and path[0] == "days" and isinstance(path[1], int):
        step, rest = f'entry {path[1] + 1} of "days"', path[2:]
    else:
        step, rest = "", path
    words: list[str] = []
    for piece in rest:
        if isinstance(piece, int):
            words.append(f"{words.pop() if words else 'entry'} {piece + 1}")
        else:
            words.append(f'"{short(piece)}"')
    return " of ".join([*reversed(words), step] if step else reversed(words))


DURATIONS: Final = frozenset({*parts.PHASES, "wait", "after", "expires"})
_SHAPES: Final = {
    "remind": 'write remind: {after: 2h, text: "…"}',
    "next": "write next: and the name of a step, or rules that each begin with a dash",
    "branch": "begin each rule with a dash: - {if: …, go: …}",
    "options": 'begin each option with a dash: - {id: same, label: "The same", go: …}',
    "not_for": "write not_for: [current danger]",
    "pick": "write pick: {min: 1, max: 3}",
    "days": 'begin each day with a dash: - {day: 1, flow: …, why: "…"}',
    "measure": "write measure: {before: …, after: …, better: less}",
    "reviewed": 'write reviewed: {by: "", on: "", hash: ""}',
    "set": 'write keys and values: set: {rounds: "rounds + 1"}',
    "labels": 'write labels: {0: "not at all", 10: "very strong"}',
    "pace": "write pace: {in: 4s, out: 6s, rounds: 4}",
}


def mend_for(path: Trail, wanted: str, value: Any) -> str:
    """How to write a value of the wrong kind: the line itself where one can be shown."""
    names = [piece for piece in path if isinstance(piece, str)]
    key = names[-1] if names else ""
    if key == "skip" and value is False:
        return "to take Skip away, write required: true"
    if key in DURATIONS and isinstance(value, int):
        return f"write {value}s, {value}m, {value}h or {value}d: seconds to days"
    if key in _SHAPES:
        return _SHAPES[key]
    if wanted == "words" and isinstance(value, bool | int | float):
        return f'put it in quotes: "{str(value).lower()}"'
    if wanted == "a whole number" and isinstance(value, str):
        return "write the digits without quotes, and nothing else"
    return f"write {wanted}"


def kind_in_words(value: Any) -> str:
    """What a value is, to someone who writes YAML."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true or false"
    kinds = {str: "words", int: "a number", float: "a number", list: "a list"}
    return kinds.get(type(value), "keys and values")


def either(words: list[str]) -> str:
    """`a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def short(value: object, most: int = 40) -> str:
    """A value cut to fit a message."""
    text = str(value)
    return text if len(text) <= most else text[: most - 1] + "…"
