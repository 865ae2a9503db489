"""Everything that is kept about somebody, gathered for them.

The data goes by `bot.store.classified`: each exported table, each column, every row that is
theirs. The page says the same in words, where there are words for it, with pictures of their
numbers; below it stands the data, so that it is as complete.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from bot.flow.flow import Question
from bot.people import preferences
from bot.people.desk import Room
from bot.people.profile import Profile
from bot.people.progress import look
from bot.people.progress_views import Viewer
from bot.people.quiet import zone_of
from bot.store.classified import TABLES, Table
from bot.store.links import Link

FORMAT: Final = "mooring export 1"
Row = dict[str, Any]
Section = dict[str, Any]


class Export(NamedTuple):
    """What is kept about one person.

    Attributes:
        room: The words, the moment and the store.
        profile: Their settings.
        tables: Their rows, by table.
    """

    room: Room
    profile: Profile
    tables: Mapping[str, Sequence[Row]]

    @classmethod
    def of(cls, room: Room, profile: Profile) -> "Export":
        """Gather it."""
        zone = zone_of(profile.zone) or UTC
        tables = {}
        for table in TABLES:
            if table.people and table.exported:
                rows = room.work.about(table, room.chat)
                tables[table.name] = [_plain(table, row, room.chat, zone) for row in rows]
        return cls(room, profile, tables)

    def data(self) -> dict[str, Any]:
        """All of it, for other programs."""
        return {
            "format": FORMAT,
            "made": self._iso(self.room.context.at),
            "times": self.profile.zone or "UTC",
            "tables": {name: rows for name, rows in self.tables.items() if rows},
        }

    def page(self) -> dict[str, Any]:
        """All of it, to be read; `bot.people.rights_page` makes the file."""
        say = self.room.say
        words = ("settings", "saved", "done_list", "answers", "homework", "therapist", "coming")
        makers = (self._settings, self._saved, self._done, self._answers, self._homework,
                  self._therapist, self._coming)  # fmt: skip
        sections = [
            {"title": say(f"export_{word}"), **make()}
            for word, make in zip(words, makers, strict=True)
        ]
        sections.insert(2, {"title": say("progress_title"), "pictures": self._pictures()})
        shown = [one for one in sections if one.get("rows") or one.get("pictures")]
        return {
            "lang": self.room.context.lang,
            "title": say("export_title"),
            "intro": say("export_intro", when=self._when(self.room.context.at),
                         zone=self.profile.zone or "UTC"),
            "sections": shown,
            "more": say("export_all"),
            "data": self.data(),
        }  # fmt: skip

    def _settings(self) -> Section:
        room, profile = self.room, self.profile
        rows = [[room.say("export_name"), profile.name]]
        shown = preferences.shown(room.library, profile, room.context)
        rows += [[room.say(f"setting_{what}"), value] for what, value in shown.items()]
        rows.append([room.say("setting_kept"), room.say(f"keep_{profile.keep}")])
        return {"rows": [row for row in rows if row[1]]}

    def _saved(self) -> Section:
        return {"rows": [
            [self._when(one.at), self._title(one.flow), _words(one.value)]
            for one in self.room.work.answers(self.room.chat, "card")
        ]}  # fmt: skip

    def _done(self) -> Section:
        return {"rows": [
            [self._when(one.began), self._title(one.flow), self._when(one.ended)]
            for one in self.room.work.runs(self.room.chat)
        ], "head": [self.room.say("export_began"), "", self.room.say("export_ended")]}  # fmt: skip

    def _answers(self) -> Section:
        return {"rows": [
            [self._when(one.at), f"{self._title(one.flow)}: {self._asked(one.flow, one.name)}",
             self._answer(one.flow, one.name, one.value)]
            for one in self.room.work.answers(self.room.chat)
        ]}  # fmt: skip

    def _homework(self) -> Section:
        rows = []
        for one in self.room.work.assignments(self.room.chat):
            words = "\n".join(part.decode() for part in (one.why, one.place, one.note) if part)
            rows.append([self._when(one.made), self._title(one.work), words])
        return {"rows": rows}

    def _therapist(self) -> Section:
        links = self.room.work.links_of(self.room.chat)
        return {"rows": [row for link in links for row in self._link(link)]}

    def _link(self, link: Link) -> Iterator[list[str]]:
        say, work = self.room.say, self.room.work
        therapist = work.therapist(link.therapist)
        name = therapist.name.decode() if therapist else ""
        yield [self._when(link.since), say("export_linked"), name]
        if link.label:
            yield ["", say("export_label"), link.label.decode()]
        if link.ended:
            yield [self._when(link.ended), say("export_unlinked"), name]
        for one in work.shared(link.id):
            yield [self._when(one.at), say("export_shared"),
                   f"{self._title(one.flow)}: {self._asked(one.flow, one.name)}"]  # fmt: skip

    def _coming(self) -> Section:
        return {"rows": [[row["due"], row["name"]] for row in self.tables["timer"]]}

    def _pictures(self) -> list[dict[str, Any]]:
        room = self.room
        progress = look(room.library.newest(), room.work.runs(room.chat),
                        room.work.answers(room.chat))  # fmt: skip
        when = room.say("progress_all")
        viewer = Viewer(room.library, room.context.lang, self.profile.zone, when)
        return [{"draw": one.draw, "data": dict(one.data), "text": one.text}
                for one in viewer.all(progress)]  # fmt: skip

    def _title(self, flow_id: str) -> str:
        flow = self.room.library.called(flow_id)
        if flow is None:
            return flow_id.replace("-", " ")
        return flow.text("title", self.room.context.lang).render(str)

    def _asked(self, flow_id: str, name: str) -> str:
        """What was asked, in words; the variable's name where the flow is not there any more."""
        flow, lang = self.room.library.called(flow_id), self.room.context.lang
        if flow is not None and f"title.{name}" in flow.texts:
            return flow.text(f"title.{name}", lang).render(str)
        for step in flow.steps.values() if flow else ():
            if isinstance(step, Question) and step.save == name and flow:
                return flow.text(f"{step.id}/text", lang).render(lambda _name: "…")
        return name.replace("_", " ")

    def _answer(self, flow_id: str, name: str, value: bytes) -> str:
        """The answer as the person tapped it."""
        flow = self.room.library.called(flow_id)
        given = json.loads(value)
        words = []
        for one in given if isinstance(given, list) else [given]:
            keys = [f"{step.id}/options.{one}" for step in (flow.steps.values() if flow else ())
                    if isinstance(step, Question) and step.save == name]  # fmt: skip
            label = next((key for key in keys if flow and key in flow.texts), None)
            said = flow.text(label, self.room.context.lang).render(str) if flow and label else None
            words.append(said or _said(one))
        return ", ".join(words)

    def _when(self, at: float | None) -> str:
        if at is None:
            return ""
        zone = zone_of(self.profile.zone) or UTC
        return datetime.fromtimestamp(at, UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M")

    def _iso(self, at: float) -> str:
        zone = zone_of(self.profile.zone) or UTC
        return datetime.fromtimestamp(at, UTC).astimezone(zone).isoformat(timespec="seconds")


def _plain(table: Table, row: Row, chat: int, zone: Any) -> Row:
    """A row as other programs can read it. The number of somebody else's chat is theirs."""
    theirs = {column for column in table.people if row[column] not in {chat, 0}}
    return {
        column: _value(value, zone) for column, value in row.items() if column not in theirs
    }  # fmt: skip


def _value(value: Any, zone: Any) -> Any:
    if isinstance(value, float):  # every number with a fraction here is a moment
        return datetime.fromtimestamp(value, UTC).astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, bytes):
        try:
            return json.loads(value)
        except ValueError:
            return value.decode("utf-8", "replace")
    return value


def _words(value: bytes) -> str:
    return _said(json.loads(value))


def _said(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
