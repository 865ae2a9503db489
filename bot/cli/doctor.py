"""`mooring doctor`: is everything there that the bot needs, and if not, what to do."""

import asyncio
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import click
from pydantic import SecretStr, ValidationError
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.cli import key_check, reach
from bot.cli.common import console
from bot.cli.reach import Check
from bot.flow.serving import review_of, said_in_crisis
from bot.flow.workspace import open_workspace
from bot.settings import DATABASE, Settings, complaints
from bot.store.protocol import StoreBusyError, StoreError
from bot.store.sqlite import SqliteStore, pending_in
from bot.telegram.request import AiohttpRequest
from safety.lookup import COMPILED

BUILT: Final = datetime(2026, 11, 1, tzinfo=UTC)
"""A clock that is earlier than this program is wrong."""


@click.command()
def doctor() -> None:
    """Check settings, flows, database, clock, port and token. Exits with 1 if one is wrong."""
    checks = list(_checks())
    screen = console()
    for one in checks:
        screen.print(f"{'ok   ' if one.right else 'WRONG'}  {one.name}: {one.words}")
    sys.exit(0 if all(one.right for one in checks) else 1)


def _checks() -> Iterator[Check]:
    try:
        settings = Settings()
    except ValidationError as error:
        for words in complaints(error):
            yield Check("settings", right=False, words=words)
        return
    yield Check("settings", right=True, words="every MOORING_ variable can be used")
    yield _screening()
    yield _flows(settings)
    if settings.reviewed_only and settings.flows_dir.is_dir():
        yield _reviews(settings)
    yield key_check.key(settings)
    yield _database(settings)
    now = datetime.now(UTC)
    clock = now > BUILT
    words = f"{now:%Y-%m-%d %H:%M} UTC" if clock else f"it says {now:%Y-%m-%d}; set the clock"
    yield Check("clock", right=clock, words=words)
    yield from reach.port(settings)
    yield from reach.metrics(settings)
    yield from asyncio.run(_telegram(settings))


def _screening() -> Check:
    words = "phrases of risk are looked up in machine code"
    if not COMPILED:
        words = (
            "phrases of risk are looked up in Python, all of them; very long messages take twice "
            "as long (with a C compiler and Python's headers there, `make -B install` compiles)"
        )
    return Check("screening", right=True, words=words)


def _flows(settings: Settings) -> Check:
    if not settings.flows_dir.is_dir():
        words = f"there is no folder {settings.flows_dir}; set MOORING_FLOWS_DIR"
        return Check("flows", right=False, words=words)
    workspace = open_workspace(settings.flows_dir)
    wrong = sum(1 for one in workspace.all_findings() if one.severity == "error")
    if wrong or workspace.phrases is None or not workspace.entries:
        words = f"{wrong} errors in {len(workspace.entries)} flows; see mooring flows check"
        return Check("flows", right=False, words=words)
    sound = {one.flow.flow: one.flow for one in workspace.entries if one.flow}
    offered = len(settings.serving.offered(sound))
    words = f"{len(sound)} can be served, {offered} of them to begin"
    held = [] if settings.measures else ["questionnaires (MOORING_MEASURES)"]
    held += ["what nobody has read (MOORING_REVIEWED_ONLY)"] if settings.reviewed_only else []
    return Check("flows", right=True, words=f"{words}; held back: {', '.join(held) or 'nothing'}")


def _reviews(settings: Settings) -> Check:
    """With reviewed flows only, what is said in a crisis is served unread all the same."""
    entries = open_workspace(settings.flows_dir).entries
    flows = {entry.flow.flow: entry.flow for entry in entries if entry.flow}
    unread = [one for one in said_in_crisis(flows) if review_of(flows[one]) != "read"]
    if unread:
        words = (
            "NO CLINICIAN HAS READ WHAT IS SAID IN A CRISIS as it is now, and it is served all the "
            f"same, since help must stay in reach: {', '.join(unread)}; have these read, then "
            "mooring flows review FLOW --by NAME"
        )
        return Check("reviews", right=False, words=words)
    return Check("reviews", right=True, words="all that is said in a crisis was read as it is now")


def _database(settings: Settings) -> Check:
    if settings.database_url is not None:
        return _postgres(settings, settings.database_url)
    trouble = settings.disk_trouble(os.environ)
    if trouble:
        return Check("database", right=False, words=trouble)
    path = settings.data_dir / DATABASE
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        if path.exists() and (pending := pending_in(path)):
            return _behind(len(pending))
        store = SqliteStore(path)
        try:
            key_check.fits(settings, store)
        finally:
            store.close()
    except StoreBusyError as error:
        return Check("database", right=True, words=str(error))
    except StoreError as error:
        return Check("database", right=False, words=str(error))
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        words = f"{settings.data_dir} can't be used ({reason}); set MOORING_DATA_DIR"
        return Check("database", right=False, words=words)
    return Check("database", right=True, words=f"{path} opens and can be written")


def _postgres(settings: Settings, url: SecretStr) -> Check:
    from bot.store.postgres import PostgresStore, connected  # noqa: PLC0415  (memory, as in bot.app)
    from bot.store.postgres_errors import explained  # noqa: PLC0415
    from bot.store.postgres_migrate import standing  # noqa: PLC0415

    try:
        with explained(), connected(url) as connection:
            now = standing(connection)
        if pending := len(now.pending) + len(now.unfinished):
            return _behind(pending)
        store = PostgresStore(url)
    except StoreError as error:
        return Check("database", right=False, words=str(error))
    try:
        key_check.fits(settings, store)
        trouble = store.trouble()
    except StoreError as error:
        trouble = str(error)
    finally:
        store.close()
    words = trouble or "the PostgreSQL database can be used, by several processes at once"
    return Check("database", right=not trouble, words=words)


def _behind(pending: int) -> Check:
    """A check changes no table, so the rest of it has to wait for whoever does."""
    words = (
        f"its tables are behind by {pending} steps; mooring db migrate brings them up to date, "
        "or the next start does. Then call this again for the rest"
    )
    return Check("database", right=True, words=words)


async def _telegram(settings: Settings) -> list[Check]:
    """Whether Telegram knows the token, and then how updates come."""
    if settings.telegram_token is None:
        words = (
            "none, so `mooring run` starts the preview on this machine, on a database of its own"
        )
        return [Check("token", right=True, words=words)]
    token = settings.telegram_token.get_secret_value()
    bot: ExtBot[None] = ExtBot(
        token,
        base_url=f"{settings.telegram_api_url}/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(1),
    )
    try:
        async with bot:
            known = Check("token", right=True, words=f"Telegram knows it as @{bot.username}")
            info = await bot.get_webhook_info()
            return [known, reach.updates(settings, token, info, datetime.now(UTC))]
    except InvalidToken:
        words = "Telegram doesn't know it; copy it again from @BotFather"
    except NetworkError:
        words = f"{settings.telegram_api_url} can't be reached; check the network"
    except TelegramError as error:
        words = f"Telegram refuses it ({type(error).__name__})"
    return [Check("token", right=False, words=words)]
