"""Revisions, files at Telegram and counts, in SQL. See `bot.store.ports.Flows`."""

from collections.abc import Iterable, Sequence

from bot.store.sql_part import SqlPart


class SqlFlows(SqlPart):
    """Flows in use, files and counts."""

    def keep_revision(self, flow: str, structure: str, body: bytes) -> None:
        self._do(
            "insert into revision (flow, structure, body) values (?, ?, ?) "
            "on conflict (flow, structure) do update set body = excluded.body",
            (flow, structure, body),
        )

    def revisions(self) -> Sequence[tuple[str, str, bytes]]:
        return self._do("select flow, structure, body from revision order by rowid").fetchall()

    def revision(self, flow: str, structure: str) -> bytes | None:
        row = self._do(
            "select body from revision where flow = ? and structure = ?", (flow, structure)
        ).fetchone()
        return row[0] if row else None

    def forget_revisions(self, current: Iterable[tuple[str, str]]) -> int:
        serving = set(current)
        pinned = set(self._do("select distinct flow, structure from pin"))
        kept = set(self._do("select flow, structure from revision"))
        gone = kept - serving - pinned
        self._each("delete from revision where flow = ? and structure = ?", sorted(gone))
        return len(gone)

    def file_id(self, key: str) -> str | None:
        row = self._do("select file_id from file where key = ?", (key,)).fetchone()
        return row[0] if row else None

    def save_file_id(self, key: str, file_id: str) -> None:
        self._later(
            "insert into file (key, file_id) values (?, ?) "
            "on conflict (key) do update set file_id = excluded.file_id",
            0,
            (key, file_id),
        )

    def tally(self, day: str, what: str, key: str) -> None:
        self._do(
            "insert into tally (day, what, key, count) values (?, ?, ?, 1) "
            "on conflict (day, what, key) do update set count = tally.count + 1",
            (day, what, key),
        )

    def tallies(self, since: str) -> Sequence[tuple[str, str, str, int]]:
        return self._do(
            "select day, what, key, count from tally where day >= ? order by day, what, key",
            (since,),
        ).fetchall()

    def standing(self, flow: str) -> Sequence[tuple[str, int]]:
        return self._do(
            "select structure, count(distinct chat) from pin where flow = ? group by structure",
            (flow,),
        ).fetchall()
