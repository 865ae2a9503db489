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
@click.option(
    "--keys",
    "only_keys",
    is_flag=True,
    help=f"Only the keys, beside FILE, which was made just before with {DUMP}.",
)
def backup(file: Path, *, only_keys: bool) -> None:
    """Copy everything that is kept into FILE, and the keys into mooring.keys beside it."""
    place = place_now()
    keys = file.with_name(NAME)
    try:
        if only_keys:
            _keys_only(place, file)
            click.echo(f"The keys of everybody who is there now are in {keys}.")
        else:
            click.echo(f"{_copied(place, file)} people are in {file}, and their keys in {keys}.")
    except StoreError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{file} can't be written: {error.strerror or type(error).__name__}")
    click.echo("Keep both apart from MOORING_SECRET_KEY, and never an older mooring.keys.")


@click.command()
@_file
@click.option("--replace", is_flag=True, help="Also when there are people in the database now.")
@click.option(
    "--keys",
    "only_keys",
    is_flag=True,
    help="Only the keys from beside FILE, which pg_restore has put into the database before.",
)
def restore(file: Path, *, replace: bool, only_keys: bool) -> None:
    """Put a backup back. People who were erased since don't come back."""
    place = place_now()
    try:
        taken = _taken_in(place, file) if only_keys else _restored(place, file, replace=replace)
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


def _copied(place: Place, file: Path) -> int:
    if isinstance(place.database, Path):
        return back_up(place.database, file)
    from bot.store import postgres_backup  # noqa: PLC0415  (memory, as in bot.app)

    return postgres_backup.back_up(place.database, file)


def _restored(place: Place, file: Path, *, replace: bool) -> Taken:
    if isinstance(place.database, Path):
        return put_back(file, place.database, place.ring, replace=replace)
    from bot.store import postgres_backup  # noqa: PLC0415  (memory, as in bot.app)

    return postgres_backup.restore(file, place.database, place.ring, replace=replace)


def _keys_only(place: Place, file: Path) -> None:
    _on_server(place)
    if not file.exists():
        # The other way round, whoever comes in between would be in the copy without a key.
        fail(f"there is no {file}; first call {DUMP} --file={file} DATABASE")
    with open_store(place.database) as store:
        write_keys(file.with_name(NAME), keys_of(store))


def _taken_in(place: Place, file: Path) -> Taken:
    """The words are there already, by pg_restore."""
    _on_server(place)
    keys = read_keys(file.with_name(NAME))
    if not keys.keys:
        fail(f"there are no keys in {file.with_name(NAME)}")
    with open_store(place.database) as store:
        return take_in(store, place.ring, keys_of(store), keys)


def _on_server(place: Place) -> None:
    if not isinstance(place.database, SecretStr):
        fail("--keys is for a PostgreSQL database that was copied with pg_dump")
