"""Every method and type of the Bot API, to refuse what Telegram does not know.

Telegram ignores unknown parameters; this server refuses them, because in a bot under test they
are mistakes. The table is `bot_api.json`; see `build_spec.py`.
"""

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bot.preview.kinds import Json

SCALARS = frozenset({"Integer", "Float", "String", "Boolean"})
MAX_DEPTH = 24
TRUE = frozenset({"true", "yes", "1"})
FALSE = frozenset({"false", "no", "0", ""})
PREFIX = {
    "InlineKeyboardButton": "can't parse inline keyboard button: ",
    "KeyboardButton": "can't parse keyboard button: ",
    "MessageEntity": "can't parse MessageEntity: ",
    "BotCommand": "can't parse BotCommand: ",
}


@cache
def table() -> Json:
    """The whole table."""
    found: Json = json.loads(Path(__file__).with_name("bot_api.json").read_text("utf-8"))
    return found


@cache
def methods() -> dict[str, str]:
    """Method names by their lower-case form: Telegram does not mind the case."""
    return {name.lower(): name for name in table()["methods"]}


@lru_cache(maxsize=2048)
def fields_of(section: str, name: str) -> dict[str, tuple[bool, tuple[str, ...]]]:
    """The fields of a method or type: required or not, and the types allowed."""
    entry = table()[section][name]["fields"]
    return {
        field: (types.startswith("!"), tuple(types.lstrip("!").split("|")))
        for field, types in entry.items()
    }


def subtypes(name: str) -> list[str]:
    """The types that stand for an abstract one; the type itself when it is not abstract."""
    found: list[str] = table()["types"][name].get("subtypes", [name])
    return found


def _scalar(types: tuple[str, ...], value: Any) -> bool:
    if isinstance(value, bool):
        return "Boolean" in types
    if isinstance(value, str):  # a string will do for a reply button
        return bool({"String", "InputFile", "KeyboardButton"} & set(types))
    if isinstance(value, int):
        return bool({"Integer", "Float"} & set(types))
    return isinstance(value, float) and "Float" in types


def expected(types: tuple[str, ...]) -> str:
    """What Telegram calls the type that a field must have."""
    first = types[0]
    if first.startswith("Array of"):
        return "Array"
    if first in {"Integer", "Float"}:
        return "Number"
    return first if first in SCALARS else "Object"


def problems(types: tuple[str, ...], value: Any, field: str, depth: int = 0) -> Iterator[str]:
    """What is wrong with a value, most telling first; nothing when it is as the table says."""
    if depth > MAX_DEPTH:
        yield "object is nested too deeply"
        return
    wrong_type = f'field "{field}" must be of type {expected(types)}'
    if isinstance(value, dict):
        names = [sub for one in types if one in table()["types"] for sub in subtypes(one)]
        if not names:
            yield wrong_type
            return
        found = [list(_object(name, value, depth)) for name in names]
        yield from min(found, key=len)
    elif isinstance(value, list):
        arrays = tuple(one.removeprefix("Array of ") for one in types if one.startswith("Array of"))
        if not arrays:
            yield wrong_type
        for one in value if arrays else ():
            yield from problems(arrays, one, field, depth + 1)
    elif not _scalar(types, value):
        yield wrong_type


def _object(name: str, value: Json, depth: int) -> Iterator[str]:
    known = fields_of("types", name)
    prefix = PREFIX.get(name, "")
    for field, (required, types) in known.items():
        if field in value:
            for problem in problems(types, value[field], field, depth + 1):
                yield _after(prefix, problem)
        elif required:
            yield _after(prefix, f'can\'t find field "{field}"')
    for field in value:
        if field not in known:
            yield _after(prefix, f'unknown field "{field}" in {name} (not in {table()["version"]})')


def _after(prefix: str, problem: str) -> str:
    """Telegram writes a capital behind the name of what it could not parse."""
    return prefix + problem[0].upper() + problem[1:] if prefix else problem


class UnreadableError(ValueError):
    """A parameter can't be read as what the table says it is."""


def read(field: str, types: tuple[str, ...], value: Any) -> Any:
    """A parameter as it came (a string, from a query or a form) as what the table says.

    Raises:
        UnreadableError: it can't be; the message is Telegram's.
    """
    if not isinstance(value, str) or ("String" in types and not _looks_json(types)):
        return _number_as_told(types, value)
    if "Integer" in types or "Float" in types:
        return _number(field, types, value)
    if "Boolean" in types:
        if value.lower() not in TRUE | FALSE:
            raise UnreadableError(f'field "{field}" must be of type Boolean')
        return value.lower() in TRUE
    try:
        return without_nulls(json.loads(value))
    except (ValueError, RecursionError):
        raise UnreadableError(f"can't parse {field.replace('_', ' ')} JSON object") from None


def without_nulls(value: Any, depth: int = 0) -> Any:
    """JSON without the fields that are null, and without half surrogate pairs.

    Raises:
        ValueError: a string is no text, or the nesting is too deep.
    """
    if depth > MAX_DEPTH:
        raise ValueError("object is nested too deeply")
    if isinstance(value, dict):
        return {
            str(without_nulls(key)): without_nulls(one, depth + 1)
            for key, one in value.items()
            if one is not None
        }
    if isinstance(value, list):
        return [without_nulls(one, depth + 1) for one in value]
    if isinstance(value, str) and not value.isascii():
        value.encode()
    return value


def _looks_json(types: tuple[str, ...]) -> bool:
    return any(one not in SCALARS and one != "InputFile" for one in types)


def _number_as_told(types: tuple[str, ...], value: Any) -> Any:
    digits = isinstance(value, str) and "Integer" in types and value.lstrip("-").isdecimal()
    return int(value) if digits and len(value) < 20 else value


def _number(field: str, types: tuple[str, ...], value: str) -> Any:
    try:
        if len(value) > 32:
            raise ValueError
        return int(value) if "Integer" in types else float(value)
    except ValueError:
        raise UnreadableError(f'field "{field}" must be a valid Number') from None


def check(method: str, given: Json) -> tuple[Json, list[str]]:
    """The parameters of a request as typed values, and everything wrong with them.

    Missing ones are not named here: what Telegram says about them differs by method
    (see `rules.required`).
    """
    known = fields_of("methods", method)
    typed: Json = {}
    wrong: list[str] = []
    for field, value in given.items():
        if field not in known:
            wrong.append(
                f'unknown parameter "{field}" of {method} (not in {table()["version"]};'
                " Telegram would ignore it)"
            )
            continue
        types = known[field][1]
        try:
            typed[field] = read(field, types, value)
        except UnreadableError as error:
            wrong.append(str(error))
            continue
        markup = typed[field] if types == ("InlineKeyboardMarkup",) else None
        if isinstance(markup, dict) and "inline_keyboard" not in markup:
            wrong.append("inline keyboard expected")
            continue
        wrong.extend(problems(types, typed[field], field))
    return typed, wrong


def missing(method: str, given: Json) -> list[str]:
    """The required parameters that are not there."""
    return [
        field
        for field, (required, _) in fields_of("methods", method).items()
        if required and given.get(field) in (None, "") and (field, field in given) != ("url", True)
    ]
