"""Requests of python-telegram-bot that reach the server by a call: no socket, no thread."""

import asyncio
import json
from typing import Any

from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from bot.preview.core import Core
from bot.preview.kinds import Upload


class Direct(BaseRequest):
    """A bot's requests, answered by a server in the same process.

    Args:
        core: The server.
        latency: Seconds by the clock of the loop until an answer is there; a long poll has its own.
    """

    def __init__(self, core: Core, latency: float = 0) -> None:
        self._core = core
        self._latency = latency

    @property
    def read_timeout(self) -> float | None:
        """None: a call has an end."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        """Ask the server.

        Raises:
            NetworkError: It was told to cut the connection.
        """
        name = url.rsplit("/", 1)[1]
        given: dict[str, Any] = dict(request_data.json_parameters) if request_data else {}
        answer = await self._core.answer(name, given, _uploads(request_data))
        if self._latency and name != "getUpdates":
            await asyncio.sleep(self._latency)
        if answer.fault and answer.fault.kind.startswith("cut"):
            raise NetworkError("cut")
        return answer.status, json.dumps(answer.body).encode()


def _uploads(request_data: RequestData | None) -> dict[str, Upload]:
    parts = (request_data.multipart_data if request_data else None) or {}
    return {
        name: Upload(str(one[0]), bytes(one[1]), str(one[2]))  # type: ignore[arg-type]
        for name, one in parts.items()
    }
