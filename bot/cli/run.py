"""`mooring run`: the bot, on Telegram with a token, else against the preview on this machine."""

import asyncio
import gc
import os
from pathlib import Path

import click
from pydantic import ValidationError

from bot.app import App
from bot.cli.common import fail
from bot.crypto import Keyring
from bot.log import configure
from bot.secret_key import HOW, NoKeyError, own_file
from bot.settings import DATABASE, KEY_FILE, Settings, complaints
from bot.store.protocol import StoreError
from bot.telegram.intake import IntakeError
from bot.web import ListenError


@click.command()
def run() -> None:
    """Run the bot. With MOORING_TELEGRAM_TOKEN it is on Telegram, without in your browser."""
    try:
        settings = Settings()
    except ValidationError as error:
        fail("\n".join(complaints(error)))
    configure(settings.log_level)
    trouble = settings.disk_trouble(os.environ) if settings.telegram_token else ""
    if trouble:
        fail(trouble)
    try:
        asyncio.run(_telegram(settings) if settings.telegram_token else _preview(settings))
    except (StoreError, IntakeError, ListenError, ValueError) as error:
        fail(str(error))
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        fail(f"the bot can't start: {error.strerror or type(error).__name__}{place}")


async def _telegram(settings: Settings) -> None:
    assert settings.telegram_token is not None  # noqa: S101  (the caller has looked)
    token = settings.telegram_token.get_secret_value()
    keys = settings.keyring()
    if keys is None:
        raise NoKeyError(f"there is no key to encrypt with. {HOW}")
    app = App(
        token,
        settings.telegram_api_url,
        settings.database,
        settings.flows_dir,
        web=settings.web(token),
        serving=settings.serving,
        keys=keys,
        operator=settings.operator or "",
    )
    app.warmed = settle
    app.stop_on_signals()
    await app.run()


def settle() -> None:
    """What has been loaded stays: the collector need not look through it ever again.

    It stops everything for tens of milliseconds whenever it does.
    """
    gc.collect()
    gc.freeze()


def _preview_keys(settings: Settings, folder: Path) -> Keyring:
    """For trying, a key beside the database does; it protects nothing there."""
    keys = settings.keyring()
    if keys is not None:
        return keys
    path = folder / KEY_FILE
    keys, new = own_file(path)
    if new:
        click.echo(
            f"WARNING: there is no MOORING_SECRET_KEY, so a key was made in {path}, beside the "
            "database. That is for trying only: whoever copies the folder can read everything",
            err=True,
        )
    return keys


async def _preview(settings: Settings) -> None:
    # A bot on Telegram has no use for a server of its own, nor for the memory that it takes.
    from bot.preview.server import PreviewServer  # noqa: PLC0415
    from bot.reload import follow  # noqa: PLC0415

    folder = settings.data_dir / "preview"
    folder.mkdir(parents=True, exist_ok=True)
    async with PreviewServer(port=settings.preview_port, state=folder / "telegram.json") as server:
        app = App(
            server.token,
            server.url,
            folder / DATABASE,
            settings.flows_dir,
            server.world.clock.now,
            settings.web(server.token),
            serving=settings.serving,
            keys=_preview_keys(settings, folder),
            operator=settings.operator or "",
        )
        app.stop_on_signals()
        click.echo(f"Talk to the bot at {server.url}  (Ctrl+C stops it)")
        watching = asyncio.create_task(
            follow(
                settings.flows_dir,
                app.library,
                server.app.show_findings,
                app.keep,
                settings.serving,
            )
        )
        try:
            await app.run()
        finally:
            watching.cancel()
