"""Puts the parts together and runs them until told to stop."""

import asyncio
import signal
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Final

from telegram import BotCommand
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.delivery.sender import Sender
from bot.delivery.turn import Turn
from bot.delivery.worker import Worker
from bot.dialogue.lifecycle import COMMANDS
from bot.flow.compile import compile_flow
from bot.flow.revision import dump, restore
from bot.flow.serving import USUAL, Serving
from bot.flow.workspace import open_workspace
from bot.log import logger
from bot.store.protocol import Transaction
from bot.store.sqlite import SqliteStore
from bot.store.writer import Writer
from bot.telegram.poll import UNKNOWN_TOKEN, Poller, PollError, seconds_of
from bot.telegram.request import AiohttpRequest
from bot.telegram.send import Messenger

PARTS: Final = ("in", "again", "hold", "out", "rest")


class App:
    """One bot: its store, its flows, its poller, its worker and its sender.

    Args:
        token: The bot's token.
        api_url: The Bot API server, without a slash at the end.
        database: The file of the store.
        flows: The folder of flows.
        now: The time in seconds since 1970; the preview moves it.
        serving: Which flows people can begin.
    """

    def __init__(  # noqa: PLR0913
        self,
        token: str,
        api_url: str,
        database: Path,
        flows: Path,
        now: Callable[[], float] = time.time,
        *,
        serving: Serving = USUAL,
    ) -> None:
        self._flows = flows
        self._now = now
        self.tick: Callable[[], float] = time.monotonic
        """Seconds that never jump, for the pace of sending; a test may hurry it."""
        self._database = database
        self.library = open_workspace(flows).library(serving)
        self._bot: ExtBot[None] = ExtBot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=AiohttpRequest(),
            get_updates_request=AiohttpRequest(2),
        )
        self.stopping = asyncio.Event()

    async def run(self) -> None:
        """Run until `stopping` is set.

        Raises:
            StoreError: The database can't be used.
            PollError: Telegram refuses us.
        """
        self._database.parent.mkdir(parents=True, exist_ok=True)
        writer = Writer(SqliteStore(self._database))
        async with AsyncExitStack() as stack:
            stack.push_async_callback(writer.close)
            await writer.run(self._revisions)
            stack.push_async_callback(self._bot.shutdown)
            await self._until_stopped(self._connect())
            if self.stopping.is_set():
                return
            words = {part: self._phrase(f"part_{part}") for part in PARTS}
            sender = Sender(writer, Messenger(self._bot, words), self._now, self.tick)
            turn = Turn(lambda: self.library)
            worker = Worker(writer, turn, self._now, sender.wake.set)
            poller = Poller(self._bot, writer, self._now, worker.wake.set)
            logger.info("started", count=len(list(self.library)))
            await self._until_stopped(poller.run(), worker.run(), sender.run())

    async def _until_stopped(self, *parts: Coroutine[None, None, None]) -> None:
        tasks = [asyncio.ensure_future(part) for part in parts]
        stop = asyncio.ensure_future(self.stopping.wait())
        try:
            done, _ = await asyncio.wait([stop, *tasks], return_when=asyncio.FIRST_COMPLETED)
            for one in done - {stop}:
                one.result()
        finally:
            for task in (stop, *tasks):
                task.cancel()
            await asyncio.gather(stop, *tasks, return_exceptions=True)

    def stop_on_signals(self) -> None:
        """Finish the turn in hand and stop on SIGTERM and SIGINT."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError):
                loop.add_signal_handler(number, self.stopping.set)

    def _revisions(self, work: Transaction) -> None:
        """Bring back the revisions that sessions are pinned to, and keep today's."""
        for _, _, body in work.revisions():
            with suppress(ValueError):
                flow = compile_flow(restore(body.decode()))
                if self.library.pinned(flow.id, flow.structure) is None:
                    self.library.retain(flow)
        for flow in self.library.newest():
            work.keep_revision(flow.id, flow.structure, dump(flow.file).encode())
        work.forget_revisions((flow.id, flow.structure) for flow in self.library.newest())

    async def _connect(self) -> None:
        """Get to know each other, however long Telegram can't be reached."""
        tries = 0
        while True:
            try:
                await self._bot.initialize()
                break
            except InvalidToken:
                raise PollError(UNKNOWN_TOKEN) from None  # PTB's own message holds the token
            except TelegramError as error:
                wait = seconds_of(error) if isinstance(error, RetryAfter) else min(30, 2**tries)
                logger.warning("connection_failed", error=type(error).__name__, tries=tries)
                await asyncio.sleep(wait)
                tries = min(tries + 1, 5)
        await self._introduce()

    async def _introduce(self) -> None:
        """Commands, description and menu, as people see them before they start."""
        commands = [BotCommand("start", self._phrase("command_start"))]
        commands += [BotCommand(name, self._phrase(f"command_{name}")) for name in COMMANDS]
        try:
            await self._bot.set_my_commands(commands)
            await self._bot.set_my_description(self._phrase("description"))
            await self._bot.set_my_short_description(self._phrase("short_description"))
        except TelegramError as error:
            logger.warning("introduction_failed", error=type(error).__name__)

    def _phrase(self, name: str) -> str:
        return self.library.phrases.say(name, "en")
