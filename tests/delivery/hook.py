"""Webhooks in tests: a port of our own, and deliveries side by side as Telegram makes them."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from typing import Any, Final

from bot.preview.webhook import Webhook
from bot.telegram.secret import webhook_path, webhook_secret
from bot.web import Web

HERE: Final = "127.0.0.1"


@contextlib.contextmanager
def port() -> Iterator[int]:
    """A port that nobody else is given meanwhile, and that a bot may open again and again."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((HERE, 0))  # bound and never listening: who asks for just this port gets it
        yield held.getsockname()[1]


def web(number: int, token: str) -> Web:
    """Listening there for updates."""
    return Web(HERE, number, f"http://{HERE}:{number}", webhook_secret(token))


def hidden(one: Web, token: str) -> str:
    """Where updates are taken."""
    return f"{one.url}/{webhook_path(token, one.secret)}"


async def ready(number: int) -> bool:
    """Whether the bot on this port says that it works."""
    try:
        reader, writer = await asyncio.open_connection(HERE, number)
    except OSError:
        return False
    try:
        writer.write(b"GET /ready HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n\r\n")
        async with asyncio.timeout(1):
            return b" 200 " in await reader.readline()
    except (OSError, TimeoutError):
        return False
    finally:
        writer.close()


class Courier(Webhook):
    """Delivers as Telegram's own server does.

    The messages of a chat are a queue, and the presses of a person another; of each queue one
    update is under way at a time, the queues side by side.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.pause = 0.02
        self.under_way = 0
        self.most = 0
        """How many were under way at once, at most."""
        self.failed = 0
        self.misses: Callable[[], bool] = lambda: False
        """Whether an answer is lost on its way back, so that the update is sent again."""

    async def _run(self) -> None:
        queues: dict[Any, asyncio.Task[None]] = {}
        try:
            while True:
                self._wake.clear()
                queues = {key: task for key, task in queues.items() if not task.done()}
                for key in {_queue(one) for one in self.world.updates.waiting} - queues.keys():
                    queues[key] = asyncio.create_task(self._empty(key))
                    queues[key].add_done_callback(lambda _: self._wake.set())
                await self._wake.wait()
        finally:
            for task in queues.values():
                task.cancel()

    async def _empty(self, key: Any) -> None:
        waiting = self.world.updates.waiting
        pause = self.pause
        while mine := [one for one in waiting if _queue(one) == key]:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            error = await self._deliver(mine[0])
            self.under_way -= 1
            if error is None and self.misses():
                error = "Connection reset by peer"
            if error is None:
                self.delivered += 1
                waiting.remove(mine[0])
                pause = self.pause
            else:
                self.failed += 1
                self._error = (self.world.clock.stamp(), error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 0.5)


def _queue(update: dict[str, Any]) -> Any:
    if "callback_query" in update:
        return "presses", update["callback_query"]["from"]["id"]
    kind = next(one for one in update if one != "update_id")
    return "messages", str(update[kind].get("chat"))
