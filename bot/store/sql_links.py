"""Therapists, invitations and links, in SQL. See `bot.store.links.Links`."""

from collections.abc import Iterable, Sequence
from typing import Final

from bot.store.links import Invitation, Link, Shared, Therapist, Trace
from bot.store.sql_part import SqlPart

_THERAPIST: Final = "select chat, code, since, ended, name, nudge, looked from therapist "
_INVITATION: Final = (
    "select hash, kind, code, therapist, made, expires, chat, used from invitation "
)
_LINK: Final = (
    "select id, therapist, client, since, ended, ended_by, label, ratings, answers, notice "
    "from link "
)


class SqlLinks(SqlPart):
    """Who works with whom, and what each client lets be seen."""

    def therapist(self, chat: int) -> Therapist | None:
        row = self._do(_THERAPIST + "where chat = ?", (chat,)).fetchone()
        return Therapist(*row) if row else None

    def therapists(self) -> Sequence[Therapist]:
        return [Therapist(*row) for row in self._do(_THERAPIST + "order by since, chat")]

    def save_therapist(self, therapist: Therapist) -> None:
        one = therapist
        self._do(
            "insert into therapist (chat, code, since, ended, name, nudge, looked) "
            "values (?, ?, ?, ?, ?, ?, ?) on conflict (chat) do update set code = excluded.code, "
            "since = excluded.since, ended = excluded.ended, name = excluded.name, "
            "nudge = excluded.nudge, looked = excluded.looked",
            (one.chat, one.code, one.since, one.ended, one.name, one.nudge, one.looked),
        )

    def invitation(self, hash_: str) -> Invitation | None:
        row = self._do(_INVITATION + "where hash = ?", (hash_,)).fetchone()
        return Invitation(*row) if row else None

    def invitations(self, kind: str, therapist: int = 0) -> Sequence[Invitation]:
        rows = self._do(
            _INVITATION + "where therapist = ? and kind = ? order by made, hash", (therapist, kind)
        )
        return [Invitation(*row) for row in rows]

    def save_invitation(self, invitation: Invitation) -> None:
        one = invitation
        self._do(
            "insert into invitation (hash, kind, code, therapist, made, expires, chat, used) "
            "values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (hash) do update set "
            "expires = excluded.expires, chat = excluded.chat, used = excluded.used",
            (one.hash, one.kind, one.code, one.therapist, one.made, one.expires, one.chat,
             one.used),
        )  # fmt: skip

    def forget_invitations(self, before: float) -> int:
        return self._do("delete from invitation where expires < ?", (before,)).rowcount

    def link(self, link: str) -> Link | None:
        row = self._do(_LINK + "where id = ?", (link,)).fetchone()
        return Link(*row) if row else None

    def links_of(self, client: int) -> Sequence[Link]:
        rows = self._do(_LINK + "where client = ? order by since, id", (client,))
        return [Link(*row) for row in rows]

    def clients_of(self, therapist: int) -> Sequence[Link]:
        rows = self._do(
            _LINK + "where therapist = ? and ended is null order by since, id", (therapist,)
        )
        return [Link(*row) for row in rows]

    def given_lately(self, therapist: int, limit: int) -> Sequence[str]:
        rows = self._do(
            "select assignment.work from assignment join link on assignment.link = link.id "
            "where link.therapist = ? and link.ended is null "
            "group by assignment.work order by max(assignment.made) desc limit ?",
            (therapist, limit),
        )
        return [work for (work,) in rows]

    def save_link(self, link: Link) -> None:
        one = link
        self._do(
            "insert into link (id, therapist, client, since, ended, ended_by, label, ratings, "
            "answers, notice) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update "
            "set ended = excluded.ended, ended_by = excluded.ended_by, label = excluded.label, "
            "ratings = excluded.ratings, answers = excluded.answers, notice = excluded.notice",
            (one.id, one.therapist, one.client, one.since, one.ended, one.ended_by, one.label,
             one.ratings, one.answers, one.notice),
        )  # fmt: skip

    def share(self, items: Iterable[Shared]) -> None:
        self._each(
            "insert into shared (link, client, session, flow, name, at) values "
            "(?, ?, ?, ?, ?, ?) on conflict (link, session, flow, name) do nothing",
            [(one.link, one.client, one.session, one.flow, one.name, one.at) for one in items],
        )

    def unshare(self, link: str, session: str = "") -> None:
        if not session:
            self._do("delete from shared where link = ?", (link,))
            return
        begins = f"{session}:"
        self._do(
            "delete from shared where link = ? and substr(session, 1, cast(? as integer)) = ?",
            (link, len(begins), begins),
        )

    def shared(self, link: str) -> Sequence[Shared]:
        rows = self._do(
            "select link, client, session, flow, name, at from shared where link = ? "
            "order by at, rowid",
            (link,),
        )
        return [Shared(*row) for row in rows]

    def trace(self, trace: Trace) -> None:
        self._do(
            "insert into trace (link, client, at, what) values (?, ?, ?, ?) "
            "on conflict (link, at, what) do nothing",
            (trace.link, trace.client, trace.at, trace.what),
        )

    def traces(self, link: str, limit: int, what: str = "") -> Sequence[Trace]:
        rows = self._do(
            "select link, client, at, what from trace where link = ? and (? = '' or what = ?) "
            "order by at desc, rowid desc limit ?",
            (link, what, what, limit),
        )
        return [Trace(*row) for row in rows]
