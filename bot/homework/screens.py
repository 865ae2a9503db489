"""What is shown of homework, programmes and check-ins: messages with buttons.

What comes by itself says nothing that a stranger could read off a lock screen: titles stand on
buttons only.
"""

from collections.abc import Sequence
from typing import Final

from bot.dialogue.menu import way_home
from bot.dialogue.talk import Menu
from bot.effects import Button
from bot.homework import plan, words, works
from bot.homework.seen import seen_line
from bot.people.desk import Room
from bot.people.profile import Profile
from bot.store.homework_rows import Assignment

SHOWN_MAX: Final = 5
"""So many buttons of a reminder begin something; the rest is one tap further."""
LISTED_MAX: Final = 20


def reminder(room: Room, due: Sequence[Assignment], day: str) -> Menu:
    """One message for all that is due."""
    buttons = [begins(room, one) for one in due[:SHOWN_MAX] if works.flow_now(room.library, one)]
    if len(due) > SHOWN_MAX:
        buttons.append(Button("hw", room.say("hw_all")))
    buttons += [
        Button(f"hw:later:{day}", room.say("hw_later")),
        Button(f"hw:nope:{day}", room.say("hw_not_today")),
    ]
    return Menu(room.say("hw_reminder"), tuple(buttons), silent=True)


def begins(room: Room, one: Assignment) -> Button:
    """The button that begins what comes now."""
    title = works.title_now(room.library, one, room.context.lang)
    return Button(f"hw:go:{one.id}:{one.position}", title)


def news(room: Room, told: Sequence[Assignment]) -> Menu:
    """Something was given, changed or ended, said once."""
    kinds = {one.news for one in told}
    phrase = f"hw_news_{kinds.pop()}" if len(kinds) == 1 else "hw_news_changed"
    buttons = [
        Button(f"hw:see:{one.id}", works.title(room.library, one, room.context.lang))
        for one in told[:SHOWN_MAX]
        if one.news != "ended"
    ]
    more = Button("hw", room.say("hw_all")) if len(told) > SHOWN_MAX else None
    close = Button("close", room.say("close"))
    return Menu(room.say(phrase), (*buttons, *([more] if more else []), close), silent=True)


def mine(room: Room, profile: Profile, all_: Sequence[Assignment], *, screen: bool) -> Menu:
    """What is theirs now, what comes, and what rests."""
    now = float(room.context.at)
    ready = [one for one in all_ if one.state in {"active", "quiet"} and plan.is_open(one, now)]
    offered = [one for one in all_ if one.state == "offered"]
    others = [one for one in all_ if one not in ready and one not in offered]
    buttons = [begins(room, one) for one in ready if works.flow_now(room.library, one)]
    buttons += [_seen(room, one, room.say("hw_new")) for one in offered]
    buttons += [_seen(room, one, _when(room, profile, one)) for one in ready + others]
    resting = [one for one in all_ if one.state in {"quiet", "paused"}]
    going = [one for one in all_ if one.state == "active"]
    if resting:
        buttons.append(Button("hw:wake", room.say("hw_go_on")))
    if going:
        buttons.append(Button("hw:rest", room.say("hw_rest")))
    buttons += [
        Button("hw:checkin", room.say("hw_checkin")),
        Button("hw:progs", room.say("hw_programmes")),
        Button("menu", room.say("home")),
    ]
    words = room.say(_head(all_, ready=bool(ready)))
    return Menu(words, tuple(buttons[:LISTED_MAX]), screen)


def _head(all_: Sequence[Assignment], *, ready: bool) -> str:
    """What is said above the list. That nothing comes is said only where nothing does."""
    states = {one.state for one in all_}
    if "active" not in states and "quiet" in states:
        return "hw_is_quiet"
    if ready:
        return "hw_ready"
    if "active" not in states and "offered" in states:
        return "hw_news_offered"
    if states == {"paused"}:
        return "hw_all_rests"
    return "hw_coming" if all_ else "hw_nothing"


def _seen(room: Room, one: Assignment, what: str) -> Button:
    title = works.title(room.library, one, room.context.lang)
    return Button(f"hw:see:{one.id}", f"{title} · {what}")


def _when(room: Room, profile: Profile, one: Assignment) -> str:
    """What stands behind a title on its button: when it comes, or that it rests."""
    if one.state == "active":
        at = one.due if one.snooze is None else min(one.snooze, one.due or one.snooze)
        return words.moment(room, profile.zone, at) if at is not None else room.say("hw_about")
    return room.say("hw_resting")


