"""`/progress`: words first, a picture when asked for, and always a way on."""

from typing import Final

from bot.flow.library import Library
from bot.people.progress import look
from bot.people.progress_views import View, Viewer
from bot.people.spans import day_of
from bot.store.rows import Answer, Run
from tests.people.kit import NOON, SAM, Chat, Job, buttons, texts
from tests.people.lives import DAY, LIVES, Days, a_month, a_year

MONTH: Final = 30 * DAY


def lived(chat: Chat, days: Days) -> None:
    with chat.store.transaction() as work:
        for run in days.life[0]:
            work.begin_run(run)
        work.keep(days.life[1])


def some(chat: Chat, *, back: float = 0.0) -> None:
    days = Days(SAM)
    days.did("daily-checkin", NOON - 3 * DAY - back, mood=4, word="grey")
    days.did("slow-exhale", NOON - 2 * DAY - back, level=7, level_after=4)
    days.did("clear-ask", NOON - DAY - back, distress=3, confidence=2, confidence_after=6)
    days.did("edu-anxious", NOON - DAY / 2 - back)
    lived(chat, days)


def picture(sent: list[Job]) -> Job:
    (job,) = [job for job in sent if job["do"] == "picture"]
    return job


def test_nothing_yet_is_said_kindly_and_leads_on(chat: Chat) -> None:
    said = chat.says("/progress")
    assert texts(said)[0].startswith("Nothing is here yet, and nothing has to be.")
    assert list(buttons(said)) == ["Daily check-in", "All exercises", "Home", "Help"]
    assert texts(chat.taps(said, "Daily check-in"))


def test_words_come_first(chat: Chat) -> None:
    some(chat)
    said = chat.says("/progress")
    assert [job["do"] for job in said] == ["send"]
    assert texts(said) == [
        "Looking back: the last 30 days\n\n"
        "Exercises: 2\nCheck-ins: 1\nShort pieces read: 1\n\n"
        "Each button shows a picture, with the same in words."
    ]
    assert list(buttons(said)) == [
        "Mood", "Before and after", "All on one page", "One exercise", "Time: the last 30 days",
        "Home", "Help",
    ]  # fmt: skip


def test_a_picture_says_the_same_in_words_and_which_way_is_better(chat: Chat) -> None:
    some(chat)
    shown = picture(chat.taps(chat.says("/progress"), "Before and after"))
    assert shown["make"] == "change"
    assert shown["text"] == (
        "Before and after: the last 30 days\n\n"
        "Lower is better here.\n1. Slow exhale (1×): before 7, after 4\n\n"
        "Higher is better here.\n2. A clear ask (1×): before 2, after 6\n\n"
        "These are middle numbers of all times. They show what was, and can't say why."
    )
    assert list(buttons([shown])) == ["Time: the last 30 days", "Back", "Help"]


def test_all_on_one_page_for_a_look_before_a_session(chat: Chat) -> None:
    some(chat)
    shown = picture(chat.taps(chat.says("/progress"), "All on one page"))
    assert shown["text"] == (
        "All on one page: the last 30 days\n\n"
        "Mood (1×): middle number 4\n"
        "A clear ask (1×): before 2, after 6. Higher is better here.\n"
        "Slow exhale (1×): before 7, after 4. Lower is better here.\n\n"
        "These are middle numbers of all times. They show what was, and can't say why."
    )
    assert [len(panel.get("pairs", [])) for panel in shown["data"]["panels"]] == [0, 1, 1]


def test_one_exercise_by_itself(chat: Chat) -> None:
    some(chat)
    said = chat.taps(chat.says("/progress"), "One exercise")
    shown = picture(chat.taps(said, "A clear ask"))
    assert shown["text"] == (
        "A clear ask: the last 30 days\n"
        "How sure you are, from 0 (not at all sure) to 10 (very sure).\n"
        "Higher is better here.\n\nOne by one:\nDec 31: before 2, after 6"
    )


def test_for_those_who_like_no_pictures_there_are_words_alone(chat: Chat) -> None:
    some(chat)
    chat.settled(text_only=True)
    said = chat.taps(chat.says("/progress"), "Mood")
    assert [job["do"] for job in said if job["do"] != "toast"] == ["edit"]
    assert texts(said)[0].endswith("Numbers given: 1\n\nOne by one:\nDec 29: 4")


def test_older_times_are_found_and_can_be_chosen(chat: Chat) -> None:
    some(chat, back=2 * MONTH)
    said = chat.says("/progress")
    assert texts(said)[0].startswith("Looking back: the last 3 months")
    choice = chat.taps(said, "Time: the last 3 months")
    assert list(buttons(choice)) == [
        "the last 30 days", "the last 3 months", "the last year", "from the beginning", "Back",
        "Help",
    ]  # fmt: skip
    empty = chat.taps(choice, "the last 30 days")
    assert "There are no numbers to show from this time" in texts(empty)[0]
    assert "Time: the last 30 days" in buttons(empty)
    mood = picture(chat.taps(said, "Mood"))
    again = chat.taps([mood], "Time: the last 3 months")
    assert picture(chat.taps(again, "the last year"))["text"].startswith("Mood: the last year")


def test_a_button_of_something_gone_leads_back(chat: Chat) -> None:
    some(chat)
    for data in ("progress:30:see:one:gone-flow", "progress:30:see", "progress:30:see:mood:x:y"):
        said = chat.presses(data)
        assert texts(said) == ["There is nothing to show for that now."]
        assert texts(chat.taps(said, "Back"))[0].startswith("Looking back")
    for data in ("progress", "progress:9", "progress:30:what", "progress:all"):
        assert texts(chat.presses(data))[0].startswith("Looking back")


