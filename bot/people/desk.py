"""A desk looks after one matter of a person's besides the exercises: saved lines, settings,
homework. It owns buttons, commands, links and timers by their first word, so that a new matter
needs no change to those that exist.

Nothing of a desk lives between two updates. What it shows is a screen: a pure function from what
is stored to a message with buttons. What it changes goes into the same transaction as the turn.
"""

from typing import NamedTuple, TypeAlias

from bot.dialogue import lifecycle
from bot.dialogue.menu import DOORS
from bot.dialogue.talk import Came, Out
from bot.effects import Ended
from bot.flow.library import Library
from bot.model import Context
from bot.people.client import Client
from bot.people.profile import Profile
from bot.store.protocol import Transaction

Step: TypeAlias = tuple[Client, tuple[Out, ...]]
"""The person as they are now, and what to show, in this order."""


class Room(NamedTuple):
    """What a desk works with.

    Attributes:
        library: The flows and the words.
        context: The moment and the person.
        chat: Whose turn it is.
        work: The store, inside the transaction of this turn.
        languages: Codes of languages that there are words in.
        desks: The names of all desks that there are.
        bot: What the bot is called on Telegram, or empty while nobody knows.
        operator: Who runs the bot, and how to reach them; empty if they don't say.
    """

    library: Library
    context: Context
    chat: int
    work: Transaction
    languages: tuple[str, ...] = ("en",)
    desks: frozenset[str] = frozenset()
    bot: str = ""
    operator: str = ""

    def say(self, phrase: str, **values: str) -> str:
        """The program's words for this person."""
        return self.library.phrases.say(phrase, self.context.lang, values)


class Desk:
    """What a desk can be asked for; each does nothing unless it is overridden.

    Attributes:
        name: Its buttons are `NAME` or `NAME:…`, its timers too, and `Profile.asked` while the
            next words that are typed answer it.
        commands: Commands that it answers.
        links: How the payloads of deep links begin that it takes, up to `_`.
        welcome: What of it waits until a newcomer has been welcomed: `press`, `command`, `link`.
    """

    name: str = ""
    commands: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    welcome: tuple[str, ...] = ("press", "command", "link")

    def has_door(self, room: Room) -> bool:
        """Whether this person's home screen has its button, if it is one of `DOORS`."""
        return True

    def press(self, room: Room, client: Client, parts: list[str]) -> Step:
        """A button was pressed; `parts` are what stands between the colons."""
        return client, ()

    def command(self, room: Room, client: Client, name: str, argument: str) -> Step:
        """A command was typed or tapped."""
        return client, ()

    def link(self, room: Room, client: Client, payload: str) -> Step:
        """Somebody came by a deep link; `payload` is what stands behind `PREFIX_`."""
        return client, ()

    def words(self, room: Room, client: Client, asked: str, text: str) -> Step:
        """Words were typed while `asked`, which this desk had put into the profile."""
        return client, ()

    def timer(self, room: Room, client: Client, came: Came) -> Step:
        """A timer of this desk rang. Quiet hours, lateness and silence are the desk's to mind."""
        return client, ()

    def ended(self, room: Room, client: Client, ended: Ended) -> Step:
        """An exercise is over, and what it keeps is in the store."""
        return client, ()

    def helped(self, room: Room, client: Client) -> Step:
        """Words showed risk and help is shown; what is said here comes right behind it."""
        return client, ()

    def stopped(self, room: Room, client: Client) -> Step:
        """The person said STOP: nothing of this desk comes by itself any more."""
        return client, ()

    def settled(self, room: Room, client: Client, before: Profile) -> Step:
        """The person's settings have changed: zone and quiet hours, say."""
        return client, ()

    def returned(self, room: Room) -> None:
        """The person had blocked the bot, and is back. Timers from before are gone."""


class Desks:
    """Finds the desk for what a person did.

    Args:
        desks: All there are; no two share a name, a command or a link.
    """

    def __init__(self, desks: tuple[Desk, ...] = ()) -> None:
        self.all = desks
        self._by_name = {desk.name: desk for desk in desks}
        self._by_command = {name: desk for desk in desks for name in desk.commands}
        self._by_link = {prefix: desk for desk in desks for prefix in desk.links}

    @property
    def names(self) -> frozenset[str]:
        """The names of all desks."""
        return frozenset(self._by_name)

    @property
    def menu(self) -> tuple[str, ...]:
        """The commands that somebody answers, in the order of Telegram's menu."""
        answered = {*lifecycle.OWN, *self._by_command}
        return tuple(name for name in lifecycle.COMMANDS if name in answered)

    def doors(self, room: Room) -> tuple[str, ...]:
        """The desks that have a button on this person's home screen."""
        return tuple(
            name
            for name in DOORS
            if (desk := self._by_name.get(name)) is not None and desk.has_door(room)
        )

    def named(self, data: str) -> Desk | None:
        """The desk whose button, timer or question this is."""
        return self._by_name.get(data.partition(":")[0])

    def owner(self, came: Came) -> tuple[Desk, str] | None:
        """Whose this is, and what it is to them: `press`, `timer`, `command` or `link`."""
        desk: Desk | None = None
        how = came.kind
        if how in {"press", "timer"}:
            desk = self.named(came.value)
        elif how == "command":
            name, _, argument = came.value.partition(" ")
            desk = self._by_command.get(name)
            if name == "start" and argument:
                desk, how = self._by_link.get(argument.partition("_")[0]), "link"
        return (desk, how) if desk else None

    def take(self, room: Room, client: Client, came: Came) -> Step | None:
        """Take what a person did to its desk; None if it belongs to none."""
        found = self.owner(came)
        if found is None:
            return None
        desk, how = found
        name, _, argument = came.value.partition(" ")
        if how == "press":
            return desk.press(room, client, came.value.split(":"))
        if how == "timer":
            return desk.timer(room, client, came)
        if how == "link":
            return desk.link(room, client, argument.partition("_")[2])
        return desk.command(room, client, name, argument)
