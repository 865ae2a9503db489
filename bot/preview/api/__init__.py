"""The Bot API side of the preview: what a bot may ask, and the answers."""

from bot.preview.api import chats, edits, me, media, messages, polling

__all__ = ["chats", "edits", "me", "media", "messages", "polling"]
