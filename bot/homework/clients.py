"""A therapist's side: their clients, what each shows, invitations, the summary and the table."""

from dataclasses import replace
from typing import Final

from bot.dialogue.talk import Came, Menu, Out
from bot.effects import Button, Say
from bot.homework import bonds, inviting, joining, notice, nudge, page, roster, summary
from bot.homework.shorter import too_long
from bot.homework.view import View, is_therapist, therapist_view
from bot.people.client import Client
from bot.people.desk import Desk, Room, Step
from bot.people.quiet import may_come
from bot.store.rows import Timer

LABEL_MAX: Final = 40
NEWS: Final = {"joined": "th_joined", "left": "th_left"}


class ClientsDesk(Desk):
    """What a therapist works with. Whoever is none gets the same kind answer everywhere."""

    name = "cl"
    commands = ("clients",)
    links = ("t",)
    welcome = ()

    def has_door(self, room: Room) -> bool:
        """Only a therapist finds clients at home."""
        return is_therapist(room)

    def link(self, room: Room, client: Client, payload: str) -> Step:
        """Somebody came with an invitation for therapists."""
        return client, (joining.opened(room, client, payload),)

    def command(self, room: Room, client: Client, name: str, argument: str) -> Step:
        """The list of clients."""
        return client, (self._list(room, client, "all", over=False),)

    def press(self, room: Room, client: Client, parts: list[str]) -> Step:
        """`cl`, `cl:VERB:…`; what is about a client ends with their link."""
        verb, rest = (*parts[1:2], "")[0], parts[2:]
        if verb in {"join", "no"} and len(rest) == 1:
            return client, (joining.answered(room, client, rest[0], agreed=verb == "join"),)
        if not is_therapist(room):
            return client, (stranger(room)._replace(screen=True),)
        if verb == "find":
            return _ask(client, "cl:find"), (_menu(room, "th_find_ask", "cl"),)
        if verb in {"invite", "open", "drop", "more", "nudge"}:
            return client, self._house(room, client, verb, rest)
        if verb == "l" and len(rest) == 2:
            number = int(rest[1]) if rest[1].isdecimal() else 0
            return client, (self._list(room, client, rest[0], number),)
        view = therapist_view(room, rest[-1]) if rest else None
        if view is None:
            return client, (self._list(room, client, "all"),)
        return self._client(room, client, verb, view, rest)

    def _list(
        self, room: Room, client: Client, place: str, number: int = 0, *, over: bool = True
    ) -> Menu:
        found = room.work.therapist(room.chat)
        if found is None or found.ended is not None:
            return stranger(room)._replace(screen=over)
        name = client.profile.name.encode() or found.name
        room.work.save_therapist(replace(found, name=name, looked=float(room.context.at)))
        return roster.screen(room, client.profile, place, number, over=over)

    def _house(self, room: Room, client: Client, verb: str, rest: list[str]) -> tuple[Out, ...]:
        """What is about no single client."""
        if verb == "invite":
            joining.remembered(room, client)
            return inviting.new(room, client.profile)
        if verb == "open":
            return (inviting.waiting(room, client.profile),)
        if verb == "drop" and rest:
            return (inviting.withdrawn(room, client.profile, rest[0]),)
        found = room.work.therapist(room.chat)
        if verb == "nudge" and found and rest and rest[0] in nudge.CHOICES:
            room.work.save_therapist(replace(found, nudge=rest[0]))
            nudge.chosen(room, client.profile, rest[0])
        return (_more(room),)

    def _client(self, room: Room, client: Client, verb: str, view: View, rest: list[str]) -> Step:
        """What is about one client; each look is kept for them to read."""
        now, link = float(room.context.at), view.link.id
        if verb == "sum":
            view.looked(now, "summary")
            days = summary.days_of(rest[0])
            return client, summary.summary(room, view, client.profile, days)
        if verb == "csv":
            view.looked(now, "exported")
            return client, (summary.exported(room, view, client.profile),)
        if verb == "name":
            return _ask(client, f"cl:name:{link}"), (_menu(room, "th_name_ask", f"cl:c:{link}"),)
        if verb == "end":
            yes = Button(f"cl:over:{link}", room.say("care_end_yes"))
            asked = _menu(room, "th_end_ask", f"cl:c:{link}", name=view.label)
            return client, (asked._replace(buttons=(yes, *asked.buttons)),)
        if verb == "over":
            bonds.end(room.work, view.link, "therapist", now)
            return client, (_menu(room, "th_over", "cl", name=view.label),)
        view.looked(now, "looked")
        return client, (client_page(room, client, view),)

    def words(self, room: Room, client: Client, asked: str, text: str) -> Step:
        """A part of a name to look for, or what to call a client."""
        done = client._replace(profile=client.profile._replace(asked=""))
        if not is_therapist(room):
            return done, (stranger(room),)
        if asked == "cl:find":
            return done, (roster.found(room, client.profile, text, "cl:c:", "cl"),)
        view = therapist_view(room, asked.rpartition(":")[2])
        label = " ".join(text.split())
        if view is None or not label:
            return done, (self._list(room, client, "all", over=False),)
        if len(label) > LABEL_MAX:
            return client, (too_long(room, label, LABEL_MAX, f"cl:c:{view.link.id}"),)
        room.work.save_link(replace(view.link, label=label.encode()))
        again = therapist_view(room, view.link.id) or view
        return done, (client_page(room, client, again)._replace(screen=False),)

    def timer(self, room: Room, client: Client, came: Came) -> Step:
        """Something happened on a link, or it is time for the line that something is new."""
        if came.value == nudge.TIMER:
            told = nudge.rung(room, client, came.due)
            return client, (told,) if told else ()
        what, link_id = (*came.value.split(":")[1:], "", "")[:2]
        if what == "help":
            return client, notice.rung(room, client, came)
        return client, self._news(room, client, came, what, link_id)

    def _news(
        self, room: Room, client: Client, came: Came, what: str, link_id: str
    ) -> tuple[Out, ...]:
        link = room.work.link(link_id)
        fits = link is not None and (link.ended is None) == (what == "joined")
        if link is None or link.therapist != room.chat or not fits or what not in NEWS:
            return ()
        if not is_therapist(room):
            return ()
        later = may_come(room.context.at, client.profile.zone, client.profile.quiet)
        if later > room.context.at:
            room.work.set_timers([Timer(room.chat, came.value, later, 0)])
            return ()
        label = link.label.decode()
        if what == "left":  # the name was kept for this line only
            room.work.save_link(replace(link, label=b""))
        return (Say(room.say(NEWS[what], name=label), silent=True),)

    def stopped(self, room: Room, client: Client) -> Step:
        """STOP: no line comes by itself any more."""
        found = room.work.therapist(room.chat)
        if found is not None and found.nudge:
            room.work.save_therapist(replace(found, nudge=""))
            room.work.cancel_timers(room.chat, [nudge.TIMER])
        return client, ()


