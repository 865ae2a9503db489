"""A unit of work on SQLite, put together from its parts."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.store.sqlite_errors import explained
from bot.store.sqlite_flows import SqliteFlows
from bot.store.sqlite_links import SqliteLinks
from bot.store.sqlite_mail import SqliteMail
from bot.store.sqlite_people import SqlitePeople


class SqliteTransaction(SqliteMail, SqlitePeople, SqliteFlows, SqliteLinks):
    """See `bot.store.protocol.Transaction`."""

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        with explained(self._name), self._db.atomic():
            yield
