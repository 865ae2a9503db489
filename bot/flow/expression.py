"""Conditions and sums in CEL, checked against the declared variables when a flow is loaded.

`cel-expr-python` wraps Google's CEL for C++. The design named the Rust binding; that one
evaluates faster (0.7 against 3.5 µs) but has no type checker, so a comparison of a number
with words would have come to light in front of a person. This one refuses it at load, with
the column.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from cel_expr_python import cel

from bot.model import Value

_TYPES: Final = {
    "scale": cel.Type.INT,
    "int": cel.Type.INT,
    "number": cel.Type.DOUBLE,
    "text": cel.Type.STRING,
    "choice": cel.Type.STRING,
    "time": cel.Type.STRING,
    "bool": cel.Type.BOOL,
    "multi": cel.Type.List(cel.Type.STRING),
}
_CEL_NAMES: Final = {
    "scale": "INT",
    "int": "INT",
    "number": "DOUBLE",
    "text": "STRING",
    "choice": "STRING",
    "time": "STRING",
    "bool": "BOOL",
    "multi": "LIST<STRING>",
}
PERSON_FIELDS: Final = ("name", "pace", "country", "zone", "language", "adult")
BUILT_IN: Final = ("answered", "person")
_BUILT_IN_TYPES: Final = {
    "answered": cel.Type.Map(cel.Type.STRING, cel.Type.BOOL),
    "person": cel.Type.Map(cel.Type.STRING, cel.Type.STRING),
}
_STRING: Final = re.compile(
    r"""[rRbB]{0,2}(?:\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|//[^\n]*""",
    re.DOTALL,
)
"""Strings, and comments too: what stands in them is no name."""
_WORD: Final = r"""(["'])([^"'\\]*)\1"""
_NAME: Final = re.compile(r"([A-Za-z_]\w*)(?:\s*\.\s*([A-Za-z_]\w*))?")
_MACRO: Final = re.compile(r"\.\s*(all|exists|exists_one|filter|map)\s*\(")
_ERROR: Final = re.compile(r"<input>:(\d+):(\d+): (.*?)(?:\n|$)")


