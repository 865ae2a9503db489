"""What goes by itself when its time is over. Little at a time: people are waiting."""

from typing import Final

from bot.people.keeping import DAY_SECONDS, too_old
from bot.people.profile import Profile
from bot.store.classified import BY_NAME
from bot.store.protocol import Transaction
from bot.store.rows import Person

REMEMBERED_SECONDS: Final = 48 * 3600.0
"""How long a handled update is known; Telegram sends one again for 24 hours at most."""
INVITATION_SECONDS: Final = 30 * DAY_SECONDS
"""How long after it expired an invitation can still be told from one that never was."""
TIDY_SECONDS: Final = 3600.0
SOME_SECONDS: Final = 60.0
"""How often some of what is handled goes (2.8 million updates a day, as many as Telegram lets a bot
answer), whoever had to wait for Telegram is forgotten, and some people and keys are looked at,"""
PEOPLE: Final = 100
"""so many people: 144,000 a day, and"""
KEYS: Final = 400
"""so many keys: 576,000 a day."""
FIRST_CHAT: Final = -(2**62)
"""No chat has a lower number; groups have negative ones."""


class Tidy:
    """Tidies up, when it is time."""

    def __init__(self) -> None:
        self._tidied = 0.0
        self._looked = 0.0
        self._last = 0
        self._last_key = FIRST_CHAT

    def __call__(self, work: Transaction, now: float) -> None:
        """Do what is due, inside a unit of work that is there anyway."""
        if now - self._tidied > TIDY_SECONDS:
            work.forget_invitations(now - INVITATION_SECONDS)
            self._tidied = now
        if now - self._looked > SOME_SECONDS:
            work.forget_handled(now - REMEMBERED_SECONDS)
            work.let_go(now)
            self._some_keys(work)
            self._some_people(work, now)
            self._looked = now

    def _some_keys(self, work: Transaction) -> None:
        chats = [chat for chat, _, _ in work.all_keys(self._last_key, KEYS)]
        work.forget_keys(chats)
        self._last_key = chats[-1] if len(chats) == KEYS else FIRST_CHAT

    def _some_people(self, work: Transaction, now: float) -> None:
        chats = work.chats(self._last, PEOPLE)
        for chat in chats:
            # Not `person`: that would keep other processes from talking to all of them.
            for row in work.about(BY_NAME["person"], chat):
                keep = Profile.of(Person(chat, data=row["data"] or b"{}")).keep
                before = too_old(keep, now)
                if before is not None:
                    work.forget_history(chat, before)
        self._last = chats[-1] if len(chats) == PEOPLE else 0
