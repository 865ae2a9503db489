"""A unit of work on SQLite, put together from its parts.

Plain SQL: the table API of sqlite-utils is 4 to 8 times slower.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlite_utils import Database

from bot.store.rows import Outgoing
from bot.store.sql_custody import SqlCustody
from bot.store.sql_flows import SqlFlows
from bot.store.sql_homework import SqlHomework
from bot.store.sql_links import SqlLinks
from bot.store.sql_mail import SqlMail
from bot.store.sql_people import SqlPeople
from bot.store.sqlite_errors import explained


@dataclass
class Numbers:
    """The highest number that a message has had since the file was opened.

    SQLite gives numbers of deleted rows again. The sender records a message that is on its way by
    its number, and its row may go meanwhile (somebody erases themself, or blocks the bot): what got
    the number next, of whomever, would be taken for sent.
    """

    last: int = 0


class SqliteTransaction(SqlMail, SqlPeople, SqlFlows, SqlLinks, SqlHomework, SqlCustody):
    """See `bot.store.protocol.Transaction`.

    Args:
        database: The open database.
        name: What errors call it.
        numbers: Of messages; those who only read need none.

    Attributes:
        scrubs: Something was deleted of which no bytes may stay in the WAL.
    """

    scrubs = False

    def __init__(self, database: Database, name: str, numbers: Numbers | None = None) -> None:
        super().__init__(database.conn.execute, database.conn.executemany)
        self._db = database
        self._name = name
        self._numbers = numbers or Numbers()

    def send(self, messages: Iterable[Outgoing]) -> None:
        first = max(self._numbers.last, self.last_number()) + 1
        rows = [
            (seq, one.chat, int(one.priority), one.due, one.payload, one.label)
            for seq, one in enumerate(messages, first)
        ]
        self._each(
            "insert into outbox (seq, chat, priority, due, payload, label, tries) "
            "values (?, ?, ?, ?, ?, ?, 0)",
            rows,
        )
        self._numbers.last = first + len(rows) - 1

    def last_number(self) -> int:
        """The highest number of a message that waits."""
        found: int = self._do("select coalesce(max(seq), 0) from outbox").fetchone()[0]
        return found

    def scrub(self) -> None:
        self.scrubs = True

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        with explained(self._name), self._db.atomic():
            yield
