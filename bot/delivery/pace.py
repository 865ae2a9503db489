"""Telegram's pace: about 30 messages a second for a bot, 1 a second in a chat after a burst.

Whatever Telegram publishes is "about", so this stays a little below, and `retry_after` is law.
"""

from collections import deque
from collections.abc import Iterable
from typing import Final

BOT_A_SECOND: Final = 28
PARTS: Final = 4
"""A second's messages go in so many parts. All at once, two bursts could arrive at Telegram within
one second, if the first was slower on its way."""
CHAT_BURST: Final = 3
CHAT_A_SECOND: Final = 1.0
FREE: Final = frozenset({"toast"})
"""Jobs that are no messages: they never wait for their turn."""
CHANGES: Final = frozenset({"strip", "buttons", "edit", "leave"})
"""Jobs that put nothing new into a chat; they count only among all."""
EVERYBODY: Final = 0
"""Stands for all chats where Telegram asked the bot to wait; no chat has this number."""
TICK: Final = 1e-6
"""Seconds that are no wait: added to a large time, less would change nothing, for ever."""


class Pace:
    """Says when the next message may go. Time comes from outside, in seconds, and only grows.

    It begins as if everything had just been used up. Whoever sent until now, another process or
    this one before a restart, may have done so a moment ago, also what nobody has recorded.

    Args:
        now: When it begins.
    """

    def __init__(self, now: float) -> None:
        self._began = now
        self._went = deque([now] * BOT_A_SECOND, maxlen=BOT_A_SECOND)
        self._part = BOT_A_SECOND // PARTS
        self._chats: dict[int, tuple[float, float]] = {}
        self._held: dict[int, float] = {}

    def wait(self, chat: int, label: str, now: float) -> float:
        """Seconds until a job for this chat may go; 0 takes the place at once."""
        wait = max(self._held.get(one, 0.0) for one in (chat, EVERYBODY)) - now
        if label in FREE:
            return max(wait, 0.0)
        wait = max(wait, self._went[0] + 1.0 - now, self._went[-self._part] + 1.0 / PARTS - now)
        tokens = self._tokens(chat, now)
        if label not in CHANGES:
            wait = max(wait, (1 - tokens) / CHAT_A_SECOND)
        if wait > TICK:
            return wait
        self._went.append(now)
        if label not in CHANGES:
            self._chats[chat] = (tokens - 1, now)
        return 0.0

    def hold(self, chat: int, seconds: float, now: float) -> list[int]:
        """Telegram asked to wait; who waits now, perhaps `EVERYBODY`.

        It does not say whether it means the chat or the bot. One chat is taken at its word; when
        a second one is told the same while the first still waits, it is the bot.
        """
        others = any(one != chat and then > now for one, then in self._held.items())
        held = [chat, EVERYBODY] if others else [chat]
        self.recall([(one, seconds) for one in held], now)
        return held

    def recall(self, held: Iterable[tuple[int, float]], now: float) -> None:
        """Chats, or `EVERYBODY`, that Telegram has asked to wait, and for how many seconds yet."""
        for one, seconds in held:
            self._held[one] = max(self._held.get(one, 0.0), now + seconds)

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
        tokens, then = self._chats.get(chat, (0.0, self._began))
        return min(float(CHAT_BURST), tokens + max(now - then, 0.0) * CHAT_A_SECOND)
