"""`mooring backup` and `mooring restore`: copies that can be taken while the bot runs."""

from pathlib import Path
from typing import Final

import click
from pydantic import SecretStr

from bot.cli.common import fail
from bot.cli.custody import Place, open_store, place_now
from bot.store.backup import back_up, set_aside
from bot.store.backup import restore as put_back
from bot.store.keys_file import NAME, Taken, keys_of, read_keys, take_in, write_keys
from bot.store.protocol import StoreError

DUMP: Final = "pg_dump --format=custom --exclude-table-data=person_key"

_file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@_file
def backup(file: Path) -> None:
    """Copy everything that is kept into FILE, and the keys into mooring.keys beside it."""
    place = place_now()
    try:
        if isinstance(place.database, SecretStr):
            with open_store(place.database) as store:
                write_keys(file.with_name(NAME), keys_of(store))
            click.echo(f"Wrote the keys into {file.with_name(NAME)}. Copy the words yourself with")
            click.echo(f"  {DUMP} --file={file} DATABASE")
            return
        people = back_up(place.database, file)
    except StoreError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{file} can't be written: {error.strerror or type(error).__name__}")
    click.echo(f"{people} people are in {file}, and their keys in {file.with_name(NAME)}.")
    click.echo("Keep both apart from MOORING_SECRET_KEY, and never an older mooring.keys.")


@click.command()
@_file
@click.option("--replace", is_flag=True, help="Also when there are people in the database now.")
def restore(file: Path, *, replace: bool) -> None:
    """Put a backup back. People who were erased since don't come back."""
    place = place_now()
    try:
        taken = (
            _postgres(place, file)
            if isinstance(place.database, SecretStr)
            else put_back(file, place.database, place.ring, replace=replace)
        )
    except StoreError as error:
        fail(str(error))
    except OSError as error:
        fail(f"the backup can't be put back: {error.strerror or type(error).__name__}")
    click.echo(f"{taken.people} people are back.")
    if taken.gone:
        click.echo(f"{taken.gone} had no key any more: they were erased, and stay so.")
    if isinstance(place.database, Path) and (aside := set_aside(place.database)).exists():
        click.echo(
            f"{aside} is a damaged database that was set aside, with keys of people in it. Delete "
            "it when it is of no use any more: nobody is erased from it."
        )


def _postgres(place: Place, file: Path) -> Taken:
    """The words are there already, by pg_restore; the keys come from the file beside FILE."""
    keys = read_keys(file.with_name(NAME))
    if not keys.keys:
        fail(f"there are no keys in {file.with_name(NAME)}")
    with open_store(place.database) as store:
        return take_in(store, place.ring, keys_of(store), keys)
