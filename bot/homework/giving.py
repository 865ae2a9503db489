"""Giving exercises: at most five taps from the client to sent, and no typing.

`/assign` begins with the client, the page of a client with the exercise. What is given can be
changed, paused and ended here; the client says yes or no to it in `/homework`.
"""

from typing import Final

from bot.dialogue.talk import Menu
from bot.effects import Button
from bot.flow.phrases import PACKS as OURS
from bot.homework import assigning, roster, rules, shelf
from bot.homework import giving_screens as screens
from bot.homework.clients import stranger
from bot.homework.giving_screens import REASONS, Target
from bot.homework.rhythm import day_of
from bot.homework.shorter import too_long
from bot.homework.view import View, assigned, is_therapist, therapist_view
from bot.people.client import Client
from bot.people.desk import Desk, Room, Step
from bot.store.homework_rows import Assignment

WORDS_MAX: Final = assigning.NOTE_MAX
PACKS: Final = frozenset({*OURS, shelf.SAFETY, shelf.PROGRAMMES})


class GivingDesk(Desk):
    """The steps of giving, and what was given."""

    name = "as"
    welcome = ()
    commands = ("assign",)

    def command(self, room: Room, client: Client, name: str, argument: str) -> Step:
        """For whom? Who did something last comes first."""
        if not is_therapist(room):
            return client, (stranger(room),)
        return client, (self._whom(room, client, 0, over=False),)

    def press(self, room: Room, client: Client, parts: list[str]) -> Step:
        """`as:VERB:…`; what is not theirs, or gone, leads to the choice of a client."""
        if not is_therapist(room):
            return client, (stranger(room)._replace(screen=True),)
        verb, rest = (*parts[1:2], "")[0], parts[2:]
        if verb in {"find", "note", "whyown"} and rest:
            return self._asks(room, client, verb, rest)
        shown = self._shown(room, client, verb, rest)
        if shown is None:
            number = int(rest[0]) if verb == "l" and rest and rest[0].isdecimal() else 0
            shown = self._whom(room, client, number)
        return client, (shown,)

    def _whom(self, room: Room, client: Client, number: int, *, over: bool = True) -> Menu:
        found = roster.everyone(room)
        buttons = roster.listed(room, client.profile, found, "as:new:", number)
        foot = (*roster.pages(room, "as:l", number, len(found)),
                Button("as:find:who", room.say("th_find")),
                Button("close", room.say("close")))  # fmt: skip
        text = room.say("give_whom" if found else "th_no_clients")
        return Menu(text, buttons, over, foot=foot)

    def _shown(self, room: Room, client: Client, verb: str, rest: list[str]) -> Menu | None:
        """The screen behind a button, after what it does; None if there is none."""
        if verb in {"new", "all", "pk"} and rest:
            view = therapist_view(room, rest[-1])
            if view is None:
                return None
            if verb == "all":
                return screens.given(room, view)
            pack = rest[0] if verb == "pk" and rest[0] in PACKS else ""
            return screens.which(room, view, pack)
        if verb in {"o", "days", "aft", "w", "s"} and rest:
            target = _target(room, rest[0])
            return self._step(room, client, verb, target, rest[1:]) if target else None
        found = assigned(room, rest[0]) if rest else None
        return self._one(room, verb, *found, rest[1:]) if found else None

    def _step(
        self, room: Room, client: Client, verb: str, target: Target, rest: list[str]
    ) -> Menu | None:
        if verb == "o":
            return screens.often(room, target)
        if verb == "days":
            chosen = "".join(sorted({one for one in "".join(rest) if one in "0123456"}))
            return screens.days(room, target, chosen)
        if verb == "aft":
            return screens.after(room, target, rest[0] if rest else "")
        rule = rest[0] if rest else ""
        hour = int(rest[1]) if len(rest) > 1 and rest[1].isdecimal() else rules.USUAL
        if verb == "s":
            return self._send(room, client, target, rule, hour)
        return screens.when(room, client.profile, target, rule, hour)

    def _send(
        self, room: Room, client: Client, target: Target, rule: str, hour: int
    ) -> Menu | None:
        now = float(room.context.at)
        today = day_of(now, client.profile.zone)
        chosen = rules.read(room.library, target.piece, rule, hour, today)
        if chosen is None:
            return None
        if target.one is not None:
            changed = assigning.change(room.work, target.one, now, rhythm=chosen)
            return screens.one_given(room, target.view, changed)
        kind, work, link = target.piece.kind, target.piece.work, target.view.link
        new = Assignment("", link.client, link.id, kind, work, chosen.to_json())
        same = [one for one in target.view.open_assignments()
                if (one.work, one.rhythm, one.made) == (work, new.rhythm, now)]  # fmt: skip
        one = same[0] if same else assigning.assign(room.work, new, now)  # a double tap gives once
        return screens.sent(room, target, one)

    def _one(self, room: Room, verb: str, view: View, one: Assignment, rest: list[str]) -> Menu:
        """What is about something that was given."""
        now = float(room.context.at)
        if verb == "why" and rest and rest[0] in "0123":
            reason = room.say(REASONS[int(rest[0])])
            one = assigning.change(room.work, one, now, why=reason.encode())
        elif verb == "why":
            return screens.why(room, one)
        elif verb == "rest":
            one = assigning.pause(room.work, one, now)
        elif verb == "wake":
            one = assigning.resume(room.work, one, now)
        elif verb == "end":
            yes = Button(f"as:over:{one.id}", room.say("care_end_yes"))
            asked = screens.asks(room, "give_end_ask", f"as:see:{one.id}")
            return asked._replace(buttons=(yes, *asked.buttons))
        elif verb == "over":
            assigning.end(room.work, one, now)
            return screens.given(room, view)
        return screens.one_given(room, view, one)

    def _asks(self, room: Room, client: Client, verb: str, rest: list[str]) -> Step:
        """Words are to be typed: a name, a title, a note or a reason."""
        asked = client._replace(profile=client.profile._replace(asked=f"as:{verb}:{rest[0]}"))
        if verb == "find" and rest[0] == "who":
            return asked, (screens.asks(room, "th_find_ask", "as:l:0"),)
        if verb == "find" and therapist_view(room, rest[0]):
            return asked, (screens.asks(room, "give_find_ask", f"as:new:{rest[0]}"),)
        if verb != "find" and assigned(room, rest[0]):
            phrase = "give_note_ask" if verb == "note" else "give_why_own_ask"
            return asked, (screens.asks(room, phrase, f"as:see:{rest[0]}"),)
        return client, (self._whom(room, client, 0),)

    def words(self, room: Room, client: Client, asked: str, text: str) -> Step:
        """A name, a title, a note or a reason was typed; screening has seen it before."""
        client = client._replace(profile=client.profile._replace(asked=""))
        if not is_therapist(room):
            return client, (stranger(room),)
        verb, about = (*asked.split(":")[1:], "", "")[:2]
        if verb == "find" and about == "who":
            return client, (roster.found(room, client.profile, text, "as:new:", "as:l:0"),)
        if verb == "find" and (view := therapist_view(room, about)):
            return client, (screens.matches(room, view, text),)
        found = assigned(room, about)
        if found is None or verb not in {"note", "whyown"}:
            return client, (self._whom(room, client, 0, over=False),)
        words = " ".join(text.split())
        if len(words) > WORDS_MAX:
            again = client._replace(profile=client.profile._replace(asked=asked))
            return again, (too_long(room, words, WORDS_MAX, f"as:see:{found[1].id}"),)
        said, now = words.encode(), float(room.context.at)
        if verb == "note":
            one = assigning.change(room.work, found[1], now, note=said)
        else:
            one = assigning.change(room.work, found[1], now, why=said)
        return client, (screens.one_given(room, found[0], one)._replace(screen=False),)


def _target(room: Room, key: str) -> Target | None:
    """`LINK.KEY` for something new, or the id of what was given."""
    link, dot, short = key.partition(".")
    if dot:
        view = therapist_view(room, link)
        found = shelf.piece(room.library, room.context.lang, short)
        return Target(view, found) if view and found else None
    given = assigned(room, key)
    found = (
        shelf.piece(room.library, room.context.lang, shelf.key_of(given[1].work)) if given else None
    )
    return Target(given[0], found, given[1]) if given and found else None
