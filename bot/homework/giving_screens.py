"""The steps of giving an exercise: which one, how often, when; each a screen of buttons.

Everything chosen so far stands on the buttons, so nothing is kept between two presses.
"""

from typing import Final, NamedTuple

from bot.dialogue.talk import Menu
from bot.effects import Button
from bot.homework import rules, shelf, words, works
from bot.homework.rhythm import Rhythm, day_of
from bot.homework.shelf import Piece
from bot.homework.view import View, given_lately
from bot.people.desk import Room
from bot.people.profile import Profile
from bot.store.homework_rows import Assignment

LATELY: Final = 5
LISTED: Final = 30
REASONS: Final = ("give_why_talk", "give_why_hand", "give_why_calm", "give_why_well")
"""Reasons that are ready, as phrases."""


class Target(NamedTuple):
    """For whom, and what: something new, or something that was given already.

    Attributes:
        view: The client's link.
        piece: What is given.
        one: What was given already, when its rhythm is changed.
    """

    view: View
    piece: Piece
    one: Assignment | None = None

    @property
    def key(self) -> str:
        """What stands for it on buttons."""
        return self.one.id if self.one else f"{self.view.link.id}.{self.piece.key}"


def which(room: Room, view: View, pack: str = "") -> Menu:
    """What to give: what was given lately and the packs, or all of one pack."""
    found = shelf.pieces(room.library, room.context.lang)
    link = view.link.id
    if pack:
        buttons = [_gives(link, one) for one in found if one.pack == pack][:LISTED]
        back = Button(f"as:new:{link}", room.say("back"))
        return Menu(room.say("give_which", name=view.label), (*buttons, back), screen=True)
    recent = shelf.lately(found, given_lately(room), LATELY)
    foot = [Button(f"as:pk:{one}:{link}", _pack(room, one)) for one in shelf.packs(found)]
    foot += [
        Button(f"as:find:{link}", room.say("th_find")),
        Button(f"cl:c:{link}", room.say("back")),
    ]
    buttons = [_gives(link, one) for one in recent]
    text = room.say("give_which", name=view.label)
    return Menu(text, tuple(buttons), screen=True, foot=tuple(foot))


def matches(room: Room, view: View, text: str) -> Menu:
    """What has these letters in its title."""
    found = shelf.named(shelf.pieces(room.library, room.context.lang), text)[:LISTED]
    buttons = [_gives(view.link.id, one) for one in found]
    back = Button(f"as:new:{view.link.id}", room.say("back"))
    return Menu(room.say("th_found" if found else "give_not_found"), (*buttons, back))


def often(room: Room, target: Target) -> Menu:
    """How often it comes."""
    apart = works.pace_floor(room.library, target.piece.work)
    at = target.key
    buttons = [Button(f"as:w:{at}:{rule}", _rule(room, rule)) for rule in rules.often(apart)]
    foot = (
        Button(f"as:days:{at}:", room.say("give_days")),
        Button(f"as:aft:{at}", room.say("give_after")),
        Button(_home(target), room.say("back")),
    )
    text = room.say("give_often", title=target.piece.title, name=target.view.label)
    if apart > 1:
        text = f"{text}\n\n{room.say('give_slow', n=str(apart))}"
    return Menu(text, tuple(buttons), screen=True, foot=foot)


def days(room: Room, target: Target, chosen: str) -> Menu:
    """Days of the week to tick."""
    at = target.key
    buttons = []
    for number in range(7):
        one = str(number)
        others = "".join(sorted(set(chosen) ^ {one}))
        tick = "✓ " if one in chosen else ""
        label = f"{tick}{words.weekday(number, room.context.lang)}"
        buttons.append(Button(f"as:days:{at}:{others}", label))
    done = (Button(f"as:w:{at}:w{chosen}", room.say("done_picking")),) if chosen else ()
    foot = (*done, Button(f"as:o:{at}", room.say("back")))
    return Menu(room.say("give_days_ask"), tuple(buttons), screen=True, foot=foot, across=4)


def after(room: Room, target: Target, key: str = "") -> Menu:
    """After which exercise it comes, or how long after."""
    at = target.key
    back = Button(f"as:o:{at}", room.say("back"))
    if key:
        buttons = [
            Button(f"as:w:{at}:a{key}-{hours}", _delay(room, hours)) for hours in rules.DELAYS
        ]
        return Menu(room.say("give_delay_ask"), (*buttons, back), screen=True)
    found = [one for one in shelf.pieces(room.library, room.context.lang) if one.kind == "flow"]
    there = [one.work for one in target.view.open_assignments()]
    first = shelf.lately(found, [*there, *given_lately(room)], LISTED)
    others = [one for one in found if one not in first]
    offered = [one for one in [*first, *others] if one.work != target.piece.work][: LATELY + 3]
    buttons = [Button(f"as:aft:{at}:{one.key}", one.title) for one in offered]
    return Menu(room.say("give_after_ask"), (*buttons, back), screen=True)


