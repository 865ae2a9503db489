"""What a person sees, as it happens: one WebSocket for each open window of the web chat."""

import asyncio
from collections import defaultdict

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.preview.kinds import Json

STREAM_BACKLOG = 1000


class Streams:
    """The open streams: one queue each, so that a slow browser holds up nobody."""

    def __init__(self) -> None:
        self._queues: dict[int, set[asyncio.Queue[Json | None]]] = defaultdict(set)
        self.findings: list[Json] = []
        """What is wrong in the flow files; a stream begins with it."""

    def open(self, account: int) -> asyncio.Queue[Json | None]:
        """A new stream's queue."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue(STREAM_BACKLOG)
        self._queues[account].add(queue)
        return queue

    def shut(self, account: int, queue: asyncio.Queue[Json | None]) -> None:
        """The stream ended."""
        self._queues[account].discard(queue)

    def watching(self) -> list[int]:
        """Whose streams are open."""
        return [account for account, queues in self._queues.items() if queues]

    def notify(self, account: int, event: Json) -> None:
        """Give an event to the streams of an account; one that does not read is dropped."""
        for queue in list(self._queues.get(account, ())):
            try:
                queue.put_nowait(event)
            except asyncio.QueueFull:
                self.shut(account, queue)
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(None)

    def all(self, event: Json) -> None:
        """Give an event to every stream."""
        for account in list(self._queues):
            self.notify(account, event)

    def close(self) -> None:
        """End all streams."""
        for queues in self._queues.values():
            for queue in queues:
                if not queue.full():
                    queue.put_nowait(None)


async def until_gone(socket: WebSocket, queue: asyncio.Queue[Json | None]) -> None:
    """Until the browser closes, then end the stream; what it says is not listened to."""
    try:
        while True:
            await socket.receive_text()
    except (WebSocketDisconnect, KeyError, RuntimeError):
        while queue.full():
            queue.get_nowait()
        queue.put_nowait(None)


async def forward(socket: WebSocket, queue: asyncio.Queue[Json | None]) -> None:
    """Events to the browser until either side ends."""
    while True:
        event = await queue.get()
        try:
            if event is None:
                await socket.close(1001)
                return
            await socket.send_json(event)
        except (WebSocketDisconnect, RuntimeError):
            return
