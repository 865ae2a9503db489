"""`python -m bot.preview`: the server from the command line."""

import asyncio
import importlib
import signal
from collections.abc import Callable
from pathlib import Path

import click

from bot.preview.server import PreviewServer
from bot.preview.world import DEFAULT_TOKEN


def fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The loop of uvloop where it is installed: half the time for each request."""
    try:
        return importlib.import_module("uvloop").new_event_loop  # type: ignore[no-any-return]
    except ImportError:
        return None


async def serve(server: PreviewServer) -> None:
    """Until a signal comes."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with server:
        click.echo(f"web chat   {server.url}/")
        click.echo(f"Bot API    {server.url}   token {server.token}")
        await stop.wait()


@click.command()
@click.option("--port", default=8081, show_default=True, help="On 127.0.0.1; 0 for a free one.")
@click.option("--token", default=DEFAULT_TOKEN, show_default=True, help="The bot's token here.")
@click.option("--state", type=click.Path(path_type=Path), help="Keep the chats in this file.")
@click.option("--strict-pace", is_flag=True, help="Answer 429 to too many messages, as Telegram.")
def main(port: int, token: str, state: Path | None, strict_pace: bool) -> None:  # noqa: FBT001
    """A Bot API server and a web chat on this machine."""
    server = PreviewServer(port=port, token=token, state=state, strict_pace=strict_pace)
    try:
        with asyncio.Runner(loop_factory=fast_loop()) as runner:
            runner.run(serve(server))
    except (OSError, ValueError) as error:
        raise click.ClickException(f"the preview can't start: {error}") from None


if __name__ == "__main__":
    main()
