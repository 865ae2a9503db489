"""A unit of work on SQLite, put together from its parts.

Plain SQL: the table API of sqlite-utils is 4 to 8 times slower.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from bot.store.sql_custody import SqlCustody
from bot.store.sql_flows import SqlFlows
from bot.store.sql_homework import SqlHomework
from bot.store.sql_links import SqlLinks
from bot.store.sql_mail import SqlMail
from bot.store.sql_people import SqlPeople
from bot.store.sqlite_errors import explained


class SqliteTransaction(SqlMail, SqlPeople, SqlFlows, SqlLinks, SqlHomework, SqlCustody):
    """See `bot.store.protocol.Transaction`.

    Args:
        database: The open database.
        name: What errors call it.

    Attributes:
        scrubs: Something was deleted of which no bytes may stay in the WAL.
    """

    scrubs = False

    def __init__(self, database: Database, name: str) -> None:
        super().__init__(database.conn.execute, database.conn.executemany)
        self._db = database
        self._name = name

    def scrub(self) -> None:
        self.scrubs = True

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        with explained(self._name), self._db.atomic():
            yield
