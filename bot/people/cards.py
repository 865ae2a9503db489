"""What a person saved, to read again: one button a flow, so that nothing shows unasked.

A flow's page shows its newest words: one line, or all parts of a plan, each as it was written
last. Earlier ones have a button with their day. Each can be deleted, after a question.

Buttons: `saved`, `saved:FLOW`, `saved:FLOW:pick`, and for one saved answer, whose session has the
form `SERIAL:NUMBER`, `saved:FLOW:SERIAL:NUMBER` with `:ask` or `:drop` behind it.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from bot.dialogue.menu import way_home
from bot.dialogue.talk import Menu
from bot.effects import Button
from bot.flow.library import Library
from bot.model import Context
from bot.people.client import Client
from bot.people.desk import Desk, Room, Step
from bot.people.spans import day_of
from bot.people.when import day_name
from bot.store.rows import Answer

EARLIER_MAX: Final = 12
"""So many earlier ones have a button."""


class CardsDesk(Desk):
    """Shows what a person saved, and deletes what they no longer want."""

    name = "saved"
    commands = ("saved",)

    def command(self, room: Room, client: Client, name: str, argument: str) -> Step:
        """The list."""
        return client, (_shelf(room, client).all()._replace(screen=False),)

    def press(self, room: Room, client: Client, parts: list[str]) -> Step:
        """The list, the words of a flow, one of its earlier ones, or an end to one."""
        flow, session, then = (*parts[1:2], "")[0], ":".join(parts[2:4]), parts[-1]
        shelf = _shelf(room, client)
        card = next((one for one in shelf.of(flow) if one.session == session), None)
        if card is None:
            return client, (shelf.choice(flow) if then == "pick" else shelf.page(flow),)
        if then == "ask":
            return client, (shelf.question(card),)
        if then != "drop":
            return client, (shelf.one(card),)
        room.work.forget_answer(room.chat, card.session, card.flow, card.name)
        if client.talk.running is None:  # it has the words of the exercise that ended last
            client = client._replace(talk=client.talk._replace(session=None))
        return client, (_shelf(room, client).page(flow, room.say("saved_deleted")),)


class Card(NamedTuple):
    """A saved answer of a flow."""

    session: str
    flow: str
    name: str
    text: str
    day: int


class Shelf(NamedTuple):
    """Draws the screens of what one person saved.

    Attributes:
        library: Gives titles and words.
        context: The language.
        cards: Everything they saved, the newest first.
    """

    library: Library
    context: Context
    cards: tuple[Card, ...]

    def of(self, flow: str) -> list[Card]:
        """What was saved in a flow, the newest first."""
        return [card for card in self.cards if card.flow == flow]

    def all(self, words: str = "") -> Menu:
        """The list of flows, the one with the newest words first."""
        flows = dict.fromkeys(card.flow for card in self.cards)
        buttons = tuple(Button(f"saved:{one}", self._title(one)) for one in flows)
        if not flows:
            buttons = (Button("menu:all", self._say("all_exercises")),)
        text = _paragraphs(words, self._say("saved" if flows else "nothing_saved"))
        return Menu(text, buttons, screen=True, foot=way_home(self.library, self.context))

    def page(self, flow: str, words: str = "") -> Menu:
        """The newest words of a flow; the list, if it has none."""
        newest = self._newest(flow)
        if not newest:
            return self.all(words)
        earlier = [card for card in self.of(flow) if card not in newest]
        several = len({card.name for card in earlier}) > 1
        buttons = [
            Button(_data(card), self._say("saved_earlier", day=self._named(card, part=several)))
            for card in earlier[:EARLIER_MAX]
        ]
        drop = f"saved:{flow}:pick" if len(newest) > 1 else f"{_data(newest[0])}:ask"
        buttons.append(Button(drop, self._say("saved_delete")))
        return self._page(_paragraphs(words, *self._words(flow, newest)), buttons, "saved")

    def one(self, card: Card) -> Menu:
        """One of the earlier ones."""
        drop = Button(f"{_data(card)}:ask", self._say("saved_delete"))
        return self._page(
            _paragraphs(*self._words(card.flow, [card])), [drop], f"saved:{card.flow}"
        )

    def choice(self, flow: str) -> Menu:
        """Which of several parts to delete."""
        buttons = [
            Button(f"{_data(card)}:ask", self._part(card) or self._day(card.day))
            for card in self._newest(flow)
        ]
        return self._page(self._say("saved_delete_which"), buttons, f"saved:{flow}")

    def question(self, card: Card) -> Menu:
        """Whether to delete it. The words stay off the screen."""
        named = self._named(card, part=True)
        words = self._say("saved_delete_ask", name=f"{self._title(card.flow)}, {named}")
        buttons = [
            Button(f"{_data(card)}:drop", self._say("saved_delete_yes")),
            Button(f"saved:{card.flow}", self._say("saved_keep")),
        ]
        return self._page(words, buttons, f"saved:{card.flow}")

    def _newest(self, flow: str) -> list[Card]:
        """The newest of each part, in the order of the file."""
        first: dict[str, Card] = {}
        for card in self.of(flow):
            first.setdefault(card.name, card)
        known = self.library.called(flow)
        order = list(known.variables) if known else []
        return sorted(first.values(), key=lambda card: order.index(card.name)
                      if card.name in order else len(order))  # fmt: skip

    def _words(self, flow: str, cards: Sequence[Card]) -> Iterator[str]:
        """The title, the day and the words; several parts with their names."""
        days = {card.day for card in cards}
        kept = self._say("saved_kept", day=self._day(max(days)))
        yield f"{self._title(flow)}\n{kept}"
        for card in cards:
            part = self._part(card) if len(cards) > 1 else ""
            yield f"{part}\n{card.text}" if part else card.text

    def _named(self, card: Card, *, part: bool) -> str:
        """One of several: its part, if it has one, and its day."""
        name = self._part(card) if part else ""
        return f"{name}, {self._day(card.day)}" if name else self._day(card.day)

    def _part(self, card: Card) -> str:
        """What the flow calls this part of a plan."""
        flow, key = self.library.called(card.flow), f"title.{card.name}"
        return flow.text(key, self.context.lang).render(str) if flow and key in flow.texts else ""

    def _title(self, flow_id: str) -> str:
        """The title of a flow; one that is gone is called by its id."""
        flow = self.library.called(flow_id)
        return (
            flow.text("title", self.context.lang).render(str) if flow else flow_id.replace("-", " ")
        )

    def _day(self, day: int) -> str:
        return day_name(day, self.context.lang, "yMMMd")

    def _page(self, words: str, buttons: list[Button], back: str) -> Menu:
        foot = Button(back, self._say("back")), Button("help", self._say("help"))
        return Menu(words, tuple(buttons), screen=True, foot=foot)

    def _say(self, phrase: str, **values: str) -> str:
        return self.library.phrases.say(phrase, self.context.lang, values)


def _shelf(room: Room, client: Client) -> Shelf:
    rows = sorted(room.work.answers(room.chat, "card"), key=_order, reverse=True)
    cards = tuple(
        Card(one.session, one.flow, one.name, text, day_of(one.at, client.profile.zone))
        for one in rows
        if (text := _text(one))
    )
    return Shelf(room.library, room.context, cards)


def _order(answer: Answer) -> tuple[float, int]:
    serial = answer.session.partition(":")[0]
    return answer.at, int(serial) if serial.isdecimal() else 0


def _text(answer: Answer) -> str:
    """The words; none where they can't be read."""
    try:
        return str(json.loads(answer.value))
    except ValueError:
        return ""


def _data(card: Card) -> str:
    return f"saved:{card.flow}:{card.session}"


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
