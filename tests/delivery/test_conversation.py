"""Whole conversations with the running bot, over the network, as people have them."""

from functools import partial
from pathlib import Path

from bot.delivery.desks import DESKS
from bot.dialogue.lifecycle import COMMANDS
from bot.preview import people
from tests.delivery.kit import Bench, Person, fast_clock, running, serving, talking


async def through_questions(ada: Person) -> None:
    """To the breath of `all-kinds`."""
    await ada.begins()
    await ada.hears("Which one?")
    ada.press("The first")
    await ada.hears("Which ones?")
    ada.press("Apple")
    ada.press("Done")
    await ada.hears("How much")
    ada.press("7")
    await ada.hears("How many?")
    ada.send("12")
    await ada.hears("When?")
    ada.send("7 pm")


async def test_a_flow_from_start_to_end(bench: Bench, ada: Person) -> None:
    await through_questions(ada)
    breath = await ada.hears("in 2, out 3")
    assert "animation" in breath.message or "document" in breath.message
    ada.press("Go on now")
    await ada.hears("Back in ten minutes.")
    bench.server.world.clock.advance(601)
    await ada.hears("In your words?")
    ada.send("  quiet\u200f ")
    await ada.hears("Thank you.")
    await bench.settled()
    kept = {name: value for _, name, value in bench.answers(ada.id)}
    assert kept == {
        "pick": '"one"',
        "several": '["a"]',
        "level": "7",
        "count": "12",
        "hour": '"19:00"',
        "words": '"quiet\\u200f"',
    }
    menu, *_, last = ada.notes
    assert "short exercises" in ada.text(menu)
    assert [note.id for note in ada.notes if ada.buttons(note)] == [menu.id, last.id]
    assert list(ada.buttons(last).values()) == ["home", "help"]
    assert bench.rows("select count(*) from timer") == [(0,)]
    assert not any(note.silent for note in ada.notes)


async def test_several_are_ticked_in_place(bench: Bench, ada: Person) -> None:
    await ada.begins()
    await ada.hears("Which one?")
    ada.press("The second")
    note = await ada.hears("Which ones?")
    before = len(ada.notes)
    for label in ("Apple", "Cheese"):
        ada.press(label, note)
        await bench.until(partial(lambda ticked: ticked in ada.buttons(note), f"✓ {label}"), label)
    ada.press("✓ Apple", note)
    await bench.until(lambda: "Apple" in ada.buttons(note), "unticked")
    assert len(ada.notes) == before
    ada.press("Done", note)
    await ada.hears("How much")
    assert ada.buttons(note) == {}


async def test_skip_back_pause_resume_stop(bench: Bench, ada: Person) -> None:
    await ada.begins()
    await ada.hears("Which one?")
    ada.press("Skip")
    await ada.hears("Which ones?")
    ada.press("Back")
    await ada.hears("Which one?")
    ada.press("Pause")
    await ada.hears("Paused.")
    ada.press("Resume")
    await ada.hears("Which one?")
    ada.send("/pause")
    await ada.hears("Paused.")
    ada.press("Resume")
    again = await ada.hears("Which one?")
    ada.press("Stop")
    await ada.hears("Stopped.")
    await bench.settled()
    assert ada.buttons(again) == {}
    assert bench.rows("select count(*) from timer") == [(0,)]


async def test_a_reminder_makes_no_sound(bench: Bench, ada: Person) -> None:
    await ada.begins()
    await ada.hears("Which one?")
    await bench.settled()
    bench.server.world.clock.advance(2 * 3600 + 1)
    note = await ada.hears("No hurry.")
    assert note.silent
    ada.press("The first")
    await ada.hears("Which ones?")


async def test_a_rhythm_is_uploaded_once(bench: Bench, ada: Person) -> None:
    for person in (ada, bench.person("Ben"), ada):
        await through_questions(person)
        await person.hears("in 2, out 3")
    sends = [one for one in bench.server.core.requests if one.method == "sendAnimation"]
    assert [bool(one.files) for one in sends] == [True, False, False]
    assert sends[1].parameters["animation"] == sends[2].parameters["animation"]


async def test_a_stale_press_is_answered_in_passing(bench: Bench, ada: Person) -> None:
    await ada.begins()
    first = await ada.hears("Which one?")
    data = ada.press("The first")
    await ada.hears("Which ones?")
    count = len(ada.notes)
    ada.tap(first, data)
    toasts = await ada.toasts()
    assert "earlier message" in toasts[-1]
    assert len(ada.notes) == count


