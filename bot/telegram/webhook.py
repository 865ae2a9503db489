"""The webhook. An update is answered with 200 only once it is in the inbox.

What arrives together is committed together, by update_id. Telegram sends the messages of a chat
one after the other, each when we have taken the one before, and so the presses of a person; but
a press and a message may overtake each other on the way.
"""

import asyncio
import hmac
from collections.abc import Callable
from typing import Final, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.log import logger
from bot.store.protocol import StoreError
from bot.store.rows import Incoming
from bot.store.writer import Writer
from bot.telegram.body import read_json
from bot.telegram.intake import NoUpdateError, Unkept, nobody, row
from bot.watch import UNWATCHED, Watch

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
WAITING_MAX: Final = 500
"""Updates that wait for a commit; more are sent away until later."""
AGAIN_SECONDS: Final = 2
"""When Telegram is asked to send again; without, it would wait longer each time."""


class BusyError(Exception):
    """More updates wait than should."""


class _Waiting(NamedTuple):
    update_id: int
    row: Incoming
    kept: asyncio.Future[None]


class Webhook:
    """Takes updates that Telegram sends.

    Args:
        writer: The store.
        secret: What Telegram says in `SECRET_HEADER`.
        now: The time in seconds since 1970.
        arrived: Called when there is something new in the inbox.
        unkept: Given updates that can't be kept now.
        watch: Is told what came.
    """

    def __init__(  # noqa: PLR0913, PLR0917  (its neighbours, and who watches)
        self,
        writer: Writer,
        secret: str,
        now: Callable[[], float],
        arrived: Callable[[], None],
        unkept: Unkept = nobody,
        watch: Watch = UNWATCHED,
    ) -> None:
        self._writer = writer.named("intake")
        self._watch = watch
        self._secret = secret.encode()
        self._now = now
        self._arrived = arrived
        self._unkept = unkept
        self._waiting: list[_Waiting] = []
        self._committing: asyncio.Task[None] | None = None
        self.failing = 0
        """How many commits have failed since one succeeded."""

    async def take(self, request: Request) -> Response:
        """Answer one request: 200 and nothing else, for Telegram would carry out a body."""
        try:
            await self._take(request)
        except HTTPException as refused:
            logger.warning("webhook_refused", code=refused.status_code)
            self._watch.refused(refused.status_code)
            raise
        return Response()

    async def _take(self, request: Request) -> None:
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            raise HTTPException(401, "Unauthorized")
        update = await read_json(request)
        try:
            kept = row(update, self._now())
        except NoUpdateError as error:
            raise HTTPException(400, str(error)) from None
        try:
            await self._keep(update["update_id"], kept)
        except (StoreError, BusyError) as error:
            if isinstance(error, StoreError):
                await self._unkept([update])
            later = {"Retry-After": str(AGAIN_SECONDS)}
            raise HTTPException(503, "not now; send it again", later) from None

    async def _keep(self, update_id: int, kept: Incoming) -> None:
        """Wait until an update is durable.

        Raises:
            BusyError: There are too many already.
            StoreError: It could not be written.
        """
        if len(self._waiting) >= WAITING_MAX:
            raise BusyError
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(update_id, kept, done))
        if self._committing is None:
            self._committing = asyncio.create_task(self._commit())
        await done

    async def _commit(self) -> None:
        """Commit all that waits, and what has come meanwhile, until nothing waits."""
        try:
            while self._waiting:
                batch = sorted(self._waiting, key=lambda one: one.update_id)
                self._waiting = []
                await self._write(batch)
        finally:
            self._committing = None

    async def _write(self, batch: list[_Waiting]) -> None:
        rows = [one.row for one in batch]
        failure: Exception | None = None
        try:
            new = await self._writer.run(lambda work: work.receive(rows))
        except Exception as error:  # noqa: BLE001  (whatever it is: each request gets an answer)
            failure = error
        else:
            self._watch.received(new, len(rows) - new)
        self._say(failure)
        for one in batch:
            if one.kept.done():  # its request is gone
                continue
            if failure is None:
                one.kept.set_result(None)
            else:
                one.kept.set_exception(failure)
        if failure is None:
            self._arrived()

    def _say(self, failure: Exception | None) -> None:
        """Log when trouble begins and when it is over."""
        if failure is None:
            if self.failing:
                logger.warning("store_recovered", tries=self.failing)
            self.failing = 0
            return
        if not self.failing:
            words = str(failure) if isinstance(failure, StoreError) else type(failure).__name__
            logger.error("store_failed", error=words)
        self.failing += 1
