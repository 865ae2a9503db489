"""What a person saved, to read again: one button a flow, so that nothing shows unasked."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from bot.dialogue.talk import Menu
from bot.effects import Button
from bot.flow.library import Library
from bot.model import Context
from bot.people.client import Client
from bot.people.desk import Desk, Room, Step


class Card(NamedTuple):
    """A saved answer of a flow."""

    flow: str
    name: str
    text: str


class CardsDesk(Desk):
    """Shows what a person saved."""

    name = "saved"
    commands = ("saved",)

    def command(self, room: Room, client: Client, name: str, argument: str) -> Step:
        """The list."""
        return client, (saved(room.library, _cards(room), room.context, screen=False),)

    def press(self, room: Room, client: Client, parts: list[str]) -> Step:
        """The list, or the cards of one flow."""
        flow = parts[1] if len(parts) == 2 else ""
        return client, (saved(room.library, _cards(room), room.context, flow, screen=True),)


def _cards(room: Room) -> list[Card]:
    return [Card(one.flow, one.name, str(json.loads(one.value)))
            for one in room.work.cards(room.chat)]  # fmt: skip


def saved(
    library: Library, cards: Sequence[Card], context: Context, flow: str = "", *, screen: bool
) -> Menu:
    """The list of what was saved, or the cards of one flow.

    Args:
        library: Gives titles and words.
        cards: Everything that this person saved.
        context: The language.
        flow: Whose cards to show; without one, the list.
        screen: Take the place of the message that was pressed.
    """
    say, lang = library.phrases.say, context.lang
    shown = [card.text for card in cards if card.flow == flow]
    if shown:
        words = "\n\n".join([_title(library, flow, lang), *shown])
        buttons = [Button("saved", say("back", lang)), Button("close", say("close", lang))]
        return Menu(words, tuple(buttons), screen)
    flows = dict.fromkeys(card.flow for card in cards)
    if not flows:
        return Menu(
            say("nothing_saved", lang), (Button("menu", say("all_exercises", lang)),), screen
        )
    buttons = [Button(f"saved:{one}", _title(library, one, lang)) for one in flows]
    return Menu(say("saved", lang), (*buttons, Button("close", say("close", lang))), screen)


def _title(library: Library, flow_id: str, lang: str) -> str:
    """The title of a flow; one that is gone is called by its id."""
    flow = library.called(flow_id)
    return flow.text("title", lang).render(str) if flow else flow_id.replace("-", " ")
