"""Homework, programmes and check-ins on the real turn: what a person sees over days and weeks."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.flow.library import Library
from bot.homework import assigning
from bot.homework.rhythm import each, following, on, once
from bot.homework.works import programme_rhythm
from bot.store.homework_rows import Assignment
from bot.store.protocol import Transaction
from bot.store.rows import Incoming
from bot.store.sqlite import SqliteStore
from tests.homework.kit import (
    DAY,
    RECUERDO,
    REMINDER,
    WEATHER,
    agrees,
    finishes,
    gives,
    happened,
    kept,
    reminders,
)
from tests.people.kit import SAM, Chat, buttons, texts

HOUR = 3600.0
NEW_YORK = "America/New_York"


def shown_at(chat: Chat, zone: str = NEW_YORK) -> str:
    """What the wall shows."""
    return datetime.fromtimestamp(chat.now, UTC).astimezone(ZoneInfo(zone)).strftime("%d %H:%M")


def each_day(chat: Chat, days: int, do: Callable[[list[dict[str, object]]], object]) -> list[str]:
    """Day after day from noon to noon; what they do with each reminder. When those came."""
    came = []
    for _ in range(days):
        end = chat.now + DAY
        while chat.now < end:
            due = chat.due("hw")
            if due is None or due > end:
                chat.passes(end - chat.now)
                break
            sent = chat.passes(max(0.0, due - chat.now))
            if found := reminders(sent):
                came.append(shown_at(chat))
                do(found)
    return came


# what is theirs to choose


def test_a_check_in_at_ones_own_rhythm_takes_four_taps(chat: Chat) -> None:
    said = chat.taps(chat.says("/homework"), "My check-in")
    assert list(buttons(said))[:3] == ["Every day", "Every 3 days", "Once a week"]
    hours = chat.taps(said, "Every day")
    assert "22:00" not in buttons(hours)  # quiet hours
    set_ = chat.taps(hours, "20:00")
    assert "Every day at 20:00" in texts(set_)[0]
    assert "Next: today at 20:00" in texts(set_)[0]
    came = each_day(chat, 7, lambda sent: finishes(chat, chat.taps(sent, "Daily check-in")))
    assert came == [f"{day:02} 20:00" for day in range(1, 8)]


def test_on_chosen_days(chat: Chat) -> None:
    days = chat.taps(chat.taps(chat.says("/homework"), "My check-in"), "On days I choose")
    assert "✓ Thursday" in buttons(days)  # today
    days = chat.taps(chat.taps(days, "Monday"), "✓ Thursday")
    set_ = chat.taps(chat.taps(days, "Done"), "9:00")
    assert "On Mon at 9:00" in texts(set_)[0]
    assert chat.taps(chat.presses(buttons(set_)["Other days or time"]), "On days I choose")
    assert each_day(chat, 14, lambda _: chat.says("/homework")) == ["05 09:00", "12 09:00"]


def test_the_last_day_can_t_be_taken_away(chat: Chat) -> None:
    days = chat.taps(chat.taps(chat.says("/homework"), "My check-in"), "On days I choose")
    assert "✓ Thursday" in buttons(chat.taps(days, "✓ Thursday"))


def test_a_slow_pace_has_a_week_as_usual(chat: Chat) -> None:
    chat.settled(pace="slow")
    said = chat.taps(chat.says("/homework"), "My check-in")
    assert next(iter(buttons(said))) == "Once a week · usual here"


def test_who_has_no_zone_is_asked_for_it(chat: Chat) -> None:
    chat.settled(country="US", zone="")
    said = chat.taps(chat.taps(chat.says("/homework"), "My check-in"), "Every day")
    said = chat.taps(said, "18:00")
    assert "What time is it where you are?" in texts(said)[-1]
    chat.says("Chicago")
    assert chat.profile.zone == "America/Chicago"
    assert each_day(chat, 2, lambda _: None)[0] == "01 19:00"  # 18:00 there


def test_the_hour_can_be_changed(chat: Chat) -> None:
    id_ = agrees(chat, each(1), "ground-54321")
    chat.presses(f"hw:at:{id_}:9")
    assert each_day(chat, 2, lambda _: chat.says("/homework")) == ["01 09:00", "02 09:00"]


# from a therapist


def test_an_offer_is_neutral_and_waits_for_a_yes(chat: Chat) -> None:
    id_ = gives(chat, each(1), why=b"because last week was loud", note=b"No hurry.")
    assert texts(chat.passes(HOUR / 2)) == []  # 7 in the morning: quiet
    [news] = chat.passes(HOUR)
    assert news["text"] == "Something new is here for you. It is yours to take or to leave."
    assert news["silent"]
    offer = chat.taps([news], "One-word weather")
    for part in (
        "because last week was loud",
        "No hurry.",
        "Every 3 days at 18:00",
        "therapist sees",
    ):
        assert part.replace("Every 3 days", "Every day") in texts(offer)[0]
    assert reminders(chat.passes(3 * DAY)) == []
    said = chat.taps(offer, "Yes, let it come")
    assert "It is set" in texts(said)[0]
    assert happened(chat, id_) == ["offered", "accepted"]
    assert len(each_day(chat, 2, lambda _: None)) == 1


def test_no_is_a_full_answer(chat: Chat) -> None:
    id_ = gives(chat, each(1))
    [news] = chat.passes(2 * HOUR)
    said = chat.taps(chat.taps([news], "One-word weather"), "No, thank you")
    assert texts(said) == ["Fine, it does not come. A no is a full answer."]
    assert kept(chat, id_).state == "declined"
    assert chat.passes(30 * DAY) == []
    chat.presses(f"hw:yes:{id_}")
    assert kept(chat, id_).state == "declined"


def test_what_is_for_a_slow_pack_keeps_three_days_apart(chat: Chat) -> None:
    agrees(chat, each(1))
    came = each_day(chat, 8, lambda sent: finishes(chat, chat.taps(sent, "One-word weather")))
    assert came == ["01 18:00", "04 18:00", "07 18:00"]


def test_unless_they_ask_for_more(chat: Chat) -> None:
    id_ = agrees(chat, each(1))
    chat.presses(f"hw:each:{id_}:1")
    assert len(each_day(chat, 4, lambda _: chat.says("/homework"))) == 4


def test_one_tap_from_the_reminder_and_it_counts(chat: Chat) -> None:
    id_ = agrees(chat, each(1))
    [sent] = chat.passes(12 * HOUR)
    assert (sent["text"], sent["silent"]) == (REMINDER, True)
    begun = chat.taps([sent], "One-word weather")
    assert "weather inside" in texts(begun)[-1]
    again = chat.taps([sent], "One-word weather")  # a second tap: the same question once more
    assert "weather inside" in texts(again)[-1]
    finishes(chat, again)
    one = kept(chat, id_)
    assert (one.done, one.opened, one.last_done) == (1, None, chat.now)
    assert happened(chat, id_)[-2:] == ["begun", "done"]
    with chat.store.transaction() as work:
        assert [run.assignment for run in work.runs(SAM)] == [id_]


def test_done_from_the_menu_counts_when_it_is_due(chat: Chat) -> None:
    id_ = agrees(chat, each(1))
    finishes(chat, chat.presses(f"flow:{WEATHER}"))
    assert kept(chat, id_).done == 1
    assert texts(chat.passes(24 * HOUR)) == []  # today's turn is used up
    finishes(chat, chat.presses(f"flow:{WEATHER}"))  # the next is in two days
    assert kept(chat, id_).done == 1


def test_stopped_half_way_it_stays_theirs(chat: Chat) -> None:
    id_ = agrees(chat, each(1))
    chat.presses(f"hw:go:{id_}:0")
    chat.presses("flow:edu-patterns")
    assert kept(chat, id_).done == 0
    finishes(chat, chat.presses(f"hw:go:{id_}:0"))
    assert kept(chat, id_).done == 1


def test_only_a_therapist_gives_some_and_then_they_can_be_begun(chat: Chat) -> None:
    id_ = agrees(chat, once(), "kind-inner-adult")
    assert "together with a therapist" in texts(chat.presses("flow:kind-inner-adult"))[-1]
    assert chat.presses(f"hw:go:{id_}:0")
    with chat.store.transaction() as work:
        assert work.runs(SAM)[-1].flow == "kind-inner-adult"


def test_changed_and_ended_by_the_therapist_is_told_once(chat: Chat) -> None:
    id_ = agrees(chat, each(1))
    with chat.store.transaction() as work:
        assigning.change(work, kept_in(work, id_), chat.now, rhythm=on([0]), note=b"Mondays?")
    sent = chat.passes(2 * HOUR)
    assert "has changed" in texts(sent)[0]
    assert "Mondays?" in texts(chat.taps(sent, "One-word weather"))[0]
    with chat.store.transaction() as work:
        assigning.end(work, kept_in(work, id_), chat.now)
    assert "has come to its end" in texts(chat.passes(HOUR))[0]
    assert chat.passes(60 * DAY) == []
    with chat.store.transaction() as work:
        assert assigning.standing(work, "link1").active == 0


def test_a_link_that_is_gone_takes_all_of_it_along(chat: Chat) -> None:
    agrees(chat, each(1))
    gives(chat, on([2]))
    with chat.store.transaction() as work:
        assert assigning.end_all(work, "link1", chat.now) == 2
        assert [one.what for one in assigning.history(work, work.given(["link1"])[0])][
            -1
        ] == "ended"
    assert chat.passes(30 * DAY) == []


def kept_in(work: Transaction, id_: str) -> Assignment:
    found = work.assignment(id_)
    assert found is not None
    return found


# three things at once, over a month


def test_a_month_with_three_is_one_message_a_day(chat: Chat) -> None:
    agrees(chat, each(2, (9, 0)), "ground-54321")
    agrees(chat, on([0, 3], (18, 0)), "slow-exhale")
    chat.presses("hw:start:first-week")
    seen: list[str] = []

    def does(sent: list[dict[str, object]]) -> None:
        assert len(sent) == 1
        labels = [label for label in buttons(sent) if label not in {"Later", "Not today"}]
        seen.extend(labels)
        for label in labels:
            finishes(chat, chat.taps(sent, label))

    came = each_day(chat, 30, does)
    days = [one.split()[0] for one in came]
    assert len(days) == len(set(days))
    assert {"Ground 5-4-3-2-1", "Slow exhale", "Daily check-in"} <= set(seen)
    with chat.store.transaction() as work:
        first, second, week = work.assignments(SAM)
    assert (first.done, week.state, week.done) == (15, "ended", 7)
    assert second.done in {8, 9}


# ignoring, later, not today


def test_after_two_without_an_answer_it_goes_quiet(chat: Chat) -> None:
    id_ = agrees(chat, each(1), "ground-54321")
    assert each_day(chat, 20, lambda _: None) == ["01 18:00", "02 18:00"]
    assert kept(chat, id_).state == "quiet"
    assert happened(chat, id_).count("quiet") == 1
    with chat.store.transaction() as work:
        assert assigning.standing(work, "link1").quiet == 1
    said = chat.says("/homework")
    assert "It has been quiet" in texts(said)[0]
    assert not {"streak", "missed", "forgot"} & set(" ".join(texts(said)).lower().split())
    chat.taps(said, "Go on")
    assert len(each_day(chat, 2, lambda _: None)) == 2


def test_doing_something_ends_the_quiet(chat: Chat) -> None:
    id_ = agrees(chat, each(1), "ground-54321")
    each_day(chat, 5, lambda _: None)
    said = finishes(chat, chat.presses("flow:one-word-weather"))
    assert "What had gone quiet comes by itself again." in texts(said)
    assert kept(chat, id_).state == "active"
    assert len(each_day(chat, 2, lambda _: None)) == 2


@pytest.mark.parametrize("data", ["hw", "hw:nope", "hw:later"])
def test_any_answer_counts(chat: Chat, data: str) -> None:
    agrees(chat, each(1), "ground-54321")

    def answers(sent: list[dict[str, object]]) -> None:
        day = next(one for one in buttons(sent).values() if "nope" in one).rpartition(":")[2]
        chat.presses(data if data == "hw" else f"{data}:{day}")

    assert len(each_day(chat, 6, answers)) == 6


def test_a_chain_of_later(chat: Chat) -> None:
    id_ = agrees(chat, each(1, (16, 0)), "ground-54321")
    sent = reminders(chat.passes(10 * HOUR))
    for _ in range(2):
        chat.taps(chat.taps(sent, "Later"), "In an hour")
        assert texts(chat.passes(HOUR - 1)) == []
        sent = reminders(chat.passes(1))
        assert len(sent) == 1
    assert shown_at(chat) == "01 19:00"
    choices = chat.taps(sent, "Later")
    assert "This evening" not in buttons(choices)  # it is evening
    chat.taps(choices, "Tomorrow")
    assert each_day(chat, 1, lambda _: chat.says("/homework")) == ["02 16:00"]
    assert kept(chat, id_).snooze is None


def test_tomorrow_and_the_next_turn_are_one(chat: Chat) -> None:
    agrees(chat, each(1), "ground-54321")
    [sent] = chat.passes(12 * HOUR)
    chat.taps(chat.taps([sent], "Later"), "Tomorrow")
    assert each_day(chat, 2, lambda _: chat.says("/homework")) == ["02 18:00", "03 18:00"]


def test_not_today_is_a_full_answer(chat: Chat) -> None:
    id_ = agrees(chat, each(1), "ground-54321")
    [sent] = chat.passes(12 * HOUR)
    assert texts(chat.taps([sent], "Not today")) == ["Fine. Nothing more of it today."]
    assert (kept(chat, id_).skipped, kept(chat, id_).opened) == (1, None)
    assert chat.taps([sent], "Not today")  # twice changes nothing
    assert kept(chat, id_).skipped == 1
    assert each_day(chat, 1, lambda _: None) == ["02 18:00"]


def test_what_comes_once_and_was_not_done_is_let_go_without_a_word(chat: Chat) -> None:
    id_ = agrees(chat, once(), "ground-54321")
    assert len(each_day(chat, 3, lambda sent: chat.taps(sent, "Not today"))) == 1
    assert "Ground 5-4-3-2-1" in buttons(chat.says("/homework"))  # still theirs
    assert texts(chat.passes(10 * DAY)) == []
    assert kept(chat, id_).state == "ended"


# silence


def test_stop_pauses_everything_until_they_ask(chat: Chat) -> None:
    id_ = agrees(chat, each(1), "ground-54321")
    chat.says("STOP")
    new = gives(chat, each(1), "slow-exhale")
    assert texts(chat.passes(40 * DAY)) == []
    assert (kept(chat, id_).state, kept(chat, new).state) == ("paused", "offered")
    said = chat.says("/homework")
    assert any("new" in label for label in buttons(said))
    chat.taps(said, "Go on")
    assert len(each_day(chat, 1, lambda _: None)) == 1


def test_stop_with_an_exercise_of_it_open(chat: Chat) -> None:
    id_ = agrees(chat, each(1), "ground-54321")
    chat.presses(f"hw:go:{id_}:0")
    chat.says("stop")
    assert chat.passes(30 * DAY) == []
    assert kept(chat, id_).state == "paused"


def test_after_words_of_abuse_nothing_pops_up_for_a_month(chat: Chat) -> None:
    id_ = agrees(chat, each(1), "ground-54321")
    new = gives(chat, each(3), "slow-exhale")
    chat.says("my husband beats me and i am scared of him")
    assert reminders(chat.passes(29 * DAY)) == []
    assert kept(chat, id_).state == "active"
    sent = chat.passes(3 * DAY)
    assert reminders(sent)
    assert any("Something new" in text for text in texts(sent))
    assert kept(chat, new).news == ""


def test_in_calm_hours_it_waits(chat: Chat) -> None:
    agrees(chat, each(1, (9, 0)), "ground-54321")
    chat.passes(1.5 * HOUR)  # 8:30
    chat.says("i want to kill myself")
    came = each_day(chat, 1, lambda _: None)
    assert came == ["01 20:30"]


def test_nothing_comes_in_between_while_an_exercise_is_begun(chat: Chat) -> None:
    agrees(chat, each(1, (9, 0)), "ground-54321")
    chat.passes(2 * HOUR - 300)  # 8:55
    chat.presses("flow:edu-patterns")
    assert each_day(chat, 1, lambda _: None) == ["01 09:25"]


def test_who_has_blocked_the_bot_is_asked_nothing_more(chat: Chat) -> None:
    id_ = agrees(chat, each(1), "ground-54321")
    member = {"chat": {"id": SAM, "type": "private"}, "from": {"id": SAM, "first_name": "Sam"}}
    chat.take(my_chat_member={**member, "new_chat_member": {"status": "kicked"}})
    assert chat.passes(5 * DAY) == []
    chat.says("/menu")
    assert kept(chat, id_).state == "quiet"
    assert chat.passes(5 * DAY) == []
    chat.taps(chat.says("/homework"), "Go on")
    assert len(each_day(chat, 1, lambda _: None)) == 1


def test_late_ones_are_dropped_and_the_next_still_comes(chat: Chat) -> None:
    id_ = agrees(chat, each(1), "ground-54321")
    assert texts(chat.late(11 * HOUR + 2.9 * HOUR)) == [REMINDER]
    chat.says("/homework")
    assert texts(chat.late(24 * HOUR + 0.2 * HOUR)) == []
    assert kept(chat, id_).state == "active"
    assert each_day(chat, 1, lambda _: None) == ["03 18:00"]


# clocks


def test_somebody_who_travels_has_the_same_hour_there(chat: Chat) -> None:
    agrees(chat, each(1), "ground-54321")
    each_day(chat, 1, lambda _: chat.says("/homework"))
    chat.passes(2 * HOUR)
    chat.presses("set:zone:Asia/Tokyo")
    found: list[str] = []

    def looks(_: list[dict[str, object]], zone: str = "Asia/Tokyo") -> None:
        found.append(shown_at(chat, zone))
        chat.says("/homework")

    each_day(chat, 3, looks)
    assert [one.split()[1] for one in found] == ["18:00"] * len(found)
    assert len({one.split()[0] for one in found}) == len(found) == 3


@pytest.mark.parametrize(("month", "day"), [(3, 8), (11, 1)])
def test_the_nights_of_the_change(chat: Chat, month: int, day: int) -> None:
    chat.now = datetime(2026, month, day, 17, tzinfo=UTC).timestamp() - 2 * DAY
    chat.settled(quiet=(0, 0))
    id_ = agrees(chat, each(1, (2, 30)), "ground-54321")
    found: list[str] = []

    def looks(_: list[dict[str, object]], zone: str = NEW_YORK) -> None:
        found.append(shown_at(chat, zone))
        chat.says("/homework")

    each_day(chat, 5, looks)
    clock = [one.split()[1] for one in found if one.split()[0] == f"{day:02}"]
    assert clock == ["03:00" if month == 3 else "02:30"]
    assert len({one.split()[0] for one in found}) == len(found) >= 4
    assert kept(chat, id_).state == "active"


def test_quiet_hours_move_it_to_their_end(chat: Chat) -> None:
    agrees(chat, each(1, (23, 0)), "ground-54321")
    assert each_day(chat, 3, lambda _: chat.says("/homework")) == ["02 08:00", "03 08:00"]
    chat.presses("set:quiet:0-0")
    assert each_day(chat, 2, lambda _: chat.says("/homework"))[0].endswith("23:00")


def test_a_restart_in_the_middle_loses_and_doubles_nothing(chat: Chat, tmp_path: Path) -> None:
    agrees(chat, each(1), "ground-54321")
    came = []
    for _ in range(4):
        chat.passes(6 * HOUR)
        chat.store.close()
        chat.store = SqliteStore(tmp_path / "mooring.db")
        came += reminders(chat.passes(18 * HOUR))
        chat.says("/homework")
    assert len(came) == 4


def test_the_same_ring_twice_reminds_once(chat: Chat) -> None:
    agrees(chat, each(1), "ground-54321")
    assert len(reminders(chat.passes(12 * HOUR))) == 1
    for number in range(2):
        body = json.dumps({"timer": "hw", "turn": 0, "due": chat.now}).encode()
        with chat.store.transaction() as work:
            work.receive([Incoming(f"timer:again{number}", SAM, body, chat.now)])
        assert chat.handled() == []


# what follows, programmes


def test_what_follows_at_once_is_offered_and_later_comes_later(chat: Chat) -> None:
    now = agrees(chat, following(WEATHER), "ground-54321")
    later = agrees(chat, following(WEATHER, 4 * 3600), "slow-exhale")
    chat.passes(2 * HOUR)
    said = finishes(chat, chat.presses(f"flow:{WEATHER}"))
    assert "If you like, this comes next:" in texts(said)
    finishes(chat, chat.taps(said, "Ground 5-4-3-2-1"))
    assert (kept(chat, now).done, kept(chat, later).done) == (1, 0)
    assert texts(chat.passes(3.9 * HOUR)) == []
    [sent] = reminders(chat.passes(HOUR))
    assert any(one.startswith(f"hw:go:{later}") for one in buttons([sent]).values())


def test_a_programme_goes_on_where_they_were(chat: Chat) -> None:
    said = chat.taps(chat.says("/homework"), "Programmes")
    about = chat.taps(said, "A first week")
    for part in ("For anyone who is new here.", "Day 3 · Four patterns", "a place to begin from"):
        assert part in texts(about)[0]
    chat.taps(about, "Start it")
    with chat.store.transaction() as work:
        [week] = work.assignments(SAM)
    sent = reminders(chat.passes(12 * HOUR))
    assert next(iter(buttons(sent))) == "Daily check-in"
    sent = reminders(chat.passes(DAY))  # left alone: the same once more, not two
    assert list(buttons(sent)) == ["Daily check-in", "Later", "Not today", "Help"]
    finishes(chat, chat.taps(sent, "Daily check-in"))
    sent = reminders(chat.passes(DAY))
    assert next(iter(buttons(sent))) == "Ground 5-4-3-2-1"
    assert kept(chat, week.id).position == 1
    stale = chat.presses(f"hw:go:{week.id}:0")  # the button of the day before
    assert "A first week" in texts(stale)[0]
    left = chat.taps(stale, "Leave this one out")
    assert "Four patterns of closeness" in texts(left)[0]
    assert kept(chat, week.id).position == 2


def test_a_programme_ends_with_a_kind_word_and_what_could_be_next(chat: Chat) -> None:
    chat.presses("hw:start:first-week")
    last: list[str] = []

    def does(sent: list[dict[str, object]]) -> None:
        last[:] = texts(finishes(chat, chat.taps(sent, next(iter(buttons(sent))))))

    assert len(each_day(chat, 12, does)) == 7
    assert any("That was the last part of “A first week”" in text for text in last)
    assert chat.passes(30 * DAY) == []


def test_a_programme_of_two_a_week_keeps_its_days(chat: Chat, library: Library) -> None:
    agrees(chat, programme_rhythm(library.courses["slow-month"]), "slow-month")
    came = each_day(
        chat, 30, lambda sent: finishes(chat, chat.taps(sent, next(iter(buttons(sent)))))
    )
    assert [one.split()[0] for one in came] == ["01", "04", "08", "11", "15", "18", "22", "25"]


# words, strangers


def test_in_spanish(chat: Chat) -> None:
    chat.lang = "es"
    chat.says("/start")
    said = chat.taps(chat.says("/homework"), "Mi registro")
    set_ = chat.taps(chat.taps(said, "Cada día"), "18:00")
    assert "Cada día a las 18:00" in texts(set_)[0]
    [sent] = reminders(chat.passes(12 * HOUR))
    assert sent["text"] == RECUERDO
    assert list(buttons([sent]))[1:] == ["Más tarde", "Hoy no", "Ayuda"]


def test_when_and_where_in_their_own_words(chat: Chat) -> None:
    id_ = agrees(chat, each(1), "ground-54321")
    chat.presses(f"hw:place:{id_}")
    said = chat.says("after dinner, on the sofa")
    assert "When and where: after dinner, on the sofa" in texts(said)[0]
    assert chat.profile.asked == ""
    chat.presses(f"hw:place:{id_}")
    assert "201 letters long, and 200 fit" in texts(chat.says("x" * 201))[0]
    assert kept(chat, id_).place == b"after dinner, on the sofa"
    chat.says("in bed")
    assert kept(chat, id_).place == b"in bed"


def test_words_of_risk_are_never_a_place(chat: Chat) -> None:
    id_ = agrees(chat, each(1), "ground-54321")
    chat.presses(f"hw:place:{id_}")
    assert "very heavy" in texts(chat.says("i want to kill myself"))[0]
    assert kept(chat, id_).place == b""


WHATS = ("see", "yes", "nothx", "go", "no", "pass", "rest", "wake", "end", "when", "each", "on",
         "at", "place")  # fmt: skip


def test_what_is_another_s_is_neither_shown_nor_changed(chat: Chat) -> None:
    id_ = gives(chat, each(1), why=b"a secret")
    with chat.store.transaction() as work:
        one = kept_in(work, id_)
        theirs = replace(one, chat=SAM + 1, state="active")
        work.save_assignment(theirs)
    for what, rest in product(WHATS, ["", ":0", ":sure", ":9", ":x:y:z"]):
        said = chat.presses(f"hw:{what}:{id_}{rest}")
        assert "a secret" not in repr(said)
        assert chat.profile.asked == ""
        assert kept(chat, id_) == theirs


@pytest.mark.parametrize(
    "data",
    ["hw:", "hw:later", "hw:later:x", "hw:in:x:hour", "hw:in::", "hw:nope", "hw:check:9",
     "hw:prog:none", "hw:start:", "hw:start:none", "hw:see", "hw:go:none:0", "hw:each::1"],
)  # fmt: skip
def test_odd_presses_are_answered_and_harm_nothing(chat: Chat, data: str) -> None:
    id_ = agrees(chat, each(1), "ground-54321")
    before = kept(chat, id_)
    assert chat.presses(data)
    assert kept(chat, id_) == before
