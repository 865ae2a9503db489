"""The page before a session, its picture, the table, and the line that something is new."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.homework import nudge
from bot.homework.invitations import DAY
from bot.homework.moments import local
from bot.homework.qr import picture
from bot.homework.recency import group
from bot.homework.table import plain, table
from bot.telegram.files import make
from tests.homework.practice import One, Practice, said
from tests.people.kit import Job, buttons

PNG = b"\x89PNG\r\n"


@pytest.fixture
def link(practice: Practice, ada: One, sam: One) -> str:
    """A client who shows numbers and shared two answers."""
    link = practice.linked(ada, sam)
    for what in ("ratings", "answers"):
        sam.presses(f"care:yes:{what}:{link}")
    practice.passes(2)
    for flow in ("slow-exhale", "daily-checkin"):
        ada.gives(link, flow, "Every day")
        practice.passes(0)
        sam.accepts(flow)
    for before, after in (("9", "3"), ("7", "4")):
        sam.goes_on(sam.begins("slow-exhale"), "The breath", before)
        practice.passes(200)
        sam.goes_on(sam.read(), "That's enough", after)
    end = sam.goes_on(sam.begins("daily-checkin"), "6", ">=HYPERLINK(1)", "None today")
    sam.taps(end, "Share")
    return link


def rows(sent: list[Job]) -> list[list[str]]:
    [job] = [job for job in sent if job["do"] == "document"]
    text = make(job["make"], job["data"]).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_summary_has_a_picture_and_says_the_same_in_words(
    ada: One, sam: One, link: str
) -> None:
    sent = ada.presses(f"cl:sum:14:{link}")
    assert "Slow exhale: 9→3 · 7→4" in said(sent)
    assert "not watched" in said(sent)
    [drawn] = [job for job in sent if job["do"] == "picture"]
    assert drawn["text"].startswith("Sam · ")
    assert drawn["text"].endswith(" · 14 days")
    assert [panel["title"] for panel in drawn["data"]["panels"]] == ["Mood", "Slow exhale"]
    assert make(drawn["make"], drawn["data"]).startswith(PNG)
    theirs = sam.presses(f"care:sum:14:{link}")
    assert [job["data"] for job in theirs if job["do"] == "picture"] == [drawn["data"]]


def test_without_numbers_there_is_no_picture(ada: One, sam: One, link: str) -> None:
    sam.presses(f"care:ask:ratings:{link}")
    sent = ada.presses(f"cl:sum:14:{link}")
    assert [job["do"] for job in sent if job["do"] == "picture"] == []
    assert "9→3" not in said(sent)
    assert "Slow exhale: done 2×" in said(sent)


def test_a_span_leaves_out_what_is_older(practice: Practice, ada: One, link: str) -> None:
    practice.passes(10 * DAY)
    assert "9→3" in said(ada.taps(ada.presses(f"cl:c:{link}"), "Summary"))
    assert "9→3" not in said(ada.taps(ada.presses(f"cl:sum:14:{link}"), "7 days"))


def test_the_table_has_what_is_shown_and_nothing_that_runs(ada: One, sam: One, link: str) -> None:
    found = rows(ada.presses(f"cl:csv:{link}"))
    assert found[0] == ["Day", "Kind", "Exercise", "What", "Value"]
    kinds = [(row[1], row[2], row[3], row[4]) for row in found[1:]]
    assert kinds.count(("given", "Slow exhale", "done", "")) == 2
    assert ("number", "Slow exhale", "before", "9") in kinds
    assert ("number", "Daily check-in", "Mood", "6") in kinds
    assert ("shared answer", "Daily check-in", "", "'=HYPERLINK(1)") in kinds
    sam.presses(f"care:ask:ratings:{link}")
    sam.presses(f"care:ask:answers:{link}")
    assert {row[1] for row in rows(ada.presses(f"cl:csv:{link}"))[1:]} == {"given"}


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_no_cell_begins_as_a_formula_does(words: str) -> None:
    cell = plain(words)
    assert not cell.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    [[read]] = csv.reader(io.StringIO(table({"rows": [[words]]}).decode("utf-8-sig"), newline=""))
    assert read == cell


def test_a_link_becomes_a_picture() -> None:
    assert picture({"link": "https://t.me/mooring_bot?start=c_abc"}).startswith(PNG)


@pytest.mark.parametrize(
    "narrows", ["care:ask:ratings", "care:ask:answers", "care:over", "back", "erased"]
)
def test_what_waits_to_be_sent_is_called_back_when_less_is_allowed(
    practice: Practice, ada: One, sam: One, link: str, narrows: str
) -> None:
    """Telegram is out of reach, and the client narrows what is seen before it is back."""
    mine = buttons(sam.presses(f"care:mine:{link}"))
    back = next(data for data in mine.values() if data.startswith("care:back:"))
    ada.says("/start")
    shown = sam.presses("data:sure")
    practice.passes(60)
    practice.reached = False
    for data in (f"cl:sum:14:{link}", f"cl:csv:{link}", "cl:invite"):
        ada.presses(data)
    erase = buttons(shown)["Erase all of it for good"]
    sam.presses({"back": back, "erased": erase}.get(narrows, f"{narrows}:{link}"))
    practice.reached = True
    came = ada.says("/start")
    assert [job["make"] for job in came if job["do"] in {"picture", "document"}] == ["qr"]
    assert "9→3" not in said(came)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "two"), (1.9, "two"), (2, "seven"), (6.9, "seven"), (7, "thirty"), (30, "quiet")],
)
def test_clients_are_grouped_by_when_they_did_something(days: float, expected: str) -> None:
    assert group(100 * DAY - days * DAY, 100 * DAY) == expected
    assert group(None, 100 * DAY) == "quiet"


def test_the_list_has_who_did_something_first(practice: Practice, ada: One, link: str) -> None:
    practice.linked(ada, practice.one(8, "Kim"))
    practice.passes(3 * DAY)
    sent = ada.says("/clients")
    assert "in seven: 1, in thirty: 0\nQuiet: 1" in said(sent)
    names = [label for label in buttons(sent) if " · " in label]
    assert names == ["Sam · Jan 1", "Kim · not yet"]
    shown = ada.presses("cl:l:quiet:0")
    assert "That may mean anything." in said(shown)
    assert [label for label in buttons(shown) if " · " in label] == ["Kim · not yet"]


def test_no_line_comes_by_itself_unless_it_is_asked_for(
    practice: Practice, ada: One, sam: One, link: str
) -> None:
    ada.read()
    practice.passes(8 * DAY)
    assert ada.read() == []
    more = ada.taps(ada.says("/clients"), "More")
    assert "Tell me what is new: never" in buttons(more)
    ada.taps(more, "Tell me what is new")
    practice.passes(7 * DAY)
    assert ada.read() == [], "nothing is new"
    sam.goes_on(sam.begins("daily-checkin"), "6", "No word", "None today")
    practice.passes(7 * DAY)
    [told] = ada.read()
    assert told["text"] == "There is something new on your list: 1"
    assert told["silent"]
    assert "Sam" not in str(told)
    ada.says("stop")
    sam.goes_on(sam.begins("daily-checkin"), "6", "No word", "None today")
    practice.passes(8 * DAY)
    assert ada.read() == []


@pytest.mark.parametrize("how", ["weekly", "daily"])
def test_a_line_comes_at_nine_on_the_wall_over_the_change_of_the_clock(how: str) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC).timestamp()
    for _ in range(40):
        at = nudge.following(at, how, "America/New_York")
        wall = local(at, "America/New_York")
        assert (wall.hour, wall.minute) == (9, 0)
        assert wall.weekday() == 0 if how == "weekly" else wall.weekday() < 5
