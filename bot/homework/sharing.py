"""What a client could share of an exercise: they see the words first, then tap.

Nothing is shared by itself. Which answers are meant stands on the buttons as a number whose bits
are ticks, in the order in which the answers were kept.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.flow.library import Library
from bot.homework.wording import is_number, words_of
from bot.people.desk import Room
from bot.store.links import Link, Shared
from bot.store.rows import Answer

MOST: Final = 12
"""Answers of one exercise that can be ticked one by one."""


@dataclass(frozen=True, slots=True)
class Item:
    """One answer: where it stands, and its words as the client saw them."""

    session: str
    flow: str
    name: str
    words: str
    number: bool


def items(room: Room, session: str) -> list[Item]:
    """What the person whose turn it is kept of one of their exercises, by its number."""
    kept = [one for how in ("history", "card") for one in room.work.answers(room.chat, how)
            if one.session.partition(":")[0] == session]  # fmt: skip
    found = [_item(room.library, one, room.context.lang) for one in sorted(kept, key=_order)]
    return [one for one in found if one.words][:MOST]


def ticked(found: Sequence[Item], mask: int) -> list[Item]:
    """Those whose bit is set."""
    return [one for number, one in enumerate(found) if mask >> number & 1]


def ticks(found: Sequence[Item], *, numbers: bool = True) -> int:
    """All ticks; without ratings where they are shown anyway and need no asking."""
    meant = (1 << place for place, one in enumerate(found) if numbers or not one.number)
    return sum(meant)


def share(room: Room, link: Link, found: Sequence[Item]) -> None:
    """The person whose turn it is shares these on a link of theirs."""
    at = float(room.context.at)
    room.work.share(
        Shared(link.id, room.chat, one.session, one.flow, one.name, at) for one in found
    )


def _item(library: Library, one: Answer, lang: str) -> Item:
    words = words_of(library, one.flow, one.name, json.loads(one.value), lang)
    number = is_number(library, one.flow, one.name)
    return Item(one.session, one.flow, one.name, words.strip(), number)


def _order(one: Answer) -> tuple[float, int]:
    place = one.session.partition(":")[2]
    return one.at, int(place) if place.isdecimal() else 0
