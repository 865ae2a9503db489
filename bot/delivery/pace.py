"""Telegram's pace: about 30 messages a second for a bot, 1 a second in a chat after a burst."""

from typing import Final

BOT_A_SECOND: Final = 28.0
CHAT_BURST: Final = 4
CHAT_A_SECOND: Final = 1.0
FREE: Final = frozenset({"toast"})
"""Jobs that are no messages."""


class Pace:
    """Says when the next message may go. Time comes from outside, in seconds."""

    def __init__(self) -> None:
        self._bot_free = 0.0
        self._chats: dict[int, tuple[float, float]] = {}

    def wait(self, chat: int, label: str, now: float) -> float:
        """Seconds until a message to this chat may go; 0 takes the place at once."""
        if label in FREE:
            return 0.0
        tokens, then = self._chats.get(chat, (float(CHAT_BURST), now))
        tokens = min(CHAT_BURST, tokens + (now - then) * CHAT_A_SECOND)
        wait = max((1 - tokens) / CHAT_A_SECOND, self._bot_free - now, 0.0)
        if wait > 0:
            return wait
        self._chats[chat] = (tokens - 1, now)
        self._bot_free = max(self._bot_free, now - 1 / BOT_A_SECOND) + 1 / BOT_A_SECOND
        return 0.0

    def hold(self, seconds: float, now: float, chat: int | None = None) -> None:
        """Telegram asked to wait: everybody, or only one chat."""
        if chat is None:
            self._bot_free = max(self._bot_free, now + seconds)
        else:
            self._chats[chat] = (1 - seconds * CHAT_A_SECOND, now)

    def forget(self, now: float) -> None:
        """Drop chats that have been quiet long enough to start afresh."""
        quiet = CHAT_BURST / CHAT_A_SECOND
        self._chats = {c: (t, at) for c, (t, at) in self._chats.items() if now - at < quiet}
