"""What the bot says of itself: name, descriptions, commands, menu button; by language."""

from typing import Any

from bot.preview.kinds import Json

FIELDS = ("name", "description", "short_description")


class Profile:
    """The bot's profile.

    Args:
        bot_id: the number in front of the token's colon.
    """

    def __init__(self, bot_id: int) -> None:
        self.bot_id = bot_id
        self.username = "mooring_preview_bot"
        self.texts: dict[str, dict[str, str]] = {one: {} for one in FIELDS}
        self.texts["name"][""] = "Mooring"
        self.commands: dict[str, list[Json]] = {}
        self.menu: dict[str, Json] = {}

    def user(self) -> Json:
        """As the author of messages."""
        return {
            "id": self.bot_id,
            "is_bot": True,
            "first_name": self.texts["name"].get("", "Mooring"),
            "username": self.username,
        }

    def me(self) -> Json:
        """As getMe answers."""
        return self.user() | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def text(self, field: str, language: str | None) -> str:
        """A text in a language, or in the default."""
        texts = self.texts[field]
        return texts.get(language or "") or texts.get("", "")

    def view(self, language: str | None) -> Json:
        """As the web chat shows the bot."""
        return self.user() | {field: self.text(field, language) for field in FIELDS}

    def commands_for(self, account: int, language: str | None) -> list[Json]:
        """The commands in a private chat: the narrowest scope, then the language, wins."""
        for scope in (f"chat:{account}", "all_private_chats", "default"):
            for code in (language or "", ""):
                found = self.commands.get(f"{scope}|{code}")
                if found:
                    return found
        return []

    def menu_for(self, account: int) -> Json:
        """The menu button in a private chat."""
        return self.menu.get(str(account)) or self.menu.get("") or {"type": "commands"}

    def dump(self) -> Json:
        """As JSON, for the state file."""
        return {"texts": self.texts, "commands": self.commands, "menu": self.menu}

    def load(self, saved: dict[str, Any]) -> None:
        """Back from the state file."""
        self.texts, self.commands, self.menu = saved["texts"], saved["commands"], saved["menu"]
