"""Several pictures sent together arrive as an update each; one answer is enough."""

import json
from dataclasses import replace

from bot.store.rows import Person


def answered(person: Person, album: str) -> bool:
    """Whether an earlier part of this album was answered already."""
    return bool(album) and json.loads(person.data).get("album") == album


def remember(person: Person, album: str) -> Person:
    """The person, with this as their last album."""
    if not album:
        return person
    return replace(person, data=json.dumps(json.loads(person.data) | {"album": album}).encode())
