"""What every table and column is: whose, whether it can be read, and how long it is kept.

Sealing, export and erasure go by this list, and `tests/store/test_classified.py` fails on a table
or a column that isn't on it. Whoever adds one says here what it is:

`SEALED`    Personal words (bytes). They are in the database only sealed with the key of the chat
            in the table's `owner`, under the name TABLE.COLUMN.
`PERSONAL`  About a person and readable: numbers, moments, codes. Never what somebody wrote.
`NOBODY`    About nobody.
"""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["sealed", "personal", "nobody"]

SEALED: Final[Kind] = "sealed"
PERSONAL: Final[Kind] = "personal"
NOBODY: Final[Kind] = "nobody"

HOUSE: Final = 0
"""The chat of nobody: the key of the bot itself, for updates that come from no chat."""


class Table(NamedTuple):
    """A table.

    Attributes:
        name: What it is called.
        kept: How long, in words.
        columns: What each column is.
        people: Columns that hold a chat: a row is of each of them, goes into the export of each,
            and is erased with any.
        owner: Whose key seals the row's words: a column with a chat. The first of `people` if
            not said otherwise.
        exported: Whether its rows are in the person's export.
        readable: Rows that hold no words and are not sealed: a condition in SQL.
        under: The table and its column `id` that this one's column of the same name as the table
            refers to: rows go with the row they are under.
    """

    name: str
    kept: str
    columns: Mapping[str, Kind]
    people: tuple[str, ...] = ()
    owner: str = ""
    exported: bool = True
    readable: str = ""
    under: str = ""

    @property
    def sealed(self) -> tuple[str, ...]:
        """Columns with sealed words."""
        return tuple(name for name, kind in self.columns.items() if kind == SEALED)

    @property
    def keyed_by(self) -> str:
        """The column with the chat whose key seals the words."""
        return self.owner or self.people[0]


