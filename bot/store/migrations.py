"""The tables, step by step. A migration that has been released is never changed.

The release before this one goes on working on the same tables, so a migration only adds; what
takes away stands in `NEEDS`. How to write one: `bot/README.md`, "Releases side by side".
"""

from collections.abc import Mapping
from contextlib import closing
from typing import Final

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.store.protocol import StoreNewerError

migrations: Final = Migrations("mooring")
NEWER: Final = "was made by a newer Mooring; run that one, or restore a backup from before"
NEEDS: Final[Mapping[str, int]] = {}
"""Of a migration that does not only add: how many migrations a program has to know to work on the
tables after it; 0 if any program can. It is carried out once no older program is at work."""


def names() -> list[str]:
    """All migrations that this program knows, the oldest first."""
    with closing(Database(memory=True)) as nothing:
        return [one.name for one in migrations.pending(nothing)]


def bring_up(database: Database, name: str) -> None:
    """Bring the tables of a file up to date.

    Args:
        database: The file.
        name: What it is called.

    Raises:
        StoreNewerError: They are of a newer program that took away what this one uses.
    """
    known = names()
    needed = int(database.execute("pragma user_version").fetchone()[0])
    if needed > len(known):
        raise StoreNewerError(f"{name} {NEWER}")
    migrations.apply(database)
    least = max((NEEDS.get(one, 0) for one in known), default=0)
    if least > needed:
        database.execute(f"pragma user_version = {least}")


@migrations()
def m001_conversations(db: Database) -> None:
    """People, their conversations, what comes in, what goes out, what is due."""
    db.table("person").create(
        {"id": int, "lang": str, "zone": str, "text_only": int, "blocked": int,
         "keyboard": int, "data": bytes},
        pk="id", not_null={"lang", "zone", "text_only", "blocked", "keyboard", "data"},
        strict=True,
    )  # fmt: skip
    db.table("session").create(
        {"chat": int, "body": bytes}, pk="chat", not_null={"body"}, strict=True
    )
    db.table("pin").create(
        {"chat": int, "flow": str, "structure": str}, pk=("chat", "flow", "structure"), strict=True
    )
    db.table("inbox").create(
        {"seq": int, "key": str, "chat": int, "payload": bytes, "received": float,
         "state": str, "due": float, "tries": int},
        pk="seq", not_null={"key", "chat", "received", "state", "due", "tries"}, strict=True,
    )  # fmt: skip
    db.table("inbox").create_index(["key"], unique=True)
    db.execute("create index inbox_pending on inbox (chat, seq) where state = 'pending'")
    db.execute("create index inbox_done on inbox (received) where state <> 'pending'")
    _create_queues(db)


def _create_queues(db: Database) -> None:
    """What goes out, what is due, and what is kept."""
    db.table("outbox").create(
        {"seq": int, "chat": int, "priority": int, "due": float, "payload": bytes,
         "label": str, "tries": int},
        pk="seq", not_null={"chat", "priority", "due", "payload", "label", "tries"}, strict=True,
    )  # fmt: skip
    db.table("outbox").create_index(["chat", "seq"])
    db.table("timer").create(
        {"chat": int, "name": str, "due": float, "turn": int}, pk=("chat", "name"),
        not_null={"due", "turn"}, strict=True,
    )  # fmt: skip
    db.table("timer").create_index(["due"])
    db.table("answer").create(
        {"chat": int, "session": str, "flow": str, "name": str, "value": bytes, "how": str,
         "at": float},
        pk=("chat", "session", "flow", "name"), not_null={"value", "how", "at"}, strict=True,
    )  # fmt: skip
    db.table("revision").create(
        {"flow": str, "structure": str, "body": bytes}, pk=("flow", "structure"),
        not_null={"body"}, strict=True,
    )  # fmt: skip
    db.table("file").create({"key": str, "file_id": str}, pk="key", strict=True)


@migrations()
def m002_urgent_messages(db: Database) -> None:
    """What overtakes is looked for in every round of the sender."""
    db.execute("create index outbox_urgent on outbox (chat, seq) where priority = 0")


@migrations()
def m003_tallies(db: Database) -> None:
    """How often a rule fired and help was opened: numbers a day, of nobody in particular."""
    db.table("tally").create(
        {"day": str, "what": str, "key": str, "count": int}, pk=("day", "what", "key"),
        not_null={"count"}, strict=True,
    )  # fmt: skip


