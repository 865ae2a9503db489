"""What there is to do: by what hurts now, by pack, and the ways to everything else."""

from collections.abc import Iterable
from typing import Final

from bot.dialogue.talk import Menu, Out, Picture, Talk
from bot.effects import Button
from bot.flow.flow import Flow
from bot.flow.library import Library
from bot.flow.phrases import NEEDS, PACKS
from bot.flow.serving import WELCOME
from bot.model import Context

FLAT_MAX: Final = 8
"""So many exercises fit on a phone's screen at once."""
FITTING_MAX: Final = 3
"""So many exercises are offered for a need: more would be a search."""
DOORS: Final = ("hw", "care", "cl", "progress")
"""Matters besides the exercises that have a button on the home screen, if somebody minds them."""


def home(library: Library, talk: Talk, phrase: str, context: Context) -> Menu:
    """Everything on offer: first what is not finished, then what may help now."""
    say, lang = library.phrases.say, context.lang
    flows = offered(library, context)
    doors = context.doors()
    foot = [Button(door, say(f"door_{door}", lang)) for door in doors]
    needs = [] if context.calm else _needs(library, context)
    if len(flows) <= FLAT_MAX:
        buttons = [_begins(flow, context) for flow in flows]
    elif needs:
        buttons = needs
        foot.append(Button("menu:all", say("all_exercises", lang)))
    else:
        buttons = _packs(library, flows, context)
    if _unfinished(talk, context):
        buttons.insert(0, Button("continue", say("continue", lang)))
    if doors or needs:
        foot.append(Button("set", say("settings_door", lang)))
    foot.append(_help(library, context))
    return Menu(say(phrase, lang), tuple(buttons), foot=tuple(foot))


def pressed(library: Library, talk: Talk, parts: list[str], context: Context) -> Menu:
    """The screen behind a button, in place of the one it stood on.

    Args:
        library: The flows.
        talk: The conversation, for what is not finished.
        parts: `menu`, and behind it a pack, a need, `all` or nothing.
        context: The moment and the person.
    """
    what = parts[1] if len(parts) == 2 else ""
    if what in library.needs.flows and (shown := need(library, what, context)):
        return shown._replace(screen=True)
    say, lang = library.phrases.say, context.lang
    flows = offered(library, context)
    here = [flow for flow in flows if flow.file.pack == what]
    if here:
        up = "menu:all" if len(flows) > FLAT_MAX else "menu"
        buttons = tuple(_begins(flow, context) for flow in here)
        return Menu(say(f"about_{what}", lang), buttons, True, foot=_feet(library, up, context))  # noqa: FBT003
    if what == "all" and len(flows) > FLAT_MAX:
        packs = tuple(_packs(library, flows, context))
        foot = _feet(library, "menu", context)
        return Menu(say("all_exercises", lang), packs, True, foot=foot)  # noqa: FBT003
    return home(library, talk, "menu", context)._replace(screen=True)


def need(library: Library, what: str, context: Context) -> Menu | None:
    """Two or three exercises for what hurts, in the person's pace; None if there is none now."""
    flows = fitting(library, what, context)
    if not flows:
        return None
    say, lang = library.phrases.say, context.lang
    about = [
        f"{_title(flow, lang)}, {flow.file.minutes} min. {flow.text('summary', lang).render(str)}"
        for flow in flows
    ]
    buttons = tuple(_begins(flow, context) for flow in flows)
    words = "\n\n".join([say(f"about_need_{what}", lang), *about])
    return Menu(words, buttons, foot=_feet(library, "menu", context))


def fitting(library: Library, what: str, context: Context) -> list[Flow]:
    """The exercises for a need, those of the person's own pace first."""
    there = {flow.id: flow for flow in offered(library, context)}
    flows = [there[one] for one in library.needs.flows.get(what, ()) if one in there]
    pack = library.needs.paces.get(context.person.get("pace", ""))
    return sorted(flows, key=lambda flow: flow.file.pack != pack)[:FITTING_MAX]


def offered(library: Library, context: Context) -> list[Flow]:
    """The exercises that a person can choose now."""
    flows = sorted(library, key=lambda flow: (PACKS.index(flow.file.pack), flow.id)
                   if flow.file.pack in PACKS else (len(PACKS), flow.id))  # fmt: skip
    return [
        flow
        for flow in flows
        if not flow.file.therapist_only
        and flow.id != WELCOME
        and flow.file.pack in PACKS
        and (flow.file.steady or not context.calm)
    ]


def with_help(library: Library, out: Iterable[Out], lang: str) -> tuple[Out, ...]:
    """What is shown, with Help on every screen that has buttons, whoever drew it."""
    return tuple(_helped(one, library, lang) for one in out)


def _helped(one: Out, library: Library, lang: str) -> Out:
    button = Button("help", library.phrases.say("help", lang))
    if isinstance(one, Menu | Picture) and (one.buttons or one.foot):
        there = any(button.id == "help" for button in (*one.buttons, *one.foot))
        return one if there else one._replace(foot=(*one.foot, button))
    return one


def way_home(library: Library, context: Context) -> tuple[Button, ...]:
    """The quiet row after an exercise."""
    say = library.phrases.say
    return Button("home", say("home", context.lang)), _help(library, context)


def _needs(library: Library, context: Context) -> list[Button]:
    """A button for each need; where one exercise is for it, the button begins it."""
    buttons = []
    for what in NEEDS:
        flows = fitting(library, what, context)
        alone = len(library.needs.flows.get(what, ())) == 1
        if flows:
            way = f"flow:{flows[0].id}" if alone else f"menu:{what}"
            buttons.append(Button(way, library.phrases.say(f"need_{what}", context.lang)))
    return buttons


def _packs(library: Library, flows: list[Flow], context: Context) -> list[Button]:
    packs = [pack for pack in PACKS if any(flow.file.pack == pack for flow in flows)]
    say = library.phrases.say
    return [Button(f"menu:{pack}", say(f"pack_{pack}", context.lang)) for pack in packs]


def _feet(library: Library, back: str, context: Context) -> tuple[Button, ...]:
    return Button(back, library.phrases.say("back", context.lang)), _help(library, context)


def _help(library: Library, context: Context) -> Button:
    return Button("help", library.phrases.say("help", context.lang))


def _unfinished(talk: Talk, context: Context) -> bool:
    """Whether there is something to go on with now; what rests waits for a calmer hour."""
    return talk.running is not None or (talk.resting is not None and not context.calm)


def _title(flow: Flow, lang: str) -> str:
    return flow.text("title", lang).render(str)


def _begins(flow: Flow, context: Context) -> Button:
    return Button(f"flow:{flow.id}", _title(flow, context.lang))
