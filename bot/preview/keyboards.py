"""Keyboards: what Telegram takes and what it refuses."""

from bot.preview import links
from bot.preview.kinds import Json
from bot.preview.refusal import bad

MAX_ROW = 8
MAX_BUTTONS = 100
MAX_REPLY_BUTTONS = 300
MAX_DATA = 64
MAX_PLACEHOLDER = 64
ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def checked(markup: Json | None) -> Json | None:
    """A keyboard as it is stored; nothing for none and for an empty inline keyboard.

    Raises:
        RefusedError: a button or the whole is not allowed.
    """
    if not markup:
        return None
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if "keyboard" in markup:
        return _reply(markup)
    if "remove_keyboard" in markup or "force_reply" in markup:
        if not (markup.get("remove_keyboard") or markup.get("force_reply")):
            return None
        return markup
    raise bad("object expected as reply markup")


def _inline(rows: list[list[Json]]) -> Json | None:
    kept = [[_button(one) for one in row] for row in rows if row]
    if not kept:
        return None
    if any(len(row) > MAX_ROW for row in kept) or sum(map(len, kept)) > MAX_BUTTONS:
        raise bad("REPLY_MARKUP_TOO_LONG")
    return {"inline_keyboard": kept}


def _button(button: Json) -> Json:
    if not button["text"].strip():
        raise bad("can't parse inline keyboard button: Button text must be non-empty")
    actions = [one for one in ACTIONS if button.get(one) not in (None, False)]
    if not actions or button.get("callback_data") == "":
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad(
            "can't parse inline keyboard button: exactly one of "
            + ", ".join(actions)
            + " can be used (Telegram takes one of them)"
        )
    _action(button, actions[0])
    return button


def _action(button: Json, action: str) -> None:
    if action == "callback_data" and len(button["callback_data"].encode()) > MAX_DATA:
        raise bad("BUTTON_DATA_INVALID")
    if action == "url":
        fault = links.fault(button["url"])
        if fault:
            raise bad(f"inline keyboard button URL '{button['url']}' is invalid: {fault}")
    if action == "web_app" and not button["web_app"]["url"].startswith("https://"):
        url = button["web_app"]["url"]
        raise bad(
            f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed"
        )
    if action in {"pay", "callback_game"}:
        raise bad("BUTTON_TYPE_INVALID")
    if action == "copy_text" and not 1 <= len(button["copy_text"]["text"]) <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")


def _reply(markup: Json) -> Json | None:
    rows = [row for row in markup["keyboard"] if row]
    buttons = [one for row in rows for one in row]
    if not buttons:
        raise bad("reply keyboard must be non-empty")
    if len(buttons) > MAX_REPLY_BUTTONS or any(len(row) > 12 for row in rows):
        raise bad("REPLY_MARKUP_TOO_LONG")
    if any(isinstance(one, dict) and not one["text"].strip() for one in buttons):
        raise bad("can't parse keyboard button: Button text must be non-empty")
    if len(markup.get("input_field_placeholder") or "") > MAX_PLACEHOLDER:
        raise bad("input field placeholder must be at most 64 characters")
    whole = [[{"text": one} if isinstance(one, str) else one for one in row] for row in rows]
    return markup | {"keyboard": whole}
