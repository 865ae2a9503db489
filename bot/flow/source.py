"""A YAML file as plain data in which each piece knows its line and column."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from bot.flow.findings import Finding, Mark, finding
from bot.flow.yaml_reader import Reader, RefusedError, Trail

MAX_BYTES: Final = 256 * 1024
_ODD_INDENT: Final = re.compile(r"^([^\S\n\t ]+| +[^\S\n\t ]+)", re.MULTILINE)
_NEEDLE: Final = re.compile(r"\S{1,40}")


@dataclass(frozen=True, slots=True)
class Marks:
    """Where each key and each value of the data stands, by path.

    `words` has each text with where it begins and ends in the file.
    """

    keys: Mapping[Trail, Mark] = field(default_factory=dict)
    values: Mapping[Trail, Mark] = field(default_factory=dict)
    words: Mapping[Trail, tuple[str, int, int]] = field(default_factory=dict)
    text: str = ""

    def key(self, path: Trail) -> Mark:
        """Where the key of `path` stands, or the nearest thing around it."""
        return self._nearest(path, self.keys)

    def value(self, path: Trail) -> Mark:
        """Where the value of `path` stands, or the nearest thing around it."""
        return self._nearest(path, self.values)

    def inside(self, path: Trail, offset: int) -> Mark:
        """Where the character at `offset` of a text stands, if that can be told."""
        value, start, end = self.words.get(path, ("", 0, 0))
        if value and offset >= len(value):
            last = self.inside(path, len(value) - 1)
            return Mark(last.line, last.column + 1)
        match = _NEEDLE.match(value, offset)
        if match is None:
            return self.value(path)
        needle = match.group()
        at = start - 1
        for _ in range(value.count(needle, 0, offset + len(needle))):
            at = self.text.find(needle, at + 1, end)
            if at < 0:  # written with escapes, or broken over lines
                return self.value(path)
        before = self.text[:at]
        return Mark(before.count("\n") + 1, at - before.rfind("\n"))

    def _nearest(self, path: Trail, first: Mapping[Trail, Mark]) -> Mark:
        while path:
            mark = first.get(path) or self.values.get(path)
            if mark:
                return mark
            path = path[:-1]
        return self.values.get((), Mark())


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: its data (None if it can't be used), its marks, what is wrong."""

    file: str
    data: Any = None
    marks: Marks = field(default_factory=Marks)
    findings: tuple[Finding, ...] = ()


def read_file(path: Path, shown: str | None = None) -> Source:
    """Read a YAML file. Never raises: what is wrong comes back as findings."""
    name = shown or path.as_posix()
    try:
        if path.exists() and not path.is_file():
            kind = "a folder" if path.is_dir() else "no ordinary file"
            return _refused(name, Mark(), "F001", f"this is {kind}", "give it another name")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        return _refused(
            name, Mark(), "F001", f"the file can't be opened ({reason})", "check name and rights"
        )
    return read_bytes(raw, name)


def read_bytes(raw: bytes, name: str) -> Source:
    """Read the bytes of a YAML file called `name`. Never raises."""
    if len(raw) > MAX_BYTES:
        return _refused(
            name,
            Mark(),
            "F003",
            f"the file is larger than {MAX_BYTES // 1024} KB",
            "split it into several flows",
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        mark = Mark(before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        return _refused(
            name, mark, "F002", "the file is not UTF-8", 'save it again with encoding "UTF-8"'
        )
    return read_text(text, name)


def read_text(text: str, name: str) -> Source:
    """Read YAML text from a file called `name`. Never raises."""
    reader = Reader(name)
    try:
        data = reader.document(iter(yaml.parse(text, Loader=yaml.CSafeLoader)))
    except RefusedError as refusal:
        return Source(name, findings=(*reader.findings, refusal.finding))
    except yaml.MarkedYAMLError as error:
        return Source(name, findings=(*reader.findings, _syntax(name, error, text, reader)))
    except yaml.YAMLError:
        found = finding(
            name,
            _unprintable(text),
            "F005",
            "there is an invisible control character here",
            "delete it and type the text again",
        )
        return Source(name, findings=(*reader.findings, found))
    return Source(
        name, data, Marks(reader.keys, reader.values, reader.words, text), tuple(reader.findings)
    )


def _refused(name: str, mark: Mark, code: str, message: str, mend: str) -> Source:
    return Source(name, findings=(finding(name, mark, code, message, mend),))


def _unprintable(text: str) -> Mark:
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    before = text[: found.start()] if found else ""
    return Mark(before.count("\n") + 1, len(before) - before.rfind("\n"))


_SYNTAX_HINTS: Final = (
    ("mapping values are not allowed", "put the text in quotes: a colon inside it means a key"),
    ("could not find expected ':'", "write key: value, with a colon and a space"),
    ("found character '\\t'", "use spaces at the beginning of the line, not tabs"),
    ("found character that cannot start any token", "put the text in quotes"),
    ("found unexpected end of stream", "close the quotes or brackets that were opened"),
    ("did not find expected '-' indicator", "start the line with - at the depth of the others"),
    ("did not find expected key", "check the depth of the line and the quotes before it"),
    ("did not find expected ',' or", "close the bracket, or put a comma between the entries"),
    ("found undefined tag", "put the text in quotes: ! means something in YAML"),
    ("found unknown escape", "write \\\\ for a backslash, or use single quotes"),
    ("found undefined alias", "put the text in quotes: * means something in YAML"),
)


_OPENED: Final = ("alias", "anchor", "simple key", "quoted scalar", "flow sequence", "flow mapping")
"""What libyaml was reading when it is best to point at the beginning of that."""


def _where_it_began(error: yaml.MarkedYAMLError) -> Mark:
    """Where a person would look: at what was opened, if the trouble shows on a later line."""
    context, problem = error.context_mark, error.problem_mark or error.context_mark
    if problem is None:
        return Mark()
    opened = str(error.context).endswith(_OPENED)
    if (
        context is not None
        and opened
        and (context.line < problem.line or "alias" in str(error.context))
    ):
        problem = context
    return Mark(problem.line + 1, problem.column + 1)


def _syntax(name: str, error: yaml.MarkedYAMLError, text: str, reader: Reader) -> Finding:
    problem = error.problem or "it can't be read"
    mend = next((hint for part, hint in _SYNTAX_HINTS if part in problem), None)
    mark = _where_it_began(error)
    lines = text.split("\n")
    before = lines[mark.line - 2] if 2 <= mark.line <= len(lines) + 1 else ""
    here = lines[mark.line - 1] if mark.line <= len(lines) else ""
    if here[mark.column - 1 : mark.column] == "\t":
        mend = "a tab stands here; replace it with spaces"
    odd = _ODD_INDENT.search(text)
    if odd and text.count("\n", 0, odd.start()) < mark.line:
        mark = Mark(text.count("\n", 0, odd.start(1)) + 1, 1)
        mend = "these are not ordinary spaces: delete them and type the spaces anew"
    elif reader.open_quote and mark.line > reader.open_quote.line and "expected key" in problem:
        mark, mend = reader.open_quote, "close these quotes, or double the quotes inside them"
    elif "mapping values" in problem and before.strip() and ":" not in before:
        mark = Mark(mark.line - 1, len(before) - len(before.lstrip()) + 1)
        mend = "write key: value, with a colon and a space"
    return finding(
        name,
        mark,
        "F005",
        "the program can't read this line",
        mend or "check quotes, colons and the depth of this line and the one before",
    )
