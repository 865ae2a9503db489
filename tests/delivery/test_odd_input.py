"""Whatever people send, in every kind of step, is answered, and their place is kept."""

import json
from typing import Any, Final

import pytest

from bot.preview import people
from tests.delivery.kit import Bench, Person
from tests.keykit import opened

STEPS: Final = (
    "q_choice", "q_multi", "q_scale", "q_number", "q_time", "breathe", "rest", "q_text",
)  # fmt: skip
KINDS: Final = ("sticker", "voice", "photo", "document", "location", "contact", "video_note")
COMMANDS: Final = (
    "/help", "/menu", "/start", "/start x-1", "/privacy", "/nothing", "/", "//", "/7",
    "/help@other_bot",
)  # fmt: skip
TEXTS: Final = (
    "x" * 4096, "🙂" * 2048, "\u200f\u202eשלום עולם", "a\0b\0", "\0\0\0\0x", "٣", "½", "{pick}",
    "<b>bold</b>", "'; drop table person; --", "NaN", "1e400", "-0", "9" * 400, "o:one", "\ud800",
)  # fmt: skip
NUMBERS: Final = ("٣", "-0", "½")
NUMERIC: Final = ("q_choice", "q_multi", "q_scale", "q_number")


def place(bench: Bench, ada: Person) -> tuple[str, str]:
    """The step and the status of a person's exercise, as they are kept."""
    [(body,)] = bench.rows("select body from session where chat = ?", ada.id)
    session = json.loads(json.loads(opened(bench.rows, "session", "body", ada.id, body))[1])
    return session[1][0][2], session[2]


def raw(bench: Bench, ada: Person, content: dict[str, Any], kind: str = "message") -> None:
    """An update that the preview would not make."""
    account = ada.account
    message = {
        "message_id": 1,
        "date": bench.server.world.clock.stamp(),
        "chat": {"id": ada.id, "type": "private"},
        "from": account.user(),
    }
    bench.server.world.updates.push(kind, message | content)


async def reach(bench: Bench, ada: Person, step: str) -> None:
    """Go to a step by Skip and Go on now."""
    people.start(bench.server.world, ada.account, "flow_all_kinds")
    await bench.settled()
    while place(bench, ada)[0] != step:
        here = place(bench, ada)[0]
        ada.press("Skip" if here.startswith("q_") else "Go on now")
        await bench.settled()


@pytest.mark.parametrize("step", STEPS)
async def test_everything_is_answered_and_the_place_is_kept(
    bench: Bench, ada: Person, step: str
) -> None:
    await reach(bench, ada, step)

    async def answered(what: str) -> None:
        await bench.settled()
        assert len(ada.notes) > before, f"no answer to {what[:20]!r} in {step}"
        assert place(bench, ada) == (step, "active"), f"{what[:20]!r} moved {step}"

    for kind in KINDS:
        before = len(ada.notes)
        ada.send_kind(kind, "with words" if kind == "photo" else None)
        await answered(kind)
    for text in COMMANDS:
        before = len(ada.notes)
        ada.send(text)
        await answered(text)
    for text in TEXTS[:1] if step == "q_text" else TEXTS:
        if text in NUMBERS and step in NUMERIC:
            continue  # read as an answer
        before = len(ada.notes)
        raw(bench, ada, {"text": text})
        await answered(text)
    before = len(ada.notes)
    raw(bench, ada, {"text": "changed", "edit_date": 1}, "edited_message")
    await answered("an edited message")
    assert bench.rows("select key, state from inbox where state like 'gave up%'") == []


async def test_what_nobody_said_is_not_answered(bench: Bench, ada: Person) -> None:
    await reach(bench, ada, "q_choice")
    before = len(ada.notes)
    raw(bench, ada, {"pinned_message": {"message_id": 1}})
    raw(bench, ada, {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}})
    raw(bench, ada, {"location": {"latitude": 1, "longitude": 1}, "edit_date": 1}, "edited_message")
    await bench.settled()
    assert len(ada.notes) == before


async def test_an_update_that_is_not_as_telegram_makes_them_stops_nobody(
    bench: Bench, ada: Person
) -> None:
    push = bench.server.world.updates.push
    push("message", {"chat": "nowhere"})
    push("message", {})
    push("callback_query", {"id": "1"})
    push("my_chat_member", {"chat": {"id": 5, "type": "private"}})
    push("edited_message", {"chat": None})
    await reach(bench, ada, "q_choice")
    assert bench.rows("select state from inbox where state not in ('done')") == []


@pytest.mark.parametrize("text", ["\u200f\u202eשלום", "a\0b", "\ud800 half", "🙂" * 1500, "  x  "])
async def test_strange_words_are_kept_as_an_answer(bench: Bench, ada: Person, text: str) -> None:
    await reach(bench, ada, "q_text")
    raw(bench, ada, {"text": text})
    await ada.hears("Thank you.")
    await bench.settled()
    [(value,)] = [(value,) for _, name, value in bench.answers(ada.id) if name == "words"]
    kept = json.loads(value)
    assert kept
    assert "\0" not in kept


@pytest.mark.parametrize(
    "data",
    [
        "", ":", "::", "1:1", "1:1:o", "1:1:o:", "1:1:o:none", "1:-1:o:one", "1:²:o:one",
        "9:1:o:one", "01:1:o:one", "1:1:stop:x:y", "flow:", "flow:none", "flow:all-kinds:x",
        "help:", "1:99999999999999999999:o:one", "x" * 64, "1:1:timer:expire", "\0",
        "1:1:__class__", "0:0:o:one",
    ],
)  # fmt: skip
async def test_a_foreign_button_does_nothing_wrong(bench: Bench, ada: Person, data: str) -> None:
    await reach(bench, ada, "q_choice")
    note = ada.notes[-1]
    ada.tap(note, data)
    toasts = await ada.toasts()
    assert len(toasts) == 1
    state = place(bench, ada)
    assert state == ("q_choice", "active") or data.startswith("1:1:stop")
    assert bench.rows("select state from inbox where state not in ('done')") == []
