"""Data to document: what pydantic finds, said in words that a writer can act on."""

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.flow import document as doc
from bot.flow import kinds, parts
from bot.flow import wording as words
from bot.flow.findings import Finding, Mark, did_you_mean, finding, suggest
from bot.flow.programme import Day, ProgrammeFile
from bot.flow.source import Source
from bot.flow.yaml_reader import Trail

Model = TypeVar("Model", bound=BaseModel)

_STEP_KEYS: Final = frozenset(
    field.alias or name
    for model in kinds.STEPS.values()
    for name, field in model.model_fields.items()
)


def parse(source: Source, model: type[Model]) -> tuple[Model | None, list[Finding]]:
    """Validate what was read against a model.

    Returns:
        The document, or None, and everything that is wrong with its shape.
    """
    if source.data is None:
        return None, []
    if not isinstance(source.data, dict):
        mark = source.marks.value(())
        return None, [
            finding(
                source.file, mark, "F012", "the file must be keys and values", "write key: value"
            )
        ]
    try:
        return model.model_validate(source.data), []
    except ValidationError as error:
        explain = _Explainer(source, model)
        found = [one for detail in error.errors() for one in explain(detail)]
        first: dict[tuple[object, ...], Finding] = {}
        for one in found:  # a value that could be several things is wrong in several ways
            what = "" if one.code == "F012" else one.message
            first.setdefault((one.line, one.column, one.code, what), one)
        return None, list(first.values())