def client_page(room: Room, client: Client, view: View) -> Menu:
    """The page about a client, and what can be done."""
    link = view.link.id
    buttons = (Button(f"as:new:{link}", room.say("give")),)
    foot = (
        Button(f"as:all:{link}", room.say("give_list")),
        Button(f"cl:sum:{page.BEFORE}:{link}", room.say("page_summary")),
        Button(f"cl:csv:{link}", room.say("th_export")),
        Button(f"cl:name:{link}", room.say("th_name")),
        Button(f"cl:end:{link}", room.say("care_end")),
        Button("cl", room.say("back")),
    )
    return Menu(page.words(room, view, client.profile), buttons, screen=True, foot=foot)


def _more(room: Room) -> Menu:
    """Open invitations, and whether a line comes when something is new."""
    found = room.work.therapist(room.chat)
    how = found.nudge if found else ""
    after = nudge.CHOICES[(nudge.CHOICES.index(how) + 1) % len(nudge.CHOICES)]
    state = room.say(f"th_nudge_{how or 'off'}")
    buttons = (
        Button("cl:open", room.say("th_open")),
        Button(f"cl:nudge:{after}", room.say("th_nudge_is", state=state)),
        Button("cl", room.say("back")),
    )
    return Menu(room.say("th_about"), buttons, screen=True)


def stranger(room: Room) -> Menu:
    """What somebody reads who is no therapist here, wherever they knock."""
    return Menu(room.say("th_stranger"), (Button("close", room.say("close")),))


def _menu(room: Room, phrase: str, home: str, **values: str) -> Menu:
    return Menu(room.say(phrase, **values), (Button(home, room.say("back")),), screen=True)


def _ask(client: Client, what: str) -> Client:
    return client._replace(profile=client.profile._replace(asked=what))
