"""Delivers updates by POST to the bot's own server, in order, again and again until it takes them.

Telegram sends to several connections at once; here one at a time, so a test can rely on order.
"""

import asyncio
import json
from urllib.parse import urlsplit

from bot.preview.kinds import Json
from bot.preview.world import Hook, World

TIMEOUT = 60.0


class Webhook:
    """The delivery.

    Args:
        world: whose updates.
        pause: seconds before the first retry; each further one waits twice as long, at most 60 s.
    """

    def __init__(self, world: World, pause: float = 1.0) -> None:
        self.world = world
        self.pause = pause
        self.delivered = 0
        self._error: tuple[int, str] | None = None
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        world.updates.on_push = self._wake.set

    @property
    def url(self) -> str:
        """Where to; empty for nowhere."""
        return self.world.webhook.url

    def set(self, url: str, secret: str, connections: int) -> None:
        """Deliver there from now on; an empty address ends it."""
        self.world.webhook = Hook(url, secret, connections)
        self._error = None
        self.open()
        self.world.changed()

    def open(self) -> None:
        """Deliver, if there is an address: after it was set, and after a restart."""
        self.close()
        if self.url:
            self._wake.set()
            self._task = asyncio.get_running_loop().create_task(self._run())

    def close(self) -> None:
        """Stop delivering."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def info(self) -> Json:
        """As WebhookInfo, without the count."""
        info: Json = {"url": self.url, "has_custom_certificate": False}
        if self.url:
            info["max_connections"] = self.world.webhook.connections
            info["ip_address"] = "127.0.0.1"
        if self._error:
            info["last_error_date"], info["last_error_message"] = self._error
        return info

    async def _run(self) -> None:
        waiting, pause = self.world.updates.waiting, self.pause
        while True:
            if not waiting:
                self._wake.clear()
                await self._wake.wait()
                continue
            update = waiting[0]
            error = await self._deliver(update)
            if error is None:
                pause = self.pause
                self.delivered += 1
                if waiting and waiting[0] is update:
                    waiting.popleft()
                self.world.changed()
            else:
                self._error = (self.world.clock.stamp(), error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 60.0)

    async def _deliver(self, update: Json) -> str | None:
        """POST one update; nothing when it was taken, else what went wrong."""
        try:
            status = await asyncio.wait_for(self._post(json.dumps(update).encode()), TIMEOUT)
        except TimeoutError:
            return "Read timeout expired"
        except ConnectionRefusedError:
            return "Connection refused"
        except (OSError, ValueError, IndexError, asyncio.IncompleteReadError):
            return "Connection reset by peer"
        if 200 <= status < 300:
            return None
        return f"Wrong response from the webhook: {status}"

    async def _post(self, body: bytes) -> int:
        """A bare HTTP/1.1 request: the server needs no HTTP client for one POST."""
        parts = urlsplit(self.url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        secure = parts.scheme == "https"
        reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=secure or None)
        try:
            token = self.world.webhook.secret
            secret = f"X-Telegram-Bot-Api-Secret-Token: {token}\r\n" if token else ""
            head = (
                f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{secret}"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
                "Connection: close\r\n\r\n"
            )
            writer.write(head.encode() + body)
            await writer.drain()
            line = await reader.readline()
            return int(line.split()[1])
        finally:
            writer.close()