def one_of_them(room: Room, profile: Profile, one: Assignment) -> Menu:
    """All about one: the reason, the rhythm, what a therapist sees, and what can be done."""
    lines = about(room, profile, one)
    buttons = _choices(room, one)
    return Menu("\n\n".join(lines), (*buttons, Button("hw", room.say("back"))), screen=True)


def about(room: Room, profile: Profile, one: Assignment) -> list[str]:
    """What there is to say of an assignment."""
    lang, library = room.context.lang, room.library
    said = [works.title(library, one, lang)]
    flow = works.flow_now(library, one)
    course = works.course_of(library, one)
    if course and flow:
        said.append(f"{works.title_of_flow(library, flow, lang)}: {course.why(one.position, lang)}")
    if one.why:
        said.append(room.say("hw_why", why=one.why.decode()))
    if one.note:
        said.append(room.say("hw_note", note=one.note.decode()))
    said.append(words.rhythm(room, one))
    if one.state == "active" and one.due is not None:
        said.append(room.say("hw_next", when=words.moment(room, profile.zone, one.due)))
    if one.state in {"paused", "quiet"}:
        said.append(room.say("hw_rests"))
    if one.place:
        said.append(room.say("hw_place_is", place=one.place.decode()))
    if one.link:
        said.append(seen_line(room, one.link))
    if one.state == "offered":
        said.append(room.say("hw_question"))
    return said


def _choices(room: Room, one: Assignment) -> list[Button]:
    say, id_ = room.say, one.id
    if one.state == "offered":
        return [Button(f"hw:yes:{id_}", say("hw_yes")), Button(f"hw:nothx:{id_}", say("hw_no"))]
    buttons = []
    if flow := works.flow_now(room.library, one):
        label = say("hw_begin")
        if one.kind == "programme":
            label = works.title_of_flow(room.library, flow, room.context.lang)
        buttons.append(Button(f"hw:go:{id_}:{one.position}", label))
    if one.state in {"active", "quiet"} and plan.is_open(one, float(room.context.at)):
        buttons.append(Button(f"hw:no:{id_}:{one.position}", say("hw_not_today")))
    if one.kind == "programme" and flow:
        buttons.append(Button(f"hw:pass:{id_}:{one.position}", say("hw_leave_out")))
    buttons.append(Button(f"hw:when:{id_}", say("hw_when")))
    buttons.append(Button(f"hw:place:{id_}", say("hw_place")))
    if one.state == "active":
        buttons.append(Button(f"hw:rest:{id_}", say("pause")))
    else:
        buttons.append(Button(f"hw:wake:{id_}", say("hw_go_on")))
    return [*buttons, Button(f"hw:end:{id_}", say("hw_end"))]


def surely(room: Room, one: Assignment) -> Menu:
    """Ending something asks once."""
    title = works.title(room.library, one, room.context.lang)
    buttons = (
        Button(f"hw:end:{one.id}:sure", room.say("hw_end_sure")),
        Button(f"hw:see:{one.id}", room.say("back")),
    )
    return Menu(room.say("hw_end_ask", title=title), buttons, screen=True)


def accepted(room: Room, profile: Profile, one: Assignment) -> Menu:
    """Somebody said yes, or has begun something of their own."""
    lines = [room.say("hw_accepted"), words.rhythm(room, one)]
    if one.due is not None:
        lines.append(room.say("hw_next", when=words.moment(room, profile.zone, one.due)))
    buttons = [
        Button(f"hw:when:{one.id}", room.say("hw_when")),
        Button(f"hw:place:{one.id}", room.say("hw_place")),
        Button("close", room.say("close")),
    ]
    if works.flow_now(room.library, one):
        buttons.insert(0, Button(f"hw:go:{one.id}:{one.position}", room.say("hw_begin_now")))
    return Menu("\n".join(lines), tuple(buttons), screen=True)


def later(room: Room, choices: Sequence[tuple[str, str]], day: str) -> Menu:
    """When to be reminded again; `choices` are the names and labels of what there is."""
    buttons = [Button(f"hw:in:{day}:{name}", label) for name, label in choices]
    skip = Button(f"hw:nope:{day}", room.say("hw_not_today"))
    return Menu(room.say("hw_later_ask"), (*buttons, skip), screen=True)


def said(room: Room, phrase: str, *buttons: Button, **values: str) -> Menu:
    """A short answer in place of the message that was pressed; never without a way on."""
    foot = () if buttons else way_home(room.library, room.context)
    return Menu(room.say(phrase, **values), buttons, screen=True, foot=foot)
