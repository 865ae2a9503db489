"""`mooring person`: what an operator does who is asked, by mail, for somebody's data or its end.

Who asks has to show that the chat is theirs; the person's own way is `/export` and `/delete`.
"""

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import click
from pydantic import SecretStr
from sqlite_utils import Database

from bot.cli.common import fail, flows_dir, serve
from bot.cli.custody import Place, open_store, place_now
from bot.delivery.erasing import erase as erase_all
from bot.delivery.errands import folder_of
from bot.flow.library import Library
from bot.model import Context
from bot.people.desk import Room
from bot.people.profile import Profile
from bot.people.rights_export import Export
from bot.people.rights_page import data, page
from bot.store.protocol import StoreBusyError, StoreError, Transaction
from bot.store.sealed import SealedStore, check_masters
from bot.store.sealed_keys import Keys
from bot.store.sealed_work import SealedTransaction
from bot.store.sqlite_errors import explained
from bot.store.sqlite_work import SqliteTransaction

WAIT_SECONDS: Final = 30.0
_chat = click.argument("chat", type=click.IntRange(1), metavar="CHAT_ID")


@click.group()
def person() -> None:
    """Somebody's data, for an operator who was asked: export it, erase it."""


@person.command()
@_chat
@click.option(
    "--to",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    show_default="this folder",
    help="Where to write the two files.",
)
@flows_dir
def export(chat: int, folder: Path, root: Path) -> None:
    """Write what is kept about CHAT_ID as a page and as data; also while the bot runs."""
    place = place_now()
    _, library = serve(root)
    try:
        with _reading(place) as work:
            made = _exported(work, library, chat)
    except StoreError as error:
        fail(str(error))
    if made is None:
        fail(f"nothing is kept about {chat}")
    for name, content in made.items():
        _write_new(folder / name, content)
        click.echo(f"Wrote {folder / name}")
    click.echo("Give them to nobody else, and delete them here when they have arrived.")


@person.command()
@_chat
@click.option("--yes", is_flag=True, help="Don't ask again.")
@flows_dir
def erase(chat: int, root: Path, *, yes: bool) -> None:
    """Erase everything that is kept about CHAT_ID, for good. They get one last message."""
    place = place_now()
    if not yes:
        click.confirm(f"Erase everything about {chat}? It can't be undone", abort=True)
    _, library = serve(root)
    try:
        with open_store(place.database) as store:
            check_masters(store, place.ring)
            with SealedStore(store, place.ring).transaction() as work:
                known = erase_all(work, library, chat, time.time())
    except StoreBusyError:
        _ask_the_bot(place, chat)
        return
    except StoreError as error:
        fail(str(error))
    if not known:
        fail(f"nothing is kept about {chat}")
    click.echo("Erased. The last message goes out when the bot runs.")


def _write_new(path: Path, content: bytes) -> None:
    """Write what only the owner of the file may read; nothing that is there is written over, be
    it somebody else's export, a file that others can read, or a link to another place."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
        with os.fdopen(file, "wb") as out:
            out.write(content)
    except FileExistsError:
        fail(f"{path} is there already, maybe of somebody else; move it, or choose another folder")
    except OSError as error:
        fail(f"{path} can't be written: {error.strerror or type(error).__name__}")


def _ask_the_bot(place: Place, chat: int) -> None:
    """The bot has the file: leave it a note, and see whether it is taken."""
    assert isinstance(place.database, Path)  # noqa: S101  (a server is never busy)
    request = folder_of(place.database) / str(chat)
    request.parent.mkdir(mode=0o700, exist_ok=True)
    request.touch(mode=0o600)
    end = time.monotonic() + WAIT_SECONDS
    while request.exists():
        if time.monotonic() > end:
            fail(
                f"the bot is running and has not taken the request ({request}) yet; it will when "
                "it can. Take the file away to withdraw it"
            )
        time.sleep(0.1)
    click.echo("The running bot erased what there was.")


def _exported(work: Transaction, library: Library, chat: int) -> dict[str, bytes] | None:
    known = work.person(chat)
    if known is None:
        return None
    context = Context(int(time.time()), known.lang)
    export = Export.of(Room(library, context, chat, work), Profile.of(known))
    return {"mooring.html": page(export.page()), "mooring.json": data(export.data())}


@contextmanager
def _reading(place: Place) -> Iterator[Transaction]:
    """A look into the store, also while the bot works on it.

    Raises:
        StoreError: It can't be read.
    """
    if isinstance(place.database, SecretStr):
        with (
            open_store(place.database) as store,
            SealedStore(store, place.ring).transaction() as work,
        ):
            yield work
        return
    path = place.database
    if not path.is_file():
        raise StoreError(f"there is no database {path}; it is made when the bot starts first")
    address = f"{path.resolve().as_uri()}?mode=ro"
    with explained(path.name), closing(sqlite3.connect(address, uri=True)) as connection:
        bare = SqliteTransaction(Database(connection, execute_plugins=False), path.name)
        yield SealedTransaction(bare, Keys(bare, place.ring))