class _Explainer:
    """Turns one pydantic error into findings at the right line."""

    def __init__(self, source: Source, model: type[BaseModel]) -> None:
        self._source = source
        self._model = model
        self._whole = "the programme" if model is ProgrammeFile else "the flow"

    def __call__(self, error: ErrorDetails) -> Iterator[Finding]:
        path = self._path(error["loc"], error["type"])
        kind = error["type"]
        special: dict[str, Callable[[Trail, ErrorDetails], Iterator[Finding]]] = {
            "extra_forbidden": self._unknown,
            "missing": self._missing,
            "union_tag_not_found": self._no_kind,
            "union_tag_invalid": self._no_kind,
            "literal_error": self._not_allowed,
            "string_pattern_mismatch": self._pattern,
        }
        yield from special.get(kind, self._other)(path, error)

    def _path(self, loc: tuple[str | int, ...], kind: str) -> Trail:
        """The path in the file behind pydantic's, which also names union members."""
        path: list[str | int] = []
        data: Any = self._source.data
        for number, piece in enumerate(loc):
            last = number == len(loc) - 1
            inside = (isinstance(data, dict) and piece in data) or (
                isinstance(data, list) and isinstance(piece, int) and piece < len(data)
            )
            if inside:
                data = data[piece]
                path.append(piece)
            elif last and kind == "missing":
                path.append(piece)
        return tuple(path)

    def _find(self, mark: Mark, code: str, message: str, mend: str) -> Iterator[Finding]:
        yield finding(self._source.file, mark, code, message, mend)

    def _at(self, path: Trail) -> Any:
        data = self._source.data
        for piece in path:
            data = data[piece]
        return data

    def _unknown(self, path: Trail, error: ErrorDetails) -> Iterator[Finding]:
        key, around = str(path[-1]), path[:-1]
        known = [key for key in self._known(around) if key not in self._at(around)]
        where = f" in {words.where(around)}" if around else ""
        others = ", ".join(known) or "nothing more"
        yield from self._find(
            self._source.marks.key(path),
            "F010",
            f'unknown key "{words.short(key)}"{where}',
            words.move_in(key)
            or suggest(key, known, f"delete it; what could stand here: {others}"),
        )

    def _known(self, path: Trail) -> list[str]:
        model = self._model_at(path)
        if model is None:
            return []
        return [field.alias or name for name, field in model.model_fields.items()]

    def _model_at(self, path: Trail) -> type[BaseModel] | None:
        if not path:
            return self._model
        if self._model is ProgrammeFile:
            return doc.Reviewed if path == ("reviewed",) else Day
        if self._model is not doc.FlowFile:
            return None
        if path[0] != "steps" or len(path) < 2:
            heads: dict[str, type[BaseModel]] = {
                "measure": doc.Measure,
                "reviewed": doc.Reviewed,
                "vars": doc.Var,
            }
            return heads.get(str(path[0]))
        if len(path) == 2:
            return kinds.STEPS.get(kinds.kind_of(self._at(path)) or "")
        keys: dict[str, type[BaseModel]] = {
            "options": kinds.Option,
            "next": parts.Rule,
            "branch": parts.Rule,
            "remind": kinds.Remind,
            "skip": kinds.Skip,
            "pick": kinds.Pick,
            "pace": kinds.Rhythm,
        }
        return keys.get(str(path[2]))

    def _missing(self, path: Trail, error: ErrorDetails) -> Iterator[Finding]:
        key, around = str(path[-1]), path[:-1]
        mends = {
            "next": "add `next: ` and the name of the step that follows",
            "go": "add `go: ` and the name of a step",
            "text": 'add `text: "…"`',
            "not_for": "add `not_for: [current danger]`, or [] when there is nothing",
            "source": "add `source: ` with the technique, its author and year",
            "options": "add `options:` and the answers to tap, each with id and label",
            "why": 'add `why: "…"`, the reason in plain words; people read it',
            "days": "add `days:` and below it each day, its flow and why",
        }
        code = "F016" if key == "next" and path[:1] == ("steps",) else "F011"
        message = (
            f"{words.where(around)} leads nowhere: `next` is missing"
            if code == "F016"
            else f'{words.where(around) or self._whole} has no "{key}"'
        )
        yield from self._find(
            self._source.marks.key(around), code, message, mends.get(key, f"add `{key}: …`")
        )

    def _no_kind(self, path: Trail, error: ErrorDetails) -> Iterator[Finding]:
        if len(path) != 2 or path[0] != "steps":
            yield from self._other(path, error)
            return
        step, where = self._at(path), words.where(path)
        mark = self._source.marks.key(path)
        if not isinstance(step, dict):
            yield from self._find(
                mark, "F012", f"{where} must be keys and values", 'write say: "…" below it'
            )
            return
        verbs = kinds.verbs_of(step)
        if len(verbs) > 1:
            listed = " and ".join(verbs)
            yield from self._find(
                mark, "F014", f"{where} does {len(verbs)} things: {listed}", "make two steps of it"
            )
            return
        if verbs == ["ask"]:
            yield from self._bad_ask(path, step["ask"])
            return
        for key in step:
            guess = did_you_mean(str(key), kinds.VERBS)
            if guess and key not in _STEP_KEYS:
                at = self._source.marks.key((*path, key))
                message = f'unknown key "{words.short(key)}" in {where}'
                yield from self._find(at, "F010", message, f'did you mean "{guess}"?')
                return
        listed = ", ".join(kinds.VERBS[:-1]) + " or end"
        mend = f"give it one of {listed}, or delete it"
        if "text" in step:
            mend = "to tell something, write say: instead of text:; to ask, add ask: and its kind"
        yield from self._find(mark, "F014", f"{where} does nothing", mend)

    def _bad_ask(self, path: Trail, kind: Any) -> Iterator[Finding]:
        known = list(kinds.ASK_STEPS)
        yield from self._find(
            self._source.marks.value((*path, "ask")),
            "F012",
            f'{words.where(path)} asks for "{words.short(kind)}"',
            suggest(str(kind), known, f"write one of {', '.join(known)}"),
        )

    def _not_allowed(self, path: Trail, error: ErrorDetails) -> Iterator[Finding]:
        allowed = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        value = self._at(path)
        yield from self._find(
            self._source.marks.value(path),
            "F012",
            f'{words.where(path)} is "{words.short(value)}"',
            suggest(str(value), allowed, f"write {words.either(allowed)}"),
        )

    def _pattern(self, path: Trail, error: ErrorDetails) -> Iterator[Finding]:
        rule = words.PATTERNS[error["ctx"]["pattern"]]
        is_key = error["loc"][-1] == "[key]"
        marks = self._source.marks
        mark = marks.key(path) if is_key else marks.value(path)
        text = str(path[-1] if is_key else self._at(path))
        what = "the name" if is_key else words.where(path)
        yield from self._find(mark, "F012", f'{what} is "{words.short(text)}"', f"write {rule}")

    def _other(self, path: Trail, error: ErrorDetails) -> Iterator[Finding]:
        kind, mark, where = error["type"], self._source.marks.value(path), words.where(path)
        if error["loc"] and error["loc"][-1] == "[key]":
            yield from self._key(path, kind)
        elif kind in words.LIMITS:
            limit_words, key = words.LIMITS[kind]
            limit = limit_words.replace("#", str(error["ctx"].get(key, "")))
            value = self._at(path)
            has = f" it has {len(value)};" if hasattr(value, "__len__") and value else ""
            yield from self._find(mark, "F012", f"{where}:{has} {limit}", "change it to fit")
        else:
            wanted = words.KINDS.get(kind, "what belongs here")
            value = self._at(path)
            if path and path[-1] in words.DURATIONS:
                wanted = "a length of time"
            mend = words.mend_for(path, wanted, value)
            yield from self._find(
                mark, "F012", f"{where} is {words.kind_in_words(value)}, not {wanted}", mend
            )

    def _key(self, path: Trail, kind: str) -> Iterator[Finding]:
        wanted = "a whole number" if kind.startswith("int") else "a word"
        yield from self._find(
            self._source.marks.key(path),
            "F012",
            f'the name "{words.short(path[-1])}" is not {wanted}',
            f"write {words.PATTERNS[parts.NAME]}" if wanted == "a word" else "write digits only",
        )
