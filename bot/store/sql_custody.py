"""Keys, and everything that is kept about somebody. See `bot.store.ports.Custody`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from bot.store.classified import BY_NAME, HOUSE, TABLES, Table
from bot.store.sql_part import SqlPart

MANY: Final = 400
"""So many values fit into a query everywhere."""


class SqlCustody(SqlPart):
    """Keys and the rights of people."""

    keeping: ClassVar[str] = ""
    """What makes others wait who would destroy a row that is read."""
    claiming: ClassVar[str] = ""
    """What passes over rows that others are using, and keeps them off the rest."""

    def keys(self, chats: Iterable[int], *, keep: bool = False) -> Mapping[int, bytes]:
        found: dict[int, bytes] = {}
        wanted = sorted(set(chats))
        for begin in range(0, len(wanted), MANY):
            some = wanted[begin : begin + MANY]
            marks = ", ".join("?" * len(some))
            query = f"select chat, wrapped from person_key where chat in ({marks}) order by chat"  # noqa: S608
            found.update(self._do(query + (self.keeping if keep else ""), some))
        return found

    def add_keys(self, keys: Iterable[tuple[int, bytes, str]]) -> None:
        self._each(
            "insert into person_key (chat, wrapped, master) values (?, ?, ?) "
            "on conflict (chat) do nothing",
            list(keys),
        )

    def masters(self) -> Mapping[str, int]:
        return dict(self._do("select master, count(*) from person_key group by master"))

    def all_keys(self, after: int, limit: int) -> Sequence[tuple[int, bytes, str]]:
        return self._do(
            "select chat, wrapped, master from person_key where chat > ? order by chat limit ?",
            (after, limit),
        ).fetchall()

    def rewrap(self, chat: int, before: bytes, wrapped: bytes, master: str) -> None:
        self._do(
            "update person_key set wrapped = ?, master = ? where chat = ? and wrapped = ?",
            (wrapped, master, chat, before),
        )

    def destroyed(self) -> frozenset[str]:
        return frozenset(mark for (mark,) in self._do("select mark from destroyed_key"))

    def remember_destroyed(self, marks: Iterable[str]) -> None:
        self._each(
            "insert into destroyed_key (mark) values (?) on conflict (mark) do nothing",
            [(mark,) for mark in marks],
        )

    def erase(self, chat: int, mark: str = "") -> None:
        # The key first: whoever is just sealing with it is waited for, and what they wrote is
        # there when the rows go.
        self._do("delete from person_key where chat = ?", (chat,))
        for table in reversed(TABLES):  # what refers to others goes before them
            if table.name != "inbox":
                for condition in _theirs(table):
                    self._do(f"delete from {table.name} where {condition}", (chat,))  # noqa: S608
        # That an update came stays known, of nobody: or Telegram, sending it again, would have it
        # handled a second time, and the person would be back.
        self._do(
            "update inbox set chat = ?, payload = null, state = 'done' "
            "where chat = ? and substr(key, 1, 3) = 'tg:'",
            (HOUSE, chat),
        )
        self._do("delete from inbox where chat = ?", (chat,))
        if mark:
            self.remember_destroyed([mark])
        self.scrub()

    def scrub(self) -> None:
        """See to it that deleted bytes are gone once this is committed, where that can be done."""

    def forget_keys(self, chats: Iterable[int] | None = None) -> int:
        if chats is None:
            return self._forget_keys([], "")
        wanted = sorted(set(chats))
        parts = [wanted[begin : begin + MANY] for begin in range(0, len(wanted), MANY)]
        return sum(
            self._forget_keys(some, f" and chat in ({', '.join('?' * len(some))})")
            for some in parts
        )

    def _forget_keys(self, some: list[int], of: str) -> int:
        query = (
            f"select chat from person_key where chat <> ?{of} and not exists "  # noqa: S608
            f"(select 1 from person where person.id = person_key.chat) limit ?{self.claiming}"
        )
        unused = self._do(query, (HOUSE, *some, MANY)).fetchall()
        if not unused:
            return 0
        marks = ", ".join("?" * len(unused))
        return self._do(
            f"delete from person_key where chat in ({marks}) "  # noqa: S608
            "and not exists (select 1 from person where person.id = person_key.chat) "
            "and not exists (select 1 from outbox where outbox.chat = person_key.chat) "
            "and not exists (select 1 from inbox where state = 'pending' "
            "and inbox.chat = person_key.chat)",
            [chat for (chat,) in unused],
        ).rowcount

    def about(self, table: Table, chat: int) -> list[dict[str, Any]]:
        columns = list(table.columns)
        theirs = " or ".join(f"{one} = ?" for one in table.people)
        rows = self._do(
            f"select {_listed(columns)} from {table.name} where {theirs}",  # noqa: S608
            [chat] * len(table.people),
        )
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def chats(self, after: int, limit: int) -> Sequence[int]:
        return [
            chat
            for (chat,) in self._do(
                "select id from person where id > ? order by id limit ?", (after, limit)
            )
        ]

    def forget_history(self, chat: int, before: float) -> int:
        """Answers that are no saved lines, and what was begun."""
        answers = self._do(
            "delete from answer where chat = ? and how = 'history' and at < ?", (chat, before)
        )
        runs = self._do(
            "delete from run where chat = ? and coalesce(ended, began) < ?", (chat, before)
        )
        return int(answers.rowcount + runs.rowcount)

    def readable(self, table: Table, column: str, limit: int) -> Sequence[tuple[int, bytes]]:
        condition = f" and not ({table.readable})" if table.readable else ""
        return self._do(
            f"select {table.keyed_by}, {column} from {table.name} "  # noqa: S608
            f"where {column} is not null and substr({column}, 1, 1) <> ?{condition} limit ?",
            (b"\x01", limit),
        ).fetchall()

    def reseal(self, table: Table, column: str, chat: int, before: bytes, after: bytes) -> None:
        self._do(
            f"update {table.name} set {column} = ? "  # noqa: S608
            f"where {table.keyed_by} = ? and {column} = ?",
            (after, chat, before),
        )


def _theirs(table: Table) -> list[str]:
    """Conditions, each with the chat: rows of a person's, and rows under such."""
    found = [f"{column} = ?" for column in table.people]
    if table.under:
        found += [
            f"{table.under} in (select id from {table.under} where {upper})"  # noqa: S608
            for upper in _theirs(BY_NAME[table.under])
        ]
    return found


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{one}"' for one in columns)
