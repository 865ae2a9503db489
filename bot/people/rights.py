"""A person's rights over what is kept about them: to know it, to take it along, to have it gone.

Screens are pure. Erasing itself is the turn's: it sees `Erase`, and keeps nothing of the person
after that, not even that they asked.
"""

from typing import Final

from bot.dialogue.menu import way_home
from bot.dialogue.talk import Close, Document, Erase, Menu
from bot.effects import Button, Say
from bot.people.client import Client
from bot.people.desk import Desk, Room, Step
from bot.people.keeping import KEEP_CHOICES, too_old
from bot.people.rights_export import Export

PAGES: Final = ("what", "kept", "who", "long", "telegram", "rights")
"""The policy, a screen for each."""
HASTY_SECONDS: Final = 5
"""A press that comes sooner is a finger that tapped twice."""
LATE_SECONDS: Final = 3600
"""After an hour the question is asked anew."""


class DataDesk(Desk):
    """Answers `/privacy`, `/export` and `/delete`."""

    name = "data"
    commands = ("privacy", "export", "delete")
    welcome = ()

    def command(self, room: Room, client: Client, name: str, argument: str) -> Step:
        """The first screen of each."""
        if name == "privacy":
            return client, (_policy(room, client, 0, screen=False),)
        if name == "export":
            return client, _export(room, client)
        return client, (_ask(room, screen=False),)

    def press(self, room: Room, client: Client, parts: list[str]) -> Step:
        """A button of one of the screens."""
        what, value = (*parts[1:3], "", "")[:2]
        if what == "export":
            return client, (Close(), *_export(room, client, then_delete=value == "delete"))
        if what == "keep":
            return self._keep(room, client, value, sure=parts[3:] == ["yes"])
        if what == "delete":
            return client, (_ask(room, screen=True),)
        if what == "sure":
            return client, (_sure(room),)
        if what == "erase":
            return self._erase(room, client, value)
        if what == "stay":
            return client, (Menu(room.say("delete_stayed"), (), screen=True, foot=_home(room)),)
        page = int(value) if value.isdecimal() else 0
        return client, (_policy(room, client, page, screen=True),)

    def _erase(self, room: Room, client: Client, asked: str) -> Step:
        since = room.context.at - int(asked) if asked.isdecimal() else -1
        if not 0 <= since <= LATE_SECONDS:
            return client, (_ask(room, screen=True),)
        if since < HASTY_SECONDS:
            return client, (_sure(room, hasty=True),)
        return client, (Erase(), Close(), Say(room.say("deleted")))

    def _keep(self, room: Room, client: Client, value: str, *, sure: bool) -> Step:
        days = int(value) if value.isdecimal() else -1
        if days not in KEEP_CHOICES:
            return client, (_choices(room, client),)
        before = too_old(days, room.context.at)
        older = _older(room, before) if before else 0
        if older and not sure:
            words = room.say("keep_sure", n=str(older), keep=room.say(f"keep_{days}"))
            yes = Button(f"data:keep:{days}:yes", room.say("keep_yes"))
            no = Button("data:keep", room.say("keep_no"))
            return client, (Menu(words, (yes, no), screen=True, foot=_home(room)),)
        if before:
            room.work.forget_history(room.chat, before)
        client = client._replace(profile=client.profile._replace(keep=days))
        return client, (_choices(room, client),)


def _policy(room: Room, client: Client, page: int, *, screen: bool) -> Menu:
    """One screen of the policy, and the way to the next."""
    page = min(max(page, 0), len(PAGES) - 1)
    operator = room.operator
    values = {
        "who": room.say("privacy_operator", operator=operator) if operator else "",
        "keep": room.say(f"keep_{client.profile.keep}"),
    }
    name = PAGES[page]
    allowed = {"what": ("who",), "long": ("keep",)}.get(name, ())
    words = room.say(f"privacy_{name}", **{one: values[one] for one in allowed}).strip()
    buttons = []
    if page + 1 < len(PAGES):
        more = room.say(f"privacy_to_{PAGES[page + 1]}")
        buttons.append(Button(f"data:privacy:{page + 1}", more))
    else:
        buttons += [
            Button("data:export", room.say("command_export")),
            Button("data:keep", room.say("setting_kept")),
            Button("data:delete", room.say("command_delete")),
        ]
    if page:
        buttons.append(Button(f"data:privacy:{page - 1}", room.say("back")))
    return Menu(words, tuple(buttons), screen, foot=_home(room))


def _choices(room: Room, client: Client) -> Menu:
    """How long to keep things."""
    now = client.profile.keep
    words = room.say("keep_ask", keep=room.say(f"keep_{now}"))
    buttons = tuple(
        Button(f"data:keep:{one}", room.say(f"keep_{one}")) for one in KEEP_CHOICES if one != now
    )
    return Menu(words, buttons, screen=True, foot=_home(room))


def _older(room: Room, before: float) -> int:
    """How much would go."""
    runs = sum((one.ended or one.began) < before for one in room.work.runs(room.chat))
    return runs + sum(one.at < before for one in room.work.answers(room.chat))


def _export(room: Room, client: Client, *, then_delete: bool = False) -> tuple[
    Say | Document | Menu, ...
]:  # fmt: skip
    """Everything, as a page to read and as data for other programs."""
    export = Export.of(room, client.profile)
    page = Document("export_page", export.page(), "mooring.html", room.say("export_page"))
    data = Document("export_data", export.data(), "mooring.json", room.say("export_data"))
    ways = (Button("data:delete", room.say("delete_go")),) if then_delete else ()
    return page, data, Menu(room.say("export_done"), ways, foot=_home(room))


def _ask(room: Room, *, screen: bool) -> Menu:
    """What erasing means, with a copy offered first. Nothing happens here."""
    linked = any(one.ended is None for one in room.work.links_of(room.chat))
    words = room.say("delete_ask") + (f"\n\n{room.say('delete_linked')}" if linked else "")
    buttons = (
        Button("data:export:delete", room.say("delete_copy")),
        Button("data:sure", room.say("delete_go")),
        Button("data:stay", room.say("delete_stay")),
    )
    return Menu(words, buttons, screen, foot=_home(room))


def _sure(room: Room, *, hasty: bool = False) -> Menu:
    """The last question; the button knows when it was asked."""
    words = room.say("delete_hasty" if hasty else "delete_sure")
    buttons = (
        Button(f"data:erase:{room.context.at}", room.say("delete_yes")),
        Button("data:stay", room.say("delete_stay")),
    )
    return Menu(words, buttons, screen=True, foot=_home(room))


def _home(room: Room) -> tuple[Button, ...]:
    return way_home(room.library, room.context)
