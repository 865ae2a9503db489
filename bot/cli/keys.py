"""`mooring keys`: make a master key, and change to another one."""

from pathlib import Path

import click

from bot.cli.common import fail
from bot.crypto import new_key, written
from bot.secret_key import write_file


@click.group()
def keys() -> None:
    """The key that encrypts what people write: make one, change it."""


@keys.command("new")
@click.option(
    "--file",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it into a new file that only you can read, instead of showing it.",
)
def new(path: Path | None) -> None:
    """Make a key. Keep a copy apart from backups: without it nobody can read them."""
    key = new_key()
    if path is None:
        click.echo(written(key))
        return
    if path.exists():
        fail(f"{path} is there already, and may be in use; choose another name")
    try:
        write_file(path, [key])
    except OSError as error:
        fail(f"{path} can't be written: {error.strerror or type(error).__name__}")
    click.echo(f"Wrote a key into {path}. Set MOORING_SECRET_KEY_FILE to it.")