TABLES: Final = (
    Table(
        "person",
        "until they delete it",
        {"id": PERSONAL, "lang": PERSONAL, "zone": PERSONAL, "text_only": PERSONAL,
         "blocked": PERSONAL, "keyboard": PERSONAL, "data": SEALED},
        ("id",),
    ),
    Table(
        "session",
        "until the exercise ends and nothing rests, or they delete it",
        {"chat": PERSONAL, "body": SEALED},
        ("chat",),
    ),
    Table(
        "pin",
        "as long as the exercise that it is of",
        {"chat": PERSONAL, "flow": PERSONAL, "structure": PERSONAL},
        ("chat",),
    ),
    Table(
        "inbox",
        "words and sender until it is handled, that something came for two days",
        {"seq": NOBODY, "key": PERSONAL, "chat": PERSONAL, "payload": SEALED,
         "received": PERSONAL, "state": PERSONAL, "due": PERSONAL, "tries": NOBODY},
        ("chat",),
        readable="substr(key, 1, 6) = 'timer:'",
    ),
    Table(
        "outbox",
        "until it is sent",
        {"seq": NOBODY, "chat": PERSONAL, "priority": NOBODY, "due": PERSONAL,
         "payload": SEALED, "label": PERSONAL, "tries": NOBODY},
        ("chat",),
    ),
    Table(
        "timer",
        "until it is due",
        {"chat": PERSONAL, "name": PERSONAL, "due": PERSONAL, "turn": NOBODY},
        ("chat",),
    ),
    Table(
        "answer",
        "as long as they chose; saved lines until they delete them",
        {"chat": PERSONAL, "session": PERSONAL, "flow": PERSONAL, "name": PERSONAL,
         "value": SEALED, "how": PERSONAL, "at": PERSONAL},
        ("chat",),
    ),
    Table(
        "run",
        "as long as answers",
        {"chat": PERSONAL, "session": PERSONAL, "flow": PERSONAL, "began": PERSONAL,
         "ended": PERSONAL, "outcome": PERSONAL, "assignment": PERSONAL},
        ("chat",),
    ),
    Table(
        "therapist",
        "until they delete it",
        {"chat": PERSONAL, "code": PERSONAL, "since": PERSONAL, "ended": PERSONAL,
         "name": SEALED, "nudge": PERSONAL, "looked": PERSONAL},
        ("chat",),
    ),
    Table(
        "invitation",
        "until it expires, and a while after",
        {"hash": PERSONAL, "kind": PERSONAL, "code": PERSONAL, "therapist": PERSONAL,
         "made": PERSONAL, "expires": PERSONAL, "chat": PERSONAL, "used": PERSONAL},
        ("therapist", "chat"),
    ),
    Table(
        "link",
        "until one of the two deletes what is kept of them",
        {"id": PERSONAL, "therapist": PERSONAL, "client": PERSONAL, "since": PERSONAL,
         "ended": PERSONAL, "ended_by": PERSONAL, "label": SEALED, "ratings": PERSONAL,
         "answers": PERSONAL, "notice": PERSONAL},
        ("client", "therapist"),
    ),
    Table(
        "shared",
        "until the client takes it back, or the link is deleted",
        {"link": PERSONAL, "client": PERSONAL, "session": PERSONAL, "flow": PERSONAL,
         "name": PERSONAL, "at": PERSONAL},
        ("client",),
        under="link",
    ),
    Table(
        "trace",
        "as long as the link",
        {"link": PERSONAL, "client": PERSONAL, "at": PERSONAL, "what": PERSONAL},
        ("client",),
        under="link",
    ),
    Table(
        "assignment",
        "until they delete it, or who gave it does",
        {"id": PERSONAL, "chat": PERSONAL, "link": PERSONAL, "kind": PERSONAL, "work": PERSONAL,
         "rhythm": PERSONAL, "why": SEALED, "place": SEALED, "note": SEALED, "state": PERSONAL,
         "made": PERSONAL, "day": PERSONAL, "due": PERSONAL, "opened": PERSONAL,
         "prompted": PERSONAL, "snooze": PERSONAL, "position": PERSONAL, "done": PERSONAL,
         "skipped": PERSONAL, "last_done": PERSONAL, "news": PERSONAL},
        ("chat",),
        under="link",
    ),
    Table(
        "happened",
        "as long as the assignment",
        {"seq": NOBODY, "chat": PERSONAL, "assignment": PERSONAL, "at": PERSONAL,
         "what": PERSONAL},
        ("chat",),
        under="assignment",
    ),
    Table(
        "nudging",
        "until they delete it",
        {"chat": PERSONAL, "day": PERSONAL, "at": PERSONAL, "unanswered": PERSONAL,
         "stopped": PERSONAL},
        ("chat",),
    ),
    Table(
        "retry_after",
        "until Telegram takes messages again, some seconds or minutes",
        {"chat": PERSONAL, "until": PERSONAL},
        ("chat",),
    ),
    Table(
        "person_key",
        "until they delete it; then nothing sealed with it opens again",
        {"chat": PERSONAL, "wrapped": PERSONAL, "master": NOBODY},
        ("chat",),
        exported=False,  # of no use to anybody but the bot
    ),
    Table("destroyed_key", "as long as there may be a backup with that key", {"mark": NOBODY}),
    Table("revision", "while somebody stands in it",
          {"flow": NOBODY, "structure": NOBODY, "body": NOBODY}),
    Table("file", "for good: names of pictures that anybody gets",
          {"key": NOBODY, "file_id": NOBODY}),
    Table("tally", "for good: numbers a day, of nobody in particular",
          {"day": NOBODY, "what": NOBODY, "key": NOBODY, "count": NOBODY}),
)  # fmt: skip

BY_NAME: Final = {table.name: table for table in TABLES}


def place(table: str, column: str, chat: int) -> bytes:
    """Where sealed words belong; they open nowhere else."""
    return f"{table}.{column}:{chat}".encode()
