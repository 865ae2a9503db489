"""What an edit of a flow does: to its words, to its structure, to people in the middle."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from bot.flow.document import FlowFile
from bot.flow.programme import ProgrammeFile, programme_texts
from bot.flow.revision import content_hash, structure, structure_hash
from bot.flow.texts import FlowText, texts_of
from bot.model import Session

_HEADS: Final = (
    *("source", "not_for", "pack", "minutes", "measure", "rhythm", "therapist_only", "progress"),
    "language",
)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one flow or programme.

    Attributes:
        kind: `wording` reaches running sessions at once; `structure` leaves them on the
            revision they began with.
        words: (name of the text, before, after); one side is empty for a new or lost text.
        steps: (step, `added`, `removed` or `changed`).
        other: Other parts of the structure that changed, such as `vars`.
        standing: How many running sessions stand on which step of the old revision.
    """

    flow: str
    kind: Literal["new", "removed", "same", "wording", "structure"]
    before: str = ""
    after: str = ""
    words: tuple[tuple[str, str, str], ...] = ()
    steps: tuple[tuple[str, str], ...] = ()
    other: tuple[str, ...] = ()
    standing: Mapping[str, int] = field(default_factory=dict)


def compare(old: FlowFile | None, new: FlowFile | None, sessions: Iterable[Session] = ()) -> Change:
    """Compare two revisions of a flow; one of them may be missing.

    Raises:
        ValueError: Both are missing.
    """
    known = new or old
    if known is None:
        msg = "there is nothing to compare"
        raise ValueError(msg)
    standing = _standing(old, sessions) if old else {}
    if old is None or new is None:
        hash_ = content_hash(known)
        if old is None:
            return Change(known.flow, "new", after=hash_)
        return Change(known.flow, "removed", before=hash_, standing=standing)
    before, after = content_hash(old), content_hash(new)
    moved = structure_hash(old) != structure_hash(new)
    heads = tuple(key for key in _HEADS if getattr(old, key) != getattr(new, key))
    return Change(
        flow=known.flow,
        kind="same" if before == after else "structure" if moved else "wording",
        before=before,
        after=after,
        words=_changed(texts_of(old), texts_of(new)),
        steps=_steps(old, new),
        other=(*_rest(old, new), *heads),
        standing=standing,
    )


def compare_programmes(old: ProgrammeFile, new: ProgrammeFile) -> Change:
    """Compare two revisions of a programme. Nobody stands in the middle of a file of days."""
    before, after = content_hash(old), content_hash(new)
    days = [[(one.day, one.flow) for one in file.days] for file in (old, new)]
    other = ["days"] if days[0] != days[1] else []
    other += [key for key in ("pack", "therapist_only") if getattr(old, key) != getattr(new, key)]
    return Change(
        flow=new.programme,
        kind="same" if before == after else "structure" if other else "wording",
        before=before,
        after=after,
        words=_changed(programme_texts(old), programme_texts(new)),
        other=tuple(other),
    )


def _changed(old: Iterable[FlowText], new: Iterable[FlowText]) -> tuple[tuple[str, str, str], ...]:
    before = {text.key: text.text for text in old}
    after = {text.key: text.text for text in new}
    return tuple(
        (key, before.get(key, ""), after.get(key, ""))
        for key in dict.fromkeys((*before, *after))
        if before.get(key) != after.get(key)
    )


def _steps(old: FlowFile, new: FlowFile) -> tuple[tuple[str, str], ...]:
    before, after = structure(old)["steps"], structure(new)["steps"]
    changes = []
    for name in dict.fromkeys((*before, *after)):
        if name not in after:
            changes.append((name, "removed"))
        elif name not in before:
            changes.append((name, "added"))
        elif before[name] != after[name]:
            changes.append((name, "changed"))
    return tuple(changes)


def _rest(old: FlowFile, new: FlowFile) -> tuple[str, ...]:
    before, after = structure(old), structure(new)
    keys = dict.fromkeys((*before, *after))
    return tuple(key for key in keys if key != "steps" and before.get(key) != after.get(key))


def _standing(old: FlowFile, sessions: Iterable[Session]) -> dict[str, int]:
    pinned = structure_hash(old)
    counts: dict[str, int] = {}
    for session in sessions:
        for frame in session.frames if session.status != "ended" else ():
            if frame.flow == old.flow and frame.revision == pinned:
                counts[frame.step] = counts.get(frame.step, 0) + 1
    return counts
