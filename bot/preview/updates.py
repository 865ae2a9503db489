"""The updates that wait for the bot, and who is waiting for them.

Telegram's rules: an offset confirms everything below it; one poller at a time, the newer wins.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from bot.preview.kinds import Json
from bot.preview.refusal import RefusedError, conflict

ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_ID = 714_000_001
MAX_LIMIT = 100
MAX_TIMEOUT = 50
OTHER_POLL = conflict(
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_SET = conflict("terminated by setWebhook request")


class Updates:
    """The queue. `on_push` is called for each update that is kept (the webhook sender).

    While `closing`, no poll waits: the server ends.
    """

    def __init__(self) -> None:
        self.waiting: deque[Json] = deque()
        self.next_id = FIRST_ID
        self.allowed: list[str] = []
        self.on_push: Callable[[], None] = lambda: None
        self.closing = False
        self._poller: asyncio.Future[RefusedError | None] | None = None

    def wanted(self, kind: str) -> bool:
        """Whether the bot asked for this kind of update."""
        return kind in self.allowed if self.allowed else kind not in ONLY_ON_REQUEST

    def push(self, kind: str, payload: Json) -> None:
        """Add an update, if the bot wants this kind, and wake the poller."""
        if not self.wanted(kind):
            return
        self.waiting.append({"update_id": self.next_id, kind: payload})
        self.next_id += 1
        self.wake(None)
        self.on_push()

    def wake(self, reason: RefusedError | None) -> None:
        """End the present long poll: with what there is, or with a refusal."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(reason)

    def confirm(self, offset: int) -> bool:
        """Forget what the bot has: below a positive offset; before the last -n for a negative.

        Answers whether anything was forgotten.
        """
        before = len(self.waiting)
        if offset < 0:
            while len(self.waiting) > -offset:
                self.waiting.popleft()
        while offset > 0 and self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()
        return len(self.waiting) != before

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:
        """What the bot gets; waits up to `timeout` real seconds for the first update.

        Raises:
            RefusedError: another poll or a webhook took over while this one waited.
        """
        self.wake(OTHER_POLL)
        self.confirm(offset)
        if not self.waiting and timeout > 0 and not self.closing:
            mine: asyncio.Future[RefusedError | None] = asyncio.get_running_loop().create_future()
            self._poller = mine
            try:
                reason = await asyncio.wait_for(mine, timeout)
            except TimeoutError:
                reason = None
            finally:
                if self._poller is mine:
                    self._poller = None
            if reason is not None:
                raise reason
        return [self.waiting[at] for at in range(min(limit, len(self.waiting)))]