@migrations()
def m004_runs(db: Database) -> None:
    """Which flows a person began and how they ended: for their own progress and homework."""
    db.table("run").create(
        {"chat": int, "session": str, "flow": str, "began": float, "ended": float,
         "outcome": str, "assignment": str},
        pk=("chat", "session"), not_null={"flow", "began", "outcome", "assignment"}, strict=True,
    )  # fmt: skip
    db.table("run").create_index(["chat", "began"])
    db.table("run").create_index(["assignment"])


@migrations()
def m005_links(db: Database) -> None:
    """Therapists, their clients, and what each client lets them see."""
    db.table("therapist").create(
        {"chat": int, "code": str, "since": float, "ended": float, "name": bytes, "nudge": str,
         "looked": float},
        pk="chat", not_null={"code", "since", "name", "nudge", "looked"}, strict=True,
    )  # fmt: skip
    db.table("therapist").create_index(["code"], unique=True)
    db.table("invitation").create(
        {"hash": str, "kind": str, "code": str, "therapist": int, "made": float,
         "expires": float, "chat": int, "used": str},
        pk="hash", not_null={"kind", "code", "therapist", "made", "expires", "chat", "used"},
        strict=True,
    )  # fmt: skip
    db.table("invitation").create_index(["therapist", "made"])
    db.table("link").create(
        {"id": str, "therapist": int, "client": int, "since": float, "ended": float,
         "ended_by": str, "label": bytes, "ratings": float, "answers": float, "notice": float},
        pk="id", not_null={"therapist", "client", "since", "ended_by", "label"}, strict=True,
    )  # fmt: skip
    db.table("link").create_index(["client"])
    db.execute("create unique index link_open on link (therapist, client) where ended is null")
    _create_seen(db)


def _create_seen(db: Database) -> None:
    """What is shared on a link, and what happened there."""
    db.table("shared").create(
        {"link": str, "client": int, "session": str, "flow": str, "name": str, "at": float},
        pk=("link", "session", "flow", "name"), not_null={"client", "at"}, strict=True,
    )  # fmt: skip
    db.table("trace").create(
        {"link": str, "client": int, "at": float, "what": str}, pk=("link", "at", "what"),
        not_null={"client"}, strict=True,
    )  # fmt: skip
    for table in ("shared", "trace"):
        db.table(table).create_index(["client"])


@migrations()
def m006_homework(db: Database) -> None:
    """What comes by itself, what became of it, and how a person is reminded."""
    db.table("assignment").create(
        {"id": str, "chat": int, "link": str, "kind": str, "work": str, "rhythm": str,
         "why": bytes, "place": bytes, "note": bytes, "state": str, "made": float, "day": str,
         "due": float, "opened": float, "prompted": float, "snooze": float, "position": int,
         "done": int, "skipped": int, "last_done": float, "news": str},
        pk="id", strict=True,
        not_null={"chat", "link", "kind", "work", "rhythm", "why", "place", "note", "state",
                  "made", "day", "position", "done", "skipped", "news"},
    )  # fmt: skip
    db.table("assignment").create_index(["chat", "made"])
    db.table("assignment").create_index(["link", "made"])
    db.table("happened").create(
        {"seq": int, "chat": int, "assignment": str, "at": float, "what": str},
        pk="seq", not_null={"chat", "assignment", "at", "what"}, strict=True,
    )  # fmt: skip
    db.table("happened").create_index(["assignment", "at"])
    db.table("happened").create_index(["chat"])
    db.table("nudging").create(
        {"chat": int, "day": str, "at": float, "unanswered": int, "stopped": int},
        pk="chat", not_null={"day", "at", "unanswered", "stopped"}, strict=True,
    )  # fmt: skip
    db.execute("create index run_ended on run (chat, flow, ended)")


@migrations()
def m007_keys(db: Database) -> None:
    """The data key of each chat, wrapped by a master key, and marks of those destroyed."""
    db.table("person_key").create(
        {"chat": int, "wrapped": bytes, "master": str}, pk="chat",
        not_null={"wrapped", "master"}, strict=True,
    )  # fmt: skip
    db.table("person_key").create_index(["master"])
    db.table("destroyed_key").create({"mark": str}, pk="mark", strict=True)


@migrations()
def m008_outbox_order(db: Database) -> None:
    """The sender walks along what is most urgent, however much waits behind that."""
    db.execute("create index outbox_order on outbox (priority, seq)")


@migrations()
def m009_retry_after(db: Database) -> None:
    """Until when Telegram asked to wait: whoever sends next obeys it, too."""
    db.table("retry_after").create(
        {"chat": int, "until": float}, pk="chat", not_null={"until"}, strict=True
    )
