"""Recording in a file that a clinician has read it: one line changes, all else stays as it is."""

import json
from collections.abc import Iterator
from typing import Final

import yaml

_KEYS: Final = ("by", "on", "hash")
_BEFORE: Final = ("vars", "start", "steps", "days")
"""Where there is no `reviewed` yet, it is written before the first of these."""

_Edit = tuple[int, int, str]


def record(text: str, by: str, on: str, content: str) -> str:
    """The text of a flow or programme with this review in it.

    Comments, order and layout stay, also within `reviewed`.

    Args:
        text: A file in which the checker finds no error.
        by: Who read it.
        on: The day, such as 2026-11-30.
        content: The hash of what they read.
    """
    values = dict(zip(_KEYS, (by, on, content), strict=True))
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix("\ufeff")
    whole = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert isinstance(whole, yaml.MappingNode)  # noqa: S101  (the checker has looked)
    found = {key.value: (key, value) for key, value in whole.value}
    if "reviewed" in found:
        edits = [*_within(text, found["reviewed"][1], values)]
    else:
        first = min(found[key][0].start_mark.index for key in _BEFORE if key in found)
        line = f"reviewed: {_written(values)}{_newline(text)}"
        edits = [_insert(_line_above_comments(text, first), line)]
    for start, end, words in sorted(edits, reverse=True):
        text = text[:start] + words + text[end:]
    return mark + text


def _within(text: str, node: yaml.Node, values: dict[str, str]) -> Iterator[_Edit]:
    """The changes within a `reviewed` that is there: its values, and the keys it lacks."""
    if not isinstance(node, yaml.MappingNode) or not node.value:
        yield node.start_mark.index, node.end_mark.index, _written(values)
        return
    there = {key.value: value for key, value in node.value}
    for key, value in there.items():
        yield (
            value.start_mark.index,
            value.end_mark.index,
            json.dumps(values[key], ensure_ascii=False),
        )
    first = node.value[0][0].start_mark
    between = ", " if node.flow_style else _newline(text) + " " * first.column
    missing = "".join(
        f"{key}: {json.dumps(values[key], ensure_ascii=False)}{between}"
        for key in _KEYS
        if key not in there
    )
    yield _insert(first.index, missing)


def _insert(at: int, words: str) -> _Edit:
    return at, at, words


def _written(values: dict[str, str]) -> str:
    pairs = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return f"{{{', '.join(pairs)}}}"


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _line_above_comments(text: str, at: int) -> int:
    """The beginning of a line, or of the comment that stands right above it."""
    start = text.rfind("\n", 0, at) + 1
    while start:
        before = text.rfind("\n", 0, start - 1) + 1
        if not text[before:start].lstrip().startswith("#"):
            break
        start = before
    return start
