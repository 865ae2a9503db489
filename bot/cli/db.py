"""`mooring db`: what is done with a database as a whole."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from pydantic import SecretStr, ValidationError

from bot.cli.common import fail
from bot.settings import DATABASE, Settings, complaints
from bot.store.protocol import StoreBusyError, StoreError
from bot.store.sqlite import SqliteStore, pending_in


@click.group()
def db() -> None:
    """The database: bring its tables up to date, move it to a server."""


@db.command("migrate")
@click.option("--check", is_flag=True, help="Change nothing; exits with 1 if a step is pending.")
def migrate(*, check: bool) -> None:
    """Bring the tables up to date, before processes of a new release start, and while those of
    the one before are at work.

    Every process does it, too, when it starts. It may be called again and by several at once.
    """
    settings = _settings()
    try:
        if settings.database_url is None:
            _file(settings.data_dir / DATABASE, check=check)
        else:
            _server(settings.database_url, check=check)
    except StoreError as error:
        fail(str(error))


def _server(url: SecretStr, *, check: bool) -> None:
    from bot.store.postgres import connected  # noqa: PLC0415  (memory, as in bot.app)
    from bot.store.postgres_errors import explained  # noqa: PLC0415
    from bot.store.postgres_migrate import migrate, standing  # noqa: PLC0415

    with explained(), connected(url) as connection:
        now = standing(connection)
        if now.ahead:
            click.echo(f"{', '.join(now.ahead)}: of a newer Mooring; this one can work with it.")
        if check:
            _pending([one.name for one in (*now.unfinished, *now.pending)])
            return
        outcome = migrate(connection)
    for name in outcome.done:
        click.echo(f"{name}: done")
    if outcome.waiting:
        click.echo(
            f"{', '.join(outcome.waiting)}: has to wait until {outcome.older} processes of an "
            "older Mooring have ended. The new one works without it meanwhile. Whichever process "
            "starts next does it, or call this again."
        )
    else:
        click.echo("The tables are up to date.")


def _file(path: Path, *, check: bool) -> None:
    if not path.exists():
        click.echo(f"There is no {path.name} yet. It is made when the bot starts.")
        return
    if check:
        _pending(pending_in(path))
        return
    try:
        SqliteStore(path).close()
    except StoreBusyError:
        click.echo(
            f"The bot is at work on {path.name}. Its tables are brought up to date when the new "
            "release starts, which it can once the old one has ended."
        )
    else:
        click.echo("The tables are up to date.")


def _pending(names: Sequence[str]) -> None:
    for name in names:
        click.echo(f"{name}: pending")
    if names:
        click.echo("Call mooring db migrate, or start the bot: it does it, too.")
        sys.exit(1)
    click.echo("The tables are up to date.")


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        fail("\n".join(complaints(error)))


@db.command("copy")
@click.option(
    "--from",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to copy; the one in MOORING_DATA_DIR if not given.",
)
def copy(path: Path | None) -> None:
    """Copy the file into the PostgreSQL database of MOORING_DATABASE_URL and compare every row.

    The bot has to be stopped meanwhile. Cut off, it goes on where it was when started again.
    """
    from bot.store.moving import move  # noqa: PLC0415  (who keeps a file has no use for a driver)

    settings = _settings()
    if settings.database_url is None:
        fail("set MOORING_DATABASE_URL to the PostgreSQL database to copy into")
    file = path or settings.data_dir / DATABASE
    total = 0
    try:
        for name, count in move(file, settings.database_url):
            click.echo(f"{count:>10}  {name}")
            total += count
    except StoreError as error:
        fail(str(error))
    click.echo(
        f"{total:>10}  rows are in PostgreSQL as they were in {file.name}. From now on start the "
        "bot with MOORING_DATABASE_URL and the same MOORING_SECRET_KEY, and put the file away"
    )
