"""People, their conversations, runs and answers, in SQL. See `bot.store.ports.People`."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from bot.store.rows import Answer, Person, Run
from bot.store.sql_part import SqlPart

PERSON: Final = "select id, lang, zone, text_only, blocked, keyboard, data from person where "
_OPEN: Final = (
    "(select session from run where chat = ? and flow = ? and ended is null "
    "order by began desc, rowid desc limit 1)"
)
_IN_THE_WAY: Final = f"delete from run where chat = ? and session = ? and session <> {_OPEN}"  # noqa: S608
_END: Final = (
    f"update run set session = ?, ended = ?, outcome = ? where chat = ? and session = {_OPEN}"  # noqa: S608
)


def person_of(row: Sequence[Any]) -> Person:
    """A person from what `PERSON` gave."""
    id_, lang, zone, text_only, blocked, keyboard, data = row
    return Person(id_, lang, zone, bool(text_only), bool(blocked), keyboard, data)


class SqlPeople(SqlPart):
    """People and what they did and wrote."""

    def person(self, chat: int) -> Person | None:
        row = self._do(PERSON + "id = ?", (chat,)).fetchone()
        return person_of(row) if row else None

    def save_person(self, person: Person) -> None:
        self._later(
            "insert into person (id, lang, zone, text_only, blocked, keyboard, data) "
            "values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set lang = excluded.lang, "
            "zone = excluded.zone, text_only = excluded.text_only, blocked = excluded.blocked, "
            "keyboard = excluded.keyboard, data = excluded.data",
            person.id,
            (
                person.id,
                person.lang,
                person.zone,
                int(person.text_only),
                int(person.blocked),
                person.keyboard,
                person.data,
            ),
        )

    def keyboard(self, chat: int) -> int:
        row = self._do("select keyboard from person where id = ?", (chat,)).fetchone()
        return int(row[0]) if row else 0

    def session(self, chat: int) -> bytes | None:
        row = self._do("select body from session where chat = ?", (chat,)).fetchone()
        return row[0] if row else None

    def pins(self, chat: int) -> Sequence[tuple[str, str]]:
        return self._do(
            "select flow, structure from pin where chat = ? order by flow, structure", (chat,)
        ).fetchall()

    def save_session(self, chat: int, body: bytes | None, pins: Iterable[tuple[str, str]]) -> None:
        wanted = set(pins) if body is not None else set()
        there = set(self.pins(chat))
        for flow, structure in there - wanted:
            self._later(
                "delete from pin where chat = ? and flow = ? and structure = ?",
                chat,
                (chat, flow, structure),
            )
        for flow, structure in wanted - there:
            self._later(
                "insert into pin (chat, flow, structure) values (?, ?, ?)",
                chat,
                (chat, flow, structure),
            )
        if body is None:
            self._later("delete from session where chat = ?", chat, (chat,))
            return
        self._later(
            "insert into session (chat, body) values (?, ?) "
            "on conflict (chat) do update set body = excluded.body",
            chat,
            (chat, body),
        )

    def keep(self, answers: Iterable[Answer]) -> None:
        for one in answers:
            self._later(
                "insert into answer (chat, session, flow, name, value, how, at) "
                "values (?, ?, ?, ?, ?, ?, ?) on conflict (chat, session, flow, name) "
                "do update set value = excluded.value, how = excluded.how, at = excluded.at",
                one.chat,
                (one.chat, one.session, one.flow, one.name, one.value, one.how, one.at),
            )

    def last(self, chat: int, flow: str, name: str) -> Answer | None:
        row = self._do(
            "select chat, session, flow, name, value, how, at from answer where chat = ? "
            "and flow = ? and name = ? and how = 'history' order by at desc, rowid desc limit 1",
            (chat, flow, name),
        ).fetchone()
        return Answer(*row) if row else None

    def cards(self, chat: int) -> Sequence[Answer]:
        rows = self._do(
            "select chat, session, flow, name, value, how, at from (select *, row_number() over "
            "(partition by flow, name order by at desc, rowid desc) as place from answer "
            "where chat = ? and how = 'card') as card where place = 1 order by at",
            (chat,),
        )
        return [Answer(*row) for row in rows]

    def forget_answer(self, chat: int, session: str, flow: str, name: str) -> None:
        self._later(
            "delete from answer where chat = ? and session = ? and flow = ? and name = ?",
            chat,
            (chat, session, flow, name),
        )

    def begin_run(self, run: Run) -> None:
        self._later(
            "insert into run (chat, session, flow, began, ended, outcome, assignment) "
            "values (?, ?, ?, ?, ?, ?, ?) on conflict (chat, session) do update set "
            "flow = excluded.flow, began = excluded.began, ended = excluded.ended, "
            "outcome = excluded.outcome, assignment = excluded.assignment",
            run.chat,
            (run.chat, run.session, run.flow, run.began, run.ended, run.outcome, run.assignment),
        )

    def end_run(self, chat: int, flow: str, session: str, at: float, outcome: str) -> None:
        # Another run has this number only after a conversation that could not be read.
        self._later(_IN_THE_WAY, chat, (chat, session, chat, flow))
        self._later(_END, chat, (session, at, outcome, chat, chat, flow))

    def runs(self, chat: int, since: float = 0.0) -> Sequence[Run]:
        rows = self._do(
            "select chat, session, flow, began, ended, outcome, assignment from run "
            "where chat = ? and began >= ? order by began, rowid",
            (chat, since),
        )
        return [Run(*row) for row in rows]

    def answers(self, chat: int, how: str = "history", since: float = 0.0) -> Sequence[Answer]:
        rows = self._do(
            "select chat, session, flow, name, value, how, at from answer "
            "where chat = ? and how = ? and at >= ? order by at, rowid",
            (chat, how, since),
        )
        return [Answer(*row) for row in rows]
