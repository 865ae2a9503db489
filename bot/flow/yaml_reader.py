"""libyaml's events to data and marks, refusing on the way what has no place in a flow.

Events are read one by one instead of composing a tree, because a tree is built before anyone
can refuse it: nesting is capped, and anchors, aliases and tags are findings before they can
grow into anything. Scalars follow YAML 1.2, where `no` is a word and `010` is not 8; a plain
scalar that other programs read differently is a finding, so that a file means the same
everywhere.
"""

import re
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import yaml

from bot.flow.findings import Finding, Mark, finding

MAX_DEPTH: Final = 16
MAX_NODES: Final = 20_000

Trail: TypeAlias = tuple[str | int, ...]

_INT = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]{0,15})\.[0-9]{1,15}\Z")
_TRAPS: Final = (
    (re.compile(r"(?i:y|n|yes|no|on|off)\Z|True\Z|TRUE\Z|False\Z|FALSE\Z"), "true or false"),
    (re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?\Z"), "a number in base 60"),
    (re.compile(r"[-+]?0[0-9_]+\Z|0o[0-7]+\Z"), "a number in base 8"),
    (re.compile(r"[-+]?0x[0-9a-fA-F_]+\Z|[-+]?0b[01_]+\Z"), "a number in another base"),
    (
        re.compile(
            r"\+[0-9.]+\Z|[-+]?[0-9]+_[0-9_]*\Z|[-+]?\.[0-9]+\Z|[-+]?[0-9]+\.\Z"
            r"|[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+\Z|[-+]?\.(?i:inf|nan)\Z"
        ),
        "another number",
    ),
    (re.compile(r"Null\Z|NULL\Z"), "nothing at all"),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?\Z"), "a date"),
)
_AUTHORED_KEYS: Final = frozenset({"steps", "vars", "labels", "next", "set"})
"""Mappings whose keys the author invents, so a trap in a key is the author's to mend."""


class RefusedError(Exception):
    """Reading has to stop here."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.code)
        self.finding = found


class Reader:
    """Reads one document; `keys`, `values` and `words` are its marks, see `Marks`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.keys: dict[Trail, Mark] = {}
        self.values: dict[Trail, Mark] = {}
        self.words: dict[Trail, tuple[str, int, int]] = {}
        self.findings: list[Finding] = []
        self.open_quote: Mark | None = None
        self._nodes = 0

    def document(self, events: Iterator[Any]) -> Any:
        """Read the one document of a file."""
        for event in events:
            if isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
                continue
            if isinstance(event, yaml.StreamEndEvent):
                break
            data = self._node(event, events, ())
            self._expect_end(events)
            if data is not None:
                return data
            break
        raise RefusedError(
            finding(self.name, Mark(), "F004", "the file is empty", "write a flow, or delete it")
        )

    def _expect_end(self, events: Iterator[Any]) -> None:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._refuse(event, "F005", "a second document begins here", "delete the ---")

    def _node(self, event: Any, events: Iterator[Any], path: Trail) -> Any:
        self._guard(event, path)
        self.values.setdefault(path, _mark(event))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _sequence(self, events: Iterator[Any], path: Trail) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Any], path: Trail) -> dict[Any, Any]:
        items: dict[Any, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            self._guard(event, path)
            if not isinstance(event, yaml.ScalarEvent):
                self._refuse(event, "F012", "a key must be a word", "write key: value")
            key = self._key(event, path)
            if key in items:
                first = self.keys[(*path, key)]
                self._find(
                    event,
                    "F006",
                    f'"{_short(key)}" is here twice; the first is in line {first.line}',
                    "keep one of them, or give one another name",
                )
            else:
                self.keys[(*path, key)] = _mark(event)
            value = self._node(next(events), events, (*path, key))
            items.setdefault(key, value)
        return items

    def _guard(self, event: Any, path: Trail) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._refuse(event, "F003", f"there are more than {MAX_NODES} values", "split the flow")
        if len(path) > MAX_DEPTH:
            self._refuse(
                event,
                "F003",
                f"this is nested more than {MAX_DEPTH} deep",
                "check the brackets and the depth of the lines",
            )
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(
                event,
                "F007",
                "names with & and * (anchors and aliases) have no place in a flow",
                "write the value out here, or put the text in quotes",
            )
        if getattr(event, "tag", None):
            self._refuse(
                event,
                "F008",
                f'"{_short(_typed(event.tag))}" is a tag, and tags have no place in a flow',
                "delete it, or put the text in quotes",
            )

    def _key(self, event: Any, path: Trail) -> str | int:
        authored = bool(path) and path[-1] in _AUTHORED_KEYS
        value = self._resolve(event, trap=authored)
        if isinstance(value, bool) or not isinstance(value, str | int):
            return str(event.value)
        if event.value == "<<" and event.implicit[0]:
            self._refuse(event, "F007", "<< (a merge) has no place in a flow", "write it out")
        return value

    def _scalar(self, event: Any, path: Trail) -> Any:
        span = (event.value, event.start_mark.index, event.end_mark.index)
        self.words.setdefault(path, span)
        several = event.end_mark.line > event.start_mark.line
        self.open_quote = _mark(event) if several and event.style in {'"', "'"} else None
        return self._resolve(event, trap=bool(path))

    def _resolve(self, event: Any, *, trap: bool) -> Any:
        text: str = event.value
        if not event.implicit[0]:  # quoted, or a block of text
            return text
        if text in {"", "null", "~"}:
            return None
        if text in {"true", "false"}:
            return text == "true"
        if _INT.match(text):
            return int(text)
        if _FLOAT.match(text):
            return float(text)
        if trap:
            for pattern, read_as in _TRAPS:
                if pattern.match(text):
                    self._find(
                        event,
                        "F009",
                        f"some programs read {_short(text)} as {read_as}",
                        f'put it in quotes if you mean these characters: "{_short(text)}"'
                        + _instead(text),
                    )
                    break
        return text

    def _find(self, event: Any, code: str, message: str, mend: str) -> None:
        self.findings.append(finding(self.name, _mark(event), code, message, mend))

    def _refuse(self, event: Any, code: str, message: str, mend: str) -> None:
        raise RefusedError(finding(self.name, _mark(event), code, message, mend))


def _mark(event: Any) -> Mark:
    at = event.start_mark
    return Mark(at.line + 1, at.column + 1)


def _typed(tag: str) -> str:
    """A tag as it was typed, not as YAML spells it out."""
    return tag.replace("tag:yaml.org,2002:", "!!", 1)


def _instead(text: str) -> str:
    """What to write when not the characters are meant but their value."""
    if text.lower() in {"yes", "on", "y", "true"}:
        return "; write true if you mean that"
    if text.lower() in {"no", "off", "n", "false"}:
        return "; write false if you mean that"
    digits = text.replace("_", "").lstrip("+0")
    return f"; write {digits} if you mean the number" if digits.isdecimal() else ""


def _short(value: object, most: int = 40) -> str:
    text = str(value)
    return text if len(text) <= most else text[: most - 1] + "…"