class ExpressionError(ValueError):
    """An expression can't be used.

    Attributes:
        column: Where in the expression, counted from 0.
        kind: `syntax`, `type`, `undeclared` or `complex`.
        detail: What CEL said.
    """

    def __init__(self, column: int, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.column = column
        self.kind = kind
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression.

    Attributes:
        source: As it was written.
        names: The variables it reads.
        asked: The variables whose being answered it asks for.
        person: It reads something about the person.
        type: The CEL type of its value.
        proves: The variables that surely have a value when it is true.
        denies: The variable that surely has one when it is not, as in `!answered.need`.
    """

    source: str
    names: tuple[str, ...]
    asked: tuple[str, ...]
    person: bool
    type: str
    proves: tuple[str, ...]
    denies: str | None
    _program: Any

    def value(self, data: Mapping[str, Any]) -> Value | None:
        """Work it out, or None when something it reads has no value or doesn't fit."""
        try:
            result = self._program.eval(data=data)
            if result.type().name() == "ERROR":
                return None
            plain: Value = result.plain_value()
        except RuntimeError:
            return None
        return plain

    def true(self, data: Mapping[str, Any]) -> bool:
        """Whether it is true; what can't be worked out is not."""
        try:
            return self._program.eval(data=data).value() is True
        except RuntimeError:
            return False


class Environment:
    """The variables that a flow's expressions may read, by name and type of the format."""

    def __init__(self, types: Mapping[str, str]) -> None:
        self._types = dict(types)
        self._env = _environment(tuple(sorted(types.items())))

    def compile(self, source: str) -> Expression:
        """Read and check an expression.

        Raises:
            ExpressionError: It can't be read, or its types don't fit.
        """
        try:
            program = self._env.compile(source)
        except RuntimeError as error:
            raise _explain(str(error), source) from None
        names, asked = references(source, self._types)
        bare = _bare(source)
        proves = _proves(bare, self._types)
        alone = re.fullmatch(r"\s*!\s*answered\s*\.\s*(\w+)\s*", bare)
        denies = alone.group(1) if alone else None
        kind = program.return_type().name()
        person = any(name == "person" for name, _, _ in _named(source))
        return Expression(source, names, asked, person, kind, proves, denies, program)

    def cel_type(self, name: str) -> str:
        """The CEL type of a variable's values."""
        return _CEL_NAMES[self._types[name]]


def references(source: str, declared: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The declared variables that an expression reads, and those it asks `answered.` about."""
    known = set(declared)
    names: dict[str, None] = {}
    asked: dict[str, None] = {}
    for name, member, _ in _named(source):
        if name == "answered" and member:
            asked[member] = None
        elif name in known:
            names[name] = None
    return tuple(names), tuple(asked)


def _bare(source: str) -> str:
    """The expression with strings and comments blanked, every character in its place."""
    return _STRING.sub(lambda found: " " * len(found.group()), source)


def _named(source: str) -> Iterator[tuple[str, str | None, re.Match[str]]]:
    """Each name that is no member of another, with its first member."""
    bare = _bare(source)
    for match in _NAME.finditer(bare):
        if not bare[: match.start()].rstrip().endswith("."):
            yield match.group(1), match.group(2), match


def members(source: str, base: str) -> list[tuple[str, int]]:
    """The members of `base` that an expression reads (`person.name`), with their columns."""
    return [
        (member, match.start(2))
        for name, member, match in _named(source)
        if name == base and member
    ]


def compared(source: str, names: Iterable[str]) -> list[tuple[str, str, int]]:
    """Comparisons of a variable with words (`mood == "calm"`): name, words, column of the words.

    Also `"calm" == mood`, `"calm" in senses` and `mood in ["calm", "low"]`, in any quotes.
    """
    found = []
    for name in names:
        after = re.compile(rf"(?<![\w.]){name}\s*(?:==|!=)\s*{_WORD}")
        before = re.compile(rf"{_WORD}\s*(?:==|!=|\bin\b)\s*{name}(?![\w.])")
        for pattern in (after, before):
            found += [(name, m.group(2), m.start(1)) for m in pattern.finditer(source)]
        for listed in re.finditer(rf"(?<![\w.]){name}\s+in\s*\[([^\]]*)\]", source):
            inner = re.finditer(_WORD, listed.group(1))
            found += [(name, m.group(2), listed.start(1) + m.start(1)) for m in inner]
    return found


def column_of(source: str, name: str) -> int:
    """Where in an expression a variable is read first."""
    return next((match.start() for one, _, match in _named(source) if one == name), 0)


def _proves(bare: str, declared: Iterable[str]) -> tuple[str, ...]:
    """The variables without which the expression can't be true.

    CEL absorbs an error beside a deciding value (`false && error` is false, `true || error`
    is true), so only what stands alone between the outermost `&&` proves anything.
    """
    conjuncts = _conjuncts(bare)
    proven: dict[str, None] = {}
    for conjunct in conjuncts:
        if any(mark in conjunct for mark in ("&&", "||", "?", "{")) or _MACRO.search(conjunct):
            continue
        names, asked = references(conjunct, declared)
        proven.update(dict.fromkeys(names))
        if asked and re.fullmatch(r"\s*answered\s*\.\s*\w+\s*", conjunct):
            proven[asked[0]] = None
    return tuple(proven)


def _conjuncts(bare: str) -> list[str]:
    """The parts between the outermost `&&`; nothing when an outer `||` or `?` binds them."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(bare):
        depth += (char in "([{") - (char in ")]}")
        if depth:
            continue
        if char == "?" or bare.startswith("||", at):
            return []
        if bare.startswith("&&", at):
            parts.append(bare[start:at])
            start = at + 2
    return [*parts, bare[start:]]


@lru_cache(maxsize=512)
def _environment(types: tuple[tuple[str, str], ...]) -> Any:
    variables = {name: _TYPES[kind] for name, kind in types}
    return cel.NewEnv(variables={**variables, **_BUILT_IN_TYPES})


def _explain(text: str, source: str) -> ExpressionError:
    match = _ERROR.search(text)
    if not match:
        return ExpressionError(0, "complex", "it is too long or nested too deep")
    line, column, detail = int(match.group(1)), int(match.group(2)), match.group(3)
    if detail.startswith("undeclared reference"):
        kind = "undeclared"
    elif "no matching overload" in detail:
        kind = "type"
    else:
        kind = "syntax"
    before = source.split("\n")[: line - 1]
    return ExpressionError(sum(len(part) + 1 for part in before) + column - 1, kind, detail)
