"""The people: they wait for the whole reply, then answer it, by tapping or typing."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.bench.bare import Bare
from tests.bench.talk import SCRIPTS, Reply, Script, Shown, transcript

from .server import Bot, Json

START: Final = "/start flow_six-replies"
UPDATES: Final = 1 + len(SCRIPTS[0])
"""Updates of one conversation: the start and six replies."""
HOME: Final = "home"
"""A button in the row below Mooring's last message, which its peers don't have."""
PATIENCE: Final = 120.0
"""Seconds after which a contestant counts as broken."""


class TalkError(Exception):
    """A contestant didn't answer as the conversation goes."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds from handing an update over to the first and to the last message of the reply."""

    first: float
    whole: float


@dataclass(slots=True)
class Turn:
    """An update that waits for its reply."""

    expected: int
    handed: float
    messages: list[Shown] = field(default_factory=list)
    first: float = 0.0


def lengths(script: Script) -> tuple[int, ...]:
    """How many messages each reply of the conversation has, the greeting's first."""
    return tuple(len(turn) for turn in transcript(Bare(), script))


LENGTHS: Final = tuple(lengths(script) for script in SCRIPTS)


class Person:
    """Holds one conversation after the other with a bot."""

    def __init__(self, chat: int, crowd: "Crowd") -> None:
        self.chat = chat
        self.crowd = crowd
        self.script: Script = ()
        self.lengths: tuple[int, ...] = ()
        self.at = 0
        self.turn: Turn | None = None
        self.keyboard: Json | None = None
        self.said: list[list[Shown]] = []
        """What was shown in this conversation, turn by turn; only kept for a test."""

    @property
    def user(self) -> Json:
        return {"id": self.chat, "is_bot": False, "first_name": "Sam", "language_code": "en"}

    def begin(self, number: int) -> None:
        """Choose the words for the next conversation."""
        self.script, self.lengths = SCRIPTS[number % len(SCRIPTS)], LENGTHS[number % len(LENGTHS)]
        self.at = 0
        self.said = []

    @property
    def through(self) -> bool:
        """Whether the conversation has been held to its end."""
        return self.at == UPDATES

    @property
    def free(self) -> bool:
        """Whether something is to be said, and no reply is missing."""
        return self.turn is None and not self.through

    def act(self) -> None:
        """Do the next thing, now."""
        expected = 1 if self.crowd.echo else self.lengths[self.at]
        self.turn = Turn(expected, time.perf_counter())
        if self.crowd.echo:
            self._write("echo")
        elif self.at == 0:
            self._write(START)
        else:
            reply = self.script[self.at - 1]
            self._tap(reply) if reply.kind == "tap" else self._write(reply.value)

    def _chat(self) -> Json:
        return {"id": self.chat, "type": "private", "first_name": "Sam"}

    def _write(self, text: str) -> None:
        message: Json = {
            "message_id": self.crowd.bot.message_id(),
            "from": self.user,
            "chat": self._chat(),
            "date": int(time.time()),
            "text": text,
        }
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        self.crowd.bot.push("message", message)

    def _tap(self, reply: Reply) -> None:
        if self.keyboard is None:
            raise TalkError(f"nothing to tap in {self.chat}")
        buttons = [one for row in self.keyboard["reply_markup"]["inline_keyboard"] for one in row]
        data = [one["callback_data"] for one in buttons if one["text"] == reply.label]
        if not data:
            raise TalkError(f"no button {reply.label!r} among {[one['text'] for one in buttons]}")
        query = {
            "id": str(self.crowd.bot.message_id()),
            "from": self.user,
            "message": self.keyboard,
            "chat_instance": "1",
            "data": data[0],
        }
        self.crowd.bot.push("callback_query", query)

    def hear(self, message: Json) -> None:
        """Take a message of the reply; with its last, the turn is over."""
        turn, now = self.turn, time.perf_counter()
        if turn is None:
            raise TalkError(f"a message that nobody waited for: {message['text']!r}")
        turn.first = turn.first or now
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        if rows:
            self.keyboard = message
        labels = tuple(
            button["text"]
            for row in rows
            if HOME not in {button["callback_data"] for button in row}
            for button in row
        )
        turn.messages.append(Shown(message["text"], "", labels))
        if len(turn.messages) < turn.expected:
            return
        self.turn = None
        self.said.append(turn.messages)
        self.at += 1
        self.crowd.replied(self, Latency(turn.first - turn.handed, now - turn.handed))


