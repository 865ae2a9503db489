"""Homework, in SQL. See `bot.store.homework_ports.Homework`."""

from collections.abc import Sequence
from dataclasses import astuple, fields
from typing import Final

from bot.store.homework_rows import Assignment, Happened, Nudging, Standing, State
from bot.store.sql_part import SqlPart


def _marks(count: int) -> str:
    return ", ".join("?" * count)


_NAMES: Final = tuple(one.name for one in fields(Assignment))
_COLUMNS: Final = ", ".join(_NAMES)
_SELECT: Final = f"select {_COLUMNS} from assignment where "
_SAVE: Final = (
    f"insert into assignment ({_COLUMNS}) values ({_marks(len(_NAMES))}) "
    "on conflict (id) do update set "
) + ", ".join(f"{name} = excluded.{name}" for name in _NAMES if name != "id")


class SqlHomework(SqlPart):
    """Assignments and what became of them."""

    def save_assignment(self, assignment: Assignment) -> None:
        self._later(_SAVE, assignment.chat, astuple(assignment))

    def assignment(self, id_: str) -> Assignment | None:
        row = self._do(f"{_SELECT} id = ?", (id_,)).fetchone()
        return Assignment(*row) if row else None

    def assignments(self, chat: int, states: Sequence[State] = ()) -> Sequence[Assignment]:
        only = f"and state in ({_marks(len(states))}) " if states else ""
        rows = self._do(f"{_SELECT} chat = ? {only}order by made, rowid", (chat, *states))
        return [Assignment(*row) for row in rows]

    def given(self, links: Sequence[str]) -> Sequence[Assignment]:
        wanted = [link for link in links if link]
        if not wanted:
            return []
        rows = self._do(f"{_SELECT} link in ({_marks(len(wanted))}) order by made, rowid", wanted)
        return [Assignment(*row) for row in rows]

    def standings(self, links: Sequence[str]) -> Sequence[Standing]:
        wanted = [link for link in links if link]
        if not wanted:
            return []
        rows = self._do(
            "select link, sum(case when state in ('offered', 'active', 'paused') then 1 else 0 "
            "end), sum(case when state = 'quiet' then 1 else 0 end), sum(done), sum(skipped), "
            f"max(last_done) from assignment where link in ({_marks(len(wanted))}) "
            "group by link order by link",
            wanted,
        )
        return [
            Standing(link, int(active), int(quiet), int(done), int(skipped), last)
            for link, active, quiet, done, skipped, last in rows
        ]

    def happen(self, happened: Happened) -> None:
        self._later(
            "insert into happened (chat, assignment, at, what) values (?, ?, ?, ?)",
            happened.chat,
            astuple(happened),
        )

    def happened(self, assignment: str, since: float = 0.0) -> Sequence[Happened]:
        rows = self._do(
            "select chat, assignment, at, what from happened where assignment = ? and at >= ? "
            "order by at, seq",
            (assignment, since),
        )
        return [Happened(*row) for row in rows]

    def nudging(self, chat: int) -> Nudging:
        row = self._do(
            "select day, at, unanswered, stopped from nudging where chat = ?", (chat,)
        ).fetchone()
        if row is None:
            return Nudging(chat)
        day, at, unanswered, stopped = row
        return Nudging(chat, day, at, unanswered, bool(stopped))

    def save_nudging(self, nudging: Nudging) -> None:
        self._later(
            "insert into nudging (chat, day, at, unanswered, stopped) values (?, ?, ?, ?, ?) "
            "on conflict (chat) do update set day = excluded.day, at = excluded.at, "
            "unanswered = excluded.unanswered, stopped = excluded.stopped",
            nudging.chat,
            (nudging.chat, nudging.day, nudging.at, nudging.unanswered, int(nudging.stopped)),
        )

    def last_run(self, chat: int, flow: str) -> tuple[str, str] | None:
        row = self._do(
            "select session, assignment from run where chat = ? and flow = ? "
            "and ended is not null order by ended desc, rowid desc limit 1",
            (chat, flow),
        ).fetchone()
        return (row[0], row[1]) if row else None
