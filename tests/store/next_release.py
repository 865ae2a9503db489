"""A release that does not exist yet: this program and one migration more, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlite_utils import Database

from bot.store import migrations as ours
from bot.store import postgres_schema
from bot.store.migrations import migrations

ADDS: Final = "m999_adds"
"""A column, a table, and indexes of tables that are written to all the time."""


def m999_adds(db: Database) -> None:
    """Whatever a release usually adds."""
    db.execute("alter table person add column seen real not null default 0")
    db.execute("alter table inbox add column via text")
    db.table("badge").create({"seq": int, "chat": int}, pk="seq", strict=True)
    db.table("badge").create_index(["chat"])
    db.execute("create index answer_at on answer (at)")
    db.execute("create index outbox_label on outbox (label)")


def m999_takes(db: Database) -> None:
    """Takes away what the release before still uses."""
    db.execute("drop table file")


@contextmanager
def released(step: Any = m999_adds, needs: int | None = None) -> Iterator[str]:
    """As if this program were the next one; the name of its migration.

    Args:
        step: The migration.
        needs: What it stands for in `NEEDS`, if it does.
    """
    before, needed = migrations._migrations, ours.NEEDS
    migrations._migrations = [*before]
    migrations()(step)
    more = {**needed} if needs is None else {**needed, step.__name__: needs}
    vars(ours)["NEEDS"] = vars(postgres_schema)["NEEDS"] = more
    try:
        yield step.__name__
    finally:
        migrations._migrations = before
        vars(ours)["NEEDS"] = vars(postgres_schema)["NEEDS"] = needed