async def test_a_double_press_counts_once(bench: Bench, ada: Person) -> None:
    await ada.begins()
    note = await ada.hears("Which one?")
    data = ada.buttons(note)["The first"]
    for _ in range(3):
        ada.tap(note, data)
    await ada.hears("Which ones?")
    toasts = await ada.toasts()
    assert [("earlier" in one) for one in toasts] == [False, False, True, True]
    assert sum("Which ones?" in ada.text(one) for one in ada.notes) == 1


async def test_help_overtakes_what_waits(tmp_path: Path) -> None:
    clock = fast_clock(2)  # a busy machine delays a message by so many times more
    async with running(tmp_path, clock.now, clock=clock, strict_pace=True) as bench:
        ada = bench.person()
        await ada.begins()
        await ada.hears("Which one?")
        for _ in range(8):
            ada.send_kind("sticker")
        ada.send("/help")
        help_ = await ada.hears("These people can help")
        await bench.settled()
        later = [one for one in ada.notes if one.id > help_.id]
        assert later
        assert "These people can help" not in " ".join(ada.text(one) for one in later)
        assert [one for one in bench.server.core.requests if one.answer.get("error_code")] == []


async def test_whoever_blocks_the_bot_hears_nothing_more(bench: Bench, ada: Person) -> None:
    await ada.begins()
    await ada.hears("Which one?")
    await bench.settled()
    assert bench.rows("select count(*) from timer where chat = ?", ada.id) != [(0,)]
    people.block(bench.server.world, ada.account)
    await bench.settled()
    assert bench.rows("select count(*) from timer where chat = ?", ada.id) == [(0,)]
    asked = bench.server.core.count
    bench.server.world.clock.advance(7 * 86400)
    ben = bench.person("Ben")
    await ben.begins()
    await ben.hears("Which one?")
    sent = [one for one in bench.server.core.requests if one.number > asked]
    assert not [one for one in sent if str(one.parameters.get("chat_id")) == str(ada.id)]
    people.unblock(bench.server.world, ada.account)
    ada.send("/start")
    await ada.hears("short exercises")
    ada.press("All kinds")
    await ada.hears("Which one?")


async def test_a_refusal_counts_as_blocked(bench: Bench, ada: Person) -> None:
    await ada.begins()
    await ada.hears("Which one?")
    await bench.settled()
    ada.account.blocked = True
    bench.server.world.clock.advance(2 * 3600 + 1)
    await bench.until(
        lambda: bench.rows("select blocked from person where id = ?", ada.id) == [(1,)], "blocked"
    )
    assert bench.rows("select count(*) from timer where chat = ?", ada.id) == [(0,)]


async def test_a_group_is_left(bench: Bench, ada: Person) -> None:
    group = people.add_to_group(bench.server.world, ada.account, "Friends")
    await bench.until(lambda: bench.server.world.chats[group.id].bot == "left", "left")
    await bench.settled()
    [said] = bench.calls("sendMessage", group.id)
    assert "private chats only" in said["text"]


async def test_the_place_survives_a_restart(tmp_path: Path) -> None:
    async with serving(tmp_path) as bench:
        ada = bench.person()
        async with talking(bench):
            await ada.begins()
            note = await ada.hears("Which one?")
            await bench.settled()
        ada.press("The first", note)
        async with talking(bench):
            await ada.hears("Which ones?")


async def test_answers_of_a_flow_begun_anew_are_not_written_over(bench: Bench, ada: Person) -> None:
    for label in ("The first", "The second"):
        await ada.begins()
        await ada.hears("Which one?")
        ada.press(label)
        await ada.hears("Which ones?")
    ada.send("/stop")
    await ada.hears("Stopped.")
    await bench.settled()
    picks = [row for row in bench.answers(ada.id) if row[1] == "pick"]
    assert [value for _, _, value in picks] == ['"one"', '"two"']


async def test_the_bot_introduces_itself(bench: Bench, ada: Person) -> None:
    profile = bench.server.world.profile
    commands = [one["command"] for one in profile.commands_for(ada.id, "en")]
    assert commands == ["start", *DESKS.menu]
    assert [name for name in COMMANDS if name in commands] == commands[1:]


async def test_telegram_s_strict_pace_is_never_exceeded(tmp_path: Path) -> None:
    clock = fast_clock(10)
    async with running(tmp_path, clock.now, clock=clock, strict_pace=True) as bench:
        everybody = [bench.person(f"P{number}") for number in range(8)]
        for one in everybody:
            people.start(bench.server.world, one.account, "flow_all_kinds")
        for one in everybody:
            await one.hears("Which one?")
        for _ in range(3):
            for one in everybody:
                one.send_kind("sticker")
        await bench.settled()
        refused = [one for one in bench.server.core.requests if one.answer.get("error_code")]
        assert refused == []