class Crowd:
    """Everybody who talks to one contestant.

    Args:
        chats: Their chat ids.
        echo: The contestant only repeats what it is told: seven times a word, one message each.
    """

    def __init__(self, chats: Sequence[int], *, echo: bool = False) -> None:
        self.people = {chat: Person(chat, self) for chat in chats}
        self.echo = echo
        self.held = 0
        """Conversations so far; each of the four sets of words has its turn."""
        self._bot: Bot | None = None
        self._replied: Callable[[Person, Latency], None] = lambda *_: None
        self._failed: asyncio.Future[Any] | None = None

    @property
    def bot(self) -> Bot:
        """Whom they talk to."""
        assert self._bot is not None
        return self._bot

    def meet(self, bot: Bot) -> None:
        """From now on they talk to this one."""
        self._bot = bot

    def heard(self, chat: int, message: Json) -> None:
        """The bot has sent a message."""
        try:
            self.people[chat].hear(message)
        except (TalkError, LookupError) as error:
            if self._failed and not self._failed.done():
                self._failed.set_exception(TalkError(f"{chat}: {error}"))

    def replied(self, person: Person, latency: Latency) -> None:
        """A reply is whole."""
        self._replied(person, latency)

    def _act(self, person: Person) -> None:
        try:
            person.act()
        except TalkError as error:
            if self._failed and not self._failed.done():
                self._failed.set_exception(error)

    async def at_once(self) -> float:
        """Everybody holds one conversation, as fast as the replies come: seconds it took.

        Raises:
            TalkError: The contestant didn't keep up, or lost the thread.
        """
        left, loop = len(self.people), asyncio.get_running_loop()
        done = self._failed = loop.create_future()

        def replied(person: Person, _latency: Latency) -> None:
            nonlocal left
            if not person.through:  # once the bot has been told that its message was sent
                loop.call_soon(self._act, person)
                return
            left -= 1
            if not left and not done.done():
                done.set_result(None)

        self._replied = replied
        began = time.perf_counter()
        for person in self.people.values():
            person.begin(self._next())
            person.act()
        try:
            await asyncio.wait_for(done, PATIENCE)
        except TimeoutError:
            raise TalkError(f"{left} conversations were not through in {PATIENCE} s") from None
        return time.perf_counter() - began

    async def calmly(self, a_second: float, people: int) -> list[Latency]:
        """Some hold one conversation each, with an update every so often, answered or not.

        They take turns, so that each has had the reply to the last before it is asked again. Only
        somebody who waits for a reply longer than such a round (seconds) is passed over.

        Raises:
            TalkError: A reply never came, or another came than goes here.
        """
        talking = deque(list(self.people.values())[:people])
        found: list[Latency] = []
        done = self._failed = asyncio.get_running_loop().create_future()

        def replied(_person: Person, latency: Latency) -> None:
            found.append(latency)
            if len(found) == people * UPDATES and not done.done():
                done.set_result(None)

        self._replied = replied
        for person in talking:
            person.begin(self._next())
        began = time.perf_counter()
        for number in range(people * UPDATES):
            await asyncio.sleep(began + number / a_second - time.perf_counter())
            while not talking[0].free:
                if time.perf_counter() > began + PATIENCE:
                    raise TalkError("replies never came")
                talking.rotate(-1)
                await asyncio.sleep(0.001)
            talking[0].act()
            talking.rotate(-1)
        try:
            await asyncio.wait_for(done, PATIENCE)
        except TimeoutError:
            raise TalkError(f"{people * UPDATES - len(found)} replies never came") from None
        return found

    def _next(self) -> int:
        self.held += 1
        return self.held
