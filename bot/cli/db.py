"""`mooring db`: what is done with a database as a whole."""

from pathlib import Path

import click
from pydantic import ValidationError

from bot.cli.common import fail
from bot.settings import DATABASE, Settings, complaints
from bot.store.protocol import StoreError


@click.group()
def db() -> None:
    """The database: move it to a server."""


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

    try:
        settings = Settings()
    except ValidationError as error:
        fail("\n".join(complaints(error)))
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
