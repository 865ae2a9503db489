"""What a person saved can be read again, and only when they ask."""

import json

from bot.store.rows import Answer
from tests.people.kit import SAM, Chat, buttons, texts


def saves(chat: Chat, flow: str, name: str, text: str, *, how: str = "card") -> None:
    chat.now += 1
    answer = Answer(SAM, f"{chat.now}:0", flow, name, json.dumps(text).encode(), how, chat.now)
    with chat.store.transaction() as work:
        work.keep([answer])


def test_nothing_saved_says_so(chat: Chat) -> None:
    said = chat.says("/saved")
    assert texts(said)[0].startswith("Nothing is saved yet.")
    assert texts(chat.taps(said, "All exercises"))


def test_the_list_shows_titles_and_a_tap_shows_the_newest_words(chat: Chat) -> None:
    saves(chat, "clear-ask", "line", "an older line")
    saves(chat, "anchor-card", "card", "Feet on the floor.")
    saves(chat, "clear-ask", "line", "Could we talk on Sunday?")
    saves(chat, "gone-flow", "card", "still mine")
    saves(chat, "daily-checkin", "word", "no card", how="history")
    said = chat.says("/saved")
    assert "Sunday" not in repr(said)
    assert list(buttons(said)) == ["gone flow", "A clear ask", "Anchor card", "Home", "Help"]
    shown = chat.taps(said, "A clear ask")
    assert texts(shown) == ["A clear ask\nKept on Jan 1, 2026\n\nCould we talk on Sunday?"]
    assert texts(chat.taps(shown, "Back")) == texts(said)
    assert texts(chat.taps(said, "gone flow")) == ["gone flow\nKept on Jan 1, 2026\n\nstill mine"]


def test_earlier_words_are_one_tap_away_by_their_day(chat: Chat) -> None:
    saves(chat, "clear-ask", "line", "an older line")
    chat.now += 3 * 86400
    saves(chat, "clear-ask", "line", "a newer line")
    shown = chat.taps(chat.says("/saved"), "A clear ask")
    assert "a newer line" in texts(shown)[0]
    assert "an older line" not in repr(shown)
    assert list(buttons(shown)) == ["Earlier: Jan 1, 2026", "Delete this", "Back", "Help"]
    earlier = chat.taps(shown, "Earlier: Jan 1, 2026")
    assert texts(earlier) == ["A clear ask\nKept on Jan 1, 2026\n\nan older line"]
    assert texts(chat.taps(earlier, "Back")) == texts(shown)


def test_one_can_be_deleted_after_a_question(chat: Chat) -> None:
    saves(chat, "clear-ask", "line", "an older line")
    chat.now += 86400
    saves(chat, "clear-ask", "line", "a newer line")
    shown = chat.taps(chat.says("/saved"), "A clear ask")
    asked = chat.taps(shown, "Delete this")
    assert texts(asked)[0].startswith("Delete this for good: A clear ask, Jan 2, 2026?")
    assert "newer" not in repr(asked)
    assert texts(chat.taps(asked, "Keep it")) == texts(shown)
    left = chat.taps(asked, "Yes, delete it")
    assert texts(left) == ["Deleted.\n\nA clear ask\nKept on Jan 1, 2026\n\nan older line"]
    again = chat.taps(asked, "Yes, delete it")  # a second press deletes nothing more
    assert "an older line" in texts(again)[0]
    empty = chat.taps(chat.taps(left, "Delete this"), "Yes, delete it")
    assert texts(empty)[0].startswith("Deleted.\n\nNothing is saved yet.")
    with chat.store.transaction() as work:
        assert work.answers(SAM, "card") == []


def test_the_words_are_gone_from_the_conversation_too(chat: Chat) -> None:
    """An exercise that has ended is kept until the next one begins, with all that was written."""
    asked = chat.presses("flow:anchor-card")
    for words in ("a secret phrase", "a friend", "the chair", "feet down"):
        asked = chat.says(words)
    asked = chat.taps(asked, "Keep it")
    chat.taps(asked, "Better, or the same")
    shown = chat.taps(chat.says("/saved"), "Anchor card")
    assert "a secret phrase\na friend\nthe chair\nfeet down" in texts(shown)[0]
    chat.taps(chat.taps(shown, "Delete this"), "Yes, delete it")
    with chat.store.transaction() as work:
        assert b"secret" not in (work.session(SAM) or b"")
        assert "secret" not in repr(work.answers(SAM, "card"))


PLAN = {"signs": "no sleep", "company": "the park", "people": "my sister"}


def test_a_plan_shows_its_parts_by_name_each_as_it_was_written_last(chat: Chat) -> None:
    for name, words in PLAN.items():
        saves(chat, "safety-plan", name, words)
    chat.now += 86400
    saves(chat, "safety-plan", "company", "the library")
    shown = chat.taps(chat.says("/saved"), "Safety plan")
    assert texts(shown) == [
        "Safety plan\nKept on Jan 2, 2026\n\nMy signs\nno sleep\n\nCompany\nthe library\n\n"
        "People to ask\nmy sister"
    ]
    which = chat.taps(shown, "Delete this")
    assert list(buttons(which)) == ["My signs", "Company", "People to ask", "Back", "Help"]
    asked = chat.taps(which, "Company")
    assert texts(asked)[0].startswith("Delete this for good: Safety plan, Company, Jan 2, 2026?")
    assert "Company\nthe park" in texts(chat.taps(asked, "Yes, delete it"))[0]


def test_long_words_come_whole(chat: Chat) -> None:
    words = "A long line, word by word. " * 180
    saves(chat, "repair-plan", "line", words)
    shown = [job for job in chat.taps(chat.says("/saved"), "Repair plan") if job["do"] == "send"]
    assert len(shown) == 2
    assert " ".join(job["text"] for job in shown).endswith(words.strip())
    assert not shown[0]["rows"]
    assert shown[1]["rows"]


def test_buttons_of_something_gone_and_made_up_ones_lead_to_the_list(chat: Chat) -> None:
    saves(chat, "clear-ask", "line", "mine")
    for data in ("saved:x", "saved:x:1:0", "saved:x:pick", "saved:clear-ask:9:9:drop", "saved:",
                 "saved:clear-ask:1", "saved:x:1:0:drop:more"):  # fmt: skip
        assert buttons(chat.presses(data))
    with chat.store.transaction() as work:
        assert len(work.answers(SAM, "card")) == 1


def test_somebody_else_s_cards_are_not_shown(chat: Chat) -> None:
    answer = Answer(SAM + 1, "1:0", "clear-ask", "line", b'"theirs"', "card", chat.now)
    with chat.store.transaction() as work:
        work.keep([answer])
    assert "theirs" not in repr(chat.presses("saved:clear-ask"))
    chat.presses("saved:clear-ask:1:0:drop")
    with chat.store.transaction() as work:
        assert len(work.answers(SAM + 1, "card")) == 1


def test_a_card_written_in_an_exercise_comes_back(chat: Chat) -> None:
    chat.presses("flow:secure-base-imagery")
    chat.now += 1
    chat.says("/stop")
    assert texts(chat.says("/saved"))[0].startswith("Nothing is saved yet.")
