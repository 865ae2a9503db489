"""Answers in words, outside of a conversation."""

from bot.flow.flow import Flow
from bot.flow.library import Library

NUMBERS = frozenset({"scale", "int", "number"})


def words_of(library: Library, flow_id: str, name: str, value: object, lang: str) -> str:
    """An answer as the person saw it: options by their labels."""
    flow = library.called(flow_id)
    if isinstance(value, list):
        return ", ".join(_one(flow, name, one, lang) for one in value)
    return _one(flow, name, value, lang)


def _one(flow: Flow | None, name: str, value: object, lang: str) -> str:
    labels = flow.labels.get(name, {}) if flow else {}
    if flow and isinstance(value, str) and value in labels:
        return flow.text(labels[value], lang).render(str)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def is_number(library: Library, flow_id: str, name: str) -> bool:
    """Whether an answer is a rating or another number."""
    flow = library.called(flow_id)
    variable = flow.variables.get(name) if flow else None
    return variable is not None and variable.type in NUMBERS
