"""What the bot is and says of itself: getMe, name, descriptions, commands, menu button."""

import re

from bot.preview import rules
from bot.preview.api.registry import Call, method
from bot.preview.kinds import Json, utf16
from bot.preview.refusal import bad

LIMITS = {"name": 64, "description": 512, "short_description": 120}
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"(?:[a-z]{2})?")
MAX_COMMANDS = 100


def _language(call: Call) -> str:
    language: str = call.params.get("language_code") or ""
    if not LANGUAGE.fullmatch(language):
        raise bad("LANG_CODE_INVALID")
    return language


@method
def get_me(call: Call) -> Json:
    """The bot itself."""
    return call.world.profile.me()


@method
def log_out(call: Call) -> bool:
    """Leave the cloud server for a local one; nothing to do here."""
    return True


@method
def close(call: Call) -> bool:
    """Before moving between local servers; nothing to do here."""
    return True


def _set_text(call: Call, field: str) -> bool:
    text: str = (call.params.get(field) or "").strip()
    language = _language(call)
    if utf16(text) > LIMITS[field]:
        raise bad(f"bot {field.replace('_', ' ')} is too long")
    if field == "name" and not text and not language:
        raise bad("bot name must be non-empty")
    texts = call.world.profile.texts[field]
    if text:
        texts[language] = text
    else:
        texts.pop(language, None)
    call.world.refresh()
    return True


def _text(call: Call, field: str) -> Json:
    return {field: call.world.profile.text(field, _language(call))}


@method
def set_my_name(call: Call) -> bool:
    """Name the bot, in a language or for all."""
    return _set_text(call, "name")


@method
def set_my_description(call: Call) -> bool:
    """What an empty chat shows."""
    return _set_text(call, "description")


@method
def set_my_short_description(call: Call) -> bool:
    """What the profile page shows."""
    return _set_text(call, "short_description")


@method
def get_my_name(call: Call) -> Json:
    """The name in a language."""
    return _text(call, "name")


@method
def get_my_description(call: Call) -> Json:
    """The description in a language."""
    return _text(call, "description")


@method
def get_my_short_description(call: Call) -> Json:
    """The short description in a language."""
    return _text(call, "short_description")


def _scope(call: Call) -> str:
    """The scope as the profile keeps it: the type, and the chat and person it is for."""
    scope = call.params.get("scope") or {"type": "default"}
    kind: str = scope["type"]
    plain = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
    if kind in plain:
        return kind
    if kind not in {"chat", "chat_administrators", "chat_member"}:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    if "chat_id" not in scope:
        raise bad("can't parse BotCommandScope: Can't find field \"chat_id\"")
    chat = rules.known_chat(call.world, scope["chat_id"])
    if kind != "chat" and chat.private:
        raise bad("can't use specified scope in private chats")
    user = f":{scope.get('user_id')}" if kind == "chat_member" else ""
    return f"{kind}:{chat.id}{user}"


def _command(one: Json) -> Json:
    command: str = one["command"].strip().removeprefix("/")
    description: str = one["description"].strip()
    if not COMMAND.fullmatch(command):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= utf16(description) <= 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


@method
def set_my_commands(call: Call) -> bool:
    """The command menu, for a scope and a language."""
    given = call.params["commands"]
    if len(given) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    commands = [_command(one) for one in given]
    key = f"{_scope(call)}|{_language(call)}"
    if commands:
        call.world.profile.commands[key] = commands
    else:
        call.world.profile.commands.pop(key, None)
    call.world.refresh()
    return True


@method
def get_my_commands(call: Call) -> list[Json]:
    """The commands of exactly this scope and language."""
    return call.world.profile.commands.get(f"{_scope(call)}|{_language(call)}", [])


@method
def delete_my_commands(call: Call) -> bool:
    """No commands for this scope and language: the wider ones show."""
    call.world.profile.commands.pop(f"{_scope(call)}|{_language(call)}", None)
    call.world.refresh()
    return True


@method
def set_chat_menu_button(call: Call) -> bool:
    """The button beside the text field, in one private chat or in all."""
    button = call.params.get("menu_button") or {"type": "default"}
    if button["type"] not in {"default", "commands", "web_app"}:
        raise bad("MenuButton has unsupported type")
    if button["type"] == "web_app" and not button["web_app"]["url"].startswith("https://"):
        url = button["web_app"]["url"]
        raise bad(f"menu button Web App URL '{url}' is invalid: Only HTTPS links are allowed")
    key = ""
    if "chat_id" in call.params:
        key = str(rules.known_chat(call.world, call.params["chat_id"]).id)
    call.world.profile.menu[key] = button
    call.world.refresh()
    return True


@method
def get_chat_menu_button(call: Call) -> Json:
    """The menu button of a chat, or the default."""
    menu = call.world.profile.menu
    return menu.get(str(call.params.get("chat_id", ""))) or menu.get("") or {"type": "commands"}
