"""What somebody can do about what is kept: know it, take it along, have it gone."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from bot.delivery.erasing import FAREWELL, erase
from bot.delivery.tidy import Tidy
from bot.delivery.turn import Turn
from bot.flow.library import Library
from bot.flow.workspace import open_workspace
from bot.people.keeping import DAY_SECONDS, KEEP
from bot.people.profile import Profile
from bot.people.rights import HASTY_SECONDS, LATE_SECONDS, PAGES
from bot.store.classified import TABLES
from bot.store.homework_rows import Assignment, Happened, Nudging
from bot.store.links import Invitation, Link, Shared, Therapist, Trace
from bot.store.rows import Answer, Incoming, Person, Run, Timer
from bot.store.sealed import SealedStore
from bot.telegram.files import make
from tests.flowkit import FLOWS
from tests.keykit import KEYS
from tests.people.kit import NOON, SAM, Chat, Job, buttons, texts

ERASE: Final = "Erase all of it for good"
DOC: Final = 99
LIBRARY: Final = open_workspace(FLOWS).library()


def library() -> Library:
    return LIBRARY


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[Chat]:
    made = Chat(Turn(library, operator="Harbour Clinic, care@example.org"), tmp_path / "m.db")
    store: Any = made
    store.store = SealedStore(made.store, KEYS)
    made.settled(zone="Europe/Madrid", name="Sam", country="ES", adult="yes", agreed=1)
    yield made
    made.store.close()


def fill(chat: Chat) -> None:
    """Something in every table that is about people."""
    with chat.store.transaction() as work:
        for number, value in enumerate((7, 3, 6, 2, 8, 4)):
            name = "level" if number % 2 == 0 else "level_after"
            serial = f"{number // 2 + 1}:{number % 2}"
            work.keep([Answer(SAM, serial, "ground-54321", name, str(value).encode(), "history",
                              NOON - 1000 + number)])  # fmt: skip
        work.keep([
            Answer(SAM, "9:0", "anchor-card", "line", b'"a <b>harbour</b>"', "card", NOON - 5.5),
            Answer(SAM, "9:1", "ground-54321", "seen", b'["light", "dark"]', "history", NOON - 4.5),
        ])  # fmt: skip
        work.begin_run(Run(SAM, "1", "ground-54321", NOON - 1000, NOON - 900, "done"))
        work.set_timers([Timer(SAM, "check-in", NOON + 99, 1)])
        work.save_therapist(Therapist(DOC, "c1", NOON, name=b"Dr. Ines"))
        work.save_therapist(Therapist(SAM, "c2", NOON, name=b"Sam"))
        work.save_invitation(Invitation("h", "c", "h", DOC, NOON, NOON + 9.5, SAM, "accepted"))
        work.save_link(Link("l1", DOC, SAM, NOON - 99.5, label=b"Sam from Tuesday"))
        work.share([Shared("l1", SAM, "1:0", "ground-54321", "level", NOON)])
        work.trace(Trace("l1", SAM, NOON, "looked"))
        words = (b"for the nights", b"on the sofa", b"no hurry")
        work.save_assignment(Assignment("a1", SAM, "l1", "flow", "ground-54321", "{}", *words))
        work.happen(Happened(SAM, "a1", NOON, "done"))
        work.save_nudging(Nudging(SAM, "2026-01-01", NOON))
        work.hold_back(SAM, NOON + 30.5, NOON)


def files(sent: list[Job]) -> dict[str, bytes]:
    found = [job for job in sent if job["do"] == "document"]
    return {job["name"]: make(job["make"], job["data"]) for job in found}


def test_the_export_has_every_exported_column_of_every_table(chat: Chat) -> None:
    fill(chat)
    chat.says("/start flow_ground_54321")  # a conversation in the middle of an exercise
    chat.says("later", kind="edited_message")
    with chat.store.transaction() as work:
        work.send([])
    data = json.loads(files(chat.says("/export"))["mooring.json"])
    assert data["format"] == "mooring export 1"
    assert data["times"] == "Europe/Madrid"
    found = data["tables"]
    expected = {table.name: table for table in TABLES if table.people and table.exported}
    assert found.keys() == expected.keys() - {"outbox"}  # what waits to be sent is this file
    for name, rows in found.items():
        hidden = {"therapist"} if name in {"link", "invitation"} else set()
        assert set(rows[0]) == set(expected[name].columns) - hidden, name
    assert "Sam from Tuesday" in json.dumps(found["link"])
    assert found["answer"][0]["value"] == 7
    assert re.fullmatch(r"2026-01-01T12:4\d:\d\d\+01:00", found["answer"][0]["at"])
    assert str(DOC) not in json.dumps(data["tables"]["link"])


def test_the_page_says_it_in_words_with_pictures_and_needs_nothing_else(chat: Chat) -> None:
    fill(chat)
    page = files(chat.says("/export"))["mooring.html"].decode()
    for words in ("a &lt;b&gt;harbour&lt;/b&gt;", "Dr. Ines", "Sam from Tuesday", "for the nights",
                  "on the sofa", "A year", "Europe/Madrid"):  # fmt: skip
        assert words.lower() in page.lower(), words
    assert "<b>" not in page
    assert page.count("data:image/png;base64,") >= 2
    assert not re.search(r"(?:src|href)=\"(?!data:)", page)
    assert "<script" not in page
    text = re.sub(r"<details>.*", "", page, flags=re.DOTALL)
    assert "ground-54321" not in text, "flows are called by their titles"
    assert "No light" not in text


def test_an_empty_life_can_be_exported_too_and_in_spanish(tmp_path: Path) -> None:
    chat = Chat(Turn(library), tmp_path / "m.db", lang="es")
    sent = chat.says("/export")
    assert 'lang="es"' in files(sent)["mooring.html"].decode()
    assert "Lo que se guarda sobre ti" in files(sent)["mooring.html"].decode()
    assert "Esos dos archivos" in texts(sent)[-1]
    chat.store.close()


def test_ten_years_of_answers_stay_far_below_what_telegram_takes(chat: Chat) -> None:
    with chat.store.transaction() as work:
        work.keep(
            Answer(SAM, f"{number}:0", "ground-54321", "before", b'"%s"' % (b"x" * 500), "history",
                   NOON - number * 43200.5)
            for number in range(7300)
        )  # fmt: skip
    made = files(chat.says("/export"))
    assert max(len(one) for one in made.values()) < 20_000_000


def erased(chat: Chat) -> list[Job]:
    sent = chat.says("/delete")
    sent = chat.taps(sent, "Go on to erasing")
    chat.now += HASTY_SECONDS
    return chat.taps(sent, ERASE)


def nothing_left(chat: Chat) -> None:
    with chat.store.transaction() as work:
        work.forget_keys()
        for table in TABLES:
            if table.people:
                assert work.about(table, SAM) == [], table.name


def test_delete_explains_offers_a_copy_and_erases_everything(chat: Chat) -> None:
    fill(chat)
    first = chat.says("/delete")
    assert "can't be undone" in texts(first)[-1]
    assert "Your therapist" in texts(first)[-1]
    assert list(buttons(first))[:3] == [
        "Send me a copy first",
        "Go on to erasing",
        "Keep everything",
    ]
    copied = chat.taps(first, "Send me a copy first")
    assert len(files(copied)) == 2
    again = chat.taps(copied, "Go on to erasing")
    sure = chat.taps(again, "Go on to erasing")
    assert "for good" in texts(sure)[-1]
    chat.now += 60
    last = chat.taps(sure, ERASE)
    assert texts(last) == [LIBRARY.phrases.say("deleted", "en")]
    nothing_left(chat)
    assert chat.passes(40 * DAY_SECONDS) == []


def test_keeping_everything_is_one_tap_and_changes_nothing(chat: Chat) -> None:
    fill(chat)
    for way in ([], ["Go on to erasing"]):
        sent = chat.says("/delete")
        for label in way:
            sent = chat.taps(sent, label)
        assert "kept as it was" in texts(chat.taps(sent, "Keep everything"))[-1]
    with chat.store.transaction() as work:
        assert len(work.answers(SAM)) == 7


def test_a_second_tap_of_a_quick_finger_erases_nothing(chat: Chat) -> None:
    fill(chat)
    sure = chat.taps(chat.says("/delete"), "Go on to erasing")
    hasty = chat.taps(sure, ERASE)
    assert "nothing was erased" in texts(hasty)[-1]
    with chat.store.transaction() as work:
        assert work.answers(SAM)
    chat.now += HASTY_SECONDS
    chat.taps(hasty, ERASE)
    nothing_left(chat)


def test_a_button_that_was_never_shown_or_long_ago_only_asks(chat: Chat) -> None:
    fill(chat)
    for when in ("", ":", ":x", ":99", f":{10**30}", ":-1", ":²"):
        assert "There is no hurry" in texts(chat.presses(f"data:erase{when}"))[-1]
    sure = chat.taps(chat.says("/delete"), "Go on to erasing")
    chat.now += LATE_SECONDS + 1
    assert "There is no hurry" in texts(chat.taps(sure, ERASE))[-1]


def test_nothing_that_comes_late_brings_a_person_back(chat: Chat) -> None:
    fill(chat)
    sure = chat.taps(chat.says("/delete"), "Go on to erasing")
    chat.now += HASTY_SECONDS
    chat.taps(sure, ERASE)
    chat.taps(sure, ERASE)
    chat.says("what I wrote before", kind="edited_message")
    sender = {"id": SAM, "first_name": "Sam"}
    private = {"id": SAM, "type": "private"}
    chat.take(my_chat_member={"chat": private, "from": sender,
                              "new_chat_member": {"status": "kicked", "user": sender}})  # fmt: skip
    chat.take(message={"chat": private, "from": sender, "message_id": 5,
                       "message_auto_delete_timer_changed": {}})  # fmt: skip
    nothing_left(chat)
    welcome = chat.says("/start")
    assert texts(welcome)
    assert chat.profile.zone == ""
    with chat.store.transaction() as work:
        assert work.answers(SAM) == []


def test_words_of_risk_from_somebody_erased_are_answered_with_help(chat: Chat) -> None:
    erased(chat)
    assert "112" in " ".join(texts(chat.says("I want to kill myself")))


def test_what_waits_in_the_same_chat_goes_too(chat: Chat) -> None:
    """Typed after the tap and before the answer: it was meant for who they were."""
    fill(chat)
    sure = chat.taps(chat.says("/delete"), "Go on to erasing")
    chat.now += HASTY_SECONDS
    words = {"update_id": 999, "message": {"chat": {"id": SAM, "type": "private"}, "text": "bye",
             "from": {"id": SAM, "first_name": "Sam"}, "message_id": 9}}  # fmt: skip
    with chat.store.transaction() as work:
        work.ring(NOON + 10**6, 9)
    press = {"id": "1", "from": {"id": SAM, "first_name": "Sam"}, "data": buttons(sure)[ERASE],
             "message": {"message_id": 1, "chat": {"id": SAM, "type": "private"}}}  # fmt: skip
    updates = ({"update_id": 998, "callback_query": press}, words)
    with chat.store.transaction() as work:
        work.receive(
            Incoming(f"tg:{one['update_id']}", SAM, json.dumps(one).encode(), chat.now)
            for one in updates
        )
    for _ in range(4):
        chat.handled()
    nothing_left(chat)
    with chat.store.transaction() as work:
        assert work.pending(chat.now, 9) == []


def test_an_operator_erases_with_the_same_last_message(chat: Chat) -> None:
    fill(chat)
    with chat.store.transaction() as work:
        assert erase(work, LIBRARY, SAM, chat.now)
        [last] = work.sendable(chat.now, 9, [])
        assert last.label == FAREWELL
        assert not erase(work, LIBRARY, 12345, chat.now)
        work.sent(last.seq, 1, chat.now)
    nothing_left(chat)


def test_the_policy_is_read_page_by_page_and_names_who_runs_it(chat: Chat) -> None:
    sent = chat.says("/privacy")
    assert "Harbour Clinic, care@example.org" in texts(sent)[-1]
    pages = [texts(sent)[-1]]
    for _ in PAGES[1:]:
        sent = chat.presses(next(iter(buttons(sent).values())))
        pages.append(texts(sent)[-1])
    assert len(set(pages)) == len(PAGES)
    assert max(len(one) for one in pages) < 500
    whole = " ".join(pages)
    for fact in ("language model", "encrypted", "end to end", "a year", "two days", "therapist"):
        assert fact in whole, fact
    assert {"data:export", "data:keep", "data:delete"} <= set(buttons(sent).values())
    for data in ("data:privacy:99", "data:privacy:x", "data", "data:nothing"):
        assert texts(chat.presses(data))


def test_without_an_operator_none_is_named(tmp_path: Path) -> None:
    chat = Chat(Turn(library), tmp_path / "m.db")
    assert "run by" not in texts(chat.says("/privacy"))[-1]
    chat.store.close()


def test_answers_go_when_their_chosen_time_is_over_and_saved_lines_stay(chat: Chat) -> None:
    assert chat.profile.keep == KEEP
    fill(chat)
    tidy = Tidy()
    with chat.store.transaction() as work:
        tidy(work, NOON + (KEEP - 1) * DAY_SECONDS)
        assert len(work.answers(SAM)) == 7
        tidy(work, NOON + KEEP * DAY_SECONDS)
        assert (work.answers(SAM), work.runs(SAM)) == ([], [])
        assert len(work.cards(SAM)) == 1


def test_everybody_has_their_turn_with_the_tidying(chat: Chat) -> None:
    with chat.store.transaction() as work:
        for number in range(1, 251):
            person = Person(1000 + number)
            keep = 0 if number % 2 else 30
            work.save_person(Profile.of(person)._replace(keep=keep).put(person))
            work.keep([Answer(person.id, "1:0", "f", "n", b"1", "history", NOON)])
        tidy, later = Tidy(), NOON + 31 * DAY_SECONDS
        for minute in range(3):
            tidy(work, later + minute * 61)
        left = [number for number in range(1, 251) if work.answers(1000 + number)]
        assert left == [number for number in range(1, 251) if number % 2]


def test_a_shorter_time_asks_first_when_something_is_older(chat: Chat) -> None:
    fill(chat)
    with chat.store.transaction() as work:
        work.keep([Answer(SAM, "1:9", "ground-54321", "before", b"1", "history",
                          NOON - 100 * DAY_SECONDS)])  # fmt: skip
    asked = chat.taps(chat.presses("data:keep"), "a month")
    assert "1 entries are older" in texts(asked)[-1] or "1 " in texts(asked)[-1]
    assert chat.profile.keep == KEEP
    chat.taps(asked, "No, keep them")
    assert chat.profile.keep == KEEP
    done = chat.taps(asked, "Yes, erase those")
    assert "a month" in texts(done)[-1]
    assert chat.profile.keep == 30
    with chat.store.transaction() as work:
        assert len(work.answers(SAM)) == 7
    chat.presses("data:keep:0")
    assert chat.profile.keep == 0
    for data in ("data:keep:7", "data:keep:x", "data:keep:30:no"):
        chat.presses(data)
    assert chat.profile.keep in {0, 30}


def test_erasing_is_possible_in_every_language_there_is(chat: Chat) -> None:
    chat.settled(lang="es", lang_chosen=True)
    chat.lang = "es"
    sent = chat.says("/delete")
    sure = chat.taps(sent, "Seguir hacia el borrado")
    chat.now += HASTY_SECONDS
    assert "está borrado" in texts(chat.taps(sure, "Borrarlo todo para siempre"))[-1]
    nothing_left(chat)
