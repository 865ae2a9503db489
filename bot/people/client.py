"""A person as the program sees them in one moment."""

from typing import NamedTuple

from bot.dialogue.talk import Talk
from bot.people.profile import Profile
from bot.people.signs import Crisis


class Client(NamedTuple):
    """A person's conversation, settings, and what is remembered of words that showed risk."""

    talk: Talk = Talk()
    profile: Profile = Profile()
    crisis: Crisis = Crisis()
