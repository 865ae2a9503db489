"""Who sees what: every screen, command, deep link, button and file, tried as everybody else.

What a therapist was ever shown is pressed by all others, too: strangers, clients, other and former
therapists, people who declined. Nothing of the client may show, and nothing of theirs may change.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from bot.flow.library import Library
from bot.homework import bonds
from bot.homework.shelf import key_of
from tests.homework.practice import One, Practice, said
from tests.people.kit import Job, buttons

LABEL: Final = "Quirindi"
SHARED: Final = "frumious"
NOTE: Final = "manxome"
OWN: Final = "uffish"
KEPT: Final = "slithy"
SEEN: Final = (LABEL, SHARED, NOTE, "9→3")
"""What the therapist sees, and nobody else."""
UNSEEN: Final = (OWN, KEPT)
"""What nobody but the client sees."""
CHANGES: Final = re.compile(
    r"cl:(over|drop|nudge|join|no):|cl:invite|as:(s|over|rest|wake):|as:why:\w+:\d"
    r"|care:(over|share|keep|back|yes|ask|join|decline):"
)
STEPS: Final = re.compile(r"as:(o|w|days|aft):")
ROLES: Final = (
    "stranger", "client", "other client", "other therapist", "former therapist", "unlinked",
    "declined", "client who is a therapist",
)  # fmt: skip


class Office:
    """A therapist, a client who shows a good deal, and everybody else."""

    def __init__(self, library: Library, path: Path) -> None:
        self.practice = practice = Practice(library, path)
        self.ada, self.sam = practice.therapist(5, "Ada"), practice.one(7, "Sam")
        self.others = {
            "stranger": practice.one(20, "Str"),
            "other client": practice.one(21, "Kim"),
            "other therapist": practice.therapist(22, "Eve"),
            "former therapist": practice.therapist(23, "Fay"),
            "unlinked": practice.therapist(24, "Gus"),
            "declined": practice.one(25, "Dee"),
            "client who is a therapist": practice.therapist(26, "Mia"),
        }
        self.link = practice.linked(self.ada, self.sam)
        self._people()
        self._work()
        self.others["client"] = self.sam
        self.pressed = self._crawl(self.ada, ["/clients", "/assign"])
        self.client_pressed = self._crawl(self.sam, ["/therapist"])

    def _people(self) -> None:
        practice, others = self.practice, self.others
        practice.linked(self.ada, others["other client"])
        practice.linked(others["other therapist"], others["other client"])
        practice.linked(self.ada, others["client who is a therapist"])
        for name in ("former therapist", "unlinked"):
            link = practice.linked(others[name], self.sam)
            if name == "unlinked":
                self.sam.taps(self.sam.presses(f"care:end:{link}"), "End it")
        practice.work(lambda work: bonds.remove_therapist(work, 23, practice.now))
        declined = others["declined"]
        declined.taps(declined.says(f"/start c_{self.ada.invites()}"), "No thanks")
        self.open_invitation = self.ada.invites()
        practice.passes(0)

    def _work(self) -> None:
        ada, sam, practice = self.ada, self.sam, self.practice
        ada.taps(ada.presses(f"cl:c:{self.link}"), "Rename")
        ada.says(LABEL)
        for what in ("ratings", "answers"):
            sam.presses(f"care:yes:{what}:{self.link}")
        practice.passes(2)
        self.gives("slow-exhale")
        self.gives("daily-checkin")
        sam.goes_on(sam.begins("slow-exhale"), "The breath", "9")
        practice.passes(200)
        sam.goes_on(sam.read(), "That's enough", "3")
        asked = sam.goes_on(sam.begins("daily-checkin"), "6", f">{SHARED}", "None today")
        sam.taps(asked, "Share")
        sam.goes_on(sam.begins("daily-checkin"), "6", f">{KEPT}", "None today", "Keep private")
        sam.does("one-word-weather")
        sam.does("bring-to-session", "Nothing right now", f">{OWN}", "Keep it", "Better",
                 "Keep private")  # fmt: skip
        sam.does("bring-to-session", "Nothing right now", f">{NOTE}", "Keep it", "Better", "Share")

    def gives(self, flow: str) -> None:
        self.ada.gives(self.link, flow, "Every day")
        self.practice.passes(0)
        self.sam.accepts(flow)

    def _crawl(self, one: One, begin: list[str]) -> set[str]:
        """Press whatever there is and changes nothing; all data of buttons that were seen."""
        known: set[str] = set()
        sent = [job for command in begin for job in one.says(command)]
        waiting = list(buttons(sent).values())
        while waiting:
            data = waiting.pop()
            if data in known:
                continue
            known.add(data)
            if self._leads_on(data):
                waiting += buttons(one.presses(data)).values()
        return known

    def _leads_on(self, data: str) -> bool:
        """Whether a button shows more of this: of all exercises one stands for the others."""
        if CHANGES.match(data) or not data.startswith(("cl", "as:", "care")):
            return False
        if STEPS.match(data):
            whole = "." not in data or f"{self.link}.{key_of('slow-exhale')}" in data
            return whole and not re.search(r":w?\d+$", data)
        return True

    def snapshot(self) -> list[Any]:
        """Everything about the client's link."""
        do = self.practice.bare._db.conn.execute
        return [
            do("select * from link where id = ?", (self.link,)).fetchall(),
            do("select * from shared where link = ?", (self.link,)).fetchall(),
            do("select * from trace where link = ?", (self.link,)).fetchall(),
            do("select * from assignment where link = ?", (self.link,)).fetchall(),
            do("select * from invitation where used = ''").fetchall(),
        ]


