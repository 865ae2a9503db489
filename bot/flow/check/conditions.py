"""Are conditions and sums written so that they can be worked out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.flow import document as doc
from bot.flow import kinds
from bot.flow.check.subject import Subject
from bot.flow.expression import (
    BUILT_IN,
    PERSON_FIELDS,
    Expression,
    ExpressionError,
    column_of,
    compared,
    members,
)
from bot.flow.findings import Finding, suggest
from bot.flow.yaml_reader import Trail

_SYNTAX_MENDS: Final = (
    (re.compile(r"=<"), "write <="),
    (re.compile(r"=>"), "write >="),
    (re.compile(r"\+\+|--"), "write it out, such as rounds + 1"),
    (re.compile(r"(?<![=!<>])=(?!=)"), "to ask whether two things are equal, write =="),
    (re.compile(r"\band\b", re.IGNORECASE), "for and, write &&"),
    (re.compile(r"\bor\b", re.IGNORECASE), "for or, write ||"),
    (re.compile(r"\bnot\b", re.IGNORECASE), "for not, write ! before it, as in !(urge > 3)"),
    (re.compile(r"(?<!&)&(?!&)"), "for and, write &&"),
    (re.compile(r"(?<!\|)\|(?!\|)"), "for or, write ||"),
    (re.compile(r"[≤≥≠]"), "write <=, >= or !="),
    (re.compile(r"[“”„‘’]"), 'use straight quotation marks: "'),
)
_WORDS_FOR: Final = {
    "and": "&&",
    "or": "||",
    "not": "! before it, as in !(urge > 3)",
}
_TYPE_WORDS: Final = {
    "int": "a whole number",
    "double": "a number with decimals",
    "string": "words",
    "bool": "true or false",
    "list": "several options",
    "map": "a group of values",
}
_VAR_CEL: Final = {
    "INT": "a whole number",
    "DOUBLE": "a number with decimals",
    "STRING": "words",
    "BOOL": "true or false",
    "LIST<STRING>": "several options",
}


@dataclass(frozen=True, slots=True)
class Use:
    """An expression of the flow, where it stands, and the variable that it sets, if any."""

    path: Trail
    source: str
    sets: str | None = None


def uses(flow: doc.FlowFile) -> Iterator[Use]:
    """Every expression of a flow."""
    for name, step in flow.steps.items():
        for variable, source in (step.set_ or {}).items():
            yield Use(("steps", name, "set", variable), source, variable)
        for key in ("next", "branch", "options"):
            rules = getattr(step, key, None)
            for i, rule in enumerate(rules if isinstance(rules, list) else ()):
                if rule.condition is not None:
                    yield Use(("steps", name, key, i, "if"), rule.condition)


def compile_all(subject: Subject) -> tuple[dict[Trail, Expression], list[Finding]]:
    """Compile every expression of a flow.

    Returns:
        The expressions by place, and a finding for each that can't be used.
    """
    good: dict[Trail, Expression] = {}
    found: list[Finding] = []
    for use in uses(subject.flow):
        try:
            expression = subject.environment.compile(use.source)
        except ExpressionError as error:
            found.append(_explain(subject, use, error))
            continue
        problems = [*_check(subject, use, expression)]
        found += problems
        if not problems:
            good[use.path] = expression
    return good, found


def _explain(subject: Subject, use: Use, error: ExpressionError) -> Finding:
    if error.kind == "undeclared":
        match = re.search(r"'([^']*)'", error.detail)
        name = match.group(1) if match else "?"
        if name in _WORDS_FOR:
            message = f"this can't be read: {use.source}"
            column = column_of(use.source, name)
            return subject.inside(
                use.path, column, "F033", message, f"for {name}, write {_WORDS_FOR[name]}"
            )
        return subject.inside(
            use.path, error.column, "F030", f'"{name}" is not declared', _declare(subject, name)
        )
    if error.kind == "type":
        chained = re.search(r"[<>]=?[^&|]*[<>]", use.source)
        message, way = _types(error.detail)
        if chained:
            way = "write the two comparisons apart: urge > 0 && urge < 3"
        return subject.inside(use.path, error.column, "F034", message, way)
    if error.kind == "complex":
        return subject.at_value(
            use.path, "F033", "this is too long or nested too deep", "make several steps of it"
        )
    bare = re.sub(r'"[^"]*"', '""', use.source)
    mend = next((mend for pattern, mend in _SYNTAX_MENDS if pattern.search(bare)), None)
    return subject.inside(
        use.path,
        error.column,
        "F033",
        f"this can't be read: {use.source}",
        mend or 'write it like urge >= 8 && mood == "calm"',
    )


def _declare(subject: Subject, name: str) -> str:
    """How to mend a name that stands for nothing."""
    options = {
        one for variable in _choices(subject.flow) for one in _option_ids(subject.flow, variable)
    }
    if name in options:
        return f'"{name}" is an option: put it in quotes'
    if name == "name":
        return "for the person's name write person.name"
    return suggest(name, [*subject.flow.vars, *BUILT_IN], f"add {name} to vars")


def _types(detail: str) -> tuple[str, str]:
    match = re.search(r"'([^']*)' applied to '\((.*)\)'", detail)
    operator, types = (match.group(1), match.group(2)) if match else ("", "")
    if match and match.group(1) == "_[_]":
        return "square brackets have no use here", "take them out"
    plain = re.sub(r"\([^)]*\)", "", types)
    words = [_TYPE_WORDS.get(kind.strip(), kind.strip()) for kind in plain.split(",")]
    symbol = operator.strip("_@").replace("_", " ") or "this comparison"
    message = f"{symbol} doesn't go with {' and '.join(words)}"
    if "a number with decimals" in words and "a whole number" in words:
        return message, "write the number with a point, such as 2.0"
    if "several options" in words:
        return message, 'ask whether one was picked: "id" in name; or how many: size(name) > 1'
    return message, 'compare numbers with numbers and words with words: urge > 3, mood == "calm"'


def _check(subject: Subject, use: Use, expression: Expression) -> Iterator[Finding]:
    yield from _members(subject, use)
    for name, word, column in compared(use.source, _choices(subject.flow)):
        options = _option_ids(subject.flow, name)
        if word not in options:
            yield subject.inside(
                use.path,
                column,
                "F038",
                f'no option gives {name} the value "{word}"',
                suggest(word, options, f"the options are {', '.join(sorted(options))}"),
            )
    if use.sets is None and expression.type != "BOOL":
        kind = _VAR_CEL.get(expression.type, "something else")
        yield subject.at_value(
            use.path,
            "F034",
            f"{use.source} is {kind}, not true or false",
            'compare it with something, such as urge >= 8 or mood == "calm"',
        )
    elif use.sets in subject.flow.vars:
        wanted = subject.environment.cel_type(use.sets or "")
        if expression.type != wanted:
            yield subject.at_value(
                use.path,
                "F034",
                f"{use.sets} holds {_VAR_CEL[wanted]}, and this gives "
                f"{_VAR_CEL.get(expression.type, 'something else')}",
                "change the type of the variable, or what is set",
            )


def _members(subject: Subject, use: Use) -> Iterator[Finding]:
    known = {"answered": list(subject.flow.vars), "person": list(PERSON_FIELDS)}
    for base, names in known.items():
        for name, column in members(use.source, base):
            if name not in names:
                yield subject.inside(
                    use.path,
                    column,
                    "F030",
                    f'there is no "{base}.{name}"',
                    suggest(name, names, f"what there is: {', '.join(names) or 'nothing'}"),
                )


def _choices(flow: doc.FlowFile) -> list[str]:
    """Variables that hold ids of options; what the program lists can't be looked through here."""
    listed = {one.save for one in flow.steps.values() if isinstance(one, kinds.ListedStep)}
    return [
        name
        for name, var in flow.vars.items()
        if var.type in {"choice", "multi"} and name not in listed
    ]


def _option_ids(flow: doc.FlowFile, variable: str) -> set[str]:
    ids: set[str] = set()
    for step in flow.steps.values():
        if isinstance(step, kinds.ChoiceStep | kinds.MultiStep) and step.save == variable:
            ids.update(option.id for option in step.options)
    default = flow.vars[variable].default
    return ids | ({default} if isinstance(default, str) else set())
