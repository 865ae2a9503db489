"""What the server knows: accounts, chats, messages, callback queries, files, the clock. No I/O.

Both sides work on it: the bot through `api/`, the people through `people.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.preview.clock import Clock
from bot.preview.files import Files
from bot.preview.kinds import Json
from bot.preview.profile import Profile
from bot.preview.updates import Updates

DEFAULT_TOKEN = "714000001:preview-token-of-this-machine"  # noqa: S105  (opens nothing)
FIRST_ACCOUNT = 5_100_000_001
FIRST_GROUP = -4_100_000_001
MEDIA = ("photo", "animation", "video", "sticker", "document", "voice", "video_note", "audio")


@dataclass(slots=True)
class Account:
    """A person. `deactivated`: deleted at Telegram; `started`: has opened the bot once."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    blocked: bool = False
    started: bool = False
    deactivated: bool = False

    def user(self) -> Json:
        """As a Bot API User."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user

    def view(self) -> Json:
        """As the preview API shows it."""
        return {
            "id": self.id,
            "first_name": self.first_name,
            "username": self.username,
            "language_code": self.language_code,
            "blocked": self.blocked,
            "started": self.started,
        }


@dataclass(slots=True)
class Note:
    """A message as the bot sees it, with what only the server knows.

    `markup` is any keyboard, the reply keyboards too, which Telegram does not send back;
    `silent` is disable_notification. `reworded` tells a new text from a new keyboard: apps call
    only the first one edited.
    """

    message: Json
    by_bot: bool
    markup: Json | None = None
    silent: bool = False
    reworded: bool = False

    @property
    def id(self) -> int:
        """The message id."""
        number: int = self.message["message_id"]
        return number


@dataclass(slots=True)
class Chat:
    """A private chat (its id is the person's) or a group; `bot`: member, left or kicked."""

    id: int
    title: str | None = None
    members: list[int] = field(default_factory=list)
    bot: str = "member"
    messages: dict[int, Note] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)

    @property
    def private(self) -> bool:
        """Whether it is a chat with one person."""
        return self.id > 0


@dataclass(slots=True)
class Query:
    """A tap on an inline button that waits for its answer."""

    account: int
    chat: int
    message: int
    at: float
    answered: bool = False


def _nobody(account: int, event: Json) -> None:
    """No stream is open."""


@dataclass(slots=True)
class Hook:
    """Where updates are to be delivered; no address, no delivery."""

    url: str = ""
    secret: str = ""
    connections: int = 40


class World:
    """Everything, in memory. `notify(account, event)` is called with what a person sees;
    `watching()` says whose windows are open, `changed()` is called after each change."""

    def __init__(self, clock: Clock | None = None, token: str = DEFAULT_TOKEN) -> None:
        self.clock = clock or Clock()
        self.token = token
        self.profile = Profile(int(token.split(":", maxsplit=1)[0]))
        self.files = Files()
        self.updates = Updates()
        self.accounts: dict[int, Account] = {}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.webhook = Hook()
        self.next_account = FIRST_ACCOUNT
        self.next_message = 1
        self.next_query = 1
        self.notify: Callable[[int, Json], None] = _nobody
        self.watching: Callable[[], Iterable[int]] = tuple
        self.changed: Callable[[], None] = lambda: None

    def add_account(self, first_name: str, username: str | None, language: str | None) -> Account:
        """A new person, who has not met the bot yet."""
        number = self.next_account
        self.next_account += 1
        account = Account(number, first_name, username, language)
        self.accounts[number] = account
        self.changed()
        return account

    def private_chat(self, account: Account) -> Chat:
        """The person's chat with the bot; made on first use."""
        chat = self.chats.get(account.id)
        if chat is None:
            chat = self.chats[account.id] = Chat(account.id, members=[account.id])
        return chat

    def view(self, chat: Chat) -> Json:
        """As a Bot API Chat."""
        if not chat.private:
            return {"id": chat.id, "type": "group", "title": chat.title}
        account = self.accounts[chat.id]
        view: Json = {"id": chat.id, "type": "private", "first_name": account.first_name}
        return view | ({"username": account.username} if account.username else {})

    def post(
        self,
        chat: Chat,
        content: Json,
        author: Account | None,
        markup: Json | None = None,
        *,
        silent: bool = False,
    ) -> Note:
        """A new message, from a person or (no author) from the bot, shown to all in the chat."""
        message: Json = {
            "message_id": self.next_message,
            "from": author.user() if author else self.profile.user(),
            "chat": self.view(chat),
            "date": self.clock.stamp(),
            **content,
        }
        self.next_message += 1
        note = Note(message, by_bot=author is None, silent=silent)
        self.dress(note, markup)
        chat.messages[note.id] = note
        self.show(chat, {"type": "message", "message": self.preview(note)})
        return note

    def dress(self, note: Note, markup: Json | None) -> None:
        """Give a message its keyboard, or none."""
        note.markup = markup
        note.message.pop("reply_markup", None)
        if markup and "inline_keyboard" in markup:
            note.message["reply_markup"] = markup

    def edited(self, chat: Chat, note: Note) -> None:
        """Show a message again, after it was changed."""
        self.show(chat, {"type": "edit", "message": self.preview(note)})

    def delete(self, chat: Chat, message_id: int) -> None:
        """Remove a message for everyone."""
        del chat.messages[message_id]
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
        self.show(chat, {"type": "delete", "message_id": message_id, "chat_id": chat.id})

    def show(self, chat: Chat, event: Json) -> None:
        """Send an event to everyone in a chat."""
        for member in chat.members:
            self.notify(member, event)
        self.changed()

    def preview(self, note: Note) -> Json:
        """A message as the preview API shows it: with `out`, any keyboard, and `media`."""
        shown = note.message | {"out": not note.by_bot}
        if note.silent:
            shown["silent"] = True
        if note.by_bot and not note.reworded:
            shown.pop("edit_date", None)
        if note.markup:
            shown["reply_markup"] = note.markup
        kind = next((one for one in MEDIA if one in note.message), None)
        if kind:
            of_kind = note.message[kind]
            media = of_kind[-1] if isinstance(of_kind, list) else of_kind
            shown["media"] = {
                "kind": kind,
                "url": f"/preview/file/{media['file_id']}",
                "width": media.get("width", 0),
                "height": media.get("height", 0),
            }
        return shown

    def snapshot(self, account: Account) -> Json:
        """What a person sees on opening the web chat."""
        notes = [
            note
            for chat in self.chats.values()
            if account.id in chat.members
            for note in chat.messages.values()
        ]
        notes.sort(key=lambda note: note.id)
        return {
            "type": "snapshot",
            "account": account.view(),
            "messages": [self.preview(note) for note in notes],
            "bot": self.profile.view(account.language_code),
            "commands": self.profile.commands_for(account.id, account.language_code),
            "menu_button": self.profile.menu_for(account.id),
            "clock": self.clock.now(),
            "blocked": account.blocked,
        }

    def refresh(self) -> None:
        """Tell everyone who looks the bot's profile and commands, after they changed."""
        for account in [self.accounts[one] for one in self.watching() if one in self.accounts]:
            commands = self.profile.commands_for(account.id, account.language_code)
            self.notify(account.id, {"type": "commands", "commands": commands})
            bot = self.profile.view(account.language_code)
            self.notify(account.id, {"type": "bot", "bot": bot})
        self.changed()
