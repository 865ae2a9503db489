"""The JSON Schemas of what stands in `flows/`, for completion in editors."""

import json
from typing import Any, Final

from pydantic import BaseModel

from bot.flow.document import FlowFile
from bot.flow.needs import NeedsFile
from bot.flow.programme import ProgrammeFile
from bot.flow.transcript import TranscriptFile

FILES: Final[dict[str, type[BaseModel]]] = {
    "flow.schema.json": FlowFile,
    "test.schema.json": TranscriptFile,
    "programme.schema.json": ProgrammeFile,
    "needs.schema.json": NeedsFile,
}


def schema_text(name: str) -> str:
    """The schema file of this name, as it should stand in `flows/`."""
    schema = FILES[name].model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = name.split(".", maxsplit=1)[0]
    return json.dumps(_plain(schema), indent=2, ensure_ascii=False) + "\n"


def _plain(node: Any) -> Any:
    """Without pydantic's titles, which only repeat the keys, and without null branches.

    A key that may be left out is never written as null in a flow.
    """
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    kept = {
        key: _plain(value)
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str))
        and not (key == "default" and value is None)
    }
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    branches = kept.get("anyOf")
    if isinstance(branches, list):
        kept["anyOf"] = [one for one in branches if one != {"type": "null"}]
        if len(kept["anyOf"]) == 1:
            kept = {**kept.pop("anyOf")[0], **kept}
    return kept