def test_nobody_else_s_numbers_are_shown(chat: Chat) -> None:
    days = Days(SAM + 1).did("slow-exhale", NOON - DAY, level=9, level_after=8)
    lived(chat, days)
    assert texts(chat.says("/progress"))[0].startswith("Nothing is here yet")


def test_an_exercise_done_here_is_there(chat: Chat) -> None:
    asked = chat.taps(chat.presses("flow:daily-checkin"), "6")
    chat.taps(chat.taps(asked, "No word"), "None today")
    shown = picture(chat.taps(chat.says("/progress"), "Mood"))
    assert shown["text"].endswith("One by one:\nJan 1: 6")


def test_questionnaires_come_months_apart_and_show_all_there_is(chat: Chat) -> None:
    some(chat)
    days = Days(SAM)
    days.life[0].extend([Run(SAM, str(n), "x", 0) for n in range(9)])  # other numbers than above
    for month in (5, 3, 0):
        days.did("measure-mood", NOON - month * MONTH, gad2=month, phq2=1, total=month + 1)
    lived(chat, days)
    said = chat.says("/progress")
    assert texts(said)[0].startswith("Looking back: the last 30 days")
    shown = picture(chat.taps(said, "Mood in four questions"))
    assert shown["text"].startswith("Mood in four questions: from the beginning\n")
    assert [len(panel["points"]) for panel in shown["data"]["panels"]] == [3, 3, 3]
    assert list(buttons([shown])) == ["Back", "Help"]


def test_what_was_saved_is_a_tap_away(chat: Chat) -> None:
    assert "What you saved" not in buttons(chat.says("/progress"))
    with chat.store.transaction() as work:
        work.keep([Answer(SAM, "1:0", "anchor-card", "card", b'"Feet down."', "card", NOON)])
    said = chat.taps(chat.says("/progress"), "What you saved")
    assert "Anchor card" in buttons(said)


def seen(library: Library, name: str, lang: str = "en") -> dict[str, View]:
    span, life = LIVES[name]
    views = Viewer(
        library, lang, "Europe/Madrid", library.phrases.say(f"progress_{span}", lang)
    ).all(look(library.newest(), *life))
    return {view.key: view for view in views}


def test_three_times_are_needed_to_compare(library: Library) -> None:
    assert "helped" not in seen(library, "two")
    assert "Few times can be chance" in seen(library, "month")["helped"].text


def test_what_helped_counts_each_run(library: Library) -> None:
    data = seen(library, "year")["helped"].data
    runs = look(library.newest(), *a_year()).compared[:6]
    assert [sum(row[way] for way in ("better", "same", "worse")) for row in data["rows"]] == [
        len(one.pairs) for one in runs
    ]


def test_the_words_say_all_that_the_picture_has(library: Library) -> None:
    for name in LIVES:
        for view in seen(library, name).values():
            pairs = view.data.get("pairs", [])
            if view.draw == "curve" and len(pairs) <= 16:
                assert view.text.count(": before ") == len(pairs)
            for row in (row for group in view.data.get("groups", []) for row in group["rows"]):
                assert f"{row['number']}. {row['name']} ({row['count']}×)" in view.text


def test_what_a_picture_has_no_room_for_is_said_on_it_and_told(library: Library) -> None:
    views = seen(library, "year")
    rows = [row for group in views["change"].data["groups"] for row in group["rows"]]
    assert len(rows) == 5
    assert views["change"].data["more"] == "The words have 3 more."
    assert views["change"].text.count("×): before") == 8
    assert min(row["count"] for row in rows) >= 3
    assert views["overview"].data["more"] == "The words have 6 more."
    assert views["helped"].data["more"] == "The words have 1 more."
    assert seen(library, "month")["change"].data["more"] == ""


def test_skipped_numbers_are_told_and_not_drawn(library: Library) -> None:
    views = seen(library, "skipped")
    assert len(views["one:slow-exhale"].data["pairs"]) == 3
    assert views["one:slow-exhale"].text.endswith("With only one of the two numbers: 2")
    assert len(views["mood:daily-checkin:mood"].data["points"]) == 6


def test_a_questionnaire_shows_two_dimensions_and_no_verdict(library: Library) -> None:
    view = seen(library, "year")["measure:measure-attachment"]
    assert [panel["title"] for panel in view.data["panels"]] == [
        "Keeping one's distance, from 1 to 7.", "Worry about losing people, from 1 to 7.",
    ]  # fmt: skip
    assert "no type and no diagnosis" in view.text
    for word in ("secure", "anxious", "avoidant", "high", "low ", "normal", "risk"):
        assert word not in view.text.casefold()


def test_spanish_is_spanish_throughout(library: Library) -> None:
    life = a_month()
    viewer = Viewer(library, "es", "", "30")
    for view in viewer.all(look(library.newest(), *life)):
        assert not {"before", "after", "Lower", "Higher", "better", "the"} & set(
            view.text.replace(",", " ").split()
        )


def test_days_are_those_of_the_person_s_clock() -> None:
    late = NOON + 11.9 * 3600  # 23:54 UTC
    assert day_of(late, "Europe/Madrid") == day_of(late, "UTC") + 1
    assert day_of(late, "") == day_of(late, "UTC")
