"""Telegram's send limits: one message a second in a chat with short bursts, 30 a second in all.

Strict for tests of a bot's own pacing; off for the preview, where a person waits.
"""

import math
from dataclasses import dataclass

from bot.preview.clock import Clock
from bot.preview.refusal import too_many


@dataclass(slots=True)
class Bucket:
    """Tokens that come back with time."""

    tokens: float
    at: float


@dataclass(slots=True)
class Limits:
    """Messages a second and how many may come at once."""

    rate: float = 1.0
    burst: float = 3.0
    all_rate: float = 30.0
    all_burst: float = 30.0


class Pace:
    """The buckets, on the preview's clock: moving it forward fills them.

    Args:
        clock: the time.
        strict: whether anything is refused at all.
    """

    def __init__(self, clock: Clock, *, strict: bool = False) -> None:
        self.clock = clock
        self.strict = strict
        self.limits = Limits()
        self._chats: dict[int, Bucket] = {}
        self._all = Bucket(self.limits.all_burst, clock.now())

    def reset(self) -> None:
        """Full buckets, as after a long silence."""
        self._chats.clear()
        self._all = Bucket(self.limits.all_burst, self.clock.now())

    def send(self, chat_id: int | None, count: int = 1) -> None:
        """Pay for messages; `chat_id` is none for edits, which only the total limits.

        Raises:
            RefusedError: 429, with the seconds to wait.
        """
        if not self.strict:
            return
        now, limits = self.clock.now(), self.limits
        checks = [(self._all, limits.all_rate, limits.all_burst)]
        if chat_id is not None:
            bucket = self._chats.setdefault(chat_id, Bucket(limits.burst, now))
            checks.append((bucket, limits.rate, limits.burst))
        for bucket, rate, burst in checks:
            bucket.tokens = min(burst, bucket.tokens + max(now - bucket.at, 0.0) * rate)
            bucket.at = now
        for bucket, rate, burst in checks:
            needed = min(float(count), burst)
            if bucket.tokens < needed - 1e-9:
                raise too_many(max(1, math.ceil((needed - bucket.tokens) / rate - 1e-9)))
        for bucket, _, _ in checks:
            bucket.tokens -= count
