"""`mooring therapist`: who may work as a therapist here.

A therapist is known by a code that the operator keeps with the name; the database has no name to
show. The link of an invitation is printed once and stored nowhere: only its hash is.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click
from pydantic import SecretStr, ValidationError
from rich.table import Table
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.cli.common import console, fail
from bot.homework import orders, tokens
from bot.homework.orders import Order
from bot.settings import DATABASE, Settings, complaints
from bot.store.protocol import Store, StoreBusyError, StoreError
from bot.store.reading import read_therapists
from bot.store.sqlite import SqliteStore
from bot.telegram.request import AiohttpRequest

PATIENCE_SECONDS: Final = 10.0
"""So long a running bot may take for an order."""


@click.group()
def therapist() -> None:
    """Invite therapists, list them, and take it back."""


@therapist.command()
@click.option("--days", type=click.FloatRange(0.01, 90), default=7, show_default=True,
              help="How long the invitation is good.")  # fmt: skip
def invite(days: float) -> None:
    """Make an invitation for one therapist, and print its link: it works once.

    Write the code down with the name: `mooring therapist remove CODE` takes everything back.
    """
    settings = _settings()
    secret, code = tokens.token(), tokens.code()
    _carry_out(settings, Order("invite", code, tokens.hashed(secret), days))
    bot = asyncio.run(_name(settings)) if settings.telegram_token else ""
    screen = console()
    screen.print(f"Code {code}. Send this to the therapist; it works once, within {days:g} days:")
    screen.print(tokens.address(bot, "t", secret))
    if not settings.telegram_token:
        base = f"http://127.0.0.1:{settings.preview_port}"
        screen.print(f"In the preview: send that to the bot, or open {base}/?start=t_{secret}")


@therapist.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def list_therapists(*, as_json: bool) -> None:
    """Show codes, since when, until when, and how many clients are linked. No names."""
    try:
        rows = read_therapists(_database(_settings()), time.time())
    except StoreError as error:
        fail(str(error))
    found = [_row(*row) for row in rows]
    if as_json:
        click.echo(json.dumps(found, indent=2))
    elif found:
        console().print(_table(found))
    else:
        click.echo("There is no therapist yet; invite one with: mooring therapist invite")


@therapist.command()
@click.argument("code")
def remove(code: str) -> None:
    """Take back what CODE may do: all their links with clients end at once.

    Clients keep what is theirs, and are told. An invitation that is still open is withdrawn.
    """
    settings = _settings()
    wanted = code.strip().upper()
    try:
        rows = read_therapists(_database(settings), time.time())
    except StoreError as error:
        fail(str(error))
    known = {row[0]: _row(*row) for row in rows}
    if wanted not in known:
        fail(f'there is no therapist "{wanted}"; see mooring therapist list')
    _carry_out(settings, Order("remove", wanted))
    click.echo(f"{wanted} is removed; links that ended: {known[wanted]['clients']}")


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        fail("\n".join(complaints(error)))


def _database(settings: Settings) -> Path | SecretStr:
    """The database of the bot that `mooring run` starts with these settings."""
    if settings.telegram_token is None:
        return settings.data_dir / "preview" / DATABASE
    return settings.database


def _carry_out(settings: Settings, order: Order) -> None:
    database = _database(settings)
    try:
        store = _open(database)
    except StoreBusyError:
        assert isinstance(database, Path)  # noqa: S101  (a server is never busy in this way)
        _leave(database, order)
        return
    except StoreError as error:
        fail(str(error))
    try:
        with closing(store), store.transaction() as work:
            orders.carry_out(work, order, time.time())
    except StoreError as error:
        fail(str(error))


def _open(database: Path | SecretStr) -> Store:
    if isinstance(database, SecretStr):
        from bot.store.postgres import PostgresStore  # noqa: PLC0415  (memory, as in bot.app)

        return PostgresStore(database)
    database.parent.mkdir(parents=True, exist_ok=True)
    return SqliteStore(database)


def _leave(database: Path, order: Order) -> None:
    """The bot has the file: it carries the order out."""
    path = orders.leave(orders.place(database), order)
    until = time.monotonic() + PATIENCE_SECONDS
    while path.exists():
        if time.monotonic() > until:
            path.unlink(missing_ok=True)
            fail("the bot that is running did not take the order; restart it and try again")
        time.sleep(0.05)


async def _name(settings: Settings) -> str:
    """What the bot is called on Telegram; empty if that can't be asked now."""
    assert settings.telegram_token is not None  # noqa: S101  (the caller has looked)
    bot: ExtBot[None] = ExtBot(
        settings.telegram_token.get_secret_value(),
        base_url=f"{settings.telegram_api_url}/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(),
    )
    try:
        await bot.initialize()
    except TelegramError:
        return ""
    else:
        return bot.username
    finally:
        await bot.shutdown()


def _row(code: str, state: str, since: float, until: float | None, clients: int) -> dict[str, Any]:
    return {"code": code, "state": state, "since": _day(since), "until": _day(until),
            "clients": clients}  # fmt: skip


def _day(at: float | None) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d") if at is not None else ""


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in rows[0]:
        table.add_column(name, justify="right" if name == "clients" else "left")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    return table
