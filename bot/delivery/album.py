"""Several pictures sent together arrive as an update each; one answer is enough."""

import json
from dataclasses import replace
from typing import Any

from bot.store.rows import Person


def answered(person: Person, album: str) -> bool:
    """Whether an earlier part of this album was answered already."""
    return bool(album) and data_of(person).get("album") == album


def remember(person: Person, album: str) -> Person:
    """The person, with this as their last album."""
    if not album:
        return person
    return replace(person, data=json.dumps(data_of(person) | {"album": album}).encode())


def data_of(person: Person) -> dict[str, Any]:
    """A person's other settings; none, if they are damaged."""
    try:
        data = json.loads(person.data)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
