"""What a unit of work asks of PostgreSQL, in as few journeys as that takes.

A server is on another machine as a rule, and each answer that is waited for costs more than the
work itself. So writes of which nothing has to be known wait (`bot.store.write_behind`) until
something reads their table or the unit of work ends, and go all at once; locks and savepoints go
with the statement that follows them; and a part without statements needs no savepoint.

When what waited is refused, nobody can tell whose fault it was. Then nothing of the unit of work
happened, and it is to be done again (`StoreConflictError`), now with each write carried out where
it stands: `Care` remembers that for the thread.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import psycopg

from bot.store.postgres_errors import explain
from bot.store.postgres_words import placed
from bot.store.protocol import StoreConflictError, StoreError
from bot.store.write_behind import Write, grouped, touched

Connection = psycopg.Connection[tuple[Any, ...]]
Cursor = psycopg.Cursor[tuple[Any, ...]]
Statement = tuple[str, Sequence[Any]]


class Care(threading.local):
    """Whether the unit of work before was refused, by thread: a writer's comes again in its own."""

    needed = False


class _None:
    """What a query for no rows gives, without asking the server."""

    rowcount = 0


NONE: Final = _None()


class _Part:
    """A savepoint, as far as it is needed: `asked` once it is among what goes ahead, `there`
    once it went."""

    def __init__(self, name: str, waiting: list[Write], ahead: list[Statement]) -> None:
        self.name = name
        self.waiting, self.ahead = list(waiting), list(ahead)
        self.asked = self.there = False


class Pipe:
    """One unit of work's way to the server.

    Args:
        connection: Does nothing by itself; with `inside` it is in a transaction of the caller's.
        care: Whether each write is carried out at once.
        inside: The caller begins and ends the transaction.
    """

    def __init__(self, connection: Connection, care: Care, *, inside: bool = False) -> None:
        self._connection = connection
        self._care = care
        self._inside = inside
        self._waiting: list[Write] = []
        self._ahead: list[Statement] = [] if inside else [("begin", ())]
        self._parts: list[_Part] = []

    def ask(self, query: str, values: Sequence[Any] = ()) -> Cursor:
        """Carry out a query now."""
        return self.ask_all([(query, values)])[0]

    def ask_all(self, statements: Sequence[Statement]) -> list[Cursor]:
        """Carry out several queries in one journey."""
        self._write_what_shows(statements)
        self._begin_parts()
        if len(statements) == 1 and not self._ahead:
            return [self._one(*statements[0])]
        with self._connection.pipeline():
            self._go_ahead()
            return [self._one(*one) for one in statements]

    def each(self, query: str, rows: Iterable[Sequence[Any]]) -> Any:
        """Carry out a query for each of several rows now; how many rows it changed is known."""
        values = list(rows)
        if len(values) == 1:  # what psycopg does for many is slower for one
            return self.ask(query, values[0])
        if not values:
            return NONE
        self._write_what_shows([(query, ())])
        self._begin_parts()
        cursor = self._connection.cursor()
        with self._connection.pipeline():
            self._go_ahead()
            cursor.executemany(placed(query), values)
        return cursor

    def later(self, query: str, whose: int, values: Sequence[Any]) -> None:
        """Write this before anything reads its table, and before the unit of work ends."""
        if self._care.needed:
            self.ask(query, values)
        else:
            self._waiting.append(Write(query, whose, values))

    def ahead(self, query: str, values: Sequence[Any]) -> None:
        """Carry this out right before the next query."""
        self._begin_parts()
        self._ahead.append((query, values))

    @contextmanager
    def part(self) -> Iterator[None]:
        """What can be undone alone."""
        part = _Part(f"part_{len(self._parts)}", self._waiting, self._ahead)
        around = [(one, one.asked) for one in self._parts]
        self._parts.append(part)
        try:
            yield
        except BaseException:
            self._waiting = part.waiting
            if part.there:
                self._connection.execute(f"rollback to savepoint {part.name}")
                self._ahead = [(f"release savepoint {part.name}", ())]
            else:
                self._ahead = part.ahead
                for one, asked in around:  # their savepoints may have been among what is dropped
                    one.asked = asked
            raise
        else:
            if part.asked:
                self._ahead.append((f"release savepoint {part.name}", ()))
        finally:
            self._parts.remove(part)

    def finish(self) -> None:
        """Write what waits, and end the transaction: when this returns all of it is durable.

        Raises:
            StoreConflictError: Nothing of it happened; another time it may.
        """
        if not self._inside:
            self._write(commit=True)
            self._care.needed = False
        elif self._waiting:
            self._write()

    def _one(self, query: str, values: Sequence[Any]) -> Cursor:
        return self._connection.execute(placed(query), values, binary=True)

    def _begin_parts(self) -> None:
        for part in self._parts:
            if not part.asked:
                part.asked = True
                self._ahead.append((f"savepoint {part.name}", ()))

    def _go_ahead(self) -> None:
        ahead, self._ahead = self._ahead, []
        for part in self._parts:
            part.there = part.asked
        for one in ahead:
            self._one(*one)

    def _write_what_shows(self, statements: Iterable[Statement]) -> None:
        if any(touched(self._waiting, query) for query, _ in statements):
            self._write()

    def _write(self, *, commit: bool = False) -> None:
        waiting, self._waiting = self._waiting, []
        self._begin_parts()
        try:
            with self._connection.pipeline():
                self._go_ahead()
                for query, rows in grouped(waiting):
                    if len(rows) == 1:
                        self._one(query, rows[0])
                    else:
                        self._connection.cursor().executemany(placed(query), rows)
                end = self._one("commit", ()) if commit else None
            if end and end.statusmessage != "COMMIT":  # a statement before had failed
                raise StoreConflictError("the PostgreSQL database undid it all")
        except psycopg.Error as error:
            kind = explain(error)
            if type(kind) is not StoreError:
                raise
            self._care.needed = True
            raise StoreConflictError(f"{kind}; once more, each write alone") from None
