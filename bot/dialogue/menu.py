"""What there is to do: the exercises, by pack where there are many."""

from typing import Final

from bot.dialogue.talk import Menu, Talk
from bot.effects import Button
from bot.flow.flow import Flow
from bot.flow.library import Library
from bot.flow.phrases import PACKS
from bot.model import Context

FLAT_MAX: Final = 8
"""So many exercises fit on a phone's screen at once."""


def home(library: Library, talk: Talk, phrase: str, context: Context) -> Menu:
    """Everything on offer, first of all what is not finished."""
    say, lang = library.phrases.say, context.lang
    flows = offered(library, context)
    if len(flows) <= FLAT_MAX:
        buttons = [_begins(flow, context) for flow in flows]
    else:
        packs = [pack for pack in PACKS if any(flow.file.pack == pack for flow in flows)]
        buttons = [Button(f"menu:{pack}", say(f"pack_{pack}", lang)) for pack in packs]
    if _unfinished(talk, context):
        buttons.insert(0, Button("continue", say("continue", lang)))
    return Menu(say(phrase, lang), (*buttons, Button("help", say("help", lang))))


def pressed(library: Library, talk: Talk, parts: list[str], context: Context) -> Menu:
    """The screen behind a button `menu` or `menu:PACK`, in place of the one it stood on."""
    say, lang = library.phrases.say, context.lang
    pack = parts[1] if len(parts) == 2 else ""
    flows = [flow for flow in offered(library, context) if flow.file.pack == pack]
    if not flows:
        return home(library, talk, "menu", context)._replace(screen=True)
    buttons = [_begins(flow, context) for flow in flows]
    back = [Button("menu", say("back", lang)), Button("help", say("help", lang))]
    return Menu(say(f"about_{pack}", lang), (*buttons, *back), screen=True)


def offered(library: Library, context: Context) -> list[Flow]:
    """The exercises that a person can choose now."""
    flows = sorted(library, key=lambda flow: (PACKS.index(flow.file.pack), flow.id)
                   if flow.file.pack in PACKS else (len(PACKS), flow.id))  # fmt: skip
    return [
        flow
        for flow in flows
        if not flow.file.therapist_only
        and flow.file.pack in PACKS
        and (flow.file.steady or not context.calm)
    ]


def _unfinished(talk: Talk, context: Context) -> bool:
    """Whether there is something to go on with now; what rests waits for a calmer hour."""
    return talk.running is not None or (talk.resting is not None and not context.calm)


def _begins(flow: Flow, context: Context) -> Button:
    return Button(f"flow:{flow.id}", flow.text("title", context.lang).render(str))
