"""What a therapist and a client write for each other is in no file in the clear, and of whoever
erases themself nothing stays (promise 16), no word is logged (promise 18)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from structlog.testing import capture_logs

from bot.flow.library import Library
from bot.store.backup import back_up
from bot.store.classified import TABLES
from tests.homework.practice import DAY, One, Practice, said
from tests.keykit import KEYS

CANARY: Final = "canary"
WHY, NOTE, PLACE, LABEL, ANSWER, CARD, SESSION = (
    f"{CANARY} {one}" for one in ("why", "note", "place", "label", "answer", "card", "session")
)
NAMES: Final = ("Canada-therapist", "Canada-client")
OTHERS: Final = "Kimcanada"


@pytest.fixture
def sealed(library: Library, tmp_path: Path) -> Iterator[Practice]:
    (tmp_path / "data").mkdir()
    one = Practice(library, tmp_path / "data" / "mooring.db", KEYS)
    yield one
    one.store.close()


def in_clear(folder: Path) -> list[tuple[str, bytes]]:
    """Files in which a word or a name can be read, and which."""
    words = [one.encode() for one in (CANARY, *NAMES, OTHERS)]
    return [
        (path.name, word)
        for path in folder.rglob("*")
        if path.is_file()
        for word in words
        if word in path.read_bytes()
    ]


def written(ada: One, sam: One) -> str:
    """Words on every path between the two; their link."""
    practice = ada.practice
    link = practice.linked(ada, sam)
    ada.presses(f"cl:name:{link}")
    ada.says(LABEL)
    sent = ada.gives(link, "daily-checkin", "Every day")
    ada.taps(sent, "Add a reason", "In my own words")
    ada.says(WHY)
    ada.taps(sent, "Add a note")
    ada.says(NOTE)
    practice.passes(0)
    sam.accepts("daily-checkin")
    sam.presses(f"hw:place:{sam.assignments('daily-checkin')[-1].id}")
    sam.says(PLACE)
    sam.presses(f"care:yes:answers:{link}")
    practice.passes(2)
    sam.taps(sam.goes_on(sam.begins("daily-checkin"), "6", f">{ANSWER}", "None today"), "Share")
    session = (f">{SESSION}", "Leave it out", "Keep it", "Better")
    sam.taps(sam.does("bring-to-session", *session), "Share")
    ada.gives(link, "kind-inner-adult")
    practice.passes(0)
    sam.accepts("kind-inner-adult")
    kind = ("5", ">a friend laughed", "Someone on their side", f">{CARD}", "Keep it")
    sam.goes_on(sam.goes_on(sam.begins("kind-inner-adult"), *kind), "3")
    practice.passes(DAY)
    return link


def kept(practice: Practice, chats: list[int]) -> dict[str, bytes]:
    """All sealed words of these people, opened, by table and column."""
    found: dict[str, bytes] = {}
    with practice.store.transaction() as work:
        for table in TABLES:
            rows = [row for chat in chats if table.people for row in work.about(table, chat)]
            for column in table.sealed:
                opened = [row[column] for row in rows if row[column]]
                found[f"{table.name}.{column}"] = b" ".join(opened)
    return found


def test_words_between_the_two_are_sealed_and_gone_with_the_client(
    sealed: Practice, tmp_path: Path
) -> None:
    data, database = tmp_path / "data", tmp_path / "data" / "mooring.db"
    copies = tmp_path / "copies"
    copies.mkdir()
    with capture_logs() as logs:
        ada, sam = sealed.therapist(5, NAMES[0]), sealed.one(7, NAMES[1])
        kim = sealed.one(8, OTHERS)
        written(ada, sam)
        theirs = sealed.linked(ada, kim)
        there = kept(sealed, [sam.chat])
        for place, words in (
            ("assignment.why", WHY), ("assignment.note", NOTE), ("assignment.place", PLACE),
            ("link.label", LABEL), ("answer.value", ANSWER), ("answer.value", CARD),
            ("answer.value", SESSION),
        ):  # fmt: skip
            assert words.encode() in there[place], words
        assert NAMES[0].encode() in kept(sealed, [ada.chat])["therapist.name"]
        assert in_clear(data) == []
        back_up(database, copies / "before.db")
        assert in_clear(copies) == []
        sure = sam.taps(sam.says("/delete"), "Go on to erasing")
        sealed.now += 6
        assert "is erased" in said(sam.taps(sure, "Erase all of it for good"))
        sealed.passes(DAY)
        assert [one for one, words in kept(sealed, [sam.chat]).items() if words] == []
        for chat in (ada.chat, kim.chat):
            others = kept(sealed, [chat])
            for words in (WHY, NOTE, PLACE, LABEL, ANSWER, CARD, SESSION):
                assert not [one for one, had in others.items() if words.encode() in had], words
        assert LABEL not in said(ada.says("/clients"))
        assert OTHERS in said(ada.presses(f"cl:c:{theirs}"))
        back_up(database, copies / "after.db")
        assert in_clear(tmp_path) == []
    assert not any(word in repr(one) for one in logs for word in (CANARY, *NAMES, OTHERS))
