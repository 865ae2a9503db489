"""A YAML file as plain data in which each value knows its line.

Aliases are refused before anything is built: they are the only way in which a small file
becomes a large one. Nothing is turned into objects, only into text, numbers, lists and keys.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 12
_QUOTED: Final = frozenset("\"'|>")

Trail: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in a lexicon: where, what and how."""

    file: str
    line: int
    column: int
    code: str
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.code} {self.message}; {self.mend}"


CODES: Final = {
    "L001": "the file can't be read",
    "L002": "not YAML, or YAML that has no place here",
    "L003": "the same key twice",
    "L004": "unknown key",
    "L005": "missing key",
    "L006": "a value of the wrong kind",
    "L007": "a phrase that can't be read",
    "L008": "the same rule id twice",
    "L009": "an example that its rule doesn't find",
    "L010": "a counter-example that its rule fires on",
    "L011": "people, laughter or a modifier of a language in two files",
}
"""Each code with its title; `safety/README.md` explains them."""


@dataclass(slots=True)
class Marked:
    """The data of a file, where each value stands, and what is wrong so far."""

    file: str
    data: Any = None
    places: dict[Trail, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, trail: Trail, code: str, message: str, mend: str) -> None:
        """Note a problem at a place, or at the nearest thing around it."""
        at = trail
        while at and at not in self.places:
            at = at[:-1]
        line, column = self.places.get(at, (1, 1))
        self.problems.append(Problem(self.file, line, column, code, message, mend))


def read(path: Path, shown: str | None = None) -> Marked:
    """Read a file. Never raises: what is wrong is in `problems`."""
    marked = Marked(shown or path.as_posix())
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        marked.wrong((), "L001", f"it can't be opened ({reason})", "check its name and rights")
        return marked
    except UnicodeDecodeError:
        marked.wrong((), "L001", "it is not UTF-8", 'save it again with encoding "UTF-8"')
        return marked
    if len(raw) > MAX_BYTES:
        marked.wrong((), "L001", "it is larger than 1 MB", "split it by category")
        return marked
    return read_text(text, marked)


def read_text(text: str, marked: Marked) -> Marked:
    """Read YAML text into `marked`. Never raises."""
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None):
                mark = event.start_mark
                _refuse(marked, mark, "aliases (*) and tags (!) are not allowed", "write it out")
                return marked
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        if node is not None:
            marked.data = _value(node, (), marked)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _refuse(marked, mark, error.problem or "it can't be read", "check quotes and depth")
    except (yaml.YAMLError, RecursionError):
        _refuse(marked, None, "it can't be read", "look for an odd character or deep brackets")
    return marked


def _refuse(marked: Marked, mark: Any, message: str, mend: str) -> None:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    marked.problems.append(Problem(marked.file, line, column, "L002", message, mend))


def _value(node: Any, trail: Trail, marked: Marked) -> Any:
    marked.places[trail] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if len(trail) > MAX_DEPTH:
        marked.wrong(trail, "L002", "it is nested too deep", "check the depth of the lines")
        return None
    if isinstance(node, yaml.SequenceNode):
        return [_value(one, (*trail, number), marked) for number, one in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                marked.wrong((*trail, name), "L003", f'"{name}" is here twice', "keep one")
            found[name] = _value(value, (*trail, name), marked)
        return found
    if node.style not in _QUOTED and node.value in {"", "~", "null"}:
        return None
    if node.style not in _QUOTED and node.value in {"true", "false"}:
        return node.value == "true"
    return node.value
