"""A text as it is sent becomes a text as it is stored: parsed, cleaned, trimmed, with entities.

Lengths and offsets are UTF-16 units throughout, as everywhere in the Bot API.
"""

import re
from typing import Any

from bot.preview import links, markdown, tags
from bot.preview.kinds import Json, utf16
from bot.preview.refusal import bad

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ENTITIES = 100
AUTOMATIC = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
)
GIVEN = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    }
)
PARSERS = {
    "html": tags.parse,
    "markdown": markdown.parse_old,
    "markdownv2": markdown.parse,
}
DROPPED = re.compile("[\r\u2028-\u202e]")
BLANKED = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
WHITE = " \n\t\v\f\u00a0"


def encodable(text: str) -> bool:
    """Whether the text is one: half a surrogate pair is none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def formatted(
    text: str, parse_mode: str | None, given: list[Json] | None
) -> tuple[str, list[Json]]:
    """The text that people see, and its entities.

    Raises:
        RefusedError: it can't be parsed, or an entity does not fit.
    """
    entities: list[Json] = []
    if parse_mode:
        parser = PARSERS.get(parse_mode.lower())
        if parser is None:
            raise bad("unsupported parse_mode")
        try:
            text, entities = parser(text)
        except tags.MalformedError as error:
            raise bad(f"can't parse entities: {error}") from None
    elif given:
        entities = [_checked(one, utf16(text)) for one in given]
    text, entities = _cleaned(text, [one for one in entities if one["type"] not in AUTOMATIC])
    text, entities = _trimmed(text, entities)
    return text, _sorted(_with_found(text, entities))


def _checked(one: Json, end: int) -> Json:
    """An entity that the bot gave, if it fits the text."""
    kind, offset, length = one["type"], one["offset"], one["length"]
    if kind not in GIVEN | AUTOMATIC:
        raise bad("can't parse MessageEntity: Unsupported type specified")
    if offset < 0:
        raise bad(f"receive an entity with incorrect offset {offset}")
    if length < 0:
        raise bad(f"receive an entity with incorrect length {length}")
    if offset > end:
        raise bad(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + length > end:
        raise bad(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text"
            f" at UTF-16 offset {offset + length}"
        )
    _check_details(kind, one)
    return one


def _check_details(kind: str, one: Json) -> None:
    if kind == "text_link":
        fault = links.fault(one.get("url", ""))
        if fault:
            raise bad(f"entity URL '{one.get('url', '')}' is invalid: {fault}")
    if kind == "custom_emoji":
        number = one.get("custom_emoji_id")
        if number is None:
            raise bad("can't parse MessageEntity: Can't find field \"custom_emoji_id\"")
        if not (str(number).isdecimal() and int(number) < 2**63):
            raise bad('can\'t parse MessageEntity: Field "custom_emoji_id" must be a valid Number')
    if kind == "text_mention" and not one.get("user"):
        raise bad("can't parse MessageEntity: Can't find field \"user\"")


def _cleaned(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without the characters that Telegram removes or blanks."""
    text = BLANKED.sub(" ", text)
    gone = [utf16(text[: match.start()]) for match in DROPPED.finditer(text)]
    if not gone:
        return text, entities
    moved = []
    for one in entities:
        before = sum(at < one["offset"] for at in gone)
        inside = sum(one["offset"] <= at < one["offset"] + one["length"] for at in gone)
        moved.append(one | {"offset": one["offset"] - before, "length": one["length"] - inside})
    return DROPPED.sub("", text), moved


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without white space at both ends."""
    left = len(text) - len(text.lstrip(WHITE))
    text = text.strip(WHITE)
    end = utf16(text)
    kept = []
    for one in entities:
        start = max(one["offset"] - left, 0)
        stop = min(one["offset"] + one["length"] - left, end)
        if stop > start:
            kept.append(one | {"offset": start, "length": stop - start})
    return text, kept


def _with_found(text: str, entities: list[Json]) -> list[Json]:
    """With what Telegram finds by itself, except in code and links."""
    solid = [one for one in entities if one["type"] in {"code", "pre", "text_link", "text_mention"}]
    found = [
        one
        for one in links.find(text)
        if all(
            one["offset"] + one["length"] <= other["offset"]
            or one["offset"] >= other["offset"] + other["length"]
            for other in solid
        )
    ]
    return entities + found


def _sorted(entities: list[Json]) -> list[Json]:
    """In Telegram's order, the outer before the inner, at most a hundred."""
    ordered = sorted(entities, key=lambda one: (one["offset"], -one["length"], one["type"]))
    return ordered[:MAX_ENTITIES]


def message_text(call: Json) -> tuple[str, list[Json]]:
    """The text of a message or of an edit, within its limits.

    Raises:
        RefusedError: empty, too long, or not to be parsed.
    """
    raw: str = call.get("text") or ""
    if not raw:
        raise bad("message text is empty")
    text, entities = formatted(raw, call.get("parse_mode"), call.get("entities"))
    if not text:
        raise bad("text must be non-empty" if raw.strip(WHITE) == "" else "message text is empty")
    if utf16(text) > MAX_TEXT:
        raise bad("message is too long")
    return text, entities


def caption(call: Json) -> Json:
    """The caption's fields of a message; none for an empty caption.

    Raises:
        RefusedError: too long, or not to be parsed.
    """
    raw: Any = call.get("caption") or ""
    text, entities = formatted(raw, call.get("parse_mode"), call.get("caption_entities"))
    if utf16(text) > MAX_CAPTION:
        raise bad("message caption is too long")
    fields: Json = {"caption": text} if text else {}
    return fields | ({"caption_entities": entities} if text and entities else {})
