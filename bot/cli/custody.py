"""What the commands about keys, backups and people share: the settings, the keys, the store."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from pydantic import SecretStr, ValidationError

from bot.cli.common import fail
from bot.crypto import Keyring
from bot.secret_key import HOW, NoKeyError, read_file
from bot.settings import DATABASE, KEY_FILE, Settings, complaints
from bot.store.protocol import Store
from bot.store.sqlite import SqliteStore


class Place(NamedTuple):
    """What a command works on.

    Attributes:
        database: A file, or the address of a server.
        ring: The master keys.
        key_file: The file that they stand in, if they do.
    """

    database: Path | SecretStr
    ring: Keyring
    key_file: Path | None = None


def place_now() -> Place:
    """The database and the keys of the settings, or a message with what is wrong.

    Where there is no bot on Telegram, it is the preview's.
    """
    try:
        settings = Settings()
        ring, path = settings.keyring(), settings.secret_key_file
        database = settings.database
        if _is_preview(settings):
            folder = settings.data_dir / "preview"
            database = folder / DATABASE
            if ring is None and (folder / KEY_FILE).exists():
                path = folder / KEY_FILE
                ring = read_file(path)
    except ValidationError as error:
        fail("\n".join(complaints(error)))
    except NoKeyError as error:
        fail(str(error))
    if ring is None:
        fail(f"there is no key. {HOW}")
    return Place(database, ring, path)


def _is_preview(settings: Settings) -> bool:
    if settings.telegram_token is not None or settings.database_url is not None:
        return False
    preview = settings.data_dir / "preview" / DATABASE
    return preview.exists() and not (settings.data_dir / DATABASE).exists()


@contextmanager
def open_store(database: Path | SecretStr) -> Iterator[Store]:
    """The store as it is, its words sealed.

    Raises:
        StoreError: It can't be used, or the bot is running on the file.
    """
    store: Store
    if isinstance(database, SecretStr):
        from bot.store.postgres import PostgresStore  # noqa: PLC0415  (memory, as in bot.app)

        store = PostgresStore(database)
    else:
        database.parent.mkdir(parents=True, exist_ok=True)
        store = SqliteStore(database)
    with closing(store):
        yield store
