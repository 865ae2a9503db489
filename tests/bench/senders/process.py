"""One process that sends: `python -m tests.bench.senders.process DESIGN DATABASE API SPEED`."""

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import Callable
from typing import Final

from pydantic import SecretStr
from telegram.ext import ExtBot

from bot.app import SHARED_IDLE_SECONDS
from bot.delivery.duty import Duty
from bot.delivery.sender import Sender
from bot.store.postgres_seat import Seat
from bot.store.sealed import SealedSeat
from bot.telegram.request import AiohttpRequest
from bot.telegram.send import Messenger
from tests.bench.senders import jobs
from tests.keykit import KEYS

TOKEN: Final = "1:senders"  # noqa: S105  (nobody's)
SEAT: Final = "seat"
JOBS: Final = "jobs"
SLOW: Final = "jobs, 1 s"
"""The same with a look each second."""
DESIGNS: Final = (SEAT, JOBS, SLOW)


async def seat(url: SecretStr, bot: ExtBot[None], speed: float, ready: Callable[[], None]) -> None:
    """What is built: one of the processes sends, with the sender that SQLite has, too."""

    def tick() -> float:
        return time.monotonic() * speed

    def sender(writer: object) -> Sender:
        return Sender(writer, Messenger(bot, {}), time.time, tick, SHARED_IDLE_SECONDS)  # type: ignore[arg-type]

    ready()
    place = SealedSeat(Seat(url), KEYS)
    await Duty(place, lambda writer: {"sender": sender(writer).run()}).run()


async def main(design: str, url: SecretStr, api: str, speed: float) -> None:
    """Send until told to stop."""
    bot: ExtBot[None] = ExtBot(TOKEN, base_url=f"{api}/bot", request=AiohttpRequest())
    await bot.initialize()
    poll = 1.0 if design == SLOW else jobs.POLL_SECONDS

    def ready() -> None:
        print("ready", flush=True)  # noqa: T201

    if design == SEAT:
        serving = seat(url, bot, speed, ready)
    else:
        serving = jobs.serve(url, bot, speed, ready, poll)
    task = asyncio.create_task(serving)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await bot.shutdown()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], SecretStr(sys.argv[2]), sys.argv[3], float(sys.argv[4])))
