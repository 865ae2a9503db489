"""What a unit of work knows of the chats that it holds: looked up once, for all of them at once.

Nobody else changes these rows while the chat is held, so what was read stays true, and what was
saved is known before it is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.store.rows import Person

Pins = Sequence[tuple[str, str]]


@dataclass
class Known:
    """By the numbers of chats.

    Attributes:
        held: Chats that no other process has until this unit of work ends.
        persons: People, or None for nobody.
        sessions: Their conversations, or None.
        pins: The revisions that these are pinned to.
        keys: Their wrapped keys, which nobody destroys before the unit of work ends.
        keyboards: The messages with people's buttons, as they were last committed; also of chats
            that others hold.
    """

    held: set[int] = field(default_factory=set)
    persons: dict[int, Person | None] = field(default_factory=dict)
    sessions: dict[int, bytes | None] = field(default_factory=dict)
    pins: dict[int, Pins] = field(default_factory=dict)
    keys: dict[int, bytes] = field(default_factory=dict)
    keyboards: dict[int, int] = field(default_factory=dict)

    def copy(self) -> "Known":
        """The same, to come back to."""
        return Known(
            set(self.held),
            dict(self.persons),
            dict(self.sessions),
            dict(self.pins),
            dict(self.keys),
            dict(self.keyboards),
        )
