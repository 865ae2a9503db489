"""What a flow file amounts to, as two hashes.

The **content** hash changes with every word; a clinician's review is a review of it. The
**structure** hash changes only when a conversation could go differently: steps, ids,
variables, conditions, times. A running session is pinned to its structure, so a better
wording reaches people in the middle of a flow and a moved step never strands them.
"""

import hashlib
import json
from typing import Any, Final

from bot.flow.document import FlowFile
from bot.flow.programme import ProgrammeFile

_HEADS: Final = frozenset(
    {
        "title",
        "summary",
        "source",
        "not_for",
        "minutes",
        "measure",
        "rhythm",
        "progress",
        "therapist_only",
        "closing",
        "reviewed",
        "language",
        "pack",
    }
)
_WORDS: Final = frozenset({"say", "text", "early", "retry", "unit", "labels", "label"})


def content_hash(flow: FlowFile | ProgrammeFile) -> str:
    """The hash of all that people can see or that decides what they see (12 hex digits).

    A programme's doesn't change with its flows: each of them is read by itself.

    Defaults are left out, so that a new optional key of the format changes no hash.
    """
    data = flow.model_dump(mode="json", by_alias=True, exclude={"reviewed"}, exclude_defaults=True)
    return _digest(data)


def structure_hash(flow: FlowFile) -> str:
    """The hash of the flow without its words (12 hex digits)."""
    return _digest(structure(flow))


def structure(flow: FlowFile) -> dict[str, Any]:
    """The flow without its words, as plain data."""
    data = flow.model_dump(mode="json", by_alias=True, exclude=set(_HEADS), exclude_defaults=True)
    data["steps"] = {name: _bare(step) for name, step in data["steps"].items()}
    for var in data.get("vars", {}).values():
        var.pop("title", None)
    return data


def dump(flow: FlowFile) -> str:
    """A revision as text, to keep while a session is pinned to it."""
    return flow.model_dump_json(by_alias=True, exclude_none=True)


def restore(text: str) -> FlowFile:
    """A revision that `dump` wrote.

    Raises:
        ValueError: The text is no revision.
    """
    return FlowFile.model_validate_json(text)


def _bare(step: dict[str, Any]) -> dict[str, Any]:
    bare = {key: value for key, value in step.items() if key not in _WORDS}
    if "options" in step:
        bare["options"] = [
            {key: value for key, value in option.items() if key != "label"}
            for option in step["options"]
        ]
    if isinstance(bare.pop("skip", None), dict) and "go" in step["skip"]:
        bare["skip"] = step["skip"]["go"]
    if "remind" in step:
        nudges = step["remind"] if isinstance(step["remind"], list) else [step["remind"]]
        bare["remind"] = [nudge["after"] for nudge in nudges]
    return bare


def _digest(data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
