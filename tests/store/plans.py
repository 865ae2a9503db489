"""How PostgreSQL finds what a unit of work asks for."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from pydantic import SecretStr

from bot.store.postgres_pipe import Care, Connection, Cursor, Pipe
from bot.store.postgres_words import placed
from bot.store.postgres_work import PostgresTransaction

Plan = dict[str, Any]
Ask = Callable[[PostgresTransaction], object]


class Explained(Pipe):
    """Notes the plan of each query before it is carried out."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Care(), inside=True)
        self.plans: list[Plan] = []
        self._care.needed = True  # each where it stands

    def _one(self, query: str, values: Sequence[Any]) -> Cursor:
        if query.startswith(("select", "insert", "update", "delete", "with")):
            plan = self._connection.execute("explain (format json) " + placed(query), values)
            [(found,)] = plan.fetchall()
            self.plans.append(found[0]["Plan"])
        return super()._one(query, values)


class Planned(PostgresTransaction):
    """A unit of work that explains itself."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Care(), inside=True)
        self._pipe: Explained = Explained(connection)

    @property
    def plans(self) -> Sequence[Plan]:
        """Of each query."""
        return self._pipe.plans


@contextmanager
def asking(url: SecretStr) -> Iterator[Connection]:
    """A session for `plans_of`."""
    with psycopg.connect(url.get_secret_value(), autocommit=True) as connection:
        yield connection


def plans_of(connection: Connection, ask: Ask) -> Sequence[Plan]:
    """Plans of what is asked; nothing of it happens."""
    with connection.transaction(force_rollback=True):
        work = Planned(connection)
        ask(work)
        return work.plans


def whole(plan: Plan) -> set[str]:
    """Tables that a plan reads from end to end."""
    found = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return found.union(*[whole(one) for one in plan.get("Plans", [])])


def indexes(plan: Plan) -> set[str]:
    """Indexes that a plan uses."""
    found = {plan["Index Name"]} if "Index Name" in plan else set()
    return found.union(*[indexes(one) for one in plan.get("Plans", [])])


def outlined(plan: Plan, depth: int = 0) -> Iterator[str]:
    """A plan, a line for each node."""
    what = plan.get("Index Name") or plan.get("Relation Name") or ""
    yield f"{'  ' * depth}{plan['Node Type']} {what}".rstrip()
    for one in plan.get("Plans", []):
        yield from outlined(one, depth + 1)