def when(room: Room, profile: Profile, target: Target, rule: str, hour: int) -> Menu | None:
    """All that was chosen, in words, with other times; and Send. None for a rule that is none."""
    today = day_of(room.context.at, profile.zone)
    chosen = rules.read(room.library, target.piece, rule, hour, today)
    if chosen is None:
        return None
    text = room.say(
        "give_sure", title=target.piece.title, name=target.view.label,
        rhythm=said(room, target.piece, chosen),
    )  # fmt: skip
    at = target.key
    send = Button(f"as:s:{at}:{rule}:{hour}", room.say("give_send"))
    times = [
        Button(f"as:w:{at}:{rule}:{one}", f"{'✓ ' if one == hour else ''}{one}:00")
        for one in rules.TIMES
    ]
    starts = [
        Button(f"as:w:{at}:{one}:{hour}", f"{'✓ ' if one == rule else ''}{_start(room, one)}")
        for one in (rules.ONCE if rule in rules.ONCE else ())
    ]
    programme = target.piece.kind == "programme"
    back = Button(_home(target) if programme else f"as:o:{at}", room.say("back"))
    return Menu(text, (send,), screen=True, foot=(*times, *starts, back))


def said(room: Room, piece: Piece, rhythm: Rhythm) -> str:
    """A rhythm in words."""
    shown = Assignment("", 0, "", piece.kind, piece.work, rhythm.to_json())
    return words.rhythm(room, shown)


def sent(room: Room, target: Target, one: Assignment) -> Menu:
    """It is on its way; what can still be said with it."""
    return Menu(
        room.say("give_sent", name=target.view.label, title=target.piece.title),
        (
            Button(f"as:why:{one.id}", room.say("give_why")),
            Button(f"as:note:{one.id}", room.say("give_note")),
            Button(f"as:see:{one.id}", room.say("give_change")),
            Button(f"cl:c:{target.view.link.id}", room.say("done_picking")),
        ),
        screen=True,
    )


def given(room: Room, view: View) -> Menu:
    """What was given and is not over."""
    there = view.open_assignments()
    buttons = [Button(f"as:see:{one.id}", view.title_of(one)) for one in there[:LISTED]]
    text = room.say("give_list_is" if there else "page_no_homework", name=view.label)
    new = Button(f"as:new:{view.link.id}", room.say("give"))
    back = Button(f"cl:c:{view.link.id}", room.say("back"))
    return Menu(text, (*buttons, new, back), screen=True)


def one_given(room: Room, view: View, one: Assignment) -> Menu:
    """All about one of them, and what can be changed."""
    lines = [f"{view.title_of(one)}, {view.label}", words.rhythm(room, one)]
    lines.append(room.say(f"give_state_{one.state}"))
    lines.append(room.say("give_counts", done=str(one.done), skipped=str(one.skipped)))
    lines += [room.say("give_why_is", why=one.why.decode())] if one.why else []
    lines += [room.say("give_note_is", note=one.note.decode())] if one.note else []
    rest = []
    if one.state == "active":
        rest = [Button(f"as:rest:{one.id}", room.say("pause"))]
    elif one.state == "paused":
        rest = [Button(f"as:wake:{one.id}", room.say("resume"))]
    buttons = (
        Button(f"as:o:{one.id}", room.say("give_rhythm")),
        Button(f"as:why:{one.id}", room.say("give_why")),
        Button(f"as:note:{one.id}", room.say("give_note")),
        *rest,
        Button(f"as:end:{one.id}", room.say("give_end")),
        Button(f"as:all:{view.link.id}", room.say("back")),
    )
    return Menu("\n".join(lines), buttons, screen=True)


def why(room: Room, one: Assignment) -> Menu:
    """Reasons that are ready, or one's own words."""
    buttons = [
        Button(f"as:why:{one.id}:{number}", room.say(phrase))
        for number, phrase in enumerate(REASONS)
    ]
    own = Button(f"as:whyown:{one.id}", room.say("give_why_own"))
    back = Button(f"as:see:{one.id}", room.say("back"))
    return Menu(room.say("give_why_ask"), (*buttons, own, back), screen=True)


def asks(room: Room, phrase: str, home: str) -> Menu:
    """A question for words, with a way back."""
    return Menu(room.say(phrase), (Button(home, room.say("back")),), screen=True)


def _gives(link: str, one: Piece) -> Button:
    rule = "w" if one.kind == "programme" else "o"
    last = ":p" if one.kind == "programme" else ""
    return Button(f"as:{rule}:{link}.{one.key}{last}", one.title)


def _home(target: Target) -> str:
    return f"as:see:{target.one.id}" if target.one else f"as:new:{target.view.link.id}"


def _pack(room: Room, pack: str) -> str:
    ours = {shelf.PROGRAMMES: "hw_programmes", shelf.SAFETY: "give_pack_safety"}
    return room.say(ours.get(pack, f"pack_{pack}"))


def _rule(room: Room, rule: str) -> str:
    if rule in rules.ONCE:
        return room.say("give_once")
    if rule.startswith("w"):
        return room.say("give_workdays")
    number = int(rule[1:])
    if number in {1, 7}:
        return room.say("give_daily" if number == 1 else "give_weekly")
    return room.say("give_every", n=str(number))


def _delay(room: Room, hours: int) -> str:
    if not hours:
        return room.say("give_at_once")
    if hours < 24:
        return room.say("give_hours", n=str(hours))
    return room.say("give_next_day" if hours == 24 else "give_later_days", n=str(hours // 24))


def _start(room: Room, rule: str) -> str:
    names = {"o0": "give_start_yes", "o1": "give_start_tomorrow"}
    return room.say(names.get(rule, "give_start_in"), n=rule[1:])
