"""`mooring keys`: make a master key, and change to another one."""

from pathlib import Path

import click
from pydantic import SecretStr

from bot.cli.common import fail
from bot.cli.custody import open_store, place_now
from bot.crypto import decoded, new_key, written
from bot.secret_key import NoKeyError, read_file, write_file
from bot.store.protocol import StoreError
from bot.store.rotation import rotate as rotate_all
from bot.store.sealed import check_masters


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


@keys.command("rotate")
def rotate() -> None:
    """Change to another master key. It can be cut off at any time, and called again.

    With MOORING_SECRET_KEY_FILE a new key is made and the old one taken out of the file at the
    end. With MOORING_SECRET_KEY set it to both keys, the new one first, before you call this.
    """
    place = place_now()
    ring = place.ring
    path = place.key_file
    shared = isinstance(place.database, SecretStr)
    if len(ring.names) == 1 and (path is None or shared):
        where = path or "MOORING_SECRET_KEY"
        also = " and start every process again" if shared else ""
        fail(
            f"there is only one key. Make one with `mooring keys new`, put it in front of the "
            f"one in {where}, with a space or a new line between{also}, and call this again"
        )
    try:
        with open_store(place.database) as store:
            if path is not None and len(ring.names) == 1:
                check_masters(store, ring)
                write_file(path, [new_key(), *_keys_in(path)])
                ring = read_file(path)
            count = rotate_all(store, ring)
            if path is not None and not shared:
                write_file(path, _keys_in(path)[:1])
    except (StoreError, NoKeyError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{path} can't be written: {error.strerror or type(error).__name__}")
    click.echo(f"{count} keys are wrapped with {ring.names[0]} now.")
    if path is None or shared:
        click.echo(f"Take the other one ({', '.join(ring.names[1:])}) away, and start again.")
    click.echo("Keep a copy of the new key apart from backups, and make a new backup now.")


def _keys_in(path: Path) -> list[bytes]:
    return [decoded(one) for one in path.read_text(encoding="ascii").split()]
