"""Telegram's pace: about 30 messages a second for a bot, 1 a second in a chat after a burst.

Whatever Telegram publishes is "about", so this stays a little below, and `retry_after` is law.
"""

from collections import deque
from typing import Final

BOT_A_SECOND: Final = 28
CHAT_BURST: Final = 3
CHAT_A_SECOND: Final = 1.0
FREE: Final = frozenset({"toast"})
"""Jobs that are no messages: they never wait for their turn."""
CHANGES: Final = frozenset({"strip", "buttons", "edit", "leave"})
"""Jobs that put nothing new into a chat; they count only among all."""


TICK: Final = 1e-6
"""Seconds that are no wait: added to a large time, less would change nothing, for ever."""


class Pace:
    """Says when the next message may go. Time comes from outside, in seconds, and only grows."""

    def __init__(self) -> None:
        self._went: deque[float] = deque(maxlen=BOT_A_SECOND)
        self._chats: dict[int, tuple[float, float]] = {}
        self._held: dict[int, float] = {}
        self._all_held = 0.0

    def wait(self, chat: int, label: str, now: float) -> float:
        """Seconds until a job for this chat may go; 0 takes the place at once."""
        wait = max(self._all_held, self._held.get(chat, 0.0)) - now
        if label in FREE:
            return max(wait, 0.0)
        if len(self._went) == BOT_A_SECOND:
            wait = max(wait, self._went[0] + 1.0 - now)
        tokens = self._tokens(chat, now)
        if label not in CHANGES:
            wait = max(wait, (1 - tokens) / CHAT_A_SECOND)
        if wait > TICK:
            return wait
        self._went.append(now)
        if label not in CHANGES:
            self._chats[chat] = (tokens - 1, now)
        return 0.0

    def hold(self, chat: int, seconds: float, now: float) -> None:
        """Telegram asked to wait.

        It does not say whether it means the chat or the bot. One chat is taken at its word; when
        a second one is told the same while the first still waits, it is the bot.
        """
        until = now + seconds
        if any(one != chat and then > now for one, then in self._held.items()):
            self._all_held = max(self._all_held, until)
        self._held[chat] = max(self._held.get(chat, 0.0), until)

    def waiting(self, now: float) -> set[int]:
        """Chats that can take no message now, so that others need not stand behind them."""
        full = {chat for chat in self._chats if self._tokens(chat, now) < 1}
        return full | {chat for chat, until in self._held.items() if until > now}

    def forget(self, now: float) -> None:
        """Drop chats that have been quiet long enough to start afresh."""
        quiet = CHAT_BURST / CHAT_A_SECOND
        self._chats = {c: (t, at) for c, (t, at) in self._chats.items() if now - at < quiet}
        self._held = {chat: until for chat, until in self._held.items() if until > now}

    def _tokens(self, chat: int, now: float) -> float:
        tokens, then = self._chats.get(chat, (float(CHAT_BURST), now))
        return min(float(CHAT_BURST), tokens + max(now - then, 0.0) * CHAT_A_SECOND)
