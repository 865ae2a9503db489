"""A client's side of a link: who is linked, what they see, what is shared, and how it ends."""

from typing import Final

from bot.dialogue.talk import Came, Menu
from bot.effects import Button, Ended, Say
from bot.homework import after, bonds, invitations, notice, offering, page, summary
from bot.homework import consent_screens as screens
from bot.homework.bonds import CONSENTS
from bot.homework.invitations import Opened
from bot.homework.view import client_view
from bot.people.client import Client
from bot.people.desk import Desk, Room, Step
from bot.people.quiet import may_come
from bot.store.links import Link
from bot.store.rows import Timer

REFUSED: Final = {
    "unknown": "invite_unknown",
    "used": "invite_used",
    "expired": "invite_expired",
    "taken": "invite_taken",
    "own": "invite_own",
    "linked": "invite_linked",
}
"""What is said of an invitation that can't be accepted, by what became of it."""


class CareDesk(Desk):
    """Lets a client decide what a therapist sees."""

    name = "care"
    commands = ("therapist",)
    links = ("c",)
    welcome = ("link",)

    def has_door(self, room: Room) -> bool:
        """Only somebody who works with a therapist here finds them at home."""
        return bool(bonds.open_links(room.work, room.chat))

    def command(self, room: Room, client: Client, name: str, argument: str) -> Step:
        """Who is linked, and what they see."""
        return client, (self._home(room, client, screen=False),)

    def link(self, room: Room, client: Client, payload: str) -> Step:
        """Somebody came with a therapist's invitation."""
        opened = invitations.open_(room.work, "c", payload, room.chat, room.context.at)
        return client, (_invited(room, opened),)

    def press(self, room: Room, client: Client, parts: list[str]) -> Step:
        """`care`, `care:VERB:…`; what is about a link ends with it."""
        verb, rest = (*parts[1:2], "")[0], parts[2:]
        if verb in {"join", "decline"} and len(rest) == 1:
            return self._answer(room, client, rest[0], accepted=verb == "join")
        link = bonds.own_link(room.work, rest[-1], room.chat) if rest else None
        if link is None:
            return client, (self._home(room, client),)
        if verb in {"ask", "yes"} and rest[0] in CONSENTS:
            return self._consent(room, client, link, verb, rest[0])
        if verb in offering.VERBS:
            return client, offering.press(room, client.profile, link, verb, rest[:-1])
        if verb == "over":
            return self._over(room, client, link)
        if verb == "sum" and (view := client_view(room, link.id)):
            return client, summary.summary(room, view, client.profile, summary.days_of(rest[0]))
        return client, (self._screen(room, client, link, verb),)

    def _screen(self, room: Room, client: Client, link: Link, verb: str) -> Menu:
        view = client_view(room, link.id)
        if view is not None and verb == "view":
            return page.for_client(room, view, client.profile)
        if view is not None and verb == "log":
            return screens.record(room, view, client.profile)
        if verb == "end":
            return screens.leave(room, link)
        return screens.one_link(room, link, client.profile)

    def _home(self, room: Room, client: Client, *, screen: bool = True) -> Menu:
        links = bonds.open_links(room.work, room.chat)
        return screens.home(room, links, client.profile, screen=screen)

    def _answer(self, room: Room, client: Client, key: str, *, accepted: bool) -> Step:
        """They read who invites them, and said yes or no."""
        now = float(room.context.at)
        opened = invitations.held(room.work, "c", key, room.chat, now)
        if opened.state != "open" or opened.invitation is None:
            return client, (_invited(room, opened)._replace(screen=True),)
        invitation = opened.invitation
        invitations.close(room.work, invitation, "accepted" if accepted else "declined")
        if not accepted:
            close = Button("close", room.say("close"))
            return client, (Menu(room.say("care_declined"), (close,), screen=True),)
        label = client.profile.name or room.say("care_client")
        link = bonds.begin(room.work, invitation.therapist, room.chat, label, now)
        name = screens.therapist_name(room, link.therapist)
        said = Menu(room.say("care_accepted", name=name), (), screen=True)
        return client, (said, screens.one_link(room, link, client.profile, screen=False))

    def _consent(self, room: Room, client: Client, link: Link, verb: str, name: str) -> Step:
        what = next(one for one in CONSENTS if one == name)
        is_on = getattr(link, what) is not None
        if verb == "ask" and not is_on:
            return client, (screens.ask(room, link, what),)
        if is_on == (verb == "ask"):  # off at once; a second "yes" changes nothing
            link = bonds.allow(room.work, link, what, float(room.context.at), on=not is_on)
        return client, (screens.one_link(room, link, client.profile),)

    def _over(self, room: Room, client: Client, link: Link) -> Step:
        name = screens.therapist_name(room, link.therapist)
        bonds.end(room.work, link, "client", float(room.context.at))
        close = Button("close", room.say("close"))
        return client, (Menu(room.say("care_over", name=name), (close,), screen=True),)

    def timer(self, room: Room, client: Client, came: Came) -> Step:
        """The therapist or the operator ended a link: said once, and not at night."""
        link = room.work.link(came.value.rpartition(":")[2])
        if link is None or link.client != room.chat or link.ended is None:
            return client, ()
        later = may_come(room.context.at, client.profile.zone, client.profile.quiet)
        if later > room.context.at:
            room.work.set_timers([Timer(room.chat, came.value, later, 0)])
            return client, ()
        if room.context.at < client.crisis.hush_until:
            return client, ()
        name = screens.therapist_name(room, link.therapist)
        return client, (Say(room.say("care_ended", name=name), silent=True),)

    def ended(self, room: Room, client: Client, ended: Ended) -> Step:
        """An exercise is over: say who sees what of it, and ask before anything is shared."""
        return client, after.told(room, client, ended)

    def helped(self, room: Room, client: Client) -> Step:
        """Help was shown: those who may know are told so, and the client before them."""
        return client, notice.given(room, client)


def _invited(room: Room, opened: Opened) -> Menu:
    """Who invites, and what they would see; or why this invitation opens nothing."""
    close = Button("close", room.say("close"))
    if opened.state != "open" or opened.invitation is None:
        return Menu(room.say(REFUSED.get(opened.state, "invite_unknown")), (close,))
    name = screens.therapist_name(room, opened.invitation.therapist)
    key = opened.invitation.hash
    return Menu(
        room.say("care_invited", name=name),
        (
            Button(f"care:join:{key}", room.say("care_accept")),
            Button(f"care:decline:{key}", room.say("care_decline")),
        ),
    )