@pytest.fixture(scope="module")
def office(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    one = Office(library, tmp_path_factory.mktemp("office") / "mooring.db")
    yield one
    one.practice.store.close()


def all_words(sent: list[Job]) -> str:
    """All that somebody could read: messages, names of buttons, what a file is made of."""
    made = [str(job["data"]) for job in sent if "data" in job]
    return "\n".join([said(sent), *buttons(sent), *made])


def test_the_therapist_sees_what_is_shown_and_no_more(office: Office) -> None:
    seen = ""
    for data in sorted(office.pressed):
        if not CHANGES.match(data):
            seen += all_words(office.ada.presses(data))
    assert [word for word in SEEN if word not in seen] == []
    assert [word for word in UNSEEN if word in seen] == []
    assert "One-word weather" not in said(office.ada.presses(f"cl:c:{office.link}"))


def test_the_client_sees_the_same_page(office: Office) -> None:
    theirs = said(office.ada.presses(f"cl:c:{office.link}"))
    assert theirs in said(office.sam.presses(f"care:view:{office.link}"))
    summary = said(office.ada.presses(f"cl:sum:14:{office.link}"))
    assert summary == said(office.sam.presses(f"care:sum:14:{office.link}"))


@pytest.mark.parametrize("role", ROLES)
def test_nobody_else_sees_or_changes_anything(office: Office, role: str) -> None:
    one = office.others[role]
    before = office.snapshot()
    tries = office.pressed if role == "client" else office.pressed | office.client_pressed
    seen = "".join(all_words(one.presses(data)) for data in sorted(tries) if ours(data, role))
    for command in ("/clients", "/assign", "/therapist", "/homework"):
        seen += all_words(one.says(command)) if role != "client" else ""
    for asked in (f"cl:name:{office.link}", "cl:find", "as:find:who", f"as:find:{office.link}"):
        one.presses(asked)
        seen += all_words(one.says(LABEL[:4]))
    assert [word for word in (*SEEN, *UNSEEN) if word in seen] == []
    assert office.snapshot() == before


def ours(data: str, role: str) -> bool:
    """Whether it is about the matter of this test: the rest is anybody's, `close` say."""
    own = data.startswith("cl:invite") and role not in {"stranger", "client"}  # theirs to make
    return data.startswith(("cl", "as:", "care", "hw:")) and not own


def test_a_deep_link_shows_nothing_to_whom_it_is_not_for(office: Office) -> None:
    secret = office.open_invitation
    before = office.snapshot()
    for role in ("former therapist", "other client"):
        one = office.others[role]
        for payload in (f"t_{secret}", f"c_{secret[:-1]}", f"c_{office.link}", "c_", "t_"):
            assert not any(word in all_words(one.says(f"/start {payload}")) for word in SEEN)
    assert office.snapshot() == before


def test_what_is_taken_back_is_gone_from_every_screen(library: Library, tmp_path: Path) -> None:
    office = Office(library, tmp_path / "mooring.db")
    sam, link = office.sam, office.link
    sam.presses(f"care:ask:ratings:{link}")
    assert "9→3" not in everything(office)
    assert SHARED in everything(office)
    sam.presses(f"care:ask:answers:{link}")
    after = everything(office)
    assert [word for word in (SHARED, NOTE, "9→3") if word in after] == []
    assert LABEL in after
    sam.presses(f"care:over:{link}")
    assert [word for word in (*SEEN, *UNSEEN) if word in everything(office)] == []
    office.practice.store.close()


def everything(office: Office) -> str:
    """All that the therapist can still bring onto a screen."""
    return "".join(
        all_words(office.ada.presses(data)) for data in office.pressed if not CHANGES.match(data)
    )
